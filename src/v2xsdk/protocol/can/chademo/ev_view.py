"""Everything the car's machine knows."""

from __future__ import annotations

from v2xsdk.protocol.can.chademo.ev_options import EvBattery, EvOptions
from v2xsdk.protocol.can.chademo.ev_states import EvState, EvStopCause
from v2xsdk.protocol.can.chademo.lines import EvOutputs, EvSensed
from v2xsdk.protocol.can.chademo.records import (
    EvseDischargeLimits,
    EvseExtended,
    EvseLimits,
    EvseRecord,
    EvseStatus,
)
from v2xsdk.protocol.can.chademo.session_view import Lines, SessionView
from v2xsdk.protocol.can.chademo.versions import Version, common_version


class EvView(SessionView[EvState, EvStopCause]):
    """The inputs of the machine and the lines it drives."""

    def __init__(self, options: EvOptions) -> None:
        self.options = options
        self.timing = options.timing
        self.sensed = EvSensed()
        self.outputs = EvOutputs()
        self.battery: EvBattery | None = None
        super().__init__(options.timing, EvState.ASLEEP)

    def forget(self) -> None:
        """Forget the charger."""
        super().forget()
        self.request_a = 0
        self.discharge_allowed_a = 0
        self.fault_frames = 0
        self.voltage_frames = 0

    def drive(self, lines: Lines, *, raises: bool) -> None:
        """Drive line k and the contactors."""
        if not isinstance(lines, EvOutputs):
            raise TypeError(f"{lines} are not a car's lines")
        old = EvOutputs(True, True) if raises else self.outputs
        self.outputs = EvOutputs(lines.permission and old.permission, lines.contactors and old.contactors)

    def receive(self, record: EvseRecord, now: float) -> None:
        """Take a frame of the charger."""
        self.keep(record, now)
        if isinstance(record, EvseStatus):
            self._follow_status(record, now)

    @property
    def status(self) -> EvseStatus:
        """The last 0x109; before the first one, one that permits nothing."""
        return self.get(EvseStatus) or EvseStatus()

    @property
    def version(self) -> Version:
        """What both sides can do."""
        return common_version(self.options.protocol_number, self.status.control_protocol_number)

    @property
    def charge_offer_a(self) -> int:
        """The charge current on offer, from 0x118 where both sides use high current control."""
        extended = self.get(EvseExtended)
        if extended and extended.high_current_control and self.options.high_current_control:
            return extended.extended_available_output_current_a
        limits = self.get(EvseLimits)
        return 0 if limits is None else limits.available_output_current_a

    @property
    def discharge_offer_a(self) -> int:
        """The discharge current on offer; 0 without the charger's discharge bit."""
        limits = self.get(EvseDischargeLimits)
        return limits.max_input_current_a if limits and self.status.discharge_compatible else 0

    def follow_current(self, now: float) -> None:
        """Note since when the measured current deviates from what was asked (section 5)."""
        current_a = self.measured_current_a(now)
        running = self.state in (EvState.CLOSED, EvState.RUNNING)
        if running and current_a is not None and abs(current_a) >= 1:
            self.marks.setdefault("flowed", now)
        self.mark_while("deviating", running and current_a is not None and self._deviates(current_a), now)

    def mark_while(self, mark: str, holds: bool, now: float) -> None:
        """Note since when something holds; forget it when it does not."""
        if holds:
            self.marks.setdefault(mark, now)
        else:
            self.marks.pop(mark, None)

    def _follow_status(self, status: EvseStatus, now: float) -> None:
        fault = status.charger_malfunction or status.battery_incompatible or status.charging_system_malfunction
        self.fault_frames = self.fault_frames + 1 if fault else 0
        self.voltage_frames = self.voltage_frames + 1 if self._voltage_deviates(status, now) else 0
        self.mark_while("discharge_bit", status.discharge_compatible, now)
        self.mark_while("zero_charge", self._discharging_at_zero(status), now)

    def _voltage_deviates(self, status: EvseStatus, now: float) -> bool:
        measured_v = self.measured_voltage_v(now)
        if measured_v is None or self.state is not EvState.RUNNING:
            return False
        return abs(measured_v - status.output_voltage_v) > self.options.deviation_ratio * status.output_voltage_v

    def _discharging_at_zero(self, status: EvseStatus) -> bool:
        return self.state is EvState.RUNNING and status.output_current_a == 0 and self.charge_offer_a == 0

    def _deviates(self, current_a: float) -> bool:
        tolerance_a = self.options.deviation_a
        too_much = current_a >= self.request_a + tolerance_a or -current_a >= self.discharge_allowed_a + tolerance_a
        expected_a = min(self.request_a, self.charge_offer_a)
        steady = self.options.needs_steady_delivery and expected_a > 0
        return too_much or (steady and current_a <= expected_a - tolerance_a)
