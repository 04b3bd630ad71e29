"""What the modules say between questions, turned into stage events."""

from __future__ import annotations

from collections.abc import Callable

from v2xsdk.drivers.infypower_beg.alarms import faults_of
from v2xsdk.drivers.infypower_beg.modules import Modules, Reading
from v2xsdk.drivers.infypower_beg.options import BegOptions
from v2xsdk.drivers.infypower_beg.table import TO_MODULE
from v2xsdk.model import Direction, Fault, FaultKind, NominalLimits, Severity
from v2xsdk.protocol.can.tables import Decoded
from v2xsdk.spi import FaultGone, FaultNow, StageEvent, StageLimits, StageReading

FRESH_S = 2.0
READING_MESSAGES = frozenset({"read_system_dc_current_a", "read_dc_high_side_current_a"})
_LIMIT_MESSAGES = frozenset({"read_dc_max_current_a", "read_dc_rated_power_w"})


class Monitor:
    """Watches the answers; ``running`` is the direction that the driver switched on, ``None`` while off."""

    def __init__(self, modules: Modules, options: BegOptions, report: Callable[[StageEvent], None]) -> None:
        self._modules = modules
        self._options = options
        self._report = report
        self._present: dict[tuple[FaultKind, str], Fault] = {}
        self._limits: NominalLimits | None = None
        self.running: Direction | None = None

    def frame(self, frame: Decoded, now_s: float) -> None:
        """Take one decoded frame."""
        if frame.direction == TO_MODULE:
            self._second_controller(frame, now_s)
        elif frame.message == "read_status_flags":
            self._status(frame, now_s)
        elif frame.message == "read_inverter_mode":
            self._mode(now_s)
        elif frame.message in READING_MESSAGES:
            self._report(self.reading(now_s))
        elif frame.message in _LIMIT_MESSAGES:
            self._capability()

    def reading(self, now_s: float) -> StageReading:
        """Return the present values; those older than 2 s count as unknown."""
        return stage_reading(self._modules.reading(now_s - FRESH_S), now_s)

    def raise_fault(self, kind: FaultKind, component: str, severity: Severity, detail: str, now_s: float) -> None:
        """Report a fault once, until it is cleared."""
        if (kind, component) not in self._present:
            fault = Fault(kind, component, severity, detail, now_s)
            self._present[kind, component] = fault
            self._report(FaultNow(fault))

    def clear_fault(self, kind: FaultKind, component: str) -> None:
        """Report that a fault is gone, if it was present."""
        fault = self._present.pop((kind, component), None)
        if fault is not None:
            self._report(FaultGone(fault))

    def _status(self, frame: Decoded, now_s: float) -> None:
        address, flags = frame.values["source_address"], frame.values["status_flags"]
        if not isinstance(address, int) or not isinstance(flags, tuple):
            return
        component = f"module {address}"
        self.clear_fault(FaultKind.MODULE_SILENT, component)
        found = faults_of(address, flags, running=self.running is not None, now_s=now_s)
        for fault in found:
            self.raise_fault(fault.kind, component, fault.severity, fault.detail, now_s)
        kinds = {fault.kind for fault in found}
        for kind, where in list(self._present):
            if where == component and kind not in kinds:
                self.clear_fault(kind, component)

    def _mode(self, now_s: float) -> None:
        direction = self._modules.direction()
        if self.running is not None and direction is not None and direction is not self.running:
            detail = f"the modules run in {direction} mode, {self.running} was confirmed at start"
            self.raise_fault(FaultKind.MODE_NOT_CONFIRMED, "stage", Severity.STOP, detail, now_s)

    def _capability(self) -> None:
        limits = self._modules.limits(self._options.bidirectional)
        if limits is not None and limits != self._limits:
            known, self._limits = self._limits, limits
            if known is not None:
                self._report(StageLimits(limits))

    def _second_controller(self, frame: Decoded, now_s: float) -> None:
        detail = f"address {frame.values['source_address']} sends {frame.message} on this bus"
        self.raise_fault(FaultKind.SECOND_CONTROLLER, "bus", Severity.STOP, detail, now_s)


def stage_reading(values: Reading, now_s: float) -> StageReading:
    """Return the modules' values as the stage's reading at ``now_s``."""
    return StageReading(
        time_s=now_s,
        voltage_v=values.voltage_v,
        current_a=values.current_a,
        ac_power_w=values.ac_power_w,
        output_on=values.output_on,
        direction=values.direction,
        temperature_c=values.temperature_c,
        grid_frequency_hz=values.grid_frequency_hz,
    )
