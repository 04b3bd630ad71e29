"""The power line in a running event loop, on that loop's clock, real or virtual.

Hosts hand frames in and get theirs by a callback; :mod:`v2xsdk_emulator.plc.veth` puts interfaces behind it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from v2xsdk_emulator.plc.line import LinePort, PowerLine

ToHost = Callable[[bytes], None]


class LiveLine:
    """Serves a :class:`PowerLine` to hosts in the running loop."""

    def __init__(self, line: PowerLine) -> None:
        self.line = line
        self._hosts: dict[LinePort, ToHost] = {}
        self._timer: asyncio.TimerHandle | None = None

    def connect(self, port: LinePort, to_host: ToHost) -> None:
        """Let ``to_host`` get the frames that the modem of ``port`` hands to its host."""
        self._hosts[port] = to_host

    def from_host(self, port: LinePort, frame: bytes) -> None:
        """Take a frame that the host of ``port`` sent."""
        self.line.from_host(port, frame, asyncio.get_running_loop().time())
        self.deliver()

    def deliver(self) -> None:
        """Hand out what has arrived and come again for the rest."""
        loop = asyncio.get_running_loop()
        for port, frame in self.line.arrivals(loop.time()):
            if port in self._hosts:
                self._hosts[port](frame)
        if self._timer is not None:
            self._timer.cancel()
        due = self.line.next_due()
        self._timer = loop.call_at(due, self.deliver) if due is not None else None

    def disconnect(self, port: LinePort) -> None:
        """Take a host and its modem off the line."""
        if self._hosts.pop(port, None) is not None:
            self.line.detach(port)

    def close(self) -> None:
        """Stop serving."""
        for port in list(self._hosts):
            self.disconnect(port)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
