"""The power line behind real interfaces: one veth end a modem, the hosts at the other ends.

IP crosses with the kernel's offload header: checksums and large segments stay as the kernel left them.
"""

from __future__ import annotations

import asyncio
import errno
import socket

from v2xsdk.errors import NoPrivilege, TransportError
from v2xsdk_emulator.plc.line import LinePort, PowerLine
from v2xsdk_emulator.plc.mme import mmtype_of

_SOL_PACKET = 263
_PACKET_VNET_HDR = 15
_PACKET_OUTGOING = 4
_ETH_P_ALL = 0x0003
_HEADER = 10
_BIGGEST = 70_000
_FRAMES_A_WAKE = 64


def _open(interface: str) -> socket.socket:
    try:
        sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ETH_P_ALL))
    except PermissionError as error:
        raise NoPrivilege(
            f"the emulated wire on {interface} needs CAP_NET_RAW; run it as root or under `unshare -Urn`"
        ) from error
    try:
        sock.setsockopt(_SOL_PACKET, _PACKET_VNET_HDR, 1)
        sock.setblocking(False)
        sock.bind((interface, _ETH_P_ALL))
    except OSError as error:
        sock.close()
        raise TransportError(f"cannot open {interface}: {error.strerror}; see `ip link show`") from error
    return sock


class VethLine:
    """Serves a :class:`PowerLine` on interfaces, in the running loop and on its clock."""

    def __init__(self, line: PowerLine) -> None:
        self.line = line
        self.lost: list[str] = []
        """Interfaces that went away while served."""
        self._sockets: dict[LinePort, socket.socket] = {}
        self._names: dict[LinePort, str] = {}
        self._timer: asyncio.TimerHandle | None = None

    def serve(self, port: LinePort, interface: str) -> None:
        """Put ``port`` behind ``interface``."""
        sock = _open(interface)
        self._sockets[port], self._names[port] = sock, interface
        asyncio.get_running_loop().add_reader(sock.fileno(), self._readable, port, sock)

    def _readable(self, port: LinePort, sock: socket.socket) -> None:
        for _ in range(_FRAMES_A_WAKE):
            try:
                data, address = sock.recvfrom(_BIGGEST)
            except BlockingIOError:
                break
            except OSError:
                self._drop(port)
                break
            if address[2] != _PACKET_OUTGOING:
                self._from_host(port, data[:_HEADER], data[_HEADER:])
        self._deliver()

    def _from_host(self, port: LinePort, header: bytes, frame: bytes) -> None:
        now = asyncio.get_running_loop().time()
        if mmtype_of(frame) is not None:
            self.line.from_host(port, frame, now)
            return
        for other in self.line.bridge_targets(port, frame, now):
            self._send(other, header + frame)

    def _deliver(self) -> None:
        """Hand out what has arrived and come again for the rest."""
        loop = asyncio.get_running_loop()
        for port, frame in self.line.arrivals(loop.time()):
            self._send(port, bytes(_HEADER) + frame)
        if self._timer is not None:
            self._timer.cancel()
        due = self.line.next_due()
        self._timer = loop.call_at(due, self._deliver) if due is not None else None

    def _send(self, port: LinePort, data: bytes) -> None:
        sock = self._sockets.get(port)
        if sock is None:
            return
        try:
            sock.send(data)
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno != errno.ENOBUFS:
                self._drop(port)

    def _drop(self, port: LinePort) -> None:
        sock = self._sockets.pop(port)
        asyncio.get_running_loop().remove_reader(sock.fileno())
        sock.close()
        self.line.detach(port)
        self.lost.append(self._names.pop(port))

    def close(self) -> None:
        """Stop serving."""
        for port in list(self._sockets):
            self._drop(port)
        self.lost.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
