"""What all doors over a stream socket share: a client is a node of the bus, and never holds it up."""

from __future__ import annotations

import asyncio
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import cast

from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.bus.can_bus import BusPort, CanBus
from v2xsdk_emulator.bus.errors import CONTROLLER_PROBLEM, RX_OVERFLOW, error_frame
from v2xsdk_emulator.doors.backlog import Backlog

#: Bytes that may wait for a client beyond what its socket holds.
CLIENT_QUEUE_BYTES = 32_768
#: How long a dropped client has to read its last words.
FAREWELL_S = 1.0


class StreamClient(asyncio.Protocol, ABC):
    """One client of a bus on a stream. It hears all other nodes, not itself.

    A client that does not read is told so by an error frame and dropped.
    """

    def __init__(self, bus: CanBus, clients: set[StreamClient]) -> None:
        self.bus = bus
        self._clients = clients
        self._port: BusPort | None = None
        self._backlog: Backlog | None = None
        self._transport: asyncio.Transport | None = None

    @abstractmethod
    def decode(self, data: bytes) -> list[CanFrame]:
        """Return the frames that are complete after ``data``; ``ValueError`` ends the connection."""

    @abstractmethod
    def encode(self, frame: CanFrame) -> bytes:
        """Return ``frame`` on the wire; empty if the protocol cannot carry it."""

    def greet(self) -> None:
        """Say what the protocol says first."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a place on the bus."""
        stream = cast(asyncio.Transport, transport)
        self._transport = stream
        sock = stream.get_extra_info("socket")
        if sock.family != socket.AF_UNIX:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._port = self.bus.open_port(type(self).__name__)
        self._backlog = Backlog(self.bus, self._port, stream.pause_reading, stream.resume_reading)
        self._clients.add(self)
        self.greet()

    def listen(self) -> None:
        """Begin to hear the bus."""
        if self._port is not None:
            self._port.subscribe(self._to_client)

    def write(self, data: bytes) -> None:
        """Send ``data`` to the client while it is there."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def data_received(self, data: bytes) -> None:
        """Put the client's frames on the bus."""
        try:
            frames = self.decode(data)
        except ValueError:
            self.drop(error_frame(CONTROLLER_PROBLEM))
            return
        if self._backlog is not None:
            self._backlog.add(frames)

    def _to_client(self, frame: CanFrame) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() >= CLIENT_QUEUE_BYTES:
            self.drop(error_frame(CONTROLLER_PROBLEM, RX_OVERFLOW))
        elif data := self.encode(frame):
            transport.write(data)

    def drop(self, last_words: CanFrame) -> None:
        """Say why, and close; a client that does not even read that is cut off."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        self._leave()
        transport.write(self.encode(last_words))
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
        if self._backlog is not None:
            self._backlog.close()
            self._backlog = None
        if self._port is not None:
            self._port.close()
            self._port = None


class StreamServer:
    """Accepts clients of one kind for one bus."""

    def __init__(self, bus: CanBus, client: Callable[[CanBus, set[StreamClient]], StreamClient]) -> None:
        self._bus = bus
        self._make = client
        self._clients: set[StreamClient] = set()
        self._server: asyncio.Server | None = None

    def new_client(self) -> StreamClient:
        """Return the protocol object of one more client."""
        return self._make(self._bus, self._clients)

    async def listen_tcp(self, host: str, port: int) -> tuple[str, int]:
        """Listen on TCP at ``host``; port 0 takes a free one. Return the address."""
        self._server = await asyncio.get_running_loop().create_server(self.new_client, host, port)
        bound = self._server.sockets[0].getsockname()
        return bound[0], bound[1]

    async def listen_unix(self, path: str) -> None:
        """Listen on an AF_UNIX socket at ``path``."""
        self._server = await asyncio.get_running_loop().create_unix_server(self.new_client, path)

    def close(self) -> None:
        """Close all connections and stop listening."""
        for client in tuple(self._clients):
            client.close()
        if self._server is not None:
            self._server.close()
            self._server = None
