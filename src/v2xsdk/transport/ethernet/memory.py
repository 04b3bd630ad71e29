"""An Ethernet segment inside the process, for tests and demonstrations without privileges."""

from __future__ import annotations

import asyncio

from v2xsdk.errors import Closed
from v2xsdk.transport.ethernet.port import CloseHandler, EthernetPort, FrameHandler

_BROADCAST_BIT = 0x01


class MemorySegment:
    """A hub: a frame reaches every other port that it is addressed to, in order, on the next loop turn."""

    def __init__(self) -> None:
        self.ports: list[MemoryPort] = []

    def open(self, mac: bytes, *, promiscuous: bool = False) -> MemoryPort:
        """Return a new port with this address; a promiscuous one gets frames for others too."""
        port = MemoryPort(self, mac, promiscuous)
        self.ports.append(port)
        return port


class MemoryPort(EthernetPort):
    """A door to a :class:`MemorySegment`."""

    def __init__(self, segment: MemorySegment, mac: bytes, promiscuous: bool) -> None:
        self._segment = segment
        self._mac = mac
        self._promiscuous = promiscuous
        self._on_frame: FrameHandler | None = None
        self._on_close: CloseHandler | None = None

    @property
    def mac(self) -> bytes:
        """The port's address."""
        return self._mac

    def listen(self, on_frame: FrameHandler, on_close: CloseHandler) -> None:
        """Hand frames to ``on_frame`` from the running loop."""
        if self not in self._segment.ports:
            raise Closed("the port is closed; open another one on the segment")
        self._on_frame, self._on_close = on_frame, on_close

    def send(self, frame: bytes) -> None:
        """Hand the frame to the other ports."""
        if self not in self._segment.ports:
            raise Closed("the port is closed; open another one on the segment")
        loop = asyncio.get_running_loop()
        for port in self._segment.ports:
            if port is not self and port.takes(frame):
                loop.call_soon(port.deliver, frame)

    def takes(self, frame: bytes) -> bool:
        """Return whether the frame is for this port."""
        return self._promiscuous or bool(frame[0] & _BROADCAST_BIT) or frame[:6] == self._mac

    def deliver(self, frame: bytes) -> None:
        """Hand the frame to whoever listens."""
        if self._on_frame is not None:
            self._on_frame(frame)

    def lose(self, reason: str) -> None:
        """Take the port away as an interface that disappears."""
        on_close = self._on_close
        self.close()
        if on_close is not None:
            on_close(reason)

    def close(self) -> None:
        """Leave the segment."""
        if self in self._segment.ports:
            self._segment.ports.remove(self)
        self._on_frame = self._on_close = None
