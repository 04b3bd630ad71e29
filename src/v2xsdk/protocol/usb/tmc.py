"""USBTMC and USB488 messages, without I/O (usb, section 7)."""

from __future__ import annotations

import struct
from typing import NamedTuple

from v2xsdk.errors import DecodeError

HEADER_SIZE = 12
DEV_DEP_MSG_OUT, REQUEST_DEV_DEP_MSG_IN, DEV_DEP_MSG_IN, TRIGGER = 1, 2, 2, 128
INITIATE_ABORT_BULK_IN, CHECK_ABORT_BULK_IN, INITIATE_CLEAR, CHECK_CLEAR, GET_CAPABILITIES = 3, 4, 5, 6, 7
READ_STATUS_BYTE, REN_CONTROL = 128, 160
STATUS_SUCCESS, STATUS_PENDING = 0x01, 0x02
CAPABILITIES_SIZE = 24
SERVICE_REQUEST = 0x81
_END_OF_MESSAGE = 1
_ALIGNMENT = 4


class Capabilities(NamedTuple):
    """What an instrument offers; the last three need USB488 (protocol 1)."""

    usbtmc_release: int
    takes_indicator_pulse: bool
    takes_trigger: bool
    takes_remote_control: bool
    is_488_2: bool


class Tags:
    """bTag counts 1 to 255 and never is 0; the one of READ_STATUS_BYTE 2 to 127."""

    def __init__(self) -> None:
        self._tag = 0
        self._status_tag = 1

    def next(self) -> int:
        """Return the tag of the next bulk OUT header."""
        self._tag = self._tag % 255 + 1
        return self._tag

    def next_status(self) -> int:
        """Return the tag of the next READ_STATUS_BYTE."""
        self._status_tag = 2 if self._status_tag >= 127 else self._status_tag + 1
        return self._status_tag


def message_out(tag: int, data: bytes, *, ends: bool = True) -> bytes:
    """Return one bulk OUT transfer with a (part of a) message."""
    head = struct.pack("<BBBxIBxxx", DEV_DEP_MSG_OUT, tag, ~tag & 0xFF, len(data), _END_OF_MESSAGE * ends)
    return head + data + bytes(-len(data) % _ALIGNMENT)


def request_in(tag: int, size: int) -> bytes:
    """Return the bulk OUT header that asks for at most ``size`` bytes."""
    return struct.pack("<BBBxIBBxx", REQUEST_DEV_DEP_MSG_IN, tag, ~tag & 0xFF, size, 0, 0)


def trigger(tag: int) -> bytes:
    """Return the USB488 trigger message."""
    return struct.pack("<BBB9x", TRIGGER, tag, ~tag & 0xFF)


class Response:
    """One answer on bulk IN, however many transfers it comes in.

    Instruments get the header wrong in many ways, so whole transfers are read and a short packet is trusted
    more than the announced size (usb, section 7, field quirks).
    """

    def __init__(self, tag: int) -> None:
        self._tag = tag
        self._size = 0
        self._head_seen = False
        self._data = bytearray()
        self.ends_message = False

    @property
    def data(self) -> bytes:
        """The payload, padding removed."""
        return bytes(self._data)

    def receive(self, transfer: bytes, *, short: bool) -> bool:
        """Take one transfer; return whether the answer is complete.

        ``short`` tells that it ended by a short packet. Raises :class:`DecodeError` for an answer to something
        else: the instrument must then be cleared.
        """
        if self._head_seen:
            self._data += transfer  # the rest of a split answer comes without a header
        else:
            self._take_header(transfer)
            self._data += transfer[HEADER_SIZE:]
        if not short and len(self._data) < self._size:
            return False
        if 0 < len(self._data) - self._size < _ALIGNMENT and self._size:
            del self._data[self._size :]
        return short or len(self._data) >= self._size

    def _take_header(self, transfer: bytes) -> None:
        if len(transfer) < HEADER_SIZE:
            raise DecodeError(f"USBTMC: an answer of {len(transfer)} bytes has no header")
        kind, tag, inverse, size, attributes = struct.unpack_from("<BBBxIB", transfer)
        if kind != DEV_DEP_MSG_IN or tag != ~inverse & 0xFF:
            raise DecodeError(f"USBTMC: header {transfer[:HEADER_SIZE].hex()} is none")
        if tag != self._tag:
            raise DecodeError(f"USBTMC: answer to request {tag}, expected {self._tag}")
        self._head_seen, self._size = True, size
        self.ends_message = bool(attributes & _END_OF_MESSAGE)


def parse_capabilities(data: bytes) -> Capabilities:
    """Return the answer to GET_CAPABILITIES; raise :class:`DecodeError` when it is too short or failed."""
    if len(data) < CAPABILITIES_SIZE or data[0] != STATUS_SUCCESS:
        raise DecodeError(f"USBTMC capabilities: {data.hex() or 'nothing'}")
    flags, flags_488 = data[4], data[14]
    return Capabilities(
        usbtmc_release=int.from_bytes(data[2:4], "little"),
        takes_indicator_pulse=bool(flags & 4),
        takes_trigger=bool(flags_488 & 1),
        takes_remote_control=bool(flags_488 & 2),
        is_488_2=bool(flags_488 & 4),
    )
