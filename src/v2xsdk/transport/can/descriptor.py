"""Buses whose wire is a socket of 16-byte records: one reader and one writer on the event loop."""

from __future__ import annotations

import socket
from abc import abstractmethod

from v2xsdk.errors import LinkLost, TransportError
from v2xsdk.transport.can.bus import CanBus


class DescriptorBus(CanBus):
    """A bus on a non-blocking socket. An implementer writes ``_connect``, ``_read`` and ``_put``."""

    _socket: socket.socket | None = None
    _writing = False

    @property
    def fileno(self) -> int | None:
        """The socket's descriptor while the bus is open."""
        return None if self._socket is None else self._socket.fileno()

    @abstractmethod
    async def _connect(self) -> socket.socket:
        """Return the connected, non-blocking socket."""

    @abstractmethod
    def _read(self, wire: socket.socket) -> None:
        """Read once and hand the records to ``_received``; raises ``OSError`` or ``LinkLost``."""

    @abstractmethod
    def _put(self, wire: socket.socket, record: bytes) -> bool:
        """Write one record; False when the wire takes none now. Raises ``OSError``."""

    async def _open(self) -> None:
        self._socket = await self._connect()
        self._running_loop().add_reader(self._socket, self._on_readable)

    async def _close(self) -> None:
        self._detach()
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _detach(self) -> None:
        if self._socket is not None:
            self._running_loop().remove_reader(self._socket)
            self._running_loop().remove_writer(self._socket)
            self._writing = False

    def _on_readable(self) -> None:
        if self._socket is None:
            return
        try:
            self._read(self._socket)
        except (BlockingIOError, InterruptedError):
            return
        except TransportError as error:
            self._lose(error)
        except Exception as error:
            # The one reader must not die unheard, whatever killed it.
            self._lose(self._lost("reading failed", error))

    def _write(self, record: bytes) -> bool:
        if self._socket is None:
            return False
        try:
            taken = self._put(self._socket, record)
        except (BlockingIOError, InterruptedError):
            taken = False
        except OSError as error:
            self._lose(self._lost("writing failed", error))
            return False
        if not taken:
            self._wait_until_writable()
        return taken

    def _wait_until_writable(self) -> None:
        if not self._writing and self._socket is not None:
            self._writing = True
            self._running_loop().add_writer(self._socket, self._on_writable)

    def _on_writable(self) -> None:
        self._writing = False
        if self._socket is not None:
            self._running_loop().remove_writer(self._socket)
        self._drain()

    def _lost(self, what: str, error: Exception) -> LinkLost:
        loss = LinkLost(f"{self.name}: {what}: {error}")
        loss.__cause__ = error
        return loss
