"""ISO-TP frames on classical CAN, one at a time (ISO 15765-2; uds-isotp, section 1)."""

from __future__ import annotations

import math
from enum import StrEnum

import msgspec

from v2xsdk.errors import DecodeError, EncodeError

FRAME_SIZE = 8
SINGLE_MAX = 7
FIRST_PAYLOAD = 6
CONSECUTIVE_PAYLOAD = 7
LENGTH_MAX = 0xFFF
ESCAPED_PAYLOAD = 2
RESERVED_ST_MIN_MS = 127.0


class FlowStatus(StrEnum):
    """What the receiver of a long message says."""

    CONTINUE_TO_SEND = "continue_to_send"
    WAIT = "wait"
    OVERFLOW = "overflow"


class SingleFrame(msgspec.Struct, frozen=True):
    """A whole message of up to 7 bytes."""

    payload: bytes


class FirstFrame(msgspec.Struct, frozen=True):
    """The beginning of a message of ``length_bytes``."""

    length_bytes: int
    payload: bytes


class ConsecutiveFrame(msgspec.Struct, frozen=True):
    """The next part; ``payload`` may end in filler, which only the length of the whole message tells."""

    sequence_number: int
    payload: bytes


class FlowControl(msgspec.Struct, frozen=True):
    """``block_size`` frames until the next one (0: no limit), ``st_min_ms`` between two."""

    flow_status: FlowStatus
    block_size: int = 0
    st_min_ms: float = 0


Pci = SingleFrame | FirstFrame | ConsecutiveFrame | FlowControl
_STATUS = tuple(FlowStatus)


def parse(data: bytes) -> Pci:
    """Take a frame apart; raises ``DecodeError`` for one that is none."""
    if not data:
        raise DecodeError("an ISO-TP frame has at least one byte")
    kind, low = data[0] >> 4, data[0] & 0x0F
    if kind == 0:
        return _single(data, low)
    if kind == 1:
        return _first(data, low)
    if kind == 2:
        return ConsecutiveFrame(low, data[1:])
    if kind == 3:
        return _flow_control(data, low)
    raise DecodeError(f"ISO-TP frame type {kind:x} does not exist")


def build(pci: Pci, padding: int | None = None) -> bytes:
    """Put a frame together, filled to 8 bytes with ``padding`` where given; raises ``EncodeError``."""
    data = _build(pci)
    if len(data) > FRAME_SIZE:
        raise EncodeError(f"{type(pci).__name__}: {len(data)} bytes do not fit into a frame of {FRAME_SIZE}")
    return data if padding is None else data.ljust(FRAME_SIZE, bytes((padding,)))


def _single(data: bytes, length: int) -> SingleFrame:
    if not 0 < length <= len(data) - 1:
        raise DecodeError(f"an ISO-TP single frame announces {length} bytes and holds {len(data) - 1}")
    return SingleFrame(data[1 : 1 + length])


def _first(data: bytes, low: int) -> FirstFrame:
    if len(data) != FRAME_SIZE:
        raise DecodeError(f"an ISO-TP first frame has {FRAME_SIZE} bytes, not {len(data)}")
    length = low << 8 | data[1]
    if length:
        if length <= SINGLE_MAX:
            raise DecodeError(f"an ISO-TP first frame announces {length} bytes, which a single frame carries")
        return FirstFrame(length, data[2:])
    length = int.from_bytes(data[2:6], "big")
    if length <= LENGTH_MAX:
        raise DecodeError(f"an ISO-TP first frame announces {length} bytes in the form for more than {LENGTH_MAX}")
    return FirstFrame(length, data[6:])


def _flow_control(data: bytes, low: int) -> FlowControl:
    if len(data) < 3 or low >= len(_STATUS):
        raise DecodeError(f"an ISO-TP flow control of {len(data)} bytes with status {low:x}")
    return FlowControl(_STATUS[low], data[1], st_min_ms(data[2]))


def st_min_ms(raw: int) -> float:
    """The separation time that ``raw`` means, in ms; reserved values count as the longest."""
    if raw <= 0x7F:
        return raw
    if 0xF1 <= raw <= 0xF9:
        return (raw - 0xF0) / 10
    return RESERVED_ST_MIN_MS


def st_min_raw(milliseconds: float) -> int:
    """The byte for a separation time, rounded up to the next that exists; raises ``EncodeError`` above 127 ms."""
    if not 0 <= milliseconds <= RESERVED_ST_MIN_MS:
        raise EncodeError(f"an ISO-TP separation time is 0 to 127 ms, not {milliseconds:g}")
    if 0 < milliseconds <= 0.9:
        return 0xF0 + math.ceil(round(milliseconds * 10, 6))
    return math.ceil(milliseconds)


def _build(pci: Pci) -> bytes:
    if isinstance(pci, SingleFrame):
        return bytes((len(pci.payload),)) + pci.payload
    if isinstance(pci, ConsecutiveFrame):
        return bytes((0x20 | pci.sequence_number & 0x0F,)) + pci.payload
    if isinstance(pci, FlowControl):
        return bytes((0x30 | _STATUS.index(pci.flow_status), pci.block_size, st_min_raw(pci.st_min_ms)))
    if pci.length_bytes <= LENGTH_MAX:
        return bytes((0x10 | pci.length_bytes >> 8, pci.length_bytes & 0xFF)) + pci.payload
    return b"\x10\x00" + pci.length_bytes.to_bytes(4, "big") + pci.payload
