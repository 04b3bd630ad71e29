"""v2xlink: CAN between processes, as 16-byte records over a local stream (docs/reference/v2xlink.md)."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import TYPE_CHECKING, Unpack

from v2xsdk.errors import LinkLost, UrlError
from v2xsdk.model.can import RECORD_SIZE
from v2xsdk.transport.can.bus import BusOptions
from v2xsdk.transport.can.descriptor import DescriptorBus

if TYPE_CHECKING:
    from v2xsdk.transport.can.url import BusUrl

CONNECT_TIMEOUT_S = 2.0
# A handful of records. What waits in the kernel can no longer be dropped when it gets old.
KERNEL_BUFFER_BYTES = 4608
_CHUNK = 1024 * RECORD_SIZE


class V2xLinkBus(DescriptorBus):
    """The client side of a v2xlink: a path of an AF_UNIX socket, or ``HOST:PORT`` on the loopback."""

    def __init__(self, address: str, *, allow_remote: bool = False, **options: Unpack[BusOptions]) -> None:
        """``options`` are those of :class:`CanBus`. Raises ``UrlError`` for an address that is not local."""
        super().__init__(f"v2xlink://{address}", **options)
        self._target = parse_address(address, allow_remote=allow_remote)
        self._rest = b""
        self._partial = b""

    async def _connect(self) -> socket.socket:
        self._rest = self._partial = b""
        wire = new_socket(self._target)
        wire.setblocking(False)
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                await self._running_loop().sock_connect(wire, self._target)
        except OSError as error:
            wire.close()
            raise LinkLost(f"{self.name}: nobody serves this v2xlink: {error}") from error
        except BaseException:
            wire.close()
            raise
        return wire

    def _read(self, wire: socket.socket) -> None:
        chunk = wire.recv(_CHUNK)
        if not chunk:
            cut = f" within a record, after {len(self._rest)} bytes of it" if self._rest else ""
            raise LinkLost(f"{self.name}: the far end closed the link{cut}")
        data = self._rest + chunk
        whole = len(data) - len(data) % RECORD_SIZE
        self._rest = data[whole:]
        for at in range(0, whole, RECORD_SIZE):
            if self._socket is not wire:
                return
            self._received(data[at : at + RECORD_SIZE])

    def _put(self, wire: socket.socket, record: bytes) -> bool:
        # A record once begun is finished first, or the far end would lose its frame boundaries.
        if self._partial:
            self._partial = self._partial[wire.send(self._partial) :]
            if self._partial:
                return False
        self._partial = record[wire.send(record) :]
        return True


def parse_address(address: str, *, allow_remote: bool = False) -> str | tuple[str, int]:
    """A socket path, or host and port; raises ``UrlError`` unless the host is a loopback address."""
    if address.startswith("/"):
        if len(address.encode()) > 107:
            raise UrlError(f"{address}: a socket path has at most 107 bytes; use a shorter folder")
        return address
    host, colon, port = address.rpartition(":")
    host = host.strip("[]")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise UrlError(f"v2xlink://{address}: expected v2xlink:///PATH or v2xlink://127.0.0.1:PORT")
    if not (allow_remote or _is_loopback(host)):
        raise UrlError(
            f"v2xlink://{address} leaves this machine, and the link is unauthenticated power control; "
            "use 127.0.0.1 or ::1, or say allow_remote=1"
        )
    return host, int(port)


def new_socket(target: str | tuple[str, int]) -> socket.socket:
    """An unconnected stream socket of the right family, with little room in the kernel."""
    if isinstance(target, str):
        wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    else:
        wire = socket.socket(socket.AF_INET6 if ":" in target[0] else socket.AF_INET, socket.SOCK_STREAM)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER_BYTES)
    return wire


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def from_url(url: BusUrl) -> V2xLinkBus:
    """``v2xlink:///path.sock`` or ``v2xlink://127.0.0.1:4567``, with ``allow_remote=1``."""
    allow_remote = url.take_flag("allow_remote")
    return V2xLinkBus(url.host or url.path, allow_remote=allow_remote, **url.common())
