"""Writing fields in pure Python, kind by kind; the reference for the native codec."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from v2xsdk.protocol.slac.wire import WIDTHS, Field, Kind, Layout, refuse_record, refuse_value


def write_fields(out: bytearray, layout: Layout, record: Any) -> int | None:
    """Append the fields of ``record``; return the length of the block in it, ``None`` if it has none."""
    block = None
    for field in layout.fields:
        if field.kind is Kind.BLOCK16:
            block = len(out) + 2
            out += bytes(2)
        else:
            _WRITERS[field.kind](out, layout, field, record)
    if block is None:
        return None
    size = len(out) - block
    if size > 0xFFFF:
        refuse_record(f"{layout.name}: too long")
    struct.pack_into("<H", out, block - 2, size)
    return size


def _write_number(out: bytearray, layout: Layout, field: Field, record: Any) -> None:
    number = getattr(record, field.name)
    width = WIDTHS[field.kind]
    if type(number) is not int or not 0 <= number < 1 << 8 * width:
        refuse_value(layout.name, field.kind, field.name)
    out += number.to_bytes(width, "little")


def _write_constant(out: bytearray, layout: Layout, field: Field, record: Any) -> None:
    out += field.value.to_bytes(1 if field.kind is Kind.CONST8 else 2, "little")


def octets_of(record: Any, layout: Layout, field: Field) -> bytes:
    """Return the bytes of a field that has a fixed size."""
    octets = getattr(record, field.name)
    if not isinstance(octets, bytes) or len(octets) != field.size:
        refuse_value(layout.name, field.kind, field.name, field.size)
    return octets


def _write_octets(out: bytearray, layout: Layout, field: Field, record: Any) -> None:
    out += octets_of(record, layout, field)


def _write_oui(out: bytearray, layout: Layout, field: Field, record: Any) -> None:
    oui = octets_of(record, layout, field) if field.value else layout.oui
    if oui != layout.oui and oui != bytes(3):
        refuse_value(layout.name, field.kind, field.name)
    out += oui


def _write_zeros(out: bytearray, layout: Layout, field: Field, record: Any) -> None:
    out += bytes(field.size)


def _counted(layout: Layout, name: str) -> Field:
    return next(field for field in layout.fields if field.name == name)


def _write_count(out: bytearray, layout: Layout, field: Field, record: Any) -> None:
    counted = _counted(layout, field.of)
    value = getattr(record, field.of)
    width, wanted = (1, tuple) if counted.kind is Kind.LIST else (field.kind - Kind.COUNT8 + 1, bytes)
    if not isinstance(value, wanted) or not field.value <= len(value) < 1 << 8 * width:
        refuse_value(layout.name, counted.kind, field.of)
    out += len(value).to_bytes(width, "little")


def _write_bytes(out: bytearray, layout: Layout, field: Field, record: Any) -> None:
    value = getattr(record, field.name)
    if not isinstance(value, bytes):
        refuse_value(layout.name, field.kind, field.name)
    out += value


def _write_nibbles(out: bytearray, layout: Layout, field: Field, record: Any) -> None:
    value: bytes = getattr(record, field.name)
    if any(half > 15 for half in value):
        refuse_value(layout.name, field.kind, field.name)
    even, odd = value[::2], value[1::2] + bytes(len(value) % 2)
    out += bytes(low | high << 4 for low, high in zip(even, odd, strict=True))


def _write_text(out: bytearray, layout: Layout, field: Field, record: Any) -> None:
    size = getattr(record, field.of) if field.kind is Kind.TEXT_COUNTED else field.size
    text = getattr(record, field.name)
    if not isinstance(text, str) or len(text) > size or any(ord(letter) > 255 for letter in text):
        refuse_value(layout.name, field.kind, field.name, field.size)
    out += text.encode("latin-1").ljust(size, b"\0")


def _write_numbers(out: bytearray, layout: Layout, field: Field, record: Any) -> None:
    numbers = getattr(record, field.name)
    width = 2 if field.kind is Kind.U16S else 4
    if not isinstance(numbers, tuple) or len(numbers) != field.size:
        refuse_value(layout.name, field.kind, field.name, field.size)
    for number in numbers:
        if type(number) is not int or not 0 <= number < 1 << 8 * width:
            refuse_value(layout.name, field.kind, field.name, field.size)
        out += number.to_bytes(width, "little")


def _write_list(out: bytearray, layout: Layout, field: Field, record: Any) -> None:
    for item in getattr(record, field.name):
        if field.item is None or type(item) is not field.item.record:
            refuse_value(layout.name, field.kind, field.name)
        write_fields(out, field.item, item)


_WRITERS: dict[Kind, Callable[[bytearray, Layout, Field, Any], None]] = {
    Kind.U8: _write_number,
    Kind.U16: _write_number,
    Kind.U32: _write_number,
    Kind.CONST8: _write_constant,
    Kind.CONST16: _write_constant,
    Kind.OCTETS: _write_octets,
    Kind.MAC: _write_octets,
    Kind.KEY: _write_octets,
    Kind.OUI: _write_oui,
    Kind.SKIP: _write_zeros,
    Kind.COUNT8: _write_count,
    Kind.COUNT16: _write_count,
    Kind.BYTES: _write_bytes,
    Kind.NIBBLES: _write_nibbles,
    Kind.LENGTH8: _write_number,
    Kind.TEXT: _write_text,
    Kind.TEXT_COUNTED: _write_text,
    Kind.U16S: _write_numbers,
    Kind.U32S: _write_numbers,
    Kind.TAIL: _write_bytes,
    Kind.LIST: _write_list,
}
