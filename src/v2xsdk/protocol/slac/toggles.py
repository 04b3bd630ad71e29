"""Counting B-C-B toggles of the pilot, the EVSE's side of validation (slac, sections 3.7 and 5)."""

from __future__ import annotations

from v2xsdk.protocol.slac.params import SlacTimers
from v2xsdk.protocol.slac.pilot import PilotState

SHORTEST_S, LONGEST_S = 0.2, 0.4


class ToggleCounter:
    """Counts passes through state C that last as long as a toggle's; one window at a time."""

    def __init__(self, timers: SlacTimers) -> None:
        self._shortest_s = SHORTEST_S - timers.vald_tolerance_s
        self._longest_s = LONGEST_S + timers.vald_tolerance_s
        self._state = PilotState.A
        self._since = 0.0
        self._count = 0
        self._until_s: float | None = None

    def busy(self, now: float) -> bool:
        """Whether a window is open."""
        return self._until_s is not None and now < self._until_s

    def begin(self, until_s: float) -> None:
        """Open a window that ends at ``until_s``."""
        self._count = 0
        self._until_s = until_s

    def finish(self) -> int:
        """Close the window; return how many toggles it saw."""
        self._until_s = None
        return self._count

    def pilot_changed(self, state: PilotState, now: float) -> bool:
        """Note ``state``; return whether a toggle was completed by it."""
        if state is self._state:
            return False
        lasted_s = now - self._since
        complete = (
            self._state is PilotState.C and state is PilotState.B and self._shortest_s <= lasted_s <= self._longest_s
        )
        self._state, self._since = state, now
        self._count += complete
        return complete
