"""The V2GTP header: 8 bytes before every payload, over TCP and UDP alike (-2 clause 7.8.3, -20 clause 7.8.3)."""

from __future__ import annotations

import struct
from enum import IntEnum

import msgspec

from v2xsdk.errors import DecodeError, EncodeError

HEADER = struct.Struct("!BBHI")
HEADER_BYTES = HEADER.size
VERSION, INVERSE = 0x01, 0xFE
MAX_PAYLOAD_BYTES = 262_144
"""Longest payload that is read; a -20 schedule with 3 x 1024 entries and prices stays below."""


class PayloadType(IntEnum):
    """V2GTP payload types (reference/iso15118, section 2)."""

    EXI = 0x8001
    ISO20_COMMON = 0x8002
    ISO20_AC = 0x8003
    ISO20_DC = 0x8004
    ISO20_ACDP = 0x8005
    ISO20_WPT = 0x8006
    ISO20_AC_DER_IEC = 0x8010
    ISO20_AC_DER_SAE = 0x8011
    SCHEDULE_RENEGOTIATION = 0x8101
    METERING_CONFIRMATION = 0x8102
    ACDP_SYSTEM_STATUS = 0x8103
    PARKING_STATUS = 0x8104
    SDP_REQUEST = 0x9000
    SDP_RESPONSE = 0x9001
    SDP_WIRELESS_REQUEST = 0x9002
    SDP_WIRELESS_RESPONSE = 0x9003


class Frame(msgspec.Struct, frozen=True, gc=False):
    """One V2GTP message. ``payload_type`` is a number: unknown types are dropped by who reads it, not here."""

    payload_type: int
    payload: bytes


def pack(payload_type: int, payload: bytes) -> bytes:
    """Return header and payload; raises ``EncodeError`` for a payload that no peer would read."""
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise EncodeError(f"a V2GTP payload has at most {MAX_PAYLOAD_BYTES} bytes, not {len(payload)}")
    return HEADER.pack(VERSION, INVERSE, payload_type, len(payload)) + payload


def unpack(data: bytes) -> Frame:
    """Return the frame in one datagram; raises ``DecodeError``."""
    if len(data) < HEADER_BYTES:
        raise DecodeError(f"a V2GTP message has {HEADER_BYTES} header bytes, here are {len(data)} in all")
    version, inverse, payload_type, length = HEADER.unpack_from(data)
    check_version(version, inverse)
    if length != len(data) - HEADER_BYTES:
        raise DecodeError(f"the V2GTP header announces {length} bytes, {len(data) - HEADER_BYTES} follow")
    return Frame(payload_type, data[HEADER_BYTES:])


def check_version(version: int, inverse: int) -> None:
    """Refuse another protocol version than 1; raises ``DecodeError``."""
    if version != VERSION or inverse != INVERSE:
        raise DecodeError(f"V2GTP version {version:02x} {inverse:02x}, only {VERSION:02x} {INVERSE:02x} is known")


class Deframer:
    """Cuts a byte stream into frames; holds at most one unfinished frame of bounded length."""

    def __init__(self, limit: int = MAX_PAYLOAD_BYTES) -> None:
        self._limit = limit
        self._buffer = bytearray()

    @property
    def pending(self) -> int:
        """Number of bytes of an unfinished frame."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Frame]:
        """Return the frames that ``data`` completes.

        Raises ``DecodeError`` on a wrong version or a length over the limit: after it the stream is of no use,
        because the next header cannot be found.
        """
        self._buffer += data
        found: list[Frame] = []
        while len(self._buffer) >= HEADER_BYTES:
            version, inverse, payload_type, length = HEADER.unpack_from(self._buffer)
            check_version(version, inverse)
            if length > self._limit:
                raise DecodeError(f"the V2GTP header announces {length} bytes, at most {self._limit} are read")
            end = HEADER_BYTES + length
            if len(self._buffer) < end:
                break
            found.append(Frame(payload_type, bytes(self._buffer[HEADER_BYTES:end])))
            del self._buffer[:end]
        return found
