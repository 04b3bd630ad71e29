"""Frames as data: the signals of a message, and the messages of a protocol.

A table is compiled once (:mod:`v2xsdk.protocol.can.compiled`) and then executed by the codec, native or
pure Python. Drivers, plug-ins and ``.dbc`` files use the same types.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

ByteOrder = Literal["big", "little"]
Kind = Literal["number", "bool", "enum", "flags", "hex", "text"]
Value = float | int | bool | str | tuple[str, ...] | None
"""What one signal decodes to; ``None`` is "not known" or "marked unused by the sender"."""


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """One value inside a frame.

    ``start`` counts bits as a ``.dbc`` does: bit ``b`` of byte ``n`` is ``8 * n + b``. It names the least
    significant bit of a little-endian (Intel) signal and the most significant one of a big-endian
    (Motorola) signal. In the identifier, ``start`` is the least significant bit, whatever the byte order.

    ``value = raw * scale + offset``; the value is an ``int`` where both are declared as ints. Other kinds:
    ``bool`` (raw not zero, or by ``choices``), ``enum`` (``choices``; an unlisted raw value stays an int),
    ``flags`` (the names of the set bits, lowest first), ``hex`` (lower-case digits), ``text`` (ASCII).
    A ``number`` may have ``choices`` for single raw values as well.

    ``unused_raw`` is the raw value that means "unused" (``None``); with ``unused_with`` only while those
    signals are unused too. ``default_raw`` is sent where the caller gives no value. ``minimum`` and
    ``maximum`` (physical) bind the encoder only: a decoder reports what was sent.

    ``mux`` names the multiplexer signal and ``mux_values`` its raw values (as ranges, both ends included)
    with which this signal is present.
    """

    name: str
    start: int
    length: int
    byte_order: ByteOrder = "big"
    kind: Kind = "number"
    signed: bool = False
    float32: bool = False
    scale: float | int = 1
    offset: float | int = 0
    unit: str = ""
    choices: Mapping[int, str | bool] = {}
    flags: Mapping[int, str] = {}
    minimum: float | None = None
    maximum: float | None = None
    unused_raw: int | None = None
    unused_with: tuple[str, ...] = ()
    default_raw: int | None = None
    mux: str | None = None
    mux_values: tuple[tuple[int, int], ...] = ()
    hidden: bool = False
    """Only selects, or sends ``default_raw``; never appears among the decoded values."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of frame.

    ``match`` gives raw values of identifier fields, of the table's selectors or of own signals: a frame
    with all of them is this message, and the encoder sends them. Where several messages fit, the one
    that asks for more bits wins. ``can_id`` matches (and sends) a whole identifier instead.
    ``labels`` are constant decoded values. ``template`` holds the data bytes that no signal fills.
    ``match_length`` tells messages apart by their length; otherwise a frame of another length is an error.
    """

    name: str
    direction: str = ""
    signals: tuple[Signal, ...] = ()
    match: Mapping[str, int] = {}
    can_id: int | None = None
    extended: bool | None = None
    """11 or 29 bit; ``None`` as the table says."""
    length: int = 8
    match_length: bool = False
    labels: Mapping[str, Value] = {}
    template: bytes = b""


class FrameTable(msgspec.Struct, frozen=True, kw_only=True):
    """All frames of one protocol.

    ``identifier`` are the fields of the identifier, present in every decoded frame. ``selectors`` are data
    signals common to all messages, such as an index. ``match`` holds for every message.
    """

    name: str
    messages: tuple[Message, ...]
    identifier: tuple[Signal, ...] = ()
    selectors: tuple[Signal, ...] = ()
    match: Mapping[str, int] = {}
    extended: bool = True


class Decoded:
    """One decoded frame: its values by signal name, read-only.

    Every engine gives an object of this shape; the native one keeps the values in its own form. A signal
    that a multiplexer switched off is absent, one marked unused is ``None``.
    """

    __slots__ = ("_values", "direction", "message")

    def __init__(self, message: str, direction: str, values: dict[str, Value]) -> None:
        self.message = message
        self.direction = direction
        self._values = values

    @property
    def values(self) -> dict[str, Value]:
        """A new dict of the values by signal name."""
        return dict(self._values)

    def get(self, name: str, default: Value = None) -> Value:
        """The value of ``name``, ``default`` where the frame has none."""
        return self._values.get(name, default)

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Decoded):
            return NotImplemented
        return self.message == other.message and self._values == other._values  # noqa: SLF001

    def __hash__(self) -> int:
        return hash(self.message)

    def __repr__(self) -> str:
        return f"Decoded({self.message!r}, {self.direction!r}, {self._values!r})"
