"""SocketCAN error frames as Linux writes them (linux/can/error.h)."""

from __future__ import annotations

from v2xsdk.model.can import CanFrame

CONTROLLER_PROBLEM = 0x004
BUS_OFF = 0x040
BUS_ERROR = 0x080
RESTARTED = 0x100

#: Byte 1 of a controller problem.
RX_OVERFLOW = 0x01
TX_OVERFLOW = 0x02
ERROR_PASSIVE = 0x30


def error_frame(error_class: int, controller: int = 0) -> CanFrame:
    """Return an error frame of ``error_class``; ``controller`` is byte 1, the controller's problem."""
    data = bytes((0, controller, 0, 0, 0, 0, 0, 0))
    return CanFrame(can_id=error_class, data=data, extended=False, error=True)
