"""Whether the output stays on while the power is 0."""

from __future__ import annotations

from v2xsdk.control.grant import Grant
from v2xsdk.model import ZeroStrategy


class ZeroHold:
    """Output on or off around 0 W, by the device's declared strategy.

    A power of 0 never switches an output on. ``hold`` keeps it on as long as 0 is what was asked; ``off``,
    and a power that the limits hold at 0, switch it off after ``dwell_s``.
    """

    def __init__(self, strategy: ZeroStrategy, dwell_s: float) -> None:
        self._strategy = strategy
        self._dwell_s = dwell_s
        self._zero_since_s: float | None = None
        self.on = False

    def step(self, grant: Grant | None, now: float) -> bool:
        """Return the output wish at ``now``; no grant means that nothing runs."""
        if grant is None:
            self._zero_since_s = None
            self.on = False
        elif grant.granted_w != 0.0:
            self._zero_since_s = None
            self.on = True
        elif self.on:
            self.on = self._holds(grant, now)
        return self.on

    def _holds(self, grant: Grant, now: float) -> bool:
        if self._strategy is ZeroStrategy.HOLD and not grant.limited:
            self._zero_since_s = None
            return True
        if self._zero_since_s is None:
            self._zero_since_s = now
        return now - self._zero_since_s < self._dwell_s
