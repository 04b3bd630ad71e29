"""The latch: after a fall-back only an order made after its report runs again."""

from __future__ import annotations

from v2xsdk.model import FellBack, Reason


class Latch:
    """Holds the barrier of order numbers and whether every fall-back was reported.

    A fall-back counts as reported when its event was handed out, so that whoever makes the next order could
    know about it.
    """

    def __init__(self) -> None:
        self.closed = False
        self.last_order = 0
        self.reason = Reason.NONE
        self._unreported = 0

    @property
    def reported(self) -> bool:
        """Whether every fall-back so far was handed out."""
        return self._unreported == 0

    def close(self, reason: Reason, last_order: int, now: float, detail: str = "") -> FellBack:
        """Close the latch; orders numbered up to ``last_order`` are dead."""
        self.closed = True
        self.last_order = last_order
        self.reason = reason
        self._unreported += 1
        return FellBack(time_s=now, reason=reason, last_order=last_order, detail=detail)

    def report(self) -> None:
        """One fall-back was handed out."""
        self._unreported = max(0, self._unreported - 1)

    def admits(self, number: int) -> bool:
        """Whether an order made now with ``number`` may run."""
        return not self.closed or (self.reported and number > self.last_order)

    def release(self) -> None:
        """Open the latch: an admitted order starts."""
        self.closed = False
        self.reason = Reason.NONE
