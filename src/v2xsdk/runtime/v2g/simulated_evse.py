"""A charger's power part in software: what the session machine asks for happens, with the delays of a real one.

For benches without a converter. A real vehicle that measures its inlet stops when it sees these values.
"""

from __future__ import annotations

import msgspec

from v2xsdk.model import EvseOffer, VehicleStatus
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g.evse import Authorization, EvseState, Isolation, MeterReading, Notice
from v2xsdk.runtime.v2g.charger_side import ChargerSide


class SimulatedRatings(msgspec.Struct, frozen=True):
    """How the simulated charger behaves: times in s, volts, amps and watts as magnitudes."""

    voltage_min_v: float = 150.0
    voltage_max_v: float = 1000.0
    current_max_a: float = 200.0
    power_max_w: float = 60_000.0
    isolation_check_s: float = 0.2
    contactor_s: float = 0.05
    direction_change_s: float = 0.1
    discharges: bool = True
    meter_id: str = "SIM0001"


class SimulatedEvse(ChargerSide):
    """Follows the effects of one session; ``state(now)`` is what the machine is told."""

    def __init__(self, ratings: SimulatedRatings, setpoint_w: float = 0.0) -> None:
        self.ratings = ratings
        self.setpoint_w = setpoint_w
        self.authorization = Authorization.GRANTED
        self.notice = Notice.NONE
        self.fault = ""
        self.charged_wh = 0.0
        self.discharged_wh = 0.0
        self._vehicle: VehicleStatus | None = None
        self._target_v: float | None = None
        self._target_a: float | None = None
        self._checked_at: float | None = None
        self._contactor_at: float | None = None
        self._energy = False
        self._ac = False
        self._voltage_v = 0.0
        self._current_a = 0.0
        self._turns_at = 0.0
        self._last_s: float | None = None
        self._offer: EvseOffer | None = None

    def apply(self, effect: fx.Effect, now: float) -> None:
        """Do what the machine asks for."""
        match effect:
            case fx.CableCheckWanted():
                self._checked_at = now + self.ratings.isolation_check_s
            case fx.PreChargeWanted(voltage_v=volts):
                self._voltage_v, self._current_a = volts, 0.0
            case fx.EnergyWanted():
                self._energy = True
            case fx.ServiceChosen(energy=energy):
                self._ac = energy is fx.Energy.AC
            case fx.CloseContactor():
                self._contactor_at = now + self.ratings.contactor_s
            case fx.TargetWanted(voltage_v=volts, current_a=amps):
                self._target_v, self._target_a = volts, amps
            case fx.VehicleSaid(status=status):
                self._vehicle = status
            case fx.OutputZero():
                self._energy, self._current_a, self._target_a = False, 0.0, None
            case fx.OpenContactor() | fx.SessionEnded():
                self._open()
            case _:
                pass

    def _open(self) -> None:
        self._energy, self._current_a, self._voltage_v = False, 0.0, 0.0
        self._checked_at = self._contactor_at = None

    def state(self, now: float) -> EvseState:
        """Return the charger as it is now."""
        self._advance(now)
        ready = self._contactor_at is not None and now >= self._contactor_at
        return EvseState(
            offer=self._make_offer(),
            present_voltage_v=self._voltage_v,
            present_current_a=self._current_a,
            present_power_w=self._ac_power() if self._ac else self._voltage_v * self._current_a,
            isolation=self._isolation(now),
            contactor_closed=ready,
            authorization=self.authorization,
            notice=self.notice,
            fault=self.fault,
            meter=MeterReading(self.ratings.meter_id, self.charged_wh, self.discharged_wh),
        )

    def _make_offer(self) -> EvseOffer:
        r = self.ratings
        if self._offer is None or self._offer.setpoint_w != self.setpoint_w:
            reverse = 1.0 if r.discharges else 0.0
            self._offer = EvseOffer(
                r.voltage_min_v, r.voltage_max_v, r.current_max_a, reverse * r.current_max_a, r.power_max_w,
                reverse * r.power_max_w, self.setpoint_w,
            )  # fmt: skip
        return self._offer

    def _isolation(self, now: float) -> Isolation:
        if self._checked_at is None:
            return Isolation.UNKNOWN
        return Isolation.VALID if now >= self._checked_at else Isolation.CHECKING

    def _advance(self, now: float) -> None:
        passed_s = 0.0 if self._last_s is None else now - self._last_s
        self._last_s = now
        power_w = self._ac_power() if self._ac else self._voltage_v * self._current_a
        energy_wh = power_w * passed_s / 3600.0
        if energy_wh >= 0.0:
            self.charged_wh += energy_wh
        else:
            self.discharged_wh -= energy_wh
        if self._energy and not self._ac:
            self._steer(now)

    def _ac_power(self) -> float:
        return self.setpoint_w if self._energy and not self.fault else 0.0

    def _steer(self, now: float) -> None:
        """Move the DC current to what is wanted; a change of direction passes zero and takes its time."""
        wanted_a = self._wanted_current()
        if wanted_a * self._current_a < 0.0:
            self._current_a, self._turns_at = 0.0, now + self.ratings.direction_change_s
        if now >= self._turns_at:
            self._current_a = wanted_a

    def _wanted_current(self) -> float:
        volts = self._voltage_v
        if volts <= 0.0 or self.fault:
            return 0.0
        wanted_a = self.setpoint_w / volts
        if self._target_a is not None and (wanted_a >= 0.0 or self._target_a <= 0.0):
            wanted_a = _nearer_zero(wanted_a, self._target_a)
        vehicle = self._vehicle
        up_a = down_a = 0.0
        if vehicle is not None:
            up_a = _bound(vehicle.charge_current_max_a, vehicle.charge_power_max_w, volts)
            down_a = _bound(vehicle.discharge_current_max_a, vehicle.discharge_power_max_w, volts)
        up_a = min(up_a, self.ratings.current_max_a)
        down_a = min(down_a, self.ratings.current_max_a if self.ratings.discharges else 0.0)
        return max(-down_a, min(wanted_a, up_a))


def _nearer_zero(first: float, second: float) -> float:
    if first * second <= 0.0:
        return 0.0
    return first if abs(first) < abs(second) else second


def _bound(current_a: float | None, power_w: float | None, volts: float) -> float:
    if current_a is None:
        return 0.0
    return current_a if power_w is None else min(current_a, power_w / volts)
