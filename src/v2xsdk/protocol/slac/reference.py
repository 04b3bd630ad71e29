"""The MME codec in pure Python: the reference for the native one, and what runs where nothing is compiled."""

from __future__ import annotations

import struct
from typing import Any

from v2xsdk.protocol.slac.reference_read import Reader
from v2xsdk.protocol.slac.reference_write import octets_of, write_fields
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
)


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
        return Reader(frame, start).record(layout, frame[:6], frame[6:12], mmv=mmv)

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
            out += octets_of(record, layout, Field(Kind.MAC, name, 6))
        out += struct.pack(">HB", ETHERTYPE, record.mmv) + struct.pack("<H", layout.mmtype)
        if record.mmv:
            out += bytes(2)
        write_fields(out, layout, record)
        if len(out) > MAX_SENT:
            refuse_record(f"{layout.name}: the frame would have {len(out)} bytes, Ethernet carries {MAX_SENT}")
        return bytes(out.ljust(MIN_FRAME, b"\0"))
