"""Everything the charger's machine knows: received frames with their times, lines, measurements, wishes."""

from __future__ import annotations

from v2xsdk.model import EvseOffer
from v2xsdk.protocol.can.chademo.evse_options import EvseOptions
from v2xsdk.protocol.can.chademo.evse_states import EvseState, StopCause
from v2xsdk.protocol.can.chademo.levels import charge_percent
from v2xsdk.protocol.can.chademo.lines import EvseOutputs, EvseSensed
from v2xsdk.protocol.can.chademo.records import (
    EvChargeTime,
    EvControl,
    EvDischargeEstimate,
    EvDischargeLimits,
    EvExtended,
    EvLimits,
    EvRecord,
)
from v2xsdk.protocol.can.chademo.session_view import Lines, SessionView
from v2xsdk.protocol.can.chademo.versions import Version, common_version

SAME_CYCLE_S = 0.06


class EvseView(SessionView[EvseState, StopCause]):
    """The inputs of the machine and the lines it drives."""

    def __init__(self, options: EvseOptions) -> None:
        self.options = options
        self.timing = options.timing
        self.sensed = EvseSensed()
        self.outputs = EvseOutputs()
        self.offer: EvseOffer | None = None
        super().__init__(options.timing, EvseState.IDLE)

    def forget(self) -> None:
        """Forget the car: a new session begins with nothing of the last one."""
        super().forget()
        self.insulation_passed: bool | None = None
        self.soc_percent: float | None = None

    def drive(self, lines: Lines, *, raises: bool) -> None:
        """Drive d1, d2 and the lock."""
        if not isinstance(lines, EvseOutputs):
            raise TypeError(f"{lines} are not a charger's lines")
        old = EvseOutputs(True, True, True) if raises else self.outputs
        self.outputs = EvseOutputs(lines.d1 and old.d1, lines.d2 and old.d2, lines.lock and old.lock)

    def receive(self, record: EvRecord, now: float) -> None:
        """Take a frame of the car."""
        self.keep(record, now)
        if isinstance(record, EvControl):
            self._follow_control(record, now)

    @property
    def control(self) -> EvControl:
        """The last 0x102; before the first one, one that permits nothing."""
        return self.get(EvControl) or EvControl()

    @property
    def version(self) -> Version:
        """What both sides can do."""
        return common_version(self.options.protocol_number, self.control.control_protocol_number)

    @property
    def closed(self) -> bool:
        """True while the car says that its contactors are closed (never in versions without that flag)."""
        return self.version.contactor_flag and self.get(EvControl) is not None and not self.control.contactor_open

    @property
    def capacity_kwh(self) -> float | None:
        """The battery's rated capacity as the car names it."""
        times = self.get(EvChargeTime)
        return times.rated_battery_capacity_kwh if times and times.rated_battery_capacity_kwh > 0 else None

    @property
    def levels_in_kwh(self) -> bool:
        """True for cars that count the levels of 0x200 in 0.1 kWh (chademo, section 3)."""
        estimate = self.get(EvDischargeEstimate)
        return estimate is None or estimate.v2h_sequence_control_number == 0

    @property
    def request_a(self) -> int:
        """The charge current the car asks for, from 0x110 while high current control is in use."""
        extended = self.get(EvExtended)
        if extended and extended.high_current_control and self.version.extended_frames:
            return extended.extended_charge_current_request_a
        return self.control.charge_current_request_a

    def discharge_allowed_a(self, now: float) -> int:
        """The discharge current the car allows; 0 while unknown, stale, or taken back by 0x102's bit 7."""
        limits, age = self.get(EvDischargeLimits), self.age(EvDischargeLimits, now)
        if limits is None or age is None or age > self.timing.silence_s or not self.control.discharge_compatible:
            return 0
        return limits.max_discharge_current_a

    def threshold_voltage_v(self) -> float:
        """The smaller of the charger's and the car's highest voltage (chademo, section 4, 0x108)."""
        limits = self.get(EvLimits)
        if limits is None or limits.max_battery_voltage_v == 0:
            return self.options.voltage_max_v
        return min(self.options.voltage_max_v, limits.max_battery_voltage_v)

    def _follow_control(self, control: EvControl, now: float) -> None:
        limits, age = self.get(EvLimits), self.age(EvLimits, now)
        provisional = now - self.marks["heard"] < self.timing.provisional_s
        # Rate and reference change together: with 0x100 of another cycle the quotient means nothing.
        if limits is not None and age is not None and age <= SAME_CYCLE_S and not provisional:
            self.soc_percent = charge_percent(control.charge_rate_raw, limits.charge_rate_reference_raw)
        if control.contactor_open:
            self.marks.setdefault("open", now)
        else:
            self.marks.pop("open", None)
