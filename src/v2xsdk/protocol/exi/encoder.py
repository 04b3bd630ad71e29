"""The reference encoder: plain Python over the grammar tables."""

from __future__ import annotations

from v2xsdk.protocol.exi.bits import BitWriter
from v2xsdk.protocol.exi.decoder import TABLE_HITS
from v2xsdk.protocol.exi.fields import Kind, ValueType
from v2xsdk.protocol.exi.grammar import Production, State
from v2xsdk.protocol.exi.walk import Walker


class Encoder(Walker):
    """Writes the events and values of a message as bits."""

    def __init__(self) -> None:
        super().__init__()
        self.writer = BitWriter()

    def event(self, code: int, state: State) -> None:
        """Write an event code."""
        self.writer.write(code, state.width)

    def start(self, name: str, uri: str, production: Production | None) -> None:
        """Nothing: the event code said it."""

    def end(self) -> None:
        """Nothing: the event code says it."""

    def attribute(self, name: str, uri: str, kind: ValueType, value: object) -> None:
        """Write the value of an attribute."""
        self.value(kind, value)

    def content(self, kind: ValueType, value: object, whole: bool) -> None:
        """Write a value, for an element without attributes between the codes of its content and end."""
        if whole:
            self.writer.write(0, 1)
        self.value(kind, value)
        if whole:
            self.writer.write(0, 1)

    def value(self, kind: ValueType, value: object) -> None:
        """Write a simple value that was checked (reference/exi, section 4)."""
        writer = self.writer
        if isinstance(value, bool):
            writer.write(int(value), 1)
        elif kind.kind is Kind.ENUMERATION:
            writer.write(next(i for i, m in enumerate(kind.members) if m is value), kind.bits)
        elif isinstance(value, int):
            self.integer(kind, value)
        elif isinstance(value, str):
            writer.write_varint(len(value) + TABLE_HITS)
            for character in value:
                writer.write_varint(ord(character))
        elif isinstance(value, bytes | bytearray | memoryview):
            data = bytes(value)
            writer.write_varint(len(data))
            writer.write_bytes(data)

    def integer(self, kind: ValueType, value: int) -> None:
        """Write a number."""
        if kind.kind is Kind.SMALL:
            self.writer.write(value - (kind.minimum or 0), kind.bits)
            return
        if kind.kind is Kind.SIGNED:
            self.writer.write(int(value < 0), 1)
        self.writer.write_varint(-value - 1 if value < 0 else value)
