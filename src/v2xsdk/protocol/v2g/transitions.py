"""Transitions as data: (state, message) and its outcome lead to the next state."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Transition(msgspec.Struct, frozen=True):
    """One row of a table.

    ``message`` is the request a charger receives, or the answer a vehicle receives, in ``state``; ``outcome``
    tells answers to the same message apart ("ok", "ongoing", "start", ...); ``clause`` says where it is written.
    """

    state: str
    message: str
    outcome: str
    next: str
    clause: str = ""


class TransitionTable:
    """Rows by state and message. Raises ``ValueError`` when two rows contradict each other."""

    def __init__(self, rows: Iterable[Transition]) -> None:
        self.rows = tuple(rows)
        self._next: dict[tuple[str, str], dict[str, str]] = {}
        for row in self.rows:
            outcomes = self._next.setdefault((row.state, row.message), {})
            if outcomes.setdefault(row.outcome, row.next) != row.next:
                raise ValueError(f"{row.state}, {row.message}, {row.outcome} leads to two states")

    def outcomes(self, state: str, message: str) -> dict[str, str] | None:
        """Return outcome -> next state, ``None`` when the message is not allowed in the state."""
        return self._next.get((state, message))

    def states(self) -> frozenset[str]:
        """All states of the table."""
        return frozenset({row.state for row in self.rows} | {row.next for row in self.rows})
