"""Tables compiled to numbers: what both engines, native and pure Python, execute.

A frame is two words: ``head`` = identifier with the flag bits of a SocketCAN record, plus the length at bit
32; ``word`` = the data as one big-endian 64-bit number, padded with zeros. A message is found by its
pattern (masks over both words) and the masked words: one look-up for each distinct pattern.
"""

from __future__ import annotations

from enum import IntEnum

import msgspec

from v2xsdk.model.can import CAN_EFF_FLAG, CAN_EFF_MASK, CAN_ERR_FLAG, CAN_RTR_FLAG
from v2xsdk.protocol.can.tables import Value

FLAG_BITS = CAN_EFF_FLAG | CAN_RTR_FLAG | CAN_ERR_FLAG
LENGTH_SHIFT = 32


class Source(IntEnum):
    """Which word a signal is cut from."""

    IDENTIFIER = 0
    BIG = 1
    LITTLE = 2


class Conversion(IntEnum):
    """How raw bits become a value."""

    INT = 0
    FLOAT = 1
    FLOAT32 = 2
    BOOL = 3
    CODED_BOOL = 4
    ENUM = 5
    FLAGS = 6
    HEX = 7
    TEXT = 8


class CompiledSignal(msgspec.Struct, frozen=True, kw_only=True):
    """``raw = word >> shift & mask``; ``value = (raw * num + bias) / den``."""

    name: str
    source: Source
    shift: int
    length: int
    signed: bool
    conversion: Conversion
    num: float
    den: float
    bias: float
    identity: bool
    minimum: float
    maximum: float
    unit: str
    choices: dict[int, str | bool]
    codes: dict[str | bool, int]
    flags: tuple[tuple[int, str], ...]
    unused_mask: int
    unused_word: int
    unused_raw: int | None
    default_raw: int | None
    mux_parent: int
    mux_ranges: tuple[tuple[int, int], ...]
    hidden: bool


class CompiledMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One message: its constants, its two template words, and the signals that vary."""

    name: str
    direction: str
    length: int
    head: int
    head_mask: int
    word: int
    word_mask: int
    template: int
    labels: dict[str, Value]
    constants: dict[str, float]
    """Numeric labels: what a batch column of that name holds."""
    signals: tuple[CompiledSignal, ...]


class CompiledTable(msgspec.Struct, frozen=True, kw_only=True):
    """``lookup`` is keyed (pattern, masked head, masked word); ``patterns`` stand most specific first."""

    name: str
    extended: bool
    patterns: tuple[tuple[int, int], ...]
    lookup: dict[tuple[int, int, int], int]
    messages: tuple[CompiledMessage, ...]


def extract(signal: CompiledSignal, head: int, word: int) -> int:
    """The raw value of ``signal``, with its sign."""
    raw = _source_word(signal.source, head, word) >> signal.shift & ((1 << signal.length) - 1)
    if signal.signed and raw >> (signal.length - 1):
        raw -= 1 << signal.length
    return raw


def insert(signal: CompiledSignal, head: int, word: int, raw: int) -> tuple[int, int]:
    """Both words with ``raw`` (of either sign) put into the bits of ``signal``."""
    mask = ((1 << signal.length) - 1) << signal.shift
    bits = raw << signal.shift & mask
    if signal.source is Source.IDENTIFIER:
        return head & ~mask | bits, word
    if signal.source is Source.BIG:
        return head, word & ~mask | bits
    return head, swap_bytes(swap_bytes(word) & ~mask | bits)


def swap_bytes(word: int) -> int:
    """A 64-bit word with its bytes in the other order."""
    return int.from_bytes(word.to_bytes(8, "big"), "little")


def _source_word(source: Source, head: int, word: int) -> int:
    if source is Source.IDENTIFIER:
        return head & CAN_EFF_MASK
    return word if source is Source.BIG else swap_bytes(word)
