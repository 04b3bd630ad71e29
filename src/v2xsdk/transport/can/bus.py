"""What every CAN bus in the house is: a bounded send queue, listeners, and loss as an event."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from v2xsdk.errors import BusOff, Closed, DecodeError, LinkLost, TransportError, TxOverflow, WrongLoop
from v2xsdk.model.can import CAN_ERR_BUSOFF, CAN_ERR_RESTARTED, CanFrame, from_record, to_record
from v2xsdk.transport.can.events import (
    BusEvent,
    BusOptions,
    BusState,
    BusStatistics,
    EventListener,
    FrameListener,
    LossListener,
)
from v2xsdk.transport.can.listeners import Listeners, Unsubscribe
from v2xsdk.transport.can.ownership import InterfaceLock
from v2xsdk.transport.can.reporter import Reporter
from v2xsdk.transport.can.txqueue import TxQueue

__all__ = ["BusEvent", "BusOptions", "BusState", "BusStatistics", "CanBus", "Unsubscribe"]

CLOSE_TIMEOUT_S = 1.0


class CanBus(ABC):
    """One CAN bus, bound to the event loop that opened it; the object is the interface's one owner.

    It may be opened again after ``close()`` or a loss: nothing of the former connection is sent on the
    new one. An implementer writes ``_open``, ``_write`` and ``_close``, and calls ``_received`` with each
    record, ``_drain`` when the wire takes records again, and ``_lose`` when it is gone.
    """

    def __init__(
        self,
        name: str,
        *,
        bitrate: int | None = None,
        listen_only: bool = False,
        queue_limit: int = 256,
        max_age_s: float = 0.1,
    ) -> None:
        self._name = name
        self._bitrate = bitrate
        self._listen_only = listen_only
        self._state = BusState.CLOSED
        self._loss: TransportError | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock: InterfaceLock | None = None
        self._queue = TxQueue(queue_limit, max_age_s)
        self._max_age_s = max_age_s
        self._listeners: Listeners[tuple[FrameListener, bool]] = Listeners()
        self._loss_listeners: Listeners[LossListener] = Listeners()
        self._reporter = Reporter(name)
        self._tx = self._rx = self._dropped = self._error_frames = 0

    @property
    def name(self) -> str:
        """The interface, as its URL names it; one owner holds it across processes."""
        return self._name

    @property
    def bitrate(self) -> int | None:
        """Bit/s of the wire, ``None`` where the transport does not know it."""
        return self._bitrate

    @property
    def fileno(self) -> int | None:
        """The descriptor that carries 16-byte records, ``None`` where there is none."""
        return None

    @property
    def virtual(self) -> bool:
        """True only for the in-process door, whose time may be a virtual clock's."""
        return False

    @property
    def listen_only(self) -> bool:
        """True when the bus only listens: it takes no ownership and refuses to send."""
        return self._listen_only

    @property
    def state(self) -> BusState:
        """Where the bus is in its life."""
        return self._state

    @property
    def statistics(self) -> BusStatistics:
        """Counters since the object was made."""
        return BusStatistics(self._tx, self._rx, self._dropped, self._error_frames)

    async def open(self) -> None:
        """Take the interface and start to read.

        Raises ``BusBusy`` when another process owns it, ``LinkLost`` when the far end cannot be reached.
        """
        if self._state in (BusState.OPEN, BusState.BUS_OFF):
            return
        if self._state is BusState.LOST:
            await self.close()
        if not (self._listen_only or self.virtual):
            self._lock = InterfaceLock.acquire(self._name)
        self._loop = asyncio.get_running_loop()
        self._reporter.bind(self._loop)
        self._loss = None
        try:
            await self._open()
        except BaseException:
            await self._close_within(CLOSE_TIMEOUT_S)
            raise
        self._state = BusState.OPEN

    def send(self, frame: CanFrame) -> None:
        """Queue ``frame``: it leaves within ``max_age_s`` or is dropped and counted. Never blocks.

        Raises ``TxOverflow``, ``BusOff``, ``LinkLost``, ``Closed``, ``WrongLoop`` or ``EncodeError``.
        """
        self._check_can_send()
        record = to_record(frame)
        self._drop_stale()
        if not self._queue.put(record, self._age_clock()):
            self._dropped += 1
            raise TxOverflow(f"{self._name}: {self._queue.limit} frames wait already; this one was dropped")
        self._drain()
        if self._loss is not None:
            raise self._loss

    def listen(self, callback: FrameListener, *, error_frames: bool = False) -> Unsubscribe:
        """Call ``callback`` with each data frame received, and with error frames where asked for."""
        return self._listeners.add((callback, error_frames))

    def on_loss(self, callback: LossListener) -> Unsubscribe:
        """Call ``callback`` once when the wire is gone, with the error that ``send`` raises from then on."""
        return self._loss_listeners.add(callback)

    def on_event(self, callback: EventListener) -> Unsubscribe:
        """Call ``callback`` with each :class:`BusEvent`.

        A listener's failure that nobody is told of goes to the loop's exception handler.
        """
        return self._reporter.listeners.add(callback)

    async def close(self) -> None:
        """Give queued frames ``max_age_s`` to leave, then let the interface go. Bounded and idempotent."""
        if self._loop is None:
            return
        while self._queue and self._state is BusState.OPEN:
            await asyncio.sleep(self._max_age_s / 10)
            self._drain()
        self._state = BusState.CLOSED
        self._drop_queue("the bus was closed")
        await self._close_within(CLOSE_TIMEOUT_S)

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @abstractmethod
    async def _open(self) -> None:
        """Connect and start to read."""

    @abstractmethod
    def _write(self, record: bytes) -> bool:
        """Hand one record to the wire without blocking; False when it takes none now, or after ``_lose``."""

    @abstractmethod
    async def _close(self) -> None:
        """Disconnect; also after a failed ``_open``. The caller bounds the time."""

    def _detach(self) -> None:  # noqa: B027
        """Stop reading and writing at once: the wire is gone, ``_close`` follows later. May do nothing."""

    def _drain(self) -> None:
        """Send what waits and is still fresh, as far as the wire takes it."""
        if self._state is not BusState.OPEN:
            return
        self._drop_stale()
        while (record := self._queue.head()) is not None and self._write(record):
            self._queue.pop()
            self._tx += 1

    def _received(self, record: bytes) -> None:
        """Hand one record from the wire to the listeners."""
        try:
            frame = from_record(record, self._running_loop().time())
        except DecodeError as error:
            self._reporter.report("garbage", str(error), error)
            return
        if frame.error:
            self._error_frames += 1
            self._follow_error_state(frame)
        else:
            self._rx += 1
        for callback, error_frames in self._listeners:
            if error_frames or not frame.error:
                self._reporter.call(callback, frame)

    def _lose(self, error: TransportError) -> None:
        """The wire is gone: nothing more is sent, everybody is told once."""
        if self._state not in (BusState.OPEN, BusState.BUS_OFF):
            return
        self._state = BusState.LOST
        self._loss = error
        self._detach()
        self._drop_queue(str(error))
        for callback in self._loss_listeners:
            # Not called from here: a sender must not find itself inside its own loss handler.
            self._running_loop().call_soon(self._reporter.call, callback, error)

    def _follow_error_state(self, frame: CanFrame) -> None:
        if frame.can_id & CAN_ERR_BUSOFF and self._state is BusState.OPEN:
            self._state = BusState.BUS_OFF
            self._drop_queue("the controller is bus-off")
            self._reporter.report("bus_off", "the CAN controller left the bus after too many errors")
        elif frame.can_id & CAN_ERR_RESTARTED and self._state is BusState.BUS_OFF:
            self._state = BusState.OPEN
            self._reporter.report("restarted", "the CAN controller is back on the bus")

    def _check_can_send(self) -> None:
        if self._state is not BusState.OPEN:
            raise self._why_not()
        if self._listen_only:
            raise TransportError(f"{self._name} was opened with listen_only; open it without to send")
        try:
            loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        if loop is not self._loop:
            raise WrongLoop(f"{self._name} belongs to the event loop that opened it; send from that one")

    def _why_not(self) -> TransportError | Closed:
        if self._state is BusState.LOST:
            return self._loss or LinkLost(f"{self._name}: the link is lost")
        if self._state is BusState.BUS_OFF:
            return BusOff(f"{self._name}: the CAN controller is bus-off; frames are refused until it restarts")
        return Closed(f"{self._name} is not open")

    def _drop_stale(self) -> None:
        if stale := self._queue.drop_stale(self._age_clock()):
            self._count_dropped(stale, "older than one cycle")

    def _drop_queue(self, why: str) -> None:
        if dropped := self._queue.clear():
            self._count_dropped(dropped, why)

    def _count_dropped(self, count: int, why: str) -> None:
        self._dropped += count
        self._reporter.report("frames_dropped", f"{count} queued frames were not sent: {why}")

    def _age_clock(self) -> float:
        # Counts suspend: a frame queued before it must not leave after it.
        if self.virtual or not hasattr(time, "CLOCK_BOOTTIME"):
            return self._running_loop().time()
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            raise Closed(f"{self._name} was never opened")
        return self._loop

    async def _close_within(self, timeout_s: float) -> None:
        try:
            async with asyncio.timeout(timeout_s):
                await self._close()
        except TimeoutError as error:
            self._reporter.report("close_timeout", f"not closed within {timeout_s} s", error)
        finally:
            self._release()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None
