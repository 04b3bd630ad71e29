"""V2GTP: the eight bytes before every message, and which grammar a payload type stands for.

ISO 15118-2, clause 7.8.3; ISO 15118-20, clause 7.8.3; reference/iso15118, section 2. A header is version,
inverse version, payload type and payload length, big endian.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

import msgspec

from v2xsdk.errors import EncodeError

VERSION = 0x01
HEADER = struct.Struct(">BBHI")
MAX_PAYLOAD = 65_536
"""Longest payload that is accepted by default; certificate messages have a few thousand bytes."""

EXI = 0x8001
"""Handshake, and every message of DIN 70121 and ISO 15118-2."""
SDP_REQUEST = 0x9000
SDP_RESPONSE = 0x9001
SDP_WIRELESS_REQUEST = 0x9002
SDP_WIRELESS_RESPONSE = 0x9003

PAYLOAD_TYPES: Mapping[str, int] = MappingProxyType(
    {
        "app": EXI,
        "din": EXI,
        "iso2": EXI,
        "iso20-common": 0x8002,
        "iso20-ac": 0x8003,
        "iso20-dc": 0x8004,
        "iso20-acdp": 0x8005,
        "iso20-wpt": 0x8006,
        "iso20-ac-der-iec": 0x8010,
        "iso20-ac-der-sae": 0x8011,
    }
)
"""Schema set -> payload type. The last two have one source only: a peer's profile may override them."""

SIDE_STREAMS: Mapping[int, str] = MappingProxyType(
    {0x8101: "iso20-common", 0x8102: "iso20-common", 0x8103: "iso20-acdp", 0x8104: "iso20-common"}
)
"""Payload type -> schema set of the streams of ISO 15118-20 beside the main one: schedule renegotiation,
metering confirmation, ACDP system status, parking status."""


class Phase(Enum):
    """What is spoken on a connection; payload type 8001 means something else in each phase."""

    HANDSHAKE = "app"
    DIN = "din"
    ISO2 = "iso2"
    ISO20 = "iso20-common"
    """A vehicle is known that sends common messages of ISO 15118-20 as 8001."""


class Frame(msgspec.Struct, frozen=True, gc=False):
    """One V2GTP message."""

    payload_type: int
    payload: bytes


class Dropped(msgspec.Struct, frozen=True, gc=False):
    """A frame that is not looked into; ``reason`` says why."""

    reason: str
    payload_type: int
    length: int


def pack(payload_type: int, payload: bytes) -> bytes:
    """Return a frame as bytes; raises ``EncodeError`` for a type of more than 16 bits."""
    if not 0 <= payload_type <= 0xFFFF:
        raise EncodeError(f"payload type {payload_type:#x} has more than 16 bits")
    return HEADER.pack(VERSION, VERSION ^ 0xFF, payload_type, len(payload)) + payload


class Deframer:
    """Finds the frames in a byte stream, however it was cut; holds at most one payload of ``limit`` bytes."""

    def __init__(self, limit: int = MAX_PAYLOAD) -> None:
        self.limit = limit
        self._held = bytearray()
        self._skip = 0

    @property
    def pending(self) -> int:
        """Number of bytes held of a frame that is not complete."""
        return len(self._held)

    def receive(self, data: bytes) -> list[Frame | Dropped]:
        """Take bytes of the stream and return the frames that are complete now, in order.

        A frame of another version or over the limit is dropped: its payload is skipped, never stored.
        """
        found: list[Frame | Dropped] = []
        view = memoryview(data)
        while view:
            skipped = min(self._skip, len(view))
            self._skip -= skipped
            view = self._take(view[skipped:], found)
        return found

    def _take(self, view: memoryview, found: list[Frame | Dropped]) -> memoryview:
        """Take the bytes of one header or payload and return the rest."""
        length = self._length()
        wanted = HEADER.size + (length or 0) - len(self._held)
        self._held += view[:wanted]
        if length is None and len(self._held) == HEADER.size:
            self._check_header(found)
            length = self._length()
        if length is not None and len(self._held) == HEADER.size + length:
            _, _, payload_type, _ = HEADER.unpack_from(self._held)
            found.append(Frame(payload_type, bytes(self._held[HEADER.size :])))
            self._held.clear()
        return view[wanted:]

    def _length(self) -> int | None:
        """Return the payload length, if the header is complete."""
        if len(self._held) < HEADER.size:
            return None
        return int(HEADER.unpack_from(self._held)[3])

    def _check_header(self, found: list[Frame | Dropped]) -> None:
        """Drop the frame whose header is complete, if it is not acceptable."""
        version, inverse, payload_type, length = HEADER.unpack_from(self._held)
        reason = ""
        if version != VERSION or inverse != VERSION ^ 0xFF:
            reason = f"version {version:#04x}, inverse {inverse:#04x}"
        elif length > self.limit:
            reason = f"longer than {self.limit} bytes"
        if reason:
            found.append(Dropped(reason, payload_type, length))
            self._held.clear()
            self._skip = length


def schema_of(payload_type: int, phase: Phase, table: Mapping[str, int] = PAYLOAD_TYPES) -> str | None:
    """Return the schema set of a payload, ``None`` for a type that carries no EXI or is not known."""
    if payload_type == EXI:
        return phase.value
    if phase is not Phase.ISO20:
        return None
    for schema, number in table.items():
        if number == payload_type:
            return schema
    return SIDE_STREAMS.get(payload_type)


def payload_type_of(schema: str, table: Mapping[str, int] = PAYLOAD_TYPES) -> int:
    """Return the payload type of a schema set; raises ``EncodeError`` for one that is not sent by itself."""
    if schema not in table:
        raise EncodeError(f"messages of {schema!r} are not sent by themselves; {', '.join(table)} are")
    return table[schema]
