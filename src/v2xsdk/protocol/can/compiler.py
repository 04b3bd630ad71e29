"""From declared tables to compiled ones; whatever is wrong with a table is said here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from v2xsdk.errors import ConfigError
from v2xsdk.model.can import CAN_EFF_FLAG, CAN_EFF_MASK
from v2xsdk.protocol.can.compiled import (
    FLAG_BITS,
    LENGTH_SHIFT,
    CompiledMessage,
    CompiledSignal,
    CompiledTable,
    Conversion,
    Source,
    extract,
    insert,
    swap_bytes,
)
from v2xsdk.protocol.can.convert import to_number, to_value
from v2xsdk.protocol.can.tables import FrameTable, Message, Signal, Value

_EXACT = 2**31


def compile_table(table: FrameTable) -> CompiledTable:
    """Check and compile ``table``; raises ``ConfigError`` that names the message and the signal."""
    messages = tuple(_MessageCompiler(table, message).run() for message in table.messages)
    masks = {(message.head_mask, message.word_mask) for message in messages}
    patterns = sorted(masks, key=lambda mask: (-(mask[0].bit_count() + mask[1].bit_count()), mask))
    lookup: dict[tuple[int, int, int], int] = {}
    names: set[str] = set()
    for number, message in enumerate(messages):
        pattern = patterns.index((message.head_mask, message.word_mask))
        key = (pattern, message.head, message.word)
        if key in lookup:
            other = messages[lookup[key]].name
            raise ConfigError(f"{table.name}: messages {other} and {message.name} match the same frames")
        if message.name in names:
            raise ConfigError(f"{table.name}: two messages are called {message.name}")
        names.add(message.name)
        lookup[key] = number
    return CompiledTable(
        name=table.name,
        extended=table.extended,
        patterns=tuple(patterns),
        lookup=lookup,
        messages=messages,
    )


class _MessageCompiler:
    """Gathers the constants and the varying signals of one message."""

    def __init__(self, table: FrameTable, message: Message) -> None:
        self.where = f"{table.name}.{message.name}"
        self.message = message
        self.fixed = {**table.match, **message.match}
        data = (*table.selectors, *message.signals)
        declared = [(signal, True) for signal in table.identifier] + [(signal, False) for signal in data]
        self.declared = {signal.name: (signal, in_id) for signal, in_id in declared}
        if len(self.declared) != len(declared):
            raise ConfigError(f"{self.where}: two signals have the same name")
        for name in self.fixed:
            if name not in self.declared:
                raise ConfigError(f"{self.where}: match names {name}, which is no signal of this message")
        self.labels: dict[str, Value] = dict(message.labels)
        self.constants: dict[str, float] = {
            name: float(value) for name, value in message.labels.items() if isinstance(value, int | float)
        }
        extended = table.extended if message.extended is None else message.extended
        self.head = CAN_EFF_FLAG if extended else 0
        self.head_mask = FLAG_BITS
        self.word = self.word_mask = 0

    def run(self) -> CompiledMessage:
        """Return the compiled message."""
        message = self.message
        if not 0 <= message.length <= 8 or len(message.template) > message.length:
            raise ConfigError(f"{self.where}: a message has at most 8 bytes and its template no more")
        if message.can_id is not None:
            self.head |= message.can_id
            self.head_mask |= CAN_EFF_MASK
        if message.match_length:
            self.head |= message.length << LENGTH_SHIFT
            self.head_mask |= 0xFF << LENGTH_SHIFT
        for name, raw in self.fixed.items():
            self._fix(*self.declared[name], raw)
        template = int.from_bytes(message.template.ljust(8, b"\0"), "big")
        return CompiledMessage(
            name=message.name,
            direction=message.direction,
            length=message.length,
            head=self.head,
            head_mask=self.head_mask,
            word=self.word,
            word_mask=self.word_mask,
            template=template & ~self.word_mask | self.word,
            labels=self.labels,
            constants=self.constants,
            signals=self._varying(),
        )

    def _fix(self, declared: Signal, in_id: bool, raw: int) -> None:
        signal = self._signal(declared, in_id, {})
        if not 0 <= raw < 1 << signal.length:
            raise ConfigError(f"{self.where}: match {signal.name} = {raw} has more than {signal.length} bits")
        self.head_mask, self.word_mask = insert(signal, self.head_mask, self.word_mask, -1)
        self.head, self.word = insert(signal, self.head, self.word, raw)
        if not declared.hidden:
            value = to_value(signal, extract(signal, self.head, self.word))
            self.labels[signal.name] = value
            self.constants[signal.name] = to_number(signal, extract(signal, self.head, self.word))

    def _varying(self) -> tuple[CompiledSignal, ...]:
        parents = {signal.mux for signal, _ in self.declared.values()}
        present = [
            (signal, in_id)
            for name, (signal, in_id) in self.declared.items()
            if name not in self.fixed and self._may_be(signal) and (name in parents or not signal.hidden)
        ]
        present.sort(key=lambda pair: self._mux_depth(pair[0]))
        index = {signal.name: number for number, (signal, _) in enumerate(present)}
        return tuple(self._signal(signal, in_id, index) for signal, in_id in present)

    def _may_be(self, signal: Signal) -> bool:
        """False when a multiplexer that ``match`` fixes rules ``signal`` out."""
        if signal.mux is None:
            return True
        if signal.mux not in self.declared:
            raise ConfigError(f"{self.where}: {signal.name} names the unknown multiplexer {signal.mux}")
        if self.declared[signal.mux][0].length > 32:
            raise ConfigError(f"{self.where}: the multiplexer {signal.mux} has more than 32 bits")
        raw = self.fixed.get(signal.mux)
        if raw is not None:
            return any(low <= raw <= high for low, high in signal.mux_values)
        return self._may_be(self.declared[signal.mux][0])

    def _mux_depth(self, signal: Signal) -> int:
        depth = 0
        while signal.mux is not None:
            signal = self.declared[signal.mux][0]
            depth += 1
            if depth > len(self.declared):
                raise ConfigError(f"{self.where}: the multiplexer of {signal.name} depends on itself")
        return depth

    def _signal(self, signal: Signal, in_id: bool, index: Mapping[str, int]) -> CompiledSignal:
        where = f"{self.where}.{signal.name}"
        _check_codes(signal, where)
        unused_mask, unused_word = self._unused(signal)
        return CompiledSignal(
            name=signal.name,
            source=_source(signal, in_id),
            shift=_shift(signal, in_id, 29 if in_id else 8 * self.message.length, where),
            length=signal.length,
            signed=signal.signed,
            identity=signal.scale == 1 and signal.offset == 0,
            minimum=-math.inf if signal.minimum is None else signal.minimum,
            maximum=math.inf if signal.maximum is None else signal.maximum,
            unit=signal.unit,
            choices=dict(signal.choices),
            codes={value: raw for raw, value in signal.choices.items()},
            flags=tuple(sorted(signal.flags.items())),
            unused_mask=unused_mask,
            unused_word=unused_word,
            unused_raw=signal.unused_raw,
            default_raw=signal.default_raw,
            mux_parent=index.get(signal.mux, -1) if signal.mux is not None else -1,
            mux_ranges=signal.mux_values,
            hidden=signal.hidden,
            **_conversion(signal, where),
        )

    def _unused(self, signal: Signal) -> tuple[int, int]:
        """Mask and value of the data word that mean "unused"; mask 0 where nothing does."""
        mask = word = 0
        if signal.unused_raw is None:
            return mask, word
        for one in (signal, *(self.declared[name][0] for name in signal.unused_with)):
            if one.unused_raw is None:
                raise ConfigError(f"{self.where}: {one.name} has no unused_raw, but {signal.name} follows it")
            shift = _shift(one, False, 8 * self.message.length, f"{self.where}.{one.name}")
            ones = (1 << one.length) - 1
            bits, raw = ones << shift, (one.unused_raw & ones) << shift
            little = _source(one, False) is Source.LITTLE
            mask |= swap_bytes(bits) if little else bits
            word |= swap_bytes(raw) if little else raw
        return mask, word


def _check_codes(signal: Signal, where: str) -> None:
    codes = {*signal.choices, *(raw for raw in (signal.unused_raw, signal.default_raw) if raw is not None)}
    low = -(1 << signal.length - 1) if signal.signed else 0
    for raw in codes:
        if not low <= raw < low + (1 << signal.length):
            raise ConfigError(f"{where}: the code {raw} does not fit into {signal.length} bits")
    if len(set(signal.choices.values())) != len(signal.choices):
        raise ConfigError(f"{where}: two raw values have the same meaning")
    for bit in signal.flags:
        if not 0 <= bit < signal.length:
            raise ConfigError(f"{where}: flag bit {bit} is not within {signal.length} bits")


def _source(signal: Signal, in_id: bool) -> Source:
    if in_id:
        return Source.IDENTIFIER
    return Source.BIG if signal.byte_order == "big" else Source.LITTLE


def _shift(signal: Signal, in_id: bool, bits: int, where: str) -> int:
    if not 1 <= signal.length <= 64:
        raise ConfigError(f"{where}: a signal has 1 to 64 bits, not {signal.length}")
    little = in_id or signal.byte_order == "little"
    first = signal.start if little else 8 * (signal.start // 8) + 7 - signal.start % 8
    if first < 0 or first + signal.length > bits:
        raise ConfigError(f"{where}: bits {first} to {first + signal.length - 1} do not fit into {bits}")
    return first if little else 64 - first - signal.length


def _conversion(signal: Signal, where: str) -> dict[str, Any]:
    num, den, bias = _ratio(signal.scale, signal.offset, where)
    return {"conversion": _kind(signal, where), "num": num, "den": den, "bias": bias}


def _ratio(scale: float, offset: float, where: str) -> tuple[float, float, float]:
    """``raw * scale + offset`` as ``(raw * num + bias) / den`` with whole numbers where decimals allow it.

    One rounding instead of two: 733 * 0.1 is 73.3 and not 73.30000000000001.
    """
    if not (math.isfinite(scale) and math.isfinite(offset)) or scale == 0:
        raise ConfigError(f"{where}: scale {scale} and offset {offset} must be finite, the scale not zero")
    exact = Fraction(repr(scale))
    bias = Fraction(repr(offset)) * exact.denominator
    if abs(exact.numerator) < _EXACT and exact.denominator < _EXACT and abs(bias) < _EXACT:
        return float(exact.numerator), float(exact.denominator), float(bias)
    return float(scale), 1.0, float(offset)


def _kind(signal: Signal, where: str) -> Conversion:
    if signal.kind == "number":
        return _number_kind(signal, where)
    if signal.kind == "bool" and signal.choices:
        if sorted(signal.choices.values()) != [False, True]:
            raise ConfigError(f"{where}: a bool has one raw value for true and one for false")
        if signal.length > 63:
            raise ConfigError(f"{where}: a bool with codes has at most 63 bits")
        return Conversion.CODED_BOOL
    if signal.kind == "text" and (signal.length % 8 or signal.byte_order != "big"):
        raise ConfigError(f"{where}: text takes whole bytes, in the order of the frame")
    return Conversion[signal.kind.upper()]


def _number_kind(signal: Signal, where: str) -> Conversion:
    if signal.float32:
        if signal.length != 32 or signal.signed:
            raise ConfigError(f"{where}: a float32 has 32 bits and its own sign")
        return Conversion.FLOAT32
    whole = isinstance(signal.scale, int) and isinstance(signal.offset, int)
    # Beyond 53 bits a double cannot hold every scaled value; identities stay exact.
    fits = abs(signal.scale) * 2.0**signal.length + abs(signal.offset) < 2.0**53
    if whole and (fits or (signal.scale == 1 and signal.offset == 0)):
        return Conversion.INT
    return Conversion.FLOAT
