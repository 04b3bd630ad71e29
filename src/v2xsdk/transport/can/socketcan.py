"""SocketCAN, directly on AF_CAN: records as the kernel has them, error frames included."""

from __future__ import annotations

import errno
import re
import socket
import struct
from typing import TYPE_CHECKING, Unpack

from v2xsdk.errors import LinkLost, TransportError, UrlError
from v2xsdk.model.can import CAN_EFF_MASK, RECORD_SIZE
from v2xsdk.transport.can.bus import BusOptions
from v2xsdk.transport.can.descriptor import DescriptorBus

if TYPE_CHECKING:
    from v2xsdk.transport.can.url import BusUrl

# From linux/can.h and linux/can/raw.h; named here so that the module imports where Python has no CAN.
_AF_CAN = 29
_CAN_RAW = 1
_SOL_CAN_RAW = 101
_CAN_RAW_ERR_FILTER = 2

RETRY_S = 0.002
_READS_AT_ONCE = 64


class SocketCanBus(DescriptorBus):
    """A kernel CAN interface. The bit rate is the interface's; ``bitrate`` only states it."""

    def __init__(self, interface: str, **options: Unpack[BusOptions]) -> None:
        """``options`` are those of :class:`CanBus`."""
        super().__init__(f"socketcan://{interface}", **options)
        self._interface = interface
        self._retrying = False

    async def _connect(self) -> socket.socket:
        wire = _can_socket()
        try:
            wire.setsockopt(_SOL_CAN_RAW, _CAN_RAW_ERR_FILTER, struct.pack("=I", CAN_EFF_MASK))
            wire.setblocking(False)
            wire.bind((self._interface,))
        except OSError as error:
            wire.close()
            raise self._cannot_bind(error) from error
        return wire

    def _read(self, wire: socket.socket) -> None:
        for _ in range(_READS_AT_ONCE):
            if self._socket is not wire:
                return
            self._received(wire.recv(RECORD_SIZE))

    def _put(self, wire: socket.socket, record: bytes) -> bool:
        try:
            return wire.send(record) == RECORD_SIZE
        except OSError as error:
            if error.errno != errno.ENOBUFS:
                raise
        return False

    def _wait_until_writable(self) -> None:
        # By time: while the interface's own queue is full (ENOBUFS), poll() calls the socket writable.
        if not self._retrying:
            self._retrying = True
            self._running_loop().call_later(RETRY_S, self._retry)

    def _retry(self) -> None:
        self._retrying = False
        self._drain()

    def _cannot_bind(self, error: OSError) -> TransportError:
        if error.errno == errno.ENODEV:
            return LinkLost(f"{self.name}: there is no CAN interface {self._interface}; see `ip link`")
        return TransportError(f"{self.name}: {error}")


def _can_socket() -> socket.socket:
    try:
        return socket.socket(_AF_CAN, socket.SOCK_RAW, _CAN_RAW)
    except OSError as error:
        raise TransportError(
            f"this machine has no SocketCAN ({error}); use a Linux kernel with CAN, "
            "or python-can://slcan/PORT for a serial adapter, or v2xlink:// for the emulator"
        ) from error


def from_url(url: BusUrl) -> SocketCanBus:
    """``socketcan://can0`` with the common options."""
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,15}", url.host) or url.path not in ("", "/"):
        raise UrlError(f"{url.text!r}: expected socketcan://INTERFACE, such as socketcan://can0?bitrate=125000")
    return SocketCanBus(url.host, **url.common())
