"""The pure-Python engine: reference for the native one, and the fall-back where nothing is compiled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.model.can import CAN_EFF_FLAG, CAN_EFF_MASK
from v2xsdk.protocol.can.compiled import (
    LENGTH_SHIFT,
    CompiledMessage,
    CompiledSignal,
    CompiledTable,
    extract,
    insert,
)
from v2xsdk.protocol.can.convert import near, to_raw, to_value
from v2xsdk.protocol.can.tables import Decoded, Value


class ReferenceEngine:
    """Executes a compiled table."""

    def __init__(self, compiled: CompiledTable) -> None:
        self.compiled = compiled
        self._by_name = {message.name: message for message in compiled.messages}

    def match(self, frame_id: int, data: bytes, extended: bool | None = None) -> str | None:
        """The name of the message that this frame is, ``None`` for a frame of another protocol."""
        head, word = self._words(frame_id, data, extended)
        number = find(self.compiled, head, word)
        return None if number is None else self.compiled.messages[number].name

    def decode(self, frame_id: int, data: bytes, direction: str | None = None, extended: bool | None = None) -> Decoded:
        """The values of one frame; raises ``DecodeError`` for a foreign, truncated or misdirected one.

        ``frame_id`` is the bare identifier. ``direction``, where given, must be the message's own.
        """
        head, word = self._words(frame_id, data, extended)
        number = find(self.compiled, head, word)
        if number is None:
            raise DecodeError(f"{self.compiled.name} has no frame {frame_id:08X} with data {data.hex(' ')!r}")
        message = self.compiled.messages[number]
        if len(data) != message.length:
            raise DecodeError(f"{message.name}: {message.length} data bytes expected, {len(data)} found")
        if direction is not None and message.direction and direction != message.direction:
            raise DecodeError(f"{message.name} goes {message.direction}, not {direction}")
        values = dict(message.labels)
        for signal in message.signals:
            if not signal.hidden and is_active(message, signal, head, word):
                values[signal.name] = value_of(signal, head, word)
        return Decoded(message.name, message.direction, values)

    def encode(self, message: str, values: Mapping[str, object]) -> tuple[int, bytes]:
        """Identifier and data of ``message`` with ``values``; raises ``EncodeError`` that names the value.

        Signals with a default may be left out. Constants of the message may be given, but not changed.
        """
        plan = self._by_name.get(message)
        if plan is None:
            raise EncodeError(f"{self.compiled.name} has no message {message!r}{near(message, self._by_name)}")
        head, word = plan.head, plan.template
        used = set()
        for signal in plan.signals:
            if not is_active(plan, signal, head, word):
                continue
            used.add(signal.name)
            head, word = insert(signal, head, word, self._raw(plan, signal, values))
        self._check_rest(plan, values, used)
        check_pattern(plan, head, word)
        return head & CAN_EFF_MASK, word.to_bytes(8, "big")[: plan.length]

    def _words(self, frame_id: int, data: bytes, extended: bool | None) -> tuple[int, int]:
        if not 0 <= frame_id <= CAN_EFF_MASK:
            raise DecodeError(f"{frame_id:#x} is no CAN identifier")
        if len(data) > 8:
            raise DecodeError(f"a classical CAN frame carries at most 8 bytes, not {len(data)}")
        flags = CAN_EFF_FLAG if (self.compiled.extended if extended is None else extended) else 0
        head = flags | frame_id | len(data) << LENGTH_SHIFT
        return head, int.from_bytes(data.ljust(8, b"\0"), "big")

    def _raw(self, plan: CompiledMessage, signal: CompiledSignal, values: Mapping[str, object]) -> int:
        if signal.name in values:
            try:
                return to_raw(signal, values[signal.name])
            except EncodeError as error:
                raise EncodeError(f"{plan.name}: {error}") from error.__cause__
        if signal.default_raw is None:
            raise EncodeError(f"{plan.name}: a value for {signal.name} is missing")
        return signal.default_raw

    def _check_rest(self, plan: CompiledMessage, values: Mapping[str, object], used: set[str]) -> None:
        for name, value in values.items():
            if name in used:
                continue
            if name not in plan.labels:
                raise EncodeError(f"{plan.name} has no signal {name!r}{near(name, self._names(plan))}")
            if not same(value, plan.labels[name]):
                raise EncodeError(f"{plan.name}: {name} is always {plan.labels[name]!r}, not {value!r}")

    def _names(self, plan: CompiledMessage) -> Sequence[str]:
        return [*plan.labels, *(signal.name for signal in plan.signals)]


def find(table: CompiledTable, head: int, word: int) -> int | None:
    """The number of the message that these words are, by one look-up for each pattern."""
    for number, (head_mask, word_mask) in enumerate(table.patterns):
        found = table.lookup.get((number, head & head_mask, word & word_mask))
        if found is not None:
            return found
    return None


def is_active(message: CompiledMessage, signal: CompiledSignal, head: int, word: int) -> bool:
    """Whether the multiplexers select ``signal`` in this frame."""
    while signal.mux_parent >= 0:
        parent = message.signals[signal.mux_parent]
        raw = extract(parent, head, word)
        if not any(low <= raw <= high for low, high in signal.mux_ranges):
            return False
        signal = parent
    return True


def check_pattern(message: CompiledMessage, head: int, word: int) -> None:
    """Raise ``EncodeError`` where the values turned the frame into another message."""
    # The length joins the head only in a received frame.
    head |= message.length << LENGTH_SHIFT
    if head & message.head_mask != message.head or word & message.word_mask != message.word:
        raise EncodeError(f"{message.name}: these identifier fields belong to another message")


def value_of(signal: CompiledSignal, head: int, word: int) -> Value:
    """The value of ``signal`` in this frame; ``None`` where the sender marked it unused."""
    if signal.unused_mask and word & signal.unused_mask == signal.unused_word:
        return None
    return to_value(signal, extract(signal, head, word))


def same(given: object, constant: Value) -> bool:
    """Whether a caller's value is the constant; a list from JSON stands for a tuple, 1 is not true."""
    if isinstance(given, list):
        given = tuple(given)
    return given == constant and isinstance(given, bool) == isinstance(constant, bool)
