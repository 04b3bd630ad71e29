"""Frames from one client that wait for room in its queue on the bus."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.bus.can_bus import BusPort, CanBus


class Backlog:
    """Hands a client's frames to the bus as it takes them.

    ``pause`` is called when some have to wait, ``resume`` when all are gone: a client that floods the bus is
    then not read, and its own writes block as they would on a real interface with a full queue.
    """

    def __init__(self, bus: CanBus, port: BusPort, pause: Callable[[], object], resume: Callable[[], object]) -> None:
        self._bus = bus
        self._port = port
        self._pause = pause
        self._resume = resume
        self._waiting: deque[CanFrame] = deque()
        self._paused = False
        port.on_room = self.flush

    def add(self, frames: Iterable[CanFrame]) -> None:
        """Take frames from the client; error frames are a controller's own and are not for the bus."""
        self._waiting.extend(frame for frame in frames if not frame.error)
        self.flush()

    def flush(self) -> None:
        """Send what the bus takes now; while it is off everything is lost."""
        if self._bus.off:
            self._waiting.clear()
        while self._waiting and not self._port.full:
            self._port.send(self._waiting.popleft())
        if bool(self._waiting) != self._paused:
            self._paused = bool(self._waiting)
            (self._pause if self._paused else self._resume)()

    def close(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
        self._port.on_room = None
