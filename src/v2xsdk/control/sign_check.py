"""Power that flows the wrong way."""

from __future__ import annotations

from v2xsdk.control.persistence import Persistence
from v2xsdk.control.samples import Sample


class SignCheck:
    """Compares the directions of set-point, unit and independent meter.

    Active after two of them, both above ``threshold_w``, were opposite for ``hold_s``.
    """

    def __init__(self, threshold_w: float, hold_s: float = 1.0) -> None:
        self._threshold_w = threshold_w
        self._persistence = Persistence(hold_s)
        self.detail = ""

    def update(self, sample: Sample) -> bool:
        """Return whether a sign mismatch is present after ``sample``."""
        found = opposite(sample, self._threshold_w)
        if found:
            self.detail = found
        unknown = sample.measured_w is None and sample.meter_w is None
        return self._persistence.update(None if unknown else bool(found), sample.time_s)


def opposite(sample: Sample, threshold_w: float) -> str:
    """Return which two powers above ``threshold_w`` flow in opposite directions, else an empty text."""
    named = (("set-point", sample.setpoint_w), ("unit", sample.measured_w), ("meter", sample.meter_w))
    known = [(name, value) for name, value in named if value is not None and abs(value) > threshold_w]
    for index, (name, value) in enumerate(known):
        for other, other_value in known[index + 1 :]:
            if value * other_value < 0.0:
                return f"{name} {value:.0f} W, {other} {other_value:.0f} W"
    return ""
