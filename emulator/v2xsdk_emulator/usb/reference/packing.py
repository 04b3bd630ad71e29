"""Bytes as the reference charger's firmware lays them out (little endian)."""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

MAGIC, STREAM_MAGIC, MAJOR, MINOR = 0x5632, 0x5653, 1, 0
LARGEST_MESSAGE = 8192
_REQUEST_HEAD = struct.Struct("<HBBHHII")


class Refused(Exception):
    """A request that is answered with a refusal: code and text."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class Malformed(Exception):
    """A message without a usable header; the endpoint is halted."""


class Request(NamedTuple):
    """A request with its payload."""

    command: int
    tag: int
    payload: bytes


def parse_request(message: bytes) -> Request:
    """Take a request apart; raise :class:`Malformed` when the header cannot be trusted."""
    if len(message) < 16:
        raise Malformed("no header")
    magic, major, kind, command, tag, length, checksum = _REQUEST_HEAD.unpack_from(message)
    payload = message[16:]
    if magic != MAGIC or major != MAJOR or kind != 0 or not tag:
        raise Malformed("header")
    if length != len(payload) or len(message) > LARGEST_MESSAGE:
        raise Malformed("length")
    if zlib.crc32(message[:12] + payload) != checksum:
        raise Malformed("checksum")
    return Request(command, tag, payload)


def message(kind: int, request: Request, payload: bytes) -> bytes:
    """Build an answer (kind 1) or refusal (kind 2) to ``request``."""
    head = struct.pack("<HBBHHI", MAGIC, MAJOR, kind, request.command, request.tag, len(payload))
    return head + struct.pack("<I", zlib.crc32(head + payload)) + payload


def stream_block(stream: int, first: int, samples: list[bytes]) -> bytes:
    """Build a block of live values."""
    body = b"".join(samples)
    head = struct.pack("<HHIHH", STREAM_MAGIC, stream, first & 0xFFFF_FFFF, len(samples), len(samples[0]))
    return head + struct.pack("<I", zlib.crc32(head + body)) + body


def string(text: str, size: str = "<B") -> bytes:
    """Build a text with its length in front, cut to what the length can say."""
    limit = 0xFF if size == "<B" else 0xFFFF
    raw = text.encode()[:limit]
    return struct.pack(size, len(raw)) + raw


class Arguments:
    """The payload of a request, taken field by field; wrong lengths are refused with code 2."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._at = 0

    def take(self, layout: str) -> tuple[int | float | bytes, ...]:
        """Unpack the next fields."""
        size = struct.calcsize(layout)
        if self._at + size > len(self._payload):
            raise Refused(2, "payload too short")
        fields = struct.unpack_from(layout, self._payload, self._at)
        self._at += size
        return fields

    def integer(self, layout: str) -> int:
        """Unpack one integer."""
        return int(self.take(layout)[0])

    def rest(self) -> bytes:
        """Return what has not been taken."""
        rest, self._at = self._payload[self._at :], len(self._payload)
        return rest
