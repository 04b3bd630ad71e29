"""Walk a message in the order of its grammar, and refuse what its schema does not allow."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import Enum
from typing import Final, NoReturn

from v2xsdk.errors import EncodeError
from v2xsdk.protocol.exi.fields import Kind, ValueType
from v2xsdk.protocol.exi.grammar import Event, Production, RecordGrammar, State
from v2xsdk.protocol.v2g.messages.declare import Record

BODY_PREFIX = "V2G_Message/Body/"
"""Left out of paths: it says nothing."""
PYTHON_TYPES: dict[Kind, tuple[type, ...]] = {
    Kind.BOOLEAN: (bool,),
    Kind.ENUMERATION: (Enum,),
    Kind.SMALL: (int,),
    Kind.UNSIGNED: (int,),
    Kind.SIGNED: (int,),
    Kind.TEXT: (str,),
    Kind.BINARY: (bytes, bytearray, memoryview),
}


class Nothing(Enum):
    """Type of the value below."""

    MISSING = 0


MISSING: Final = Nothing.MISSING
"""No value is left for a production."""


class Walker(ABC):
    """Visits every value of a message. Subclasses write what they are shown."""

    def __init__(self) -> None:
        self.path: list[str] = []

    def fail(self, problem: str) -> NoReturn:
        """Raise an ``EncodeError`` for the current element."""
        where = "/".join(self.path).removeprefix(BODY_PREFIX)
        raise EncodeError(f"{where}: {problem}" if where else problem, path=where)

    @abstractmethod
    def event(self, code: int, state: State) -> None:
        """A production was chosen: the one with that code."""

    @abstractmethod
    def start(self, name: str, uri: str, production: Production | None) -> None:
        """An element begins; the root has no production."""

    @abstractmethod
    def attribute(self, name: str, uri: str, kind: ValueType, value: object) -> None:
        """An attribute of the current element."""

    @abstractmethod
    def content(self, kind: ValueType, value: object, whole: bool) -> None:
        """Character content of the current element, which has no attributes if it is ``whole``."""

    @abstractmethod
    def end(self) -> None:
        """The current element ends."""

    def root(self, name: str, uri: str, kind: ValueType | RecordGrammar, value: object) -> None:
        """Visit the root element and everything in it."""
        self.path.append(name)
        self.start(name, uri, None)
        self.inside(kind, value)
        self.path.pop()

    def inside(self, kind: ValueType | RecordGrammar, value: object) -> None:
        """Visit the inside of an element, and its end."""
        if isinstance(kind, RecordGrammar):
            self.record(kind, value)
        else:
            self.check(kind, value)
            self.content(kind, value, True)
        self.end()

    def record(self, grammar: RecordGrammar, record: object) -> None:
        """Visit the attributes and children of a record."""
        if type(record) is not grammar.record:
            self.fail(f"a {grammar.record.__name__} is needed, not {type(record).__name__}")
        values = [getattr(record, name) for name in grammar.names]
        used = [0] * len(values)
        state = grammar.states[0]
        while True:
            for code, production in enumerate(state.productions):
                if production.event is Event.END:
                    self.check_left_over(grammar, values, used)
                    self.event(code, state)
                    return
                value = self.pending(production, values, used)
                if value is not MISSING:
                    break
            else:
                self.fail_without(grammar, state, values, used)
            self.event(code, state)
            used[production.slot] += 1
            self.visit(production, value, used[production.slot])
            state = grammar.states[following(production, used[production.slot])]

    def visit(self, production: Production, value: object, count: int) -> None:
        """Visit what a production stands for."""
        kind = production.value
        attribute = production.event is Event.ATTRIBUTE
        position = f"[{count}]" if production.many else ""
        self.path.append(f"@{production.name}" if attribute else production.name + position)
        if production.event is Event.ELEMENT and kind is not None:
            self.start(production.name, production.uri, production)
            self.inside(kind, value)
        elif isinstance(kind, ValueType):
            self.check(kind, value)
            if attribute:
                self.attribute(production.name, production.uri, kind, value)
            else:
                self.content(kind, value, False)
        self.path.pop()

    def pending(self, production: Production, values: list[object], used: list[int]) -> object:
        """Return the value that a production would take next, if there is one."""
        if production.value is None:
            return MISSING
        value = values[production.slot]
        if production.many:
            value = self.next_item(production, value, used[production.slot])
        elif used[production.slot]:
            return MISSING
        if value is None:
            return MISSING
        if isinstance(production.value, RecordGrammar) and type(value) is not production.value.record:
            return MISSING
        return value

    def next_item(self, production: Production, items: object, index: int) -> object:
        """Return an item of a list, or what an alternative holds."""
        if not isinstance(items, tuple | list):
            self.fail(f"{production.name} is a list; a tuple is needed, not {type(items).__name__}")
        if index >= len(items):
            return MISSING
        return self.alternative(production.item, items[index]) if production.item else items[index]

    def alternative(self, item: tuple[type[Record], int], value: object) -> object:
        """Return the content of a list item that holds one of several alternatives."""
        record, slot = item
        if type(value) is not record:
            self.fail(f"an item must be a {record.__name__}, not {type(value).__name__}")
        names = record.__struct_fields__
        if sum(getattr(value, name) is not None for name in names) != 1:
            self.fail(f"exactly one field of {record.__name__} must be set")
        return getattr(value, names[slot])

    def fail_without(self, grammar: RecordGrammar, state: State, values: list[object], used: list[int]) -> NoReturn:
        """Raise an error because no value fits where one is needed."""
        for production in state.productions:
            items = values[production.slot]
            if production.many and isinstance(items, tuple | list) and len(items) == used[production.slot]:
                self.fail(f"{production.name} needs more than {len(items)} items")
            if production.value is not None and items is not None:
                self.fail(f"{grammar.names[production.slot]} cannot be {items!r:.60}")
        names = " or ".join(p.name for p in state.productions if p.value is not None)
        self.fail(f"{names or 'content'} is missing")

    def check_left_over(self, grammar: RecordGrammar, values: list[object], used: list[int]) -> None:
        """Refuse values that found no place: one alternative too many, a list too long, a wrong type."""
        for slot, value in enumerate(values):
            name = grammar.names[slot]
            if isinstance(grammar.defaults[slot], tuple):
                if not isinstance(value, tuple | list):
                    self.fail(f"{name} is a list; a tuple is needed, not {type(value).__name__}")
                if used[slot] < len(value):
                    self.fail(f"{name} has {len(value)} items; item {used[slot] + 1} has no place")
            elif value is not None and not used[slot]:
                self.fail(f"{name} has no place beside the other fields, or cannot be {value!r:.60}")

    def check(self, kind: ValueType, value: object) -> None:
        """Refuse a simple value of the wrong Python type or outside the facets of its schema type."""
        if not isinstance(value, PYTHON_TYPES[kind.kind]) or (
            isinstance(value, bool) and kind.kind is not Kind.BOOLEAN
        ):
            wanted = PYTHON_TYPES[kind.kind][0].__name__
            self.fail(f"a value of type {wanted} is needed, not {type(value).__name__}")
        if kind.kind is Kind.ENUMERATION and not any(m is value for m in kind.members):
            self.fail(f"a {type(kind.members[0]).__name__} is needed, not {value!r}")
        if isinstance(value, int):
            self.check_range(kind, value, "value")
        elif isinstance(value, str):
            self.check_range(kind, len(value), "length")
            if any("\ud800" <= c <= "\udfff" for c in value):
                self.fail("a string holds a lone surrogate")
        elif isinstance(value, bytes | bytearray | memoryview):
            self.check_range(kind, len(bytes(value)), "length")

    def check_range(self, kind: ValueType, measure: int, what: str) -> None:
        """Refuse a number or length outside its bounds."""
        low, high = kind.minimum, kind.maximum
        if kind.kind is Kind.BOOLEAN:
            return
        if (low is not None and measure < low) or (high is not None and measure > high):
            self.fail(f"{what} {measure} is not within {low} to {high}")


def following(production: Production, count: int) -> int:
    """Return the state after a production, which in a list depends on the number of items."""
    if production.many and production.maximum is not None and count >= production.maximum:
        return production.full
    return production.below if production.many and count < production.minimum else production.next
