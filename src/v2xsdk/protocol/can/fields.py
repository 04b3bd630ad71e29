"""Short forms of :class:`Signal` for tables written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from v2xsdk.protocol.can.tables import Signal


def big(name: str, byte: int, bits: int, **options: Any) -> Signal:
    """A big-endian signal of whole bytes (or fewer bits, low-aligned in its bytes) from ``byte`` on."""
    size = (bits + 7) // 8
    return Signal(name=name, start=8 * byte + (bits - 1) - 8 * (size - 1), length=bits, **options)


def little(name: str, byte: int, bits: int, **options: Any) -> Signal:
    """A little-endian signal from bit 0 of ``byte`` on."""
    return Signal(name=name, start=8 * byte, length=bits, byte_order="little", **options)


def bits(name: str, byte: int, low: int, length: int, **options: Any) -> Signal:
    """``length`` bits inside one byte, ``low`` being the least significant."""
    return Signal(name=name, start=8 * byte + low, length=length, byte_order="little", **options)


def id_bits(name: str, low: int, length: int, **options: Any) -> Signal:
    """A field of the identifier; ``low`` is its least significant bit."""
    return Signal(name=name, start=low, length=length, byte_order="little", **options)


def float_be(name: str, byte: int, **options: Any) -> Signal:
    """A big-endian IEEE-754 single from ``byte`` on."""
    return big(name, byte, 32, float32=True, **options)


def boolean(raw_true: int, raw_false: int) -> Mapping[int, bool]:
    """Choices of a two-code boolean."""
    return {raw_true: True, raw_false: False}
