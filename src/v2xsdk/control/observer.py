"""What is known from readings: unit, vehicle, meter, energy, state of charge."""

from __future__ import annotations

from collections.abc import Iterator

from v2xsdk.control.command import Command
from v2xsdk.control.energy import EnergyCounter
from v2xsdk.control.limit_chain import LimitChain, SiteLoad
from v2xsdk.control.part_limits import charger_limit, vehicle_limit, working_voltage_v
from v2xsdk.control.samples import Sample, dc_power_w, finite, meter_power_w
from v2xsdk.control.settings import ControlSettings
from v2xsdk.control.soc_guard import SocGuard
from v2xsdk.control.watch import Finding, Watch
from v2xsdk.model import (
    DriverInfo,
    FaultKind,
    Measurement,
    NominalLimits,
    Severity,
    VehicleStatus,
)

STEP_RATIO = 0.1
"""A change of command within one tick, as a share of the rating, that counts as a step and not as a ramp."""


class Observer:
    """Keeps the last readings and feeds the limits that follow from them into the chain."""

    def __init__(
        self, info: DriverInfo, nominal: NominalLimits | None, settings: ControlSettings, chain: LimitChain
    ) -> None:
        self._info = info
        self._settings = settings
        self._chain = chain
        self._guard = SocGuard(settings.soc)
        self._watch = Watch(info, settings)
        self.nominal = nominal
        self.energy = EnergyCounter(settings.measurement_max_age_s, settings.soc.energy_time_scale)
        self.measured: Measurement | None = None
        self.vehicle: VehicleStatus | None = None
        self.power_w: float | None = None

    @property
    def contradicted(self) -> bool:
        """Whether an independent meter contradicts the unit's power."""
        return self._watch.contradicted

    @property
    def output_on(self) -> bool | None:
        """What the unit last said about its output."""
        return None if self.measured is None else self.measured.output_on

    def take_vehicle(self, vehicle: VehicleStatus) -> bool:
        """Take the vehicle's word; return whether it came, left, or changed its readiness."""
        old, self.vehicle = self.vehicle, vehicle
        if vehicle.connected and (old is None or not old.connected):
            self._guard.plug_in(self.energy.net_wh)
        return old is None or (old.connected, old.ready) != (vehicle.connected, vehicle.ready)

    def take(self, measured: Measurement, command: Command) -> Iterator[Finding]:
        """Take a measurement; yield what the cross-checks say about it."""
        self.measured = measured
        self.power_w = dc_power_w(measured)
        self.energy.add(measured.time_s, self.power_w)
        sample = Sample(
            time_s=measured.time_s,
            setpoint_w=command.power_w,
            commanded_on=command.output_on,
            output_on=measured.output_on,
            measured_w=self.power_w,
            meter_w=meter_power_w(self.vehicle, measured),
        )
        yield from self._watch.sample(sample)

    def commanded(self, previous: Command, command: Command, now: float) -> None:
        """Note a command that jumps: the power follows at once, not along a line to the next reading."""
        rating_w = 0.0 if self.nominal is None else self.nominal.charge_power_max_w
        jump_w = abs(command.power_w - previous.power_w)
        if jump_w > STEP_RATIO * rating_w or (previous.output_on and not command.output_on):
            self.energy.step(now)

    def take_soc(self) -> Finding:
        """Judge the SoC against the counted energy; the vehicle's word goes before the unit's."""
        measured, vehicle = self.measured, self.vehicle
        if vehicle is not None and vehicle.connected and vehicle.soc_percent is not None:
            self._guard.update(vehicle.soc_percent, vehicle.time_s, self.energy.net_wh, finite(vehicle.capacity_wh))
        elif measured is not None:
            capacity_wh = None if vehicle is None else finite(vehicle.capacity_wh)
            self._guard.update(measured.soc_percent, measured.time_s, self.energy.net_wh, capacity_wh)
        problem = self._guard.problem
        return Finding(bool(problem), FaultKind.SOC_IMPLAUSIBLE, "soc", Severity.WARNING, problem)

    def silences(self, on_since_s: float | None, now: float) -> Iterator[Finding]:
        """Yield whether unit and vehicle are silent while the output is wanted on."""
        vehicle_s = None if self.vehicle is None else self.vehicle.time_s
        return self._watch.silences(on_since_s, vehicle_s, now)

    def feed(self, now: float) -> None:
        """Put the limits of vehicle, charger and SoC into the chain."""
        lowest_v = None if self.nominal is None else self.nominal.voltage_min_v
        live = self.measured if self.output_on else None
        voltage_v = working_voltage_v(self.vehicle, live, lowest_v)
        if self.nominal is not None:
            self._chain.put(charger_limit(self.nominal, voltage_v), now)
        if self.vehicle is not None:
            max_age_s = self._settings.limit_max_age_s.get("vehicle")
            self._chain.put(vehicle_limit(self.vehicle, voltage_v), self.vehicle.time_s, max_age_s)
        self._chain.put(self._guard.limit(now), now)

    def site_load(self, now: float) -> SiteLoad | None:
        """Return the other load behind the site meter: as metered, else as declared, else unknown."""
        measured = self.measured
        if measured is None or now - measured.time_s > self._settings.measurement_max_age_s:
            return self._settings.site_load
        site_w, own_w = finite(measured.site_power_w), finite(measured.ac_power_w)
        if own_w is None and self.power_w is not None and self._info.loss_curve is not None:
            own_w = self._info.loss_curve.ac_power_w(self.power_w)
        if site_w is None or own_w is None:
            return self._settings.site_load
        return SiteLoad(site_w - own_w, site_w - own_w)
