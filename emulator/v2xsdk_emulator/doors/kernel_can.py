"""The kernel's door: a SocketCAN interface such as vcan0, where the kernel has CAN."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket

from v2xsdk.errors import ConfigError, TransportError
from v2xsdk.model.can import RECORD_SIZE, CanFrame, from_record, to_record
from v2xsdk_emulator.bus.can_bus import BusPort, CanBus
from v2xsdk_emulator.doors.backlog import Backlog


class KernelCanDoor:
    """Joins one bus with one kernel interface.

    Error frames stay on this side: an interface takes none from a programme.
    """

    def __init__(self, bus: CanBus) -> None:
        self._bus = bus
        self._socket: socket.socket | None = None
        self._port: BusPort | None = None
        self._backlog: Backlog | None = None

    def open(self, interface: str) -> None:
        """Attach to ``interface``; raises :class:`TransportError` where the kernel has no such thing."""
        try:
            sock = socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW)
        except OSError as error:
            raise TransportError(f"this kernel has no CAN sockets ({error.strerror}); use v2xlink") from error
        try:
            sock.bind((interface,))
        except OSError as error:
            sock.close()
            if error.errno == errno.ENODEV:
                hint = f"ip link add {interface} type vcan && ip link set {interface} up"
                raise TransportError(f"no CAN interface {interface!r}; make one: {hint}") from error
            raise ConfigError(f"cannot use CAN interface {interface!r}: {error}") from error
        self.join(sock)

    def join(self, sock: socket.socket) -> None:
        """Join the bus with a socket that carries one record a message, and own it."""
        sock.setblocking(False)
        self._socket = sock
        self._port = self._bus.open_port("kernel")
        self._port.subscribe(self._to_kernel)
        self._backlog = Backlog(self._bus, self._port, self._pause, self._resume)
        self._resume()

    def close(self) -> None:
        """Leave bus and interface."""
        if self._socket is None or self._port is None or self._backlog is None:
            return
        self._pause()
        self._backlog.close()
        self._port.close()
        self._socket.close()
        self._socket = None

    def _pause(self) -> None:
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)

    def _resume(self) -> None:
        if self._socket is not None:
            asyncio.get_running_loop().add_reader(self._socket, self._readable)

    def _readable(self) -> None:
        if self._socket is None or self._backlog is None:
            return
        with contextlib.suppress(BlockingIOError):
            self._backlog.add((from_record(self._socket.recv(RECORD_SIZE)),))

    def _to_kernel(self, frame: CanFrame) -> None:
        if self._socket is None or frame.error:
            return
        try:
            self._socket.send(to_record(frame))
        except OSError as error:
            # A full transmit queue loses the frame, as on any interface.
            if error.errno not in (errno.ENOBUFS, errno.EAGAIN):
                raise
