"""A CAN frame as everyone in the house hands it on."""

from __future__ import annotations

import struct

import msgspec

from v2xsdk.errors import DecodeError, EncodeError

CAN_EFF_FLAG = 0x8000_0000
CAN_RTR_FLAG = 0x4000_0000
CAN_ERR_FLAG = 0x2000_0000
CAN_EFF_MASK = 0x1FFF_FFFF
CAN_SFF_MASK = 0x0000_07FF

# Classes of a SocketCAN error frame, as in linux/can/error.h.
CAN_ERR_BUSOFF = 0x040
CAN_ERR_RESTARTED = 0x100

RECORD_SIZE = 16
_RECORD = struct.Struct("=IB3x8s")


class CanFrame(msgspec.Struct, frozen=True, gc=False):
    """One classical CAN frame, or one SocketCAN error frame (``error`` true).

    ``can_id`` is the bare 11- or 29-bit identifier; for error frames it holds the error class bits.
    ``time_s`` is the receive time on the transport's clock, 0.0 for frames not yet sent.
    """

    can_id: int
    data: bytes
    extended: bool = True
    remote: bool = False
    error: bool = False
    time_s: float = 0.0


def to_record(frame: CanFrame) -> bytes:
    """Return the 16-byte Linux ``struct can_frame`` (host byte order) of ``frame``.

    Raises ``EncodeError`` for an identifier out of range or more than 8 data bytes.
    """
    if len(frame.data) > 8:
        raise EncodeError(f"a classical CAN frame carries at most 8 bytes, not {len(frame.data)}")
    mask = CAN_EFF_MASK if frame.extended or frame.error else CAN_SFF_MASK
    if not 0 <= frame.can_id <= mask:
        raise EncodeError(f"identifier {frame.can_id:#x} does not fit into {mask:#x}")
    word = frame.can_id
    if frame.error:
        word |= CAN_ERR_FLAG
    elif frame.extended:
        word |= CAN_EFF_FLAG
    if frame.remote:
        word |= CAN_RTR_FLAG
    return _RECORD.pack(word, len(frame.data), frame.data)


def from_record(record: bytes, time_s: float = 0.0) -> CanFrame:
    """Return the frame held in a 16-byte ``struct can_frame``.

    Raises ``DecodeError`` when the record is not 16 bytes long or announces more than 8 data bytes.
    """
    if len(record) != RECORD_SIZE:
        raise DecodeError(f"a can_frame record has {RECORD_SIZE} bytes, not {len(record)}")
    word, length, data = _RECORD.unpack(record)
    if length > 8:
        raise DecodeError(f"a can_frame record announces {length} data bytes, at most 8 are possible")
    error = bool(word & CAN_ERR_FLAG)
    extended = bool(word & CAN_EFF_FLAG)
    mask = CAN_EFF_MASK if extended or error else CAN_SFF_MASK
    return CanFrame(
        can_id=word & mask,
        data=data[:length],
        extended=extended and not error,
        remote=bool(word & CAN_RTR_FLAG),
        error=error,
        time_s=time_s,
    )
