"""Off was commanded: did the unit say so?"""

from __future__ import annotations

from v2xsdk.model import OutputOff


class OffConfirm:
    """Waits for the unit's word after a command to go off, and keeps orders away after a stop.

    A unit that says nothing within ``stop_time_s`` is reported as not confirmed; it may deliver for its own
    ``silence_timeout_s`` (``None``: nothing documented). ``on_since_s`` is when the output was wanted on.
    """

    def __init__(self, stop_time_s: float, silence_timeout_s: float | None) -> None:
        self._stop_time_s = stop_time_s
        self._silence_timeout_s = silence_timeout_s
        self._since_s: float | None = None
        self._reported = False
        self._holding = False
        self.on_since_s: float | None = None

    @property
    def pending(self) -> bool:
        """Whether the unit still owes its word."""
        return self._since_s is not None

    @property
    def holds_orders(self) -> bool:
        """Whether a stop is still being carried out, so that no order may start."""
        return self._holding

    def begin(self, now: float, *, stop: bool = False) -> None:
        """Off is commanded from now on."""
        self._since_s = now
        self._reported = False
        self._holding = self._holding or stop

    def follow(self, on: bool, now: float) -> OutputOff | None:
        """Take the wish for the output; return the report that off was not confirmed, once."""
        if on:
            self._since_s = None
            if self.on_since_s is None:
                self.on_since_s = now
        elif self.on_since_s is not None:
            self.on_since_s = None
            self.begin(now)
        return self._overdue(now)

    def reading(self, time_s: float, output_on: bool | None) -> OutputOff | None:
        """Take the unit's word; return the confirmation when it comes."""
        if self._since_s is None or output_on is not False or time_s <= self._since_s:
            return None
        self._since_s = None
        return OutputOff(time_s=time_s, confirmed=True)

    def confirm(self, now: float) -> OutputOff | None:
        """The driver brought the unit to off, so a stop is over; return the confirmation if it was due."""
        due, self._since_s, self._holding = self.pending, None, False
        return OutputOff(time_s=now, confirmed=True) if due else None

    def _overdue(self, now: float) -> OutputOff | None:
        overdue = self._since_s is not None and now - self._since_s >= self._stop_time_s
        if self._since_s is None or overdue:
            self._holding = False
        if not overdue or self._reported:
            return None
        self._reported = True
        return OutputOff(
            time_s=now,
            confirmed=False,
            may_deliver_s=self._silence_timeout_s,
            detail=f"the unit did not say off within {self._stop_time_s:g} s",
        )
