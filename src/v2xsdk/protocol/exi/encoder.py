"""The reference encoder: plain Python over the grammar tables, with full reports."""

from __future__ import annotations

from enum import Enum
from typing import Final, NoReturn

from v2xsdk.errors import EncodeError
from v2xsdk.protocol.exi.bits import BitWriter
from v2xsdk.protocol.exi.decoder import BODY_PREFIX, TABLE_HITS
from v2xsdk.protocol.exi.fields import Kind, ValueType
from v2xsdk.protocol.exi.grammar import Event, Production, RecordGrammar, State
from v2xsdk.protocol.v2g.messages.declare import Record


class Nothing(Enum):
    """Type of the value below."""

    MISSING = 0


MISSING: Final = Nothing.MISSING
"""No value is left for a production."""


class Encoder:
    """Encodes elements into one stream."""

    def __init__(self) -> None:
        self.writer = BitWriter()
        self.path: list[str] = []

    def fail(self, problem: str) -> NoReturn:
        """Raise an ``EncodeError`` for the current element."""
        where = "/".join(self.path).removeprefix(BODY_PREFIX)
        raise EncodeError(f"{where}: {problem}" if where else problem, path=where)

    def element(self, name: str, kind: ValueType | RecordGrammar, value: object) -> None:
        """Write the value of the element whose start was written."""
        self.path.append(name)
        if isinstance(kind, RecordGrammar):
            self.record(kind, value)
        else:
            self.writer.write(0, 1)
            self.value(kind, value)
            self.writer.write(0, 1)
        self.path.pop()

    def record(self, grammar: RecordGrammar, record: object) -> None:
        """Write the attributes and children of a record, and the end of the element."""
        if type(record) is not grammar.record:
            self.fail(f"a {grammar.record.__name__} is needed, not {type(record).__name__}")
        values = [getattr(record, name) for name in grammar.names]
        used = [0] * len(values)
        state = grammar.states[0]
        while True:
            for code, production in enumerate(state.productions):
                if production.event is Event.END:
                    self.check_left_over(grammar, state, values, used)
                    self.writer.write(code, state.width)
                    return
                value = self.pending(production, values, used)
                if value is not MISSING:
                    break
            else:
                self.fail_without(grammar, state, values, used)
            self.writer.write(code, state.width)
            self.put(production, value, used)
            state = grammar.states[self.next_state(production, used)]

    def pending(self, production: Production, values: list[object], used: list[int]) -> object:
        """Return the value that a production would write next, if there is one."""
        slot = production.slot
        if production.value is None:
            return MISSING
        value = values[slot]
        if production.many:
            if not isinstance(value, tuple | list):
                self.fail(f"{production.name} is a list; a tuple is needed, not {type(value).__name__}")
            if used[slot] >= len(value):
                return MISSING
            value = value[used[slot]]
            if production.item is not None:
                value = self.alternative(production.item, value)
        elif used[slot]:
            return MISSING
        if value is None:
            return MISSING
        if isinstance(production.value, RecordGrammar) and type(value) is not production.value.record:
            return MISSING
        return value

    def alternative(self, item: tuple[type[Record], int], value: object) -> object:
        """Return the content of a list item that holds one of several alternatives."""
        record, slot = item
        if type(value) is not record:
            self.fail(f"an item must be a {record.__name__}, not {type(value).__name__}")
        names = record.__struct_fields__
        if sum(getattr(value, name) is not None for name in names) != 1:
            self.fail(f"exactly one field of {record.__name__} must be set")
        return getattr(value, names[slot])

    def put(self, production: Production, value: object, used: list[int]) -> None:
        """Write a value and count it."""
        kind = production.value
        used[production.slot] += 1
        if kind is None:
            return
        name = f"{production.name}[{used[production.slot]}]" if production.many else production.name
        if production.event is Event.ELEMENT:
            self.element(name, kind, value)
        elif isinstance(kind, ValueType):
            self.path.append(f"@{name}" if production.event is Event.ATTRIBUTE else name)
            self.value(kind, value)
            self.path.pop()

    def next_state(self, production: Production, used: list[int]) -> int:
        """Return the state after a production, which in a list depends on the number of items."""
        count = used[production.slot]
        if production.many and production.maximum is not None and count >= production.maximum:
            return production.full
        return production.below if production.many and count < production.minimum else production.next

    def fail_without(
        self, grammar: RecordGrammar, state: State, values: list[object], used: list[int]
    ) -> NoReturn:
        """Raise an error because no value fits where one is needed."""
        for production in state.productions:
            slot = production.slot
            if production.many and len(values[slot]) == used[slot]:  # type: ignore[arg-type]
                self.fail(f"{production.name} needs more than {used[slot]} items")
            if production.value is not None and not production.many and values[slot] is not None:
                self.fail(f"{grammar.names[slot]} cannot be a {type(values[slot]).__name__}")
        names = " or ".join(p.name for p in state.productions if p.value is not None)
        self.fail(f"{names} is missing")

    def check_left_over(
        self, grammar: RecordGrammar, state: State, values: list[object], used: list[int]
    ) -> None:
        """Refuse values that found no place: one alternative too many, a list too long, a wrong type."""
        for slot, value in enumerate(values):
            name = grammar.names[slot]
            if isinstance(grammar.defaults[slot], tuple):
                if isinstance(value, tuple | list) and used[slot] < len(value):
                    self.fail(f"{name} has {len(value)} items; item {used[slot] + 1} has no place")
            elif value is not None and not used[slot]:
                self.fail(f"{name} has no place here, or cannot be a {type(value).__name__}")

    def value(self, kind: ValueType, value: object) -> None:
        """Write a simple value."""
        if kind.kind is Kind.BOOLEAN:
            if not isinstance(value, bool):
                self.fail(f"a bool is needed, not {type(value).__name__}")
            self.writer.write(int(value), 1)
        elif kind.kind is Kind.ENUMERATION:
            self.enumeration(kind, value)
        elif kind.kind is Kind.TEXT:
            self.text(kind, value)
        elif kind.kind is Kind.BINARY:
            self.binary(kind, value)
        else:
            self.integer(kind, value)

    def enumeration(self, kind: ValueType, value: object) -> None:
        """Write the index of an enumeration member."""
        for index, member in enumerate(kind.members):
            if member is value:
                self.writer.write(index, kind.bits)
                return
        self.fail(f"a {type(kind.members[0]).__name__} is needed, not {value!r}")

    def integer(self, kind: ValueType, value: object) -> None:
        """Write a number, which must be in its range."""
        if not isinstance(value, int) or isinstance(value, bool):
            self.fail(f"an int is needed, not {type(value).__name__}")
        self.check(kind, value, "value")
        if kind.kind is Kind.SMALL:
            self.writer.write(value - (kind.minimum or 0), kind.bits)
            return
        if kind.kind is Kind.SIGNED:
            self.writer.write(int(value < 0), 1)
        self.writer.write_varint(-value - 1 if value < 0 else value)

    def text(self, kind: ValueType, value: object) -> None:
        """Write a string."""
        if not isinstance(value, str):
            self.fail(f"a str is needed, not {type(value).__name__}")
        self.check(kind, len(value), "length")
        self.writer.write_varint(len(value) + TABLE_HITS)
        for character in value:
            if "\ud800" <= character <= "\udfff":
                self.fail(f"a string holds the lone surrogate {ord(character):#x}")
            self.writer.write_varint(ord(character))

    def binary(self, kind: ValueType, value: object) -> None:
        """Write a byte string."""
        if not isinstance(value, bytes | bytearray | memoryview):
            self.fail(f"bytes are needed, not {type(value).__name__}")
        data = bytes(value)
        self.check(kind, len(data), "length")
        self.writer.write_varint(len(data))
        self.writer.write_bytes(data)

    def check(self, kind: ValueType, measure: int, what: str) -> None:
        """Refuse a number or length that its type does not allow."""
        low, high = kind.minimum, kind.maximum
        if (low is not None and measure < low) or (high is not None and measure > high):
            self.fail(f"{what} {measure} is not within {low} to {high}")
