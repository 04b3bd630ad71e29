"""The v2xlink door: 16-byte ``struct can_frame`` records over an AF_UNIX stream or TCP."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from v2xsdk.errors import ConfigError
from v2xsdk.model.can import RECORD_SIZE, CanFrame, from_record, to_record
from v2xsdk_emulator.bus.can_bus import CanBus
from v2xsdk_emulator.doors.stream import StreamClient, StreamServer

#: Longest AF_UNIX path on Linux.
UNIX_PATH_MAX = 107


class V2xLinkClient(StreamClient):
    """One client that speaks in records."""

    def __init__(self, bus: CanBus, clients: set[StreamClient]) -> None:
        super().__init__(bus, clients)
        self._rest = b""

    def greet(self) -> None:
        """Nothing is said first; the client hears the bus at once."""
        self.listen()

    def decode(self, data: bytes) -> list[CanFrame]:
        """Cut records out of the stream."""
        data = self._rest + data
        whole = len(data) - len(data) % RECORD_SIZE
        self._rest = data[whole:]
        return [from_record(data[i : i + RECORD_SIZE]) for i in range(0, whole, RECORD_SIZE)]

    def encode(self, frame: CanFrame) -> bytes:
        """Return the record of ``frame``."""
        return to_record(frame)


class V2xLinkDoor:
    """Serves one bus at one address, its ``url``."""

    def __init__(self, bus: CanBus) -> None:
        self._server = StreamServer(bus, V2xLinkClient)
        self._path: Path | None = None
        self.url = ""

    async def open_unix(self, path: Path) -> None:
        """Listen on an AF_UNIX socket at ``path`` that only this user may open."""
        if len(os.fsencode(path)) > UNIX_PATH_MAX:
            raise ConfigError(f"socket path of more than {UNIX_PATH_MAX} bytes: {path}; choose a shorter --dir")
        mask = os.umask(0o177)
        try:
            await self._server.listen_unix(str(path))
        finally:
            os.umask(mask)
        self._path = path
        self.url = f"v2xlink://{path}"

    async def open_tcp(self, host: str, port: int = 0) -> None:
        """Listen on TCP."""
        address, port = await self._server.listen_tcp(host, port)
        self.url = f"v2xlink://{f'[{address}]' if ':' in address else address}:{port}"

    def close(self) -> None:
        """Close all connections and remove the socket."""
        self._server.close()
        if self._path is not None:
            with contextlib.suppress(FileNotFoundError):
                self._path.unlink()
            self._path = None
