"""One supply, in words of the profile; blocking, for the thread that owns it."""

from __future__ import annotations

from typing import NamedTuple

from v2xsdk.drivers.scpi_supply.options import SupplyOptions
from v2xsdk.drivers.scpi_supply.profile import Profile
from v2xsdk.drivers.usbtmc.session import TmcSession
from v2xsdk.errors import DeviceRefused, OutputNotConfirmed
from v2xsdk.model import Direction, NominalLimits
from v2xsdk.spi import SetPoint

TOLERANCE_RATIO, TOLERANCE = 0.005, 0.05
ERROR_QUEUE = 50


class Protections(NamedTuple):
    """What trips the unit by itself, in V and A."""

    over_voltage_v: float
    under_voltage_v: float
    over_current_a: float


class Measured(NamedTuple):
    """What the unit says now; positive current leaves it. ``tripped`` is its questionable condition register."""

    voltage_v: float
    current_a: float
    output_on: bool
    tripped: int


class SupplyUnit:
    """Commands and questions to one supply."""

    def __init__(self, session: TmcSession, profile: Profile) -> None:
        self._session = session
        self._profile = profile
        self.identity = session.query("*IDN?")
        session.write("*CLS")

    def off(self) -> None:
        """Current limits 0, output off; raise ``OutputNotConfirmed`` when the unit does not say so."""
        p = self._profile
        for header in (p.charge_current, p.discharge_current):
            self._session.write(f"{header} 0")
        self._session.write(f"{p.output} 0")
        if self._output_on():
            raise OutputNotConfirmed(f"{self.identity}: the output is still on", may_deliver_s=None)

    def ratings(self) -> NominalLimits:
        """Return what the unit can do, by its own word."""
        p, number = self._profile, self._session.number
        power_w = number(p.power_rating)
        return NominalLimits(
            voltage_min_v=number(f"{p.voltage}? MIN"),
            voltage_max_v=number(f"{p.voltage}? MAX"),
            charge_current_max_a=abs(number(f"{p.charge_current}? MAX")),
            discharge_current_max_a=abs(number(f"{p.discharge_current}? MIN")),
            charge_power_max_w=power_w,
            discharge_power_max_w=power_w,
        )

    def arm_watchdog(self, seconds: float) -> bool:
        """Arm the output watchdog where there is one; return whether it is armed."""
        p = self._profile
        self._session.write(f"{p.watchdog_delay} {seconds:.3f}")
        self._session.write(f"{p.watchdog_state} 1")
        if self._errors():
            return False
        return self._session.query(f"{p.watchdog_state}?") == "1"

    def protect(self, protections: Protections) -> None:
        """Write the protections and read them back; raise ``DeviceRefused`` when the unit holds other values."""
        p = self._profile
        headers = (p.over_voltage, p.under_voltage, p.over_current)
        for header, value in zip(headers, protections, strict=True):
            self._session.write(f"{header} {value:.3f}")
            held = self._session.number(f"{header}?")
            if abs(held - value) > max(TOLERANCE, TOLERANCE_RATIO * value):
                raise DeviceRefused(f"{self.identity}: {header} holds {held:g}, {value:g} was written")
        for state in p.protection_states:
            self._session.write(f"{state} 1")
            if self._session.query(f"{state}?") != "1":
                raise DeviceRefused(f"{self.identity}: {state} stays off")
        self._raise_errors("writing the protections")

    def set(self, direction: Direction, point: SetPoint) -> None:
        """Write voltage and current limits of one direction; the other direction is held at 0."""
        p = self._profile
        charging = direction is Direction.CHARGE
        charge_a = point.current_a if charging else 0.0
        discharge_a = 0.0 if charging else point.current_a * p.discharge_sign
        self._session.write(f"{p.voltage} {point.voltage_v if charging else point.cutoff_voltage_v:.3f}")
        self._session.write(f"{p.charge_current} {charge_a:.3f}")
        self._session.write(f"{p.discharge_current} {discharge_a:.3f}")

    def on(self) -> None:
        """Switch the output on; raise ``DeviceRefused`` when the unit does not say that it is."""
        self._session.write(f"{self._profile.output} 1")
        self._raise_errors("switching the output on")
        if not self._output_on():
            raise DeviceRefused(f"{self.identity}: the output does not go on")

    def measure(self) -> Measured:
        """Return voltage, current, output and protections."""
        p, number = self._profile, self._session.number
        voltage_v, current_a = number(p.measured_voltage), number(p.measured_current)
        return Measured(voltage_v, current_a, self._output_on(), int(number(p.tripped)))

    def close(self) -> None:
        """Release the unit."""
        self._session.close()

    def _output_on(self) -> bool:
        return self._session.number(f"{self._profile.output}?") != 0.0

    def _errors(self) -> list[str]:
        found = []
        for _ in range(ERROR_QUEUE):
            answer = self._session.query("SYST:ERR?")
            if answer.startswith(("0", "+0")):
                break
            found.append(answer)
        return found

    def _raise_errors(self, what: str) -> None:
        if errors := self._errors():
            raise DeviceRefused(f"{self.identity}: {what}: {'; '.join(errors)}")


def protections_for(
    options: SupplyOptions, limits: NominalLimits, direction: Direction, point: SetPoint
) -> Protections:
    """Return the protections: what the options say, else what follows from the first set-point."""
    over_v, under_v, over_a = options.over_voltage_v, options.under_voltage_v, options.over_current_a
    if over_v is None:
        over_v = max(point.voltage_v, point.cutoff_voltage_v) * (1 + options.margin)
    if under_v is None:
        # a deeply discharged pack must remain chargeable
        under_v = point.cutoff_voltage_v * (1 - options.margin) if direction is Direction.DISCHARGE else 0.0
    if over_a is None:
        over_a = max(limits.charge_current_max_a, limits.discharge_current_max_a) * (1 + options.margin)
    return Protections(over_v, under_v, over_a)
