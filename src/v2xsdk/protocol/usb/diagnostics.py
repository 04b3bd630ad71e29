"""Messages of the diagnostic protocol, host side (docs/reference/usb-diagnostics.md, sections 2 to 4)."""

from __future__ import annotations

import struct
import zlib
from enum import IntEnum
from typing import NamedTuple

from v2xsdk.errors import DecodeError, DeviceRefused, EncodeError
from v2xsdk.protocol.usb.fields import FieldReader

INTERFACE, REQUEST_OUT, ANSWER_IN, STREAM_IN, EVENT_IN = 0, 0x01, 0x81, 0x82, 0x83
MAJOR_VERSION = 1
HEADER_SIZE = 16
LARGEST_MESSAGE = 8192
STREAM_BLOCK_SIZE = 16384
_MAGIC = 0x5632
_HEADER = struct.Struct("<HBBHHI")
_REQUEST, _ANSWER, _REFUSAL = 0, 1, 2


class ControlRequest(IntEnum):
    """Vendor requests on endpoint 0."""

    GET_PROTOCOL = 0x01
    GET_LAST_ERROR = 0x02
    RESET_SESSION = 0x03


class Command(IntEnum):
    """What can be asked."""

    IDENTIFY = 0x01
    CAPABILITIES = 0x02
    TIME = 0x03
    LIST_VALUES = 0x10
    START_STREAM = 0x11
    STOP_STREAM = 0x12
    LIST_FAULTS = 0x20
    FAULT_SNAPSHOT = 0x21
    CLEAR_FAULTS = 0x22
    LOG_RANGE = 0x30
    READ_LOG = 0x31
    LIST_SETTINGS = 0x40
    READ_SETTINGS = 0x41
    BEGIN = 0x42
    STAGE = 0x43
    COMMIT = 0x44
    ROLL_BACK = 0x45
    LIST_TESTS = 0x50
    START_TEST = 0x51
    TEST_STATE = 0x52
    ABORT_TEST = 0x53
    CHALLENGE = 0x60
    RESPONSE = 0x61
    LOCK = 0x62
    FIRMWARE_STATE = 0x70
    RESTART = 0x71


class Refusal(IntEnum):
    """Why a device says no."""

    UNKNOWN_COMMAND = 1
    WRONG_FORM = 2
    CHECKSUM = 3
    OUT_OF_RANGE = 4
    UNKNOWN_ID = 5
    LOCKED = 6
    ENERGISED = 7
    WRONG_STATE = 8
    WRONG_KEY = 9
    TOO_MANY_ATTEMPTS = 10
    NO_TRANSACTION = 11
    ALREADY_RUNNING = 12
    READ_ONLY = 13
    COMMIT_MISMATCH = 14
    INTERNAL = 15


class Protocol(NamedTuple):
    """The answer to GET_PROTOCOL."""

    version: int
    largest_message: int
    session: int


def parse_protocol(data: bytes) -> Protocol:
    """Return version, largest message and session; raise :class:`DecodeError` for another major version."""
    if len(data) < 8:
        raise DecodeError(f"USB diagnostics: GET_PROTOCOL gave {len(data)} bytes, expected 8")
    found = Protocol(*struct.unpack_from("<HHI", data))
    if found.version >> 8 != MAJOR_VERSION:
        raise DecodeError(f"USB diagnostics: device speaks version {found.version >> 8}, this SDK version 1")
    return found


def parse_last_error(data: bytes) -> str:
    """Return why the device halted an endpoint, in its own words."""
    reader = FieldReader(data, "USB diagnostics GET_LAST_ERROR")
    code = reader.unsigned(2)
    reader.raw(4)
    return f"code {code}: {reader.text()}"


class Exchange:
    """Numbers requests and accepts only the answer that belongs to the last one."""

    def __init__(self) -> None:
        self._tag = 0
        self._command = Command.IDENTIFY

    def request(self, command: Command, payload: bytes = b"") -> bytes:
        """Return the message to send on the request endpoint."""
        if HEADER_SIZE + len(payload) > LARGEST_MESSAGE:
            raise EncodeError(f"USB diagnostics: a request of {len(payload)} bytes is too long")
        self._tag = self._tag % 0xFFFF + 1
        self._command = command
        head = _HEADER.pack(_MAGIC, MAJOR_VERSION, _REQUEST, command, self._tag, len(payload))
        return head + _checksum(head, payload) + payload

    def receive(self, data: bytes) -> FieldReader | None:
        """Return the payload of the answer, ``None`` for a late answer to an earlier request.

        Raises :class:`DecodeError` for what is no message, :class:`DeviceRefused` for a refusal.
        """
        if len(data) < HEADER_SIZE:
            raise DecodeError(f"USB diagnostics: a message of {len(data)} bytes has no header")
        magic, version, kind, command, tag, length = _HEADER.unpack_from(data)
        payload = data[HEADER_SIZE:]
        if magic != _MAGIC or version != MAJOR_VERSION or length != len(payload):
            raise DecodeError(f"USB diagnostics: header {data[:HEADER_SIZE].hex()} does not fit {len(payload)} bytes")
        if _checksum(data[:12], payload) != data[12:HEADER_SIZE]:
            raise DecodeError("USB diagnostics: wrong checksum")
        if tag != self._tag or command != self._command:
            return None
        return self._judge(kind, payload)

    def _judge(self, kind: int, payload: bytes) -> FieldReader:
        reader = FieldReader(payload, f"USB diagnostics {self._command.name}")
        if kind == _ANSWER:
            return reader
        if kind != _REFUSAL:
            raise DecodeError(f"USB diagnostics: message of kind {kind}")
        code, text = reader.unsigned(2), reader.text()
        raise DeviceRefused(f"{self._command.name} refused: {text} (code {code})", code=code)


def _checksum(head: bytes, payload: bytes) -> bytes:
    return zlib.crc32(payload, zlib.crc32(head)).to_bytes(4, "little")
