"""The v2xlink door: 16-byte ``struct can_frame`` records over an AF_UNIX stream or TCP.

Every client is a node of the bus: it hears all others, not itself. A client that floods the bus is not read
until the bus has taken its frames; one that does not read is told so and dropped, so that it never holds up
the bus.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from pathlib import Path
from typing import cast

from v2xsdk.errors import ConfigError
from v2xsdk.model.can import RECORD_SIZE, CanFrame, from_record, to_record
from v2xsdk_emulator.bus.can_bus import BusPort, CanBus
from v2xsdk_emulator.bus.errors import CONTROLLER_PROBLEM, RX_OVERFLOW, error_frame

#: Records that may wait for a client beyond what its socket holds.
CLIENT_QUEUE = 2048
#: How long a dropped client has to read its last words.
FAREWELL_S = 1.0
#: Longest AF_UNIX path on Linux.
UNIX_PATH_MAX = 107


class V2xLinkClient(asyncio.Protocol):
    """One client of a bus."""

    def __init__(self, bus: CanBus, clients: set[V2xLinkClient]) -> None:
        self._bus = bus
        self._clients = clients
        self._port: BusPort | None = None
        self._transport: asyncio.Transport | None = None
        self._rest = b""
        self._backlog: list[CanFrame] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Join the bus."""
        self._transport = cast(asyncio.Transport, transport)
        sock = transport.get_extra_info("socket")
        if sock is not None and sock.family != socket.AF_UNIX:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._port = self._bus.open_port("v2xlink")
        self._port.subscribe(self._to_client)
        self._port.on_room = self._flush
        self._clients.add(self)

    def data_received(self, data: bytes) -> None:
        """Put the client's frames on the bus; a record that is none ends the connection."""
        data = self._rest + data
        whole = len(data) - len(data) % RECORD_SIZE
        self._rest = data[whole:]
        try:
            frames = [from_record(data[i : i + RECORD_SIZE]) for i in range(0, whole, RECORD_SIZE)]
        except ValueError:
            self.drop(error_frame(CONTROLLER_PROBLEM))
            return
        self._backlog.extend(frame for frame in frames if not frame.error)
        self._flush()

    def _flush(self) -> None:
        """Send what waits while the bus takes it, and read on only when all of it is gone."""
        port, transport = self._port, self._transport
        if port is None or transport is None or transport.is_closing():
            return
        if self._bus.off:
            self._backlog.clear()
        sent = 0
        while sent < len(self._backlog) and not port.full:
            port.send(self._backlog[sent])
            sent += 1
        del self._backlog[:sent]
        if self._backlog:
            transport.pause_reading()
        else:
            transport.resume_reading()

    def _to_client(self, frame: CanFrame) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() >= CLIENT_QUEUE * RECORD_SIZE:
            self.drop(error_frame(CONTROLLER_PROBLEM, RX_OVERFLOW))
            return
        transport.write(to_record(frame))

    def drop(self, last_words: CanFrame) -> None:
        """Say why, and close; a client that does not even read that is cut off."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        self._leave()
        transport.write(to_record(last_words))
        transport.close()
        asyncio.get_running_loop().call_later(FAREWELL_S, transport.abort)

    def close(self) -> None:
        """Close the connection at once."""
        self._leave()
        if self._transport is not None:
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the bus."""
        self._leave()

    def _leave(self) -> None:
        self._clients.discard(self)
        self._backlog.clear()
        if self._port is not None:
            self._port.close()
            self._port = None


class V2xLinkServer:
    """Serves one bus at one address."""

    def __init__(self, bus: CanBus) -> None:
        self._bus = bus
        self._clients: set[V2xLinkClient] = set()
        self._server: asyncio.Server | None = None
        self._path: Path | None = None
        self.url = ""

    def _client(self) -> V2xLinkClient:
        return V2xLinkClient(self._bus, self._clients)

    async def listen_unix(self, path: Path) -> None:
        """Listen on an AF_UNIX socket at ``path`` that only this user may open."""
        if len(os.fsencode(path)) > UNIX_PATH_MAX:
            raise ConfigError(
                f"socket path of more than {UNIX_PATH_MAX} bytes: {path}; choose a shorter --dir"
            )
        mask = os.umask(0o177)
        try:
            self._server = await asyncio.get_running_loop().create_unix_server(self._client, str(path))
        finally:
            os.umask(mask)
        self._path = path
        self.url = f"v2xlink://{path}"

    async def listen_tcp(self, host: str, port: int = 0) -> None:
        """Listen on TCP at ``host``; port 0 takes a free one."""
        self._server = await asyncio.get_running_loop().create_server(self._client, host, port)
        bound = self._server.sockets[0].getsockname()
        self.url = f"v2xlink://{_bracketed(bound[0])}:{bound[1]}"

    async def close(self) -> None:
        """Close all connections and remove the socket."""
        for client in tuple(self._clients):
            client.close()
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._path is not None:
            with contextlib.suppress(FileNotFoundError):
                self._path.unlink()
            self._path = None


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
