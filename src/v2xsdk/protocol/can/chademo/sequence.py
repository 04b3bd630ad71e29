"""A session's sequence as data, and the small engine that both sides run over their tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from v2xsdk.protocol.can.chademo.session_view import Lines, SessionView

S = TypeVar("S")
C = TypeVar("C")
V = TypeVar("V", bound="SessionView")  # type: ignore[type-arg]


class Rule(msgspec.Struct, Generic[V, S], frozen=True):
    """Go to ``to`` once ``when`` holds."""

    when: Callable[[V, float], bool]
    to: S


class Limit(msgspec.Struct, Generic[S, C], frozen=True):
    """Leave when ``timer`` has run since ``mark``: for ``cause``, else plainly to ``to``.

    ``timer`` is a field of the side's timing record in seconds, ``mark`` a moment the view keeps ("state" is
    the entry into the present state). With both given, the cause is noted and ``to`` is where it leads.
    """

    timer: str
    cause: C | None = None
    to: S | None = None
    mark: str = "state"


class Row(msgspec.Struct, Generic[V, S, C], frozen=True):
    """One state: lines driven, ways on, times allowed. ``enter_mark`` names a moment kept for later.

    Only a row that ``raises`` switches lines on; in every other one a line that is off stays off.
    """

    lines: Lines
    rules: tuple[Rule[V, S], ...] = ()
    limits: tuple[Limit[S, C], ...] = ()
    enter_mark: str = ""
    raises: bool = False


class Stop(msgspec.Struct, Generic[V, S, C], frozen=True):
    """In these ``states``, ``when`` ends the session for ``cause``."""

    states: frozenset[S]
    when: Callable[[V, float], bool]
    cause: C


class SequenceTable(msgspec.Struct, Generic[V, S, C], frozen=True):
    """All of a side.

    ``paths`` says where a cause leads, every other one takes ``way_down``. Wishes are heard in ``stoppable``
    states. In ``stopping`` states a session already ends: only causes that lead to ``abort`` still count.
    """

    rows: dict[S, Row[V, S, C]]
    stops: tuple[Stop[V, S, C], ...]
    paths: dict[C, S]
    way_down: S
    abort: S
    stoppable: frozenset[S]
    stopping: frozenset[S]

    def path(self, cause: C) -> S:
        """Where ``cause`` leads."""
        return self.paths.get(cause, self.way_down)


class Sequence(Generic[V, S, C]):
    """Moves a view through its table; ``entered`` is told of each new state."""

    def __init__(self, table: SequenceTable[V, S, C], view: V, entered: Callable[[S, S, float], None]) -> None:
        self._table = table
        self._view = view
        self._entered = entered

    def advance(self, now: float) -> None:
        """Go as far as stops, rules and limits lead at this moment, stops first."""
        while self._stopped(now) or self._moved(now) or self._timed_out(now):
            pass

    def next_limit(self) -> float | None:
        """When the first limit of the present state runs out."""
        ends = [end for limit in self._row().limits if (end := self._end_of(limit)) is not None]
        return min(ends, default=None)

    def stop(self, cause: C, now: float) -> None:
        """End the session for ``cause``, whatever the stops say."""
        self.enter(self._table.path(cause), now, cause)

    def enter(self, state: S, now: float, cause: C | None = None) -> None:
        """Go to ``state``."""
        view, row = self._view, self._table.rows[state]
        previous, view.state = view.state, state
        if cause is not None and cause not in view.causes:
            view.causes += (cause,)
        view.marks["state"] = now
        if row.enter_mark:
            view.marks.setdefault(row.enter_mark, now)
        view.drive(row.lines, raises=row.raises)
        self._entered(state, previous, now)

    def _stopped(self, now: float) -> bool:
        cause = self._wished() or self._found(now)
        if cause is None:
            return False
        self.stop(cause, now)
        return True

    def _wished(self) -> C | None:
        wish: C | None = self._view.wished
        return wish if wish is not None and self._counts(wish, self._table.stoppable) else None

    def _found(self, now: float) -> C | None:
        for stop in self._table.stops:
            if self._counts(stop.cause, stop.states) and stop.when(self._view, now):
                return stop.cause
        return None

    def _counts(self, cause: C, states: frozenset[S]) -> bool:
        state = self._view.state
        if state in self._table.stopping:
            return self._table.path(cause) == self._table.abort and state != self._table.abort
        return state in states

    def _moved(self, now: float) -> bool:
        for rule in self._row().rules:
            if rule.when(self._view, now):
                self.enter(rule.to, now)
                return True
        return False

    def _timed_out(self, now: float) -> bool:
        for limit in self._row().limits:
            end = self._end_of(limit)
            if end is not None and now >= end:
                self._leave(limit, now)
                return True
        return False

    def _leave(self, limit: Limit[S, C], now: float) -> None:
        if limit.to is not None:
            self.enter(limit.to, now, limit.cause)
        elif limit.cause is not None:
            self.stop(limit.cause, now)

    def _end_of(self, limit: Limit[S, C]) -> float | None:
        # The same sum here and in next_limit: a clock set to the deadline must pass it.
        start = self._view.marks.get(limit.mark)
        return None if start is None else start + self._view.duration(limit.timer)

    def _row(self) -> Row[V, S, C]:
        return self._table.rows[self._view.state]
