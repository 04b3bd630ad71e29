"""The engine under the SLAC machines: transition tables keyed (state, event), deadlines, queues.

A row is taken when its guard holds; the first one wins; no row means the message does not fit the state and
is ignored (and counted), never answered and never fatal (slac, section 6). A timer without a row is stale.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, Generic, NamedTuple, TypeVar

M = TypeVar("M", bound="Machine")


class Row(NamedTuple, Generic[M]):
    """One transition. ``action`` may return an internal event, which is taken next; ``target`` None stays."""

    action: Callable[[M, Any, float], Enum | None]
    target: Enum | None = None
    guard: Callable[[M, Any, float], bool] | None = None


Table = Mapping[tuple[Enum, Any], Sequence[Row[M]]]


class Machine:
    """State, deadlines and queues of one machine. Deadlines die with the state, sticky ones do not."""

    table: Table[Any] = {}
    sticky: frozenset[Enum] = frozenset()

    def __init__(self, state: Enum) -> None:
        self.state = self.initial = state
        self.ignored: Counter[str] = Counter()
        self._deadlines: dict[Enum, float] = {}
        self._outbox: list[Any] = []
        self._events: deque[Any] = deque()

    def halt(self, state: Enum) -> None:
        """Go to ``state`` and forget deadlines and what was to be sent."""
        self.state = state
        self._deadlines.clear()
        self._outbox.clear()

    def to_send(self, now: float) -> list[Any]:
        """Return the records to send now, oldest first, and forget them."""
        sending, self._outbox = self._outbox, []
        return sending

    def next_event(self) -> Any | None:
        """Return the oldest event that was not fetched yet, ``None`` when there is none."""
        return self._events.popleft() if self._events else None

    def next_deadline(self) -> float | None:
        """Return when ``handle_timeout`` must be called at the latest, ``None`` for never."""
        return min(self._deadlines.values(), default=None)

    def handle_timeout(self, now: float) -> None:
        """Take all timers that are due at ``now``, in the order of their deadlines."""
        while self._deadlines:
            timer = min(self._deadlines, key=self._deadlines.__getitem__)
            if self._deadlines[timer] > now:
                return
            del self._deadlines[timer]
            self.take(timer, None, now)

    def take(self, event: Any, payload: Any, now: float) -> bool:
        """Run the transition for ``event`` in the present state; return whether there was one."""
        row = self._row(event, payload, now)
        if row is None:
            if not isinstance(event, Enum):
                self.ignored[f"{event.__name__} in {self.state.name}"] += 1
            return False
        while row is not None:
            self._enter(row.target)
            step = row.action(self, payload, now)
            if step is None:
                break
            row = self._row(step, payload, now)
        return True

    def _row(self, event: Any, payload: Any, now: float) -> Row[Any] | None:
        for row in self.table.get((self.state, event), ()):
            if row.guard is None or row.guard(self, payload, now):
                return row
        return None

    def _enter(self, target: Enum | None) -> None:
        if target is None:
            return
        self.state = target
        for timer in [timer for timer in self._deadlines if timer not in self.sticky]:
            del self._deadlines[timer]

    def arm(self, timer: Enum, now: float, delay_s: float) -> None:
        """Let ``timer`` come due ``delay_s`` from ``now``; a running one starts anew."""
        self._deadlines[timer] = now + delay_s

    def stop(self, timer: Enum) -> None:
        """Forget ``timer``."""
        self._deadlines.pop(timer, None)

    def running(self, timer: Enum) -> bool:
        """Return whether ``timer`` is running."""
        return timer in self._deadlines

    def send(self, record: Any) -> None:
        """Queue ``record`` for the wire."""
        self._outbox.append(record)

    def emit(self, event: Any) -> None:
        """Queue ``event`` for the owner."""
        self._events.append(event)
