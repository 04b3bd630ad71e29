"""A unit and an independent meter that do not agree about how much flows."""

from __future__ import annotations

from v2xsdk.control.persistence import Persistence
from v2xsdk.control.samples import Sample

SETTLE_S = 1.0
"""Two meters read a moving power at different moments: only a settled one is compared."""


class MagnitudeCheck:
    """Active after the magnitudes differed by more than ``ratio`` plus ``fixed_w`` for ``hold_s``."""

    def __init__(self, fixed_w: float, ratio: float = 0.05, hold_s: float = 3.0) -> None:
        self._fixed_w = fixed_w
        self._ratio = ratio
        self._persistence = Persistence(hold_s)
        self._setpoint_w = 0.0
        self._moved_s: float | None = None
        self.detail = ""

    def update(self, sample: Sample) -> bool:
        """Return whether the magnitudes disagree after ``sample``."""
        differs = self._differs(sample) if self._settled(sample) else None
        return self._persistence.update(differs, sample.time_s)

    def _settled(self, sample: Sample) -> bool:
        if self._moved_s is None or abs(sample.setpoint_w - self._setpoint_w) > self._allowed_w(sample.setpoint_w):
            self._setpoint_w, self._moved_s = sample.setpoint_w, sample.time_s
        return sample.time_s - self._moved_s >= SETTLE_S

    def _differs(self, sample: Sample) -> bool | None:
        if sample.measured_w is None or sample.meter_w is None:
            return None
        unit_w, meter_w = abs(sample.measured_w), abs(sample.meter_w)
        if abs(unit_w - meter_w) <= self._allowed_w(max(unit_w, meter_w)):
            return False
        self.detail = f"unit {sample.measured_w:.0f} W, meter {sample.meter_w:.0f} W"
        return True

    def _allowed_w(self, power_w: float) -> float:
        return self._fixed_w + self._ratio * abs(power_w)
