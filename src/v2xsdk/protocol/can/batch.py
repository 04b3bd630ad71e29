"""Many frames at once: records in, one buffer of doubles out, a column a signal; and the way back."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from v2xsdk.errors import ConfigError, EncodeError
from v2xsdk.model.can import RECORD_SIZE
from v2xsdk.protocol.can.compiled import (
    LENGTH_SHIFT,
    CompiledMessage,
    CompiledTable,
    extract,
    insert,
)
from v2xsdk.protocol.can.convert import from_column, near, to_number
from v2xsdk.protocol.can.reference import ReferenceEngine, check_pattern, find, is_active

if TYPE_CHECKING:
    from typing_extensions import Buffer

_RECORD = struct.Struct("=IB3x")


class DecodeProgram(msgspec.Struct, frozen=True):
    """What one message puts into a row: (signal number, column) and (column, constant)."""

    signals: tuple[tuple[int, int], ...]
    constants: tuple[tuple[int, float], ...]


class BatchPlan(msgspec.Struct, frozen=True):
    """Columns resolved against a table: a program for each message, and what the encoder fills."""

    columns: tuple[str, ...]
    programs: tuple[DecodeProgram, ...]
    message: int
    """Number of the message to encode, -1 where the plan only decodes."""
    encoded: tuple[int, ...]
    """For each signal of that message its column, -1 for its default."""


def plan_batch(table: CompiledTable, columns: Sequence[str], message: str | None) -> BatchPlan:
    """Resolve ``columns``; raises ``ConfigError`` for a name that no message has."""
    if len(set(columns)) != len(columns) or not columns:
        raise ConfigError(f"{table.name}: a batch needs columns, each once, not {list(columns)}")
    known = {signal.name for one in table.messages for signal in one.signals}
    known.update(name for one in table.messages for name in one.constants)
    for name in columns:
        if name not in known:
            raise ConfigError(f"{table.name} has no numeric signal {name!r}{near(name, known)}")
    programs = tuple(_decode_program(one, columns) for one in table.messages)
    if message is None:
        return BatchPlan(tuple(columns), programs, -1, ())
    number = _message_number(table, message)
    return BatchPlan(tuple(columns), programs, number, _encoded(table.messages[number], columns))


def _decode_program(message: CompiledMessage, columns: Sequence[str]) -> DecodeProgram:
    numbers = {signal.name: number for number, signal in enumerate(message.signals)}
    signals = tuple((numbers[name], column) for column, name in enumerate(columns) if name in numbers)
    constants = tuple(
        (column, message.constants[name]) for column, name in enumerate(columns) if name in message.constants
    )
    return DecodeProgram(signals, constants)


def _message_number(table: CompiledTable, message: str) -> int:
    names = [one.name for one in table.messages]
    if message not in names:
        raise ConfigError(f"{table.name} has no message {message!r}{near(message, names)}")
    return names.index(message)


def _encoded(message: CompiledMessage, columns: Sequence[str]) -> tuple[int, ...]:
    numbers = {name: column for column, name in enumerate(columns)}
    for signal in message.signals:
        if signal.mux_parent >= 0:
            raise ConfigError(f"{message.name} is multiplexed; encode its frames one by one")
        if signal.name not in numbers and signal.default_raw is None:
            raise ConfigError(f"{message.name}: a column for {signal.name} is missing")
    return tuple(numbers.get(signal.name, -1) for signal in message.signals)


class ReferenceBatch:
    """Executes a plan in pure Python."""

    def __init__(self, engine: ReferenceEngine, plan: BatchPlan) -> None:
        self._table = engine.compiled
        self._plan = plan

    def decode(self, records: Buffer, out: Buffer) -> int:
        """Decode 16-byte records into rows of doubles; returns how many frames belong to the table.

        ``out`` holds a double for each record and column, row by row. What a frame does not carry, or
        marks unused, is NaN. Bools are 0 and 1, codes and flags raw. Raises ``ConfigError`` for buffers
        of another size.
        """
        data = memoryview(records).cast("B")
        rows = memoryview(out).cast("B")
        count, width = len(data) // RECORD_SIZE, len(self._plan.columns)
        check_sizes(len(data), len(rows), count, width)
        known = 0
        for row in range(count):
            values = self._row(bytes(data[row * RECORD_SIZE : (row + 1) * RECORD_SIZE]))
            known += values is not None
            packed = struct.pack(f"={width}d", *(values or [math.nan] * width))
            rows[row * width * 8 : (row + 1) * width * 8] = packed
        return known

    def encode(self, values: Buffer, out: Buffer) -> int:
        """Encode rows of doubles as records of the plan's message; returns the number of records.

        Raises ``EncodeError`` naming row and signal; the records before that row are written.
        """
        if self._plan.message < 0:
            raise ConfigError("this batch was made without a message to encode")
        message = self._table.messages[self._plan.message]
        rows = memoryview(values).cast("B")
        records = memoryview(out).cast("B")
        count, width = len(records) // RECORD_SIZE, len(self._plan.columns)
        check_sizes(len(records), len(rows), count, width)
        for row in range(count):
            numbers = struct.unpack_from(f"={width}d", rows, row * width * 8)
            records[row * RECORD_SIZE : (row + 1) * RECORD_SIZE] = self._record(message, row, numbers)
        return count

    def _row(self, record: bytes) -> list[float] | None:
        head, length = _RECORD.unpack_from(record)
        if length > 8:
            return None
        head |= length << LENGTH_SHIFT
        word = int.from_bytes(record[8 : 8 + length].ljust(8, b"\0"), "big")
        number = find(self._table, head, word)
        if number is None or self._table.messages[number].length != length:
            return None
        message = self._table.messages[number]
        values = [math.nan] * len(self._plan.columns)
        program = self._plan.programs[number]
        for column, constant in program.constants:
            values[column] = constant
        for index, column in program.signals:
            signal = message.signals[index]
            unused = signal.unused_mask and word & signal.unused_mask == signal.unused_word
            if not unused and is_active(message, signal, head, word):
                values[column] = to_number(signal, extract(signal, head, word))
        return values

    def _record(self, message: CompiledMessage, row: int, numbers: Sequence[float]) -> bytes:
        head, word = message.head, message.template
        for signal, column in zip(message.signals, self._plan.encoded, strict=True):
            raw = signal.default_raw or 0
            if column >= 0:
                try:
                    raw = from_column(signal, numbers[column])
                except EncodeError as error:
                    raise EncodeError(f"{message.name}, row {row}: {error}") from error.__cause__
            head, word = insert(signal, head, word, raw)
        check_pattern(message, head, word)
        return _RECORD.pack(head & 0xFFFF_FFFF, message.length) + word.to_bytes(8, "big")


def check_sizes(records: int, doubles: int, count: int, width: int) -> None:
    """Raise ``ConfigError`` unless the buffers (sizes in bytes) hold ``count`` records and their rows."""
    if records % RECORD_SIZE:
        raise ConfigError(f"{records} bytes are no whole number of {RECORD_SIZE}-byte records")
    if doubles < count * width * 8:
        raise ConfigError(f"{count} frames with {width} columns need {count * width} doubles")
