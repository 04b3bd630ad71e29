"""AF_PACKET raw sockets (Linux), read by the running asyncio loop."""

from __future__ import annotations

import asyncio
import errno
import socket

from v2xsdk.errors import Closed, LinkLost, NoPrivilege, TransportError
from v2xsdk.transport.ethernet.port import CloseHandler, EthernetPort, FrameHandler

ETHERTYPE_HOMEPLUG = 0x88E1
ETHERTYPE_ALL = 0x0003
"""Every frame, both directions; what this host sent itself is left out."""

_PACKET_OUTGOING = 4
_BIGGEST_FRAME = 2048
_FRAMES_A_WAKE = 64
_GONE = (errno.ENETDOWN, errno.ENXIO, errno.ENODEV)


def open_raw(interface: str, ethertype: int = ETHERTYPE_HOMEPLUG) -> RawPort:
    """Open ``interface`` for frames of one EtherType.

    Raises :class:`NoPrivilege` without CAP_NET_RAW, :class:`TransportError` for an interface that is not
    there or not up, and where the system has no packet sockets.
    """
    if not hasattr(socket, "AF_PACKET"):
        raise TransportError("raw Ethernet needs AF_PACKET sockets, which only Linux has")
    try:
        sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ethertype))
    except PermissionError as error:
        raise NoPrivilege(_how_to(interface)) from error
    try:
        sock.setblocking(False)
        sock.bind((interface, ethertype))
        return RawPort(sock, interface)
    except OSError as error:
        sock.close()
        raise TransportError(f"cannot open {interface}: {error.strerror}; see `ip link show`") from error


def _how_to(interface: str) -> str:
    return (
        f"raw Ethernet on {interface} needs the capability CAP_NET_RAW. Either give it to Python, "
        "`sudo setcap cap_net_raw+ep $(readlink -f $(command -v python3))`, or run as root, or, for an "
        "emulated wire, inside a namespace of your own: `unshare -Urn`"
    )


class RawPort(EthernetPort):
    """A raw socket bound to one interface and one EtherType."""

    def __init__(self, sock: socket.socket, interface: str) -> None:
        self.interface = interface
        self.dropped = 0
        """Frames not sent because the kernel had no buffer."""
        self._socket = sock
        self._mac: bytes = sock.getsockname()[4]
        self._loop: asyncio.AbstractEventLoop | None = None
        self._on_frame: FrameHandler | None = None
        self._on_close: CloseHandler | None = None

    @property
    def mac(self) -> bytes:
        """The interface's address."""
        return self._mac

    def listen(self, on_frame: FrameHandler, on_close: CloseHandler) -> None:
        """Read the socket from the running loop."""
        if self._socket.fileno() < 0:
            raise Closed(f"the port on {self.interface} is closed; open it again")
        self._on_frame, self._on_close = on_frame, on_close
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket.fileno(), self._readable)

    def _readable(self) -> None:
        for _ in range(_FRAMES_A_WAKE):
            try:
                frame, address = self._socket.recvfrom(_BIGGEST_FRAME)
            except BlockingIOError:
                return
            except OSError as error:
                self._lose(error)
                return
            if address[2] != _PACKET_OUTGOING and self._on_frame is not None:
                self._on_frame(frame)
            if self._socket.fileno() < 0:
                return

    def _lose(self, error: OSError) -> None:
        on_close = self._on_close
        self.close()
        if on_close is not None:
            on_close(f"{self.interface}: {error.strerror}")

    def send(self, frame: bytes) -> None:
        """Send one frame."""
        if self._socket.fileno() < 0:
            raise Closed(f"the port on {self.interface} is closed; open it again")
        try:
            self._socket.send(frame)
        except (BlockingIOError, InterruptedError):
            self.dropped += 1
        except OSError as error:
            if error.errno == errno.ENOBUFS:
                self.dropped += 1
            elif error.errno in _GONE:
                raise LinkLost(f"{self.interface} is down or gone") from error
            else:
                raise TransportError(f"{self.interface}: {error.strerror}") from error

    def close(self) -> None:
        """Stop reading and close the socket."""
        if self._loop is not None and self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket.fileno())
        self._loop = None
        self._on_frame = self._on_close = None
        self._socket.close()
