"""The socketcand door, raw mode (linux-can/socketcand, doc/protocol.md): ASCII commands in angle brackets."""

from __future__ import annotations

import asyncio

from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.bus.can_bus import CanBus
from v2xsdk_emulator.doors.stream import StreamClient, StreamServer

#: Clients read the answer to "rawmode" with one read and take nothing else in it: frames wait for that.
HANDSHAKE_S = 0.2
#: Longest element; more without a closing bracket is not socketcand.
ELEMENT_MAX = 512


class SocketcandClient(StreamClient):
    """One client that speaks socketcand."""

    def __init__(self, bus: CanBus, clients: set[StreamClient]) -> None:
        super().__init__(bus, clients)
        self._rest = b""
        self._opened = False
        self._raw = False
        self._hears = False

    def greet(self) -> None:
        """Speak first, as the server does."""
        self.write(b"< hi >")

    def decode(self, data: bytes) -> list[CanFrame]:
        """Execute commands; return the frames that ``send`` commands carry."""
        *elements, self._rest = (self._rest + data).split(b">")
        if len(self._rest) > ELEMENT_MAX:
            raise ValueError("an element without an end")
        frames = []
        for element in elements:
            words = element.decode("ascii", "replace").replace("<", " ").split()
            if not words:
                continue
            if words[0] == "send" and self._raw:
                self._hear()
                frames.append(_frame(words[1:]))
            else:
                self._command(words[0])
        return frames

    def _command(self, word: str) -> None:
        if word == "open" and not self._opened:
            self._opened = True
            self.write(b"< ok >")
        elif word == "rawmode" and self._opened:
            self._raw = True
            self.write(b"< ok >")
            asyncio.get_running_loop().call_later(HANDSHAKE_S, self._hear)
        elif word == "echo":
            self.write(b"< echo >")
        else:
            self.write(b"< error unsupported command >")

    def _hear(self) -> None:
        if not self._hears:
            self._hears = True
            self.listen()

    def encode(self, frame: CanFrame) -> bytes:
        """Return the ``frame`` or ``error`` element; remote frames have none."""
        if frame.error:
            return b"< error %03X %.6f >" % (frame.can_id, frame.time_s)
        if frame.remote:
            return b""
        identifier = b"%08X" % frame.can_id if frame.extended else b"%03X" % frame.can_id
        return b"< frame %s %.6f %s >" % (identifier, frame.time_s, frame.data.hex().upper().encode())


def _frame(words: list[str]) -> CanFrame:
    """Return the frame of ``send ID LENGTH BYTE...``; a length without bytes is a remote frame."""
    if len(words) < 2:
        raise ValueError("a frame needs an identifier and a length")
    length = int(words[1], 16)
    data = bytes(int(word, 16) for word in words[2:])
    extended = len(words[0]) > 3
    can_id = int(words[0], 16)
    if length > 8 or len(data) not in (0, length) or not 0 <= can_id <= (0x1FFF_FFFF if extended else 0x7FF):
        raise ValueError(f"not a frame: {' '.join(words)}")
    return CanFrame(can_id=can_id, data=data, extended=extended, remote=length > 0 and not data)


class SocketcandDoor:
    """Serves one bus to socketcand clients."""

    def __init__(self, bus: CanBus) -> None:
        self._server = StreamServer(bus, SocketcandClient)
        self.address = ""

    async def open(self, host: str, port: int) -> None:
        """Listen on TCP; port 0 takes a free one."""
        bound, port = await self._server.listen_tcp(host, port)
        self.address = f"{bound}:{port}"

    def close(self) -> None:
        """Close all connections."""
        self._server.close()
