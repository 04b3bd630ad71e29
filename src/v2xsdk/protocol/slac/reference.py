"""The MME codec in pure Python: the reference for the native one, and what runs where nothing is compiled."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from v2xsdk.protocol.slac.keys import Nmk
from v2xsdk.protocol.slac.wire import (
    ETHERTYPE,
    HIGHEST_MMV,
    MAX_RECEIVED,
    MAX_SENT,
    MIN_FRAME,
    Fault,
    Field,
    Kind,
    Layout,
    refuse_frame,
    refuse_record,
    refuse_value,
)

_WIDTH = {Kind.U8: 1, Kind.U16: 2, Kind.U32: 4, Kind.LENGTH8: 1}


class _Reader:
    """A position in a frame; ``limit`` is the end of the frame or of the block inside it."""

    def __init__(self, data: bytes, position: int) -> None:
        self.data = data
        self.position = position
        self.limit = len(data)

    def take(self, size: int, layout: Layout, field: Field) -> bytes:
        end = self.position + size
        if end > self.limit:
            refuse_frame(Fault.TRUNCATED, layout.name, field.name)
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def record(self, layout: Layout, *head: object, **tail: object) -> Any:
        values: dict[str, object] = {}
        count = 0
        for field in layout.fields:
            count = _READERS[field.kind](self, layout, field, values, count)
        return layout.record(*head, **values, **tail)


_Values = dict[str, object]


def _read_number(at: _Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    number = int.from_bytes(at.take(_WIDTH[field.kind], layout, field), "little")
    values[field.name] = number
    return number if field.kind is Kind.LENGTH8 else count


def _read_constant(at: _Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    number = int.from_bytes(at.take(1 if field.kind is Kind.CONST8 else 2, layout, field), "little")
    if number != field.value:
        refuse_frame(Fault.CONSTANT, layout.name, field.name, number)
    return count


def _read_octets(at: _Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    octets = at.take(field.size, layout, field)
    values[field.name] = Nmk(octets) if field.kind is Kind.KEY else octets
    return count


def _read_oui(at: _Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    oui = at.take(3, layout, field)
    if oui != layout.oui and not (field.value and oui == bytes(3)):
        refuse_frame(Fault.OUI, layout.name, field.name, int.from_bytes(oui, "big"))
    if field.value:
        values[field.name] = oui
    return count


def _skip(at: _Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    at.take(field.size, layout, field)
    return count


def _read_count(at: _Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    number = int.from_bytes(at.take(1 if field.kind is Kind.COUNT8 else 2, layout, field), "little")
    if number < field.value:
        refuse_frame(Fault.COUNT, layout.name, field.name, number)
    return number


def _read_bytes(at: _Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    values[field.name] = at.take(count, layout, field)
    return count


def _read_nibbles(at: _Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    packed = at.take((count + 1) // 2, layout, field)
    values[field.name] = bytes(half for byte in packed for half in (byte & 15, byte >> 4))[:count]
    return count


def _read_text(at: _Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    size = count if field.kind is Kind.TEXT_COUNTED else field.size
    values[field.name] = at.take(size, layout, field).rstrip(b"\0").decode("latin-1")
    return count


def _read_numbers(at: _Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    code = "H" if field.kind is Kind.U16S else "I"
    form = struct.Struct(f"<{field.size}{code}")
    values[field.name] = form.unpack(at.take(form.size, layout, field))
    return count


def _enter_block(at: _Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    size = int.from_bytes(at.take(2, layout, field), "little")
    if at.position + size > at.limit:
        refuse_frame(Fault.TRUNCATED, layout.name, field.name)
    at.limit = at.position + size
    return count


def _read_tail(at: _Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    values[field.name] = at.take(at.limit - at.position, layout, field)
    return count


def _read_list(at: _Reader, layout: Layout, field: Field, values: _Values, count: int) -> int:
    if field.item is not None:
        values[field.name] = tuple(at.record(field.item) for _ in range(count))
    return count


_READERS: dict[Kind, Callable[[_Reader, Layout, Field, _Values, int], int]] = {
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


class Codec:
    """Frames to records and back, by the wire table given."""

    def __init__(self, layouts: tuple[Layout, ...]) -> None:
        self._by_type = {layout.mmtype: layout for layout in layouts}
        self._by_record = {layout.record: layout for layout in layouts}

    def decode(self, frame: bytes) -> Any:
        """Return the record in ``frame`` (from destination MAC, no check sequence)."""
        frame = bytes(frame)
        size = len(frame)
        if size < 17:
            refuse_frame(Fault.HEADER, value=size)
        if size > MAX_RECEIVED:
            refuse_frame(Fault.LONG, value=size)
        ethertype, mmv, mmtype = struct.unpack_from(">H", frame, 12)[0], frame[14], frame[15] | frame[16] << 8
        if ethertype != ETHERTYPE:
            refuse_frame(Fault.ETHERTYPE, value=ethertype)
        start = self._payload_start(frame, mmv)
        layout = self._by_type.get(mmtype)
        if layout is None:
            refuse_frame(Fault.MMTYPE, value=mmtype)
        if mmv not in layout.mmvs:
            refuse_frame(Fault.MMV_OF_TYPE, layout.name, value=mmv)
        return _Reader(frame, start).record(layout, frame[:6], frame[6:12], mmv=mmv)

    def _payload_start(self, frame: bytes, mmv: int) -> int:
        if mmv > HIGHEST_MMV:
            refuse_frame(Fault.MMV, value=mmv)
        if mmv == 0:
            return 17
        if len(frame) < 19:
            refuse_frame(Fault.HEADER, value=len(frame))
        fmi = frame[17] << 8 | frame[18]
        if fmi:
            refuse_frame(Fault.FRAGMENT, value=fmi)
        return 19

    def encode(self, record: Any) -> bytes:
        """Return the frame of ``record``, padded to 60 bytes."""
        layout = self._by_record.get(type(record))
        if layout is None:
            refuse_record(f"{type(record).__name__} is no management message")
        if type(record.mmv) is not int or record.mmv not in layout.mmvs:
            refuse_record(f"{layout.name}: not defined for MME version {record.mmv!r}")
        out = bytearray()
        for name in ("dst", "src"):
            out += _octets_of(record, layout, Field(Kind.MAC, name, 6))
        out += struct.pack(">HB", ETHERTYPE, record.mmv) + struct.pack("<H", layout.mmtype)
        if record.mmv:
            out += bytes(2)
        write_fields(out, layout, record)
        if len(out) > MAX_SENT:
            refuse_record(f"{layout.name}: the frame would have {len(out)} bytes, Ethernet carries {MAX_SENT}")
        return bytes(out.ljust(MIN_FRAME, b"\0"))


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
    width = _WIDTH[field.kind]
    if type(number) is not int or not 0 <= number < 1 << 8 * width:
        refuse_value(layout.name, field.kind, field.name)
    out += number.to_bytes(width, "little")


def _write_constant(out: bytearray, layout: Layout, field: Field, record: Any) -> None:
    out += field.value.to_bytes(1 if field.kind is Kind.CONST8 else 2, "little")


def _octets_of(record: Any, layout: Layout, field: Field) -> bytes:
    octets = getattr(record, field.name)
    if not isinstance(octets, bytes) or len(octets) != field.size:
        refuse_value(layout.name, field.kind, field.name, field.size)
    return octets


def _write_octets(out: bytearray, layout: Layout, field: Field, record: Any) -> None:
    out += _octets_of(record, layout, field)


def _write_oui(out: bytearray, layout: Layout, field: Field, record: Any) -> None:
    oui = _octets_of(record, layout, field) if field.value else layout.oui
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
