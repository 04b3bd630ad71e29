"""An output that is off by word only."""

from __future__ import annotations

from v2xsdk.control.persistence import Persistence
from v2xsdk.control.samples import Sample


class OffCheck:
    """Active after power flowed for ``hold_s`` though the unit says off, or though off was commanded.

    A command to go off is given ``stop_time_s`` first. Powers count above ``threshold_w``, which must be more
    than a parked vehicle draws for itself.
    """

    def __init__(self, threshold_w: float, stop_time_s: float, hold_s: float = 1.0) -> None:
        self._threshold_w = threshold_w
        self._stop_time_s = stop_time_s
        self._persistence = Persistence(hold_s)
        self._off_since_s: float | None = None
        self.detail = ""

    def update(self, sample: Sample) -> bool:
        """Return whether an output that should be off is not, after ``sample``."""
        if sample.commanded_on:
            self._off_since_s = None
        elif self._off_since_s is None:
            self._off_since_s = sample.time_s
        return self._persistence.update(self._not_off(sample), sample.time_s)

    def _not_off(self, sample: Sample) -> bool | None:
        overdue = self._off_since_s is not None and sample.time_s - self._off_since_s >= self._stop_time_s
        said = "off was commanded" if overdue else "the unit says off"
        if not overdue and sample.output_on is not False:
            return False
        if overdue and sample.output_on:
            self.detail = f"{said}, the unit says on"
            return True
        for name, power_w in (("unit", sample.measured_w), ("meter", sample.meter_w)):
            if power_w is not None and abs(power_w) > self._threshold_w:
                self.detail = f"{said}, {name} {power_w:.0f} W"
                return True
        return False if sample.output_on is False else None
