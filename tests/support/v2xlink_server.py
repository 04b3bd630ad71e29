"""A small v2xlink server for tests: keeps what clients send, sends what the test says."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Self

from v2xsdk.model.can import RECORD_SIZE, CanFrame, from_record, to_record


class V2xLinkServer:
    """Serves an AF_UNIX path, or loopback TCP on a free port where no path is given."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._server: asyncio.Server | None = None
        self._writers: list[asyncio.StreamWriter] = []
        self._joined = asyncio.Event()
        self.address = ""
        self.received: asyncio.Queue[CanFrame] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        if self._path is not None:
            self._server = await asyncio.start_unix_server(self._serve, self._path)
            self.address = str(self._path)
        else:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
            self.address = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        self.hang_up()
        await asyncio.sleep(0)

    async def joined(self) -> None:
        """Wait for the first client."""
        await self._joined.wait()

    def send(self, frame: CanFrame) -> None:
        """Send ``frame`` to every client."""
        self.send_bytes(to_record(frame))

    def send_bytes(self, data: bytes) -> None:
        """Send ``data`` as it is."""
        for writer in self._writers:
            writer.write(data)

    def hang_up(self) -> None:
        """Close the link to every client."""
        for writer in self._writers:
            writer.close()
        self._writers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        self._joined.set()
        try:
            while True:
                self.received.put_nowait(from_record(await reader.readexactly(RECORD_SIZE)))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
