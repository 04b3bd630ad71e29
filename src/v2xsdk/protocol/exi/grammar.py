"""Grammars of records: states, and in each state the productions in the order of their event codes.

Reference/exi, section 3. An event code is the index of a production; one code more is the escape to the
second level. Both engines run these tables.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

from v2xsdk.protocol.exi.content import Rest, Step, content_of, steps
from v2xsdk.protocol.exi.fields import Field, ValueType, fields_of
from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, CONTENT, ONE_OF, ONE_OF_OR_NONE, Record

CHOICES = (ONE_OF, ONE_OF_OR_NONE)


class Event(IntEnum):
    """What a production reads; the native engine knows these numbers."""

    END = 0
    ATTRIBUTE = 1
    ELEMENT = 2
    CONTENT = 3
    FOREIGN = 4
    """An element of a foreign schema or text between elements: counts, but is out of the V2G profile."""
    ABSTRACT = 5
    """An abstract head of a substitution group: counts, but no valid message holds one."""


class Member(NamedTuple):
    """An element that may stand where a field is: the field's own, or a member of its substitution group."""

    name: str
    uri: str
    value: ValueType | RecordGrammar | None
    """``None`` if the element is abstract."""
    tolerated: bool = False


class Production(NamedTuple):
    """One production: an event and the state that follows.

    ``slot`` is where the value goes. ``item`` is the record that wraps it in a list of alternatives, with the
    slot inside. For an item of a counted list ``below`` follows while fewer than ``minimum`` were read, and
    ``full`` after the ``maximum``-th. ``tolerated`` elements are abstract, but real peers send them.
    """

    event: Event
    name: str = ""
    uri: str = ""
    slot: int = -1
    value: ValueType | RecordGrammar | None = None
    many: bool = False
    next: int = 0
    minimum: int = 0
    maximum: int | None = None
    below: int = 0
    full: int = 0
    item: tuple[type[Record], int] | None = None
    tolerated: bool = False


class State(NamedTuple):
    """The productions of a state; ``width`` is the number of bits of an event code."""

    productions: tuple[Production, ...]
    width: int


class RecordGrammar:
    """The grammar of one record type within one schema set; its states are compiled on first use."""

    def __init__(self, record: type[Record], members_of: MembersOf) -> None:
        fields = fields_of(record)
        lists = {f.slot for f in fields if f.many}
        self.record = record
        self.names: tuple[str, ...] = record.__struct_fields__
        self.defaults: tuple[object, ...] = tuple(() if i in lists else None for i in range(len(self.names)))
        """What an absent field becomes: ``None``, or ``()`` for a list."""
        self.has_choice = record.CONTENT_MODEL is not None or any(f.mark in CHOICES for f in fields)
        """Whether some fields exclude others, so that the encoder must look for left-over values."""
        self._members_of = members_of

    def __repr__(self) -> str:
        return f"<grammar of {self.record.__name__}>"

    @cached_property
    def states(self) -> list[State]:
        """All states, the first one at the start of the element."""
        return compile_states(self.record, self._members_of)


MembersOf = Callable[[Field], list[Member]]
"""Tells which elements may stand for a field."""


def code_width(codes: int) -> int:
    """Return the number of bits that distinguish so many codes."""
    return (codes - 1).bit_length()


def compile_states(record: type[Record], members_of: MembersOf) -> list[State]:
    """Return the states of a record's grammar."""
    pending: list[Rest] = [content_of(record)]
    index = {pending[0]: 0}
    states: list[State] = []

    def state_of(rest: Rest) -> int:
        if rest not in index:
            index[rest] = len(pending)
            pending.append(rest)
        return index[rest]

    while len(states) < len(pending):
        found: list[Step] = []
        ends = steps(pending[len(states)], found)
        productions = [p for step in found for p in productions_of(step, state_of, members_of)]
        states.append(finish(productions, ends, record.MIXED))
    return states


def productions_of(step: Step, state_of: Callable[[Rest], int], members_of: MembersOf) -> list[Production]:
    """Return the productions of a step: one for each element that may stand there."""
    field, item = step.leaf
    if field is None:
        return [Production(Event.FOREIGN)]
    after = state_of(step.rest)
    holder = item or field
    counted = step.repeat is not None
    base = Production(
        Event.ELEMENT,
        slot=holder.slot,
        many=holder.many,
        next=after,
        minimum=step.repeat.minimum if step.repeat else 0,
        maximum=step.repeat.maximum if step.repeat else None,
        below=state_of(step.below) if counted and step.below is not None else after,
        full=state_of(step.full) if counted and step.full is not None else after,
        item=(holder.value, field.slot) if item and isinstance(holder.value, type) else None,
    )
    if field.mark in (ATTRIBUTE, CONTENT) and isinstance(field.value, ValueType):
        event = Event.ATTRIBUTE if field.mark is ATTRIBUTE else Event.CONTENT
        return [base._replace(event=event, name=field.name, uri=field.uri, value=field.value)]
    return [
        base._replace(
            event=Event.ELEMENT if m.value is not None else Event.ABSTRACT,
            name=m.name,
            uri=m.uri,
            value=m.value,
            tolerated=m.tolerated,
        )
        for m in members_of(field)
    ]


def finish(productions: list[Production], ends: bool, mixed: bool) -> State:
    """Order the productions of a state, add the end and untyped text, and find the width."""
    ordered = [p for p in productions if p.event is not Event.FOREIGN]
    ordered += [p for p in productions if p.event is Event.FOREIGN][:1]
    if ends:
        ordered.append(Production(Event.END))
    if mixed and (ends or any(p.event is not Event.ATTRIBUTE for p in productions)):
        ordered.append(Production(Event.FOREIGN))
    return State(tuple(ordered), code_width(len(ordered) + 1))
