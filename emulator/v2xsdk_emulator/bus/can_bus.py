"""One CAN bus: everyone hears everyone else, frames leave one after the other at the bus's bit rate."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

import msgspec

from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.bus.errors import BUS_OFF, RESTARTED, error_frame
from v2xsdk_emulator.bus.timing import frame_time_s

Receiver = Callable[[CanFrame], None]

#: Frames one port may have waiting for the bus, as a network device's transmit queue.
PORT_QUEUE = 64


class BusPort:
    """One node's place on a bus: ``send`` frames, ``subscribe`` to those of all other nodes.

    This is also the in-process door: its users need no socket.
    """

    __slots__ = ("_bus", "_receivers", "name", "on_room", "pending", "queue_limit")

    def __init__(self, bus: CanBus, name: str, queue_limit: int) -> None:
        self._bus = bus
        self._receivers: list[Receiver] = []
        self.name = name
        self.queue_limit = queue_limit
        self.pending = 0
        self.on_room: Callable[[], None] | None = None

    def send(self, frame: CanFrame) -> bool:
        """Queue ``frame``; false when this port's queue is full, it is closed or the bus is off."""
        return self._bus.transmit(frame, self)

    def subscribe(self, receiver: Receiver) -> Callable[[], None]:
        """Call ``receiver`` with every frame of other nodes; return what ends the subscription."""
        self._receivers.append(receiver)

        def unsubscribe() -> None:
            if receiver in self._receivers:
                self._receivers.remove(receiver)

        return unsubscribe

    @property
    def full(self) -> bool:
        """Whether the next frame would be refused."""
        return self.pending >= self.queue_limit

    def deliver(self, frame: CanFrame) -> None:
        """Hand ``frame`` to all subscribers."""
        for receiver in tuple(self._receivers):
            receiver(frame)

    def sent(self) -> None:
        """Note that one waiting frame has left."""
        was_full = self.full
        self.pending -= 1
        if was_full and self.on_room is not None:
            self.on_room()

    def close(self) -> None:
        """Leave the bus."""
        self._receivers.clear()
        self._bus.detach(self)


class CanBus:
    """A bus at ``bit_rate`` bit/s, or unpaced with ``None``. Frames leave in the order they were sent.

    Must be used inside the event loop whose clock paces it. ``off`` is true while the controllers are
    bus-off: nothing passes, in neither direction. ``frames`` counts what was delivered.
    """

    def __init__(self, name: str, bit_rate: float | None) -> None:
        self.name = name
        self.bit_rate = bit_rate
        self.off = False
        self.frames = 0
        self.refused = 0
        self._loop = asyncio.get_running_loop()
        self._ports: list[BusPort] = []
        self._queue: deque[tuple[float, BusPort, CanFrame]] = deque()
        self._free_at_s = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def open_port(self, name: str, *, queue_limit: int = PORT_QUEUE) -> BusPort:
        """Join the bus as node ``name``."""
        port = BusPort(self, name, queue_limit)
        self._ports.append(port)
        return port

    def detach(self, port: BusPort) -> None:
        """Take ``port`` off the bus; what it has queued is still sent."""
        if port in self._ports:
            self._ports.remove(port)

    def transmit(self, frame: CanFrame, sender: BusPort) -> bool:
        """Queue ``frame`` of ``sender``; see :meth:`BusPort.send`."""
        if self.off or sender.full or sender not in self._ports:
            self.refused += 1
            return False
        now_s = self._loop.time()
        took_s = frame_time_s(frame, self.bit_rate) if self.bit_rate else 0.0
        self._free_at_s = max(self._free_at_s, now_s) + took_s
        self._queue.append((self._free_at_s, sender, frame))
        sender.pending += 1
        self._schedule()
        return True

    def report(self, frame: CanFrame) -> None:
        """Hand an error frame to everyone at once; it does not occupy the bus."""
        stamped = msgspec.structs.replace(frame, time_s=self._loop.time())
        for port in tuple(self._ports):
            port.deliver(stamped)

    def go_off(self) -> None:
        """Go bus-off: drop what waits and tell everyone."""
        self.off = True
        for _, port, _ in self._queue:
            port.pending -= 1
        self._queue.clear()
        self.report(error_frame(BUS_OFF))
        self._tell_room()

    def restart(self) -> None:
        """Come back from bus-off and tell everyone."""
        self.off = False
        self.report(error_frame(RESTARTED))
        self._tell_room()

    def _tell_room(self) -> None:
        for port in tuple(self._ports):
            if port.on_room is not None:
                port.on_room()

    def close(self) -> None:
        """Stop delivering."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._queue.clear()
        self._ports.clear()

    def _schedule(self) -> None:
        if self._timer is None and self._queue:
            self._timer = self._loop.call_at(self._queue[0][0], self._deliver_due)

    def _deliver_due(self) -> None:
        self._timer = None
        now_s = self._loop.time()
        try:
            while self._queue and self._queue[0][0] <= now_s + 1e-6:
                _, sender, frame = self._queue.popleft()
                sender.sent()
                self._deliver(frame, sender)
        finally:
            self._schedule()

    def _deliver(self, frame: CanFrame, sender: BusPort) -> None:
        self.frames += 1
        stamped = msgspec.structs.replace(frame, time_s=self._loop.time())
        for port in tuple(self._ports):
            if port is not sender:
                port.deliver(stamped)
