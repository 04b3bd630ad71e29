"""Reading fields in pure Python, kind by kind; the reference for the native codec."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from v2xsdk.protocol.slac.keys import Nmk
from v2xsdk.protocol.slac.wire import WIDTHS, Fault, Field, Kind, Layout, refuse_frame


class Reader:
    """A position in a frame; ``limit`` is the end of the frame or of the block inside it."""

    def __init__(self, data: bytes, position: int) -> None:
        self.data = data
        self.position = position
        self.limit = len(data)

    def take(self, size: int, layout: Layout, field: Field) -> bytes:
        """Return the next ``size`` bytes; raises :class:`DecodeError` where there are fewer."""
        end = self.position + size
        if end > self.limit:
            refuse_frame(Fault.TRUNCATED, layout.name, field.name)
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def record(self, layout: Layout, *head: object, **tail: object) -> Any:
        """Read the fields of ``layout`` and return its record; ``head`` and ``tail`` are other arguments of it."""
        values: dict[str, object] = {}
        count = 0
        for field in layout.fields:
            count = _READERS[field.kind](self, layout, field, values, count)
        return layout.record(*head, **values, **tail)


_Values = dict[str, object]


def _read_number(at: Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    number = int.from_bytes(at.take(WIDTHS[field.kind], layout, field), "little")
    values[field.name] = number
    return number if field.kind is Kind.LENGTH8 else count


def _read_constant(at: Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    number = int.from_bytes(at.take(1 if field.kind is Kind.CONST8 else 2, layout, field), "little")
    if number != field.value:
        refuse_frame(Fault.CONSTANT, layout.name, field.name, number)
    return count


def _read_octets(at: Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    octets = at.take(field.size, layout, field)
    values[field.name] = Nmk(octets) if field.kind is Kind.KEY else octets
    return count


def _read_oui(at: Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    oui = at.take(3, layout, field)
    if oui != layout.oui and not (field.value and oui == bytes(3)):
        refuse_frame(Fault.OUI, layout.name, field.name, int.from_bytes(oui, "big"))
    if field.value:
        values[field.name] = oui
    return count


def _skip(at: Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    at.take(field.size, layout, field)
    return count


def _read_count(at: Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    number = int.from_bytes(at.take(1 if field.kind is Kind.COUNT8 else 2, layout, field), "little")
    if number < field.value:
        refuse_frame(Fault.COUNT, layout.name, field.name, number)
    return number


def _read_bytes(at: Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    values[field.name] = at.take(count, layout, field)
    return count


def _read_nibbles(at: Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    packed = at.take((count + 1) // 2, layout, field)
    values[field.name] = bytes(half for byte in packed for half in (byte & 15, byte >> 4))[:count]
    return count


def _read_text(at: Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    size = count if field.kind is Kind.TEXT_COUNTED else field.size
    values[field.name] = at.take(size, layout, field).rstrip(b"\0").decode("latin-1")
    return count


def _read_numbers(at: Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    code = "H" if field.kind is Kind.U16S else "I"
    form = struct.Struct(f"<{field.size}{code}")
    values[field.name] = form.unpack(at.take(form.size, layout, field))
    return count


def _enter_block(at: Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    size = int.from_bytes(at.take(2, layout, field), "little")
    if at.position + size > at.limit:
        refuse_frame(Fault.TRUNCATED, layout.name, field.name)
    at.limit = at.position + size
    return count


def _read_tail(at: Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    values[field.name] = at.take(at.limit - at.position, layout, field)
    return count


def _read_list(at: Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    if field.item is not None:
        values[field.name] = tuple(at.record(field.item) for _ in range(count))
    return count


_READERS: dict[Kind, Callable[[Reader, Layout, Field, _Values, int], int]] = {
    Kind.U8: _read_number,
    Kind.U16: _read_number,
    Kind.U32: _read_number,
    Kind.CONST8: _read_constant,
    Kind.CONST16: _read_constant,
    Kind.OCTETS: _read_octets,
    Kind.MAC: _read_octets,
    Kind.KEY: _read_octets,
    Kind.OUI: _read_oui,
    Kind.SKIP: _skip,
    Kind.COUNT8: _read_count,
    Kind.COUNT16: _read_count,
    Kind.BYTES: _read_bytes,
    Kind.NIBBLES: _read_nibbles,
    Kind.LENGTH8: _read_number,
    Kind.TEXT: _read_text,
    Kind.TEXT_COUNTED: _read_text,
    Kind.U16S: _read_numbers,
    Kind.U32S: _read_numbers,
    Kind.BLOCK16: _enter_block,
    Kind.TAIL: _read_tail,
    Kind.LIST: _read_list,
}
