"""Frames between python-can's messages and ours, and the end of a stream that python-can overlooks."""

from __future__ import annotations

import io
import socket
from typing import TYPE_CHECKING

from v2xsdk.model.can import CAN_EFF_MASK, CanFrame

if TYPE_CHECKING:
    import can


def to_message(frame: CanFrame) -> can.Message:
    """python-can's form of ``frame``."""
    import can

    return can.Message(
        arbitration_id=frame.can_id,
        is_extended_id=frame.extended,
        is_remote_frame=frame.remote,
        is_error_frame=frame.error,
        dlc=len(frame.data),
        data=None if frame.remote else frame.data,
        timestamp=frame.time_s,
    )


def from_message(message: can.Message) -> CanFrame | None:
    """Our form of ``message``; ``None`` for CAN FD, which no charger here speaks."""
    if message.is_fd or len(message.data) > 8:
        return None
    return CanFrame(
        can_id=message.arbitration_id & CAN_EFF_MASK,
        data=bytes(message.dlc) if message.is_remote_frame else bytes(message.data),
        extended=message.is_extended_id and not message.is_error_frame,
        remote=message.is_remote_frame,
        error=message.is_error_frame,
    )


def peer_has_closed(bus: can.BusABC) -> bool:
    """True when a stream under ``bus`` is at its end.

    python-can's socketcand client then spins and reports neither a frame nor an error.
    """
    for value in vars(bus).values():
        if isinstance(value, socket.socket) and value.type == socket.SOCK_STREAM:
            try:
                return value.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
            except BlockingIOError:
                return False
    return False


def close_leftovers(bus: can.BusABC) -> None:
    """Close what a failed ``shutdown`` left open: python-can's slcan says goodbye before it closes its port."""
    for value in vars(bus).values():
        if isinstance(value, io.IOBase | socket.socket):
            value.close()
