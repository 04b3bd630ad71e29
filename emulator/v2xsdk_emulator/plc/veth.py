"""The power line behind real interfaces: one veth end a modem, the hosts at the other ends.

IP crosses with the kernel's offload header: checksums and large segments stay as the kernel left them.
"""

from __future__ import annotations

import asyncio
import errno
import socket

from v2xsdk.errors import NoPrivilege, TransportError
from v2xsdk_emulator.plc.line import LinePort, PowerLine
from v2xsdk_emulator.plc.live import LiveLine
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


class VethLine(LiveLine):
    """Serves a :class:`PowerLine` on interfaces, in the running loop and on its clock."""

    def __init__(self, line: PowerLine) -> None:
        super().__init__(line)
        self.lost: list[str] = []
        """Interfaces that went away while served."""
        self._sockets: dict[LinePort, socket.socket] = {}
        self._names: dict[LinePort, str] = {}

    def serve(self, port: LinePort, interface: str) -> None:
        """Put ``port`` behind ``interface``."""
        sock = _open(interface)
        self._sockets[port], self._names[port] = sock, interface
        self.connect(port, lambda frame: self._send(port, bytes(_HEADER) + frame))
        asyncio.get_running_loop().add_reader(sock.fileno(), self._readable, port, sock)

    def _readable(self, port: LinePort, sock: socket.socket) -> None:
        for _ in range(_FRAMES_A_WAKE):
            try:
                data, address = sock.recvfrom(_BIGGEST)
            except BlockingIOError:
                return
            except OSError:
                self._lose(port)
                return
            if address[2] != _PACKET_OUTGOING:
                self._take(port, data[:_HEADER], data[_HEADER:])

    def _take(self, port: LinePort, header: bytes, frame: bytes) -> None:
        if mmtype_of(frame) is not None:
            self.from_host(port, frame)
            return
        now = asyncio.get_running_loop().time()
        for other in self.line.bridge_targets(port, frame, now):
            self._send(other, header + frame)

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
                self._lose(port)

    def _lose(self, port: LinePort) -> None:
        self.lost.append(self._names[port])
        self.disconnect(port)

    def disconnect(self, port: LinePort) -> None:
        """Take a host and its modem off the line, and close its interface."""
        super().disconnect(port)
        sock = self._sockets.pop(port, None)
        if sock is not None:
            asyncio.get_running_loop().remove_reader(sock.fileno())
            sock.close()
