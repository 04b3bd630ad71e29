"""What every session machine has: a state, timers by name, and the ordered queue of effects."""

from __future__ import annotations

from abc import ABC, abstractmethod

from v2xsdk.protocol.v2g.effects import Close, Effect, EndReason, SessionEnded, Stream
from v2xsdk.protocol.v2g.timers import Protocol, TimerName
from v2xsdk.protocol.v2g.transitions import TransitionTable

ENDED = "ended"


class Machine(ABC):
    """One side of a session, without I/O. ``now`` is seconds on any steady clock, the same in all calls."""

    protocol: Protocol
    table: TransitionTable

    def __init__(self, state: str) -> None:
        self.state = state
        self.end: SessionEnded | None = None
        self._effects: list[Effect] = []
        self._timers: dict[TimerName, float] = {}

    @property
    def ended(self) -> bool:
        """Whether the session is over; nothing that comes after it has an effect."""
        return self.end is not None

    @abstractmethod
    def receive(self, message: object, now: float, stream: Stream = Stream.MAIN) -> None:
        """Take one decoded message of the peer."""

    @abstractmethod
    def unreadable(self, detail: str, now: float) -> None:
        """A frame of the peer that no grammar can read."""

    @abstractmethod
    def _timeout(self, name: TimerName, now: float) -> None:
        """A timer ran out; it is already removed."""

    @abstractmethod
    def _make_safe(self, reason: EndReason, detail: str) -> None:
        """Queue what leaves the output off, whatever the state."""

    def effects(self) -> list[Effect]:
        """Return what is to be done since the last call, in order."""
        effects = self._effects
        self._effects = []
        return effects

    def next_deadline(self) -> float | None:
        """When to call ``handle_timeout``, ``None`` for never."""
        return min(self._timers.values(), default=None)

    def handle_timeout(self, now: float) -> None:
        """Let all timers run out that are due."""
        due = sorted((at, name) for name, at in self._timers.items() if at <= now)
        for at, name in due:
            if self._timers.get(name) == at:
                del self._timers[name]
                self._timeout(name, now)

    def peer_closed(self, now: float) -> None:
        """The connection is gone."""
        del now
        if not self.ended:
            self._finish(EndReason.PEER_CLOSED, f"the peer closed the connection in state {self.state}")

    def abort(self, detail: str, now: float) -> None:
        """End the session from this side at once, without a message."""
        del now
        if not self.ended:
            self._finish(EndReason.LOCAL, detail)

    def _queue(self, effect: Effect) -> None:
        self._effects.append(effect)

    def _finish(self, reason: EndReason, detail: str = "", close_after_s: float = 0.0) -> None:
        """End the session: safe first, then the word about it, then the connection."""
        if self.ended:
            return
        self._make_safe(reason, detail)
        self.end = SessionEnded(reason, detail)
        self.state = ENDED
        self._timers.clear()
        self._queue(self.end)
        self._queue(Close(close_after_s))
