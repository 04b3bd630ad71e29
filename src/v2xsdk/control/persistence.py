"""A condition that has to last before it counts."""

from __future__ import annotations


class Persistence:
    """Turns true once a condition held for ``hold_s``, and false once it was absent as long.

    Unknown (``None``) proves nothing: it neither confirms nor clears.
    """

    def __init__(self, hold_s: float) -> None:
        self._hold_s = hold_s
        self._since_s: float | None = None
        self.active = False

    def update(self, condition: bool | None, time_s: float) -> bool:
        """Return the state after a sample taken at ``time_s``."""
        if condition is None:
            return self.active
        if condition is self.active:
            self._since_s = None
        elif self._since_s is None:
            self._since_s = time_s
        elif time_s - self._since_s >= self._hold_s:
            self.active = condition
            self._since_s = None
        return self.active
