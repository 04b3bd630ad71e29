"""From declared tables to compiled ones; whatever is wrong with a table is said here."""

from __future__ import annotations

from collections.abc import Mapping

from v2xsdk.errors import ConfigError
from v2xsdk.model.can import CAN_EFF_FLAG, CAN_EFF_MASK
from v2xsdk.protocol.can.compiled import (
    FLAG_BITS,
    LENGTH_SHIFT,
    CompiledMessage,
    CompiledSignal,
    CompiledTable,
    Source,
    extract,
    insert,
    swap_bytes,
)
from v2xsdk.protocol.can.convert import to_number, to_value
from v2xsdk.protocol.can.signal_compiler import compile_signal, shift_of, source_of, varies
from v2xsdk.protocol.can.tables import FrameTable, Message, Signal, Value


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
            if name not in self.fixed and self._may_be(signal) and (name in parents or varies(signal))
        ]
        present.sort(key=lambda pair: self._mux_depth(pair[0]))
        index = {signal.name: number for number, (signal, _) in enumerate(present)}
        return tuple(self._signal(signal, in_id, index) for signal, in_id in present)

    def _may_be(self, signal: Signal) -> bool:
        """False when a multiplexer that ``match`` fixes rules ``signal`` out."""
        for one, parent in self._mux_chain(signal):
            raw = self.fixed.get(parent.name)
            if raw is not None and not any(low <= raw <= high for low, high in one.mux_values):
                return False
        return True

    def _mux_depth(self, signal: Signal) -> int:
        return len(self._mux_chain(signal))

    def _mux_chain(self, signal: Signal) -> list[tuple[Signal, Signal]]:
        """``signal`` with its multiplexer, that with its own, and so on."""
        chain: list[tuple[Signal, Signal]] = []
        while signal.mux is not None:
            where = f"{self.where}.{signal.name}"
            if signal.mux not in self.declared:
                raise ConfigError(f"{where} names the unknown multiplexer {signal.mux}")
            parent = self.declared[signal.mux][0]
            chain.append((signal, parent))
            if parent.length > 32:
                raise ConfigError(f"{where}: the multiplexer {parent.name} has more than 32 bits")
            if len(chain) > len(self.declared):
                raise ConfigError(f"{where}: its multiplexer depends on itself")
            signal = parent
        return chain

    def _signal(self, signal: Signal, in_id: bool, index: Mapping[str, int]) -> CompiledSignal:
        unused_mask, unused_word = self._unused(signal)
        return compile_signal(
            signal,
            in_id,
            room=29 if in_id else 8 * self.message.length,
            where=f"{self.where}.{signal.name}",
            unused_mask=unused_mask,
            unused_word=unused_word,
            mux_parent=-1 if signal.mux is None else index.get(signal.mux, -1),
        )

    def _unused(self, signal: Signal) -> tuple[int, int]:
        """Mask and value of the data word that mean "unused"; mask 0 where nothing does."""
        mask = word = 0
        if signal.unused_raw is None:
            return mask, word
        for one in (signal, *(self.declared[name][0] for name in signal.unused_with)):
            if one.unused_raw is None:
                raise ConfigError(f"{self.where}: {one.name} has no unused_raw, but {signal.name} follows it")
            shift = shift_of(one, False, 8 * self.message.length, f"{self.where}.{one.name}")
            ones = (1 << one.length) - 1
            bits, raw = ones << shift, (one.unused_raw & ones) << shift
            little = source_of(one, False) is Source.LITTLE
            mask |= swap_bytes(bits) if little else bits
            word |= swap_bytes(raw) if little else raw
        return mask, word
