"""What a CAN driver holds: its bus, its plan, its readings, and request/answer through the same owner."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from v2xsdk.errors import DecodeError, DeviceTimeout, LinkLost, TransportError
from v2xsdk.model.can import CanFrame
from v2xsdk.protocol.can.codec import FrameCodec
from v2xsdk.protocol.can.plan import CyclicPlan
from v2xsdk.protocol.can.tables import Decoded
from v2xsdk.runtime.clock import Clock, clock_of
from v2xsdk.runtime.plan_runner import PlanRunner
from v2xsdk.runtime.readings import Readings
from v2xsdk.transport.can.bus import BusEvent, CanBus

Values = dict[str, float | int | bool | str]


class PortEvents:
    """What a driver wants to hear from its port; override what matters."""

    def decoded(self, frame: Decoded) -> None:
        """A frame of the driver's table arrived."""

    def malformed(self, error: DecodeError) -> None:
        """A frame that has an identifier of the table, but not its layout."""

    def fell_back(self) -> None:
        """A set-point grew stale; the safe frames are on their way."""

    def failed(self, error: Exception) -> None:
        """The bus is gone, or sending fails."""

    def bus_event(self, event: BusEvent) -> None:
        """Something happened to the bus: bus-off, dropped frames."""


class CanPort:
    """Owns one driver's use of one open bus: the plan runner sends, this object receives.

    Whoever made the bus opens and closes it. ``request`` counts answers by ``matches``; an answer that comes too
    late fits no request and is only a reading.
    """

    def __init__(self, bus: CanBus, codec: FrameCodec, events: PortEvents) -> None:
        self._bus = bus
        self._codec = codec
        self._events = events
        self._waiting: list[_Waiting] = []
        self._loss: TransportError | None = None
        self._runner: PlanRunner | None = None
        self._unsubscribe: list[Callable[[], None]] = []
        self._arrived = asyncio.Event()
        self.readings = Readings()

    @property
    def bus(self) -> CanBus:
        """The bus below."""
        return self._bus

    @property
    def clock(self) -> Clock:
        """The clock that set-points expire by."""
        return clock_of(asyncio.get_running_loop())

    @property
    def lost(self) -> TransportError | None:
        """Why the bus is gone, ``None`` while it is there."""
        return self._loss

    @property
    def runner(self) -> PlanRunner:
        """The plan runner; raises ``LinkLost`` before ``open`` and after ``close``."""
        if self._runner is None:
            raise LinkLost(f"{self._bus.name} is not open for this driver")
        return self._runner

    def open(self, plan: CyclicPlan) -> None:
        """Listen, and start the runner; nothing is sent yet."""
        self._loss = None
        self._answers = {(answer.message, answer.signal): answer.reading for answer in plan.answers}
        self._key_signal = plan.key_signal
        self._unsubscribe = [
            self._bus.listen(self._receive),
            self._bus.on_loss(self._lost),
            self._bus.on_event(self._events.bus_event),
        ]
        self._runner = PlanRunner(
            self._bus,
            plan,
            self._codec,
            self.clock,
            on_fall_back=self._events.fell_back,
            on_error=self._events.failed,
        )
        self._runner.start()

    async def request(
        self,
        message: str,
        values: Values,
        matches: Callable[[Decoded], bool],
        *,
        count: int = 1,
        timeout_s: float = 1.0,
    ) -> list[Decoded]:
        """Send ``message`` and return the first ``count`` frames that match.

        Raises ``DeviceTimeout`` when fewer came within ``timeout_s`` seconds, ``LinkLost`` when the wire went.
        """
        found = await self._exchange(message, values, matches, count, timeout_s)
        if len(found) < count:
            raise DeviceTimeout(f"{self._bus.name}: {len(found)} of {count} answers to {message} within {timeout_s} s")
        return found

    async def collect(
        self, message: str, values: Values, matches: Callable[[Decoded], bool], *, window_s: float
    ) -> list[Decoded]:
        """Send ``message`` and return every frame that matches within ``window_s`` seconds."""
        return await self._exchange(message, values, matches, None, window_s)

    async def _exchange(
        self, message: str, values: Values, matches: Callable[[Decoded], bool], count: int | None, window_s: float
    ) -> list[Decoded]:
        if self._loss is not None:
            raise self._loss
        waiting = _Waiting(matches, count, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        try:
            self.runner.queue(self.runner.encode(message, values))
            async with asyncio.timeout(window_s):
                await waiting.done
        except TimeoutError:
            return waiting.found
        finally:
            self._waiting.remove(waiting)
        return waiting.found

    async def next_frame(self, timeout_s: float) -> None:
        """Return when another frame of the table arrived, or after ``timeout_s`` seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._arrived.wait()

    async def close(self) -> None:
        """Stop the runner and listen no more."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe = []
        if self._runner is not None:
            await self._runner.close()
            self._runner = None
        self._fail_waiting(LinkLost(f"{self._bus.name} was closed"))

    def _receive(self, frame: CanFrame) -> None:
        try:
            decoded = self._codec.decode_frame(frame)
        except DecodeError as error:
            self._events.malformed(error)
            return
        if decoded is None:
            return
        self._store(decoded)
        for waiting in tuple(self._waiting):
            waiting.offer(decoded)
        self._events.decoded(decoded)
        self._arrived.set()
        # Those who wait hold the old event; whoever comes now waits for the next frame.
        self._arrived = asyncio.Event()

    def _store(self, decoded: Decoded) -> None:
        key = decoded.values.get(self._key_signal)
        if not isinstance(key, int):
            return
        for signal, value in decoded.values.items():
            reading = self._answers.get((decoded.message, signal))
            if reading is not None:
                self.readings.put(reading, key, value, self.clock())

    def _lost(self, error: TransportError) -> None:
        self._loss = error
        if self._runner is not None:
            self._runner.silence()
        self._fail_waiting(error)
        self._events.failed(error)

    def _fail_waiting(self, error: Exception) -> None:
        for waiting in self._waiting:
            if not waiting.done.done():
                waiting.done.set_exception(error)


class _Waiting:
    """One request that waits for its answers."""

    def __init__(self, matches: Callable[[Decoded], bool], count: int | None, done: asyncio.Future[None]) -> None:
        self._matches = matches
        self._count = count
        self.done = done
        self.found: list[Decoded] = []

    def offer(self, decoded: Decoded) -> None:
        """Take ``decoded`` when it is an answer to this request."""
        if self.done.done() or not self._matches(decoded):
            return
        self.found.append(decoded)
        if self._count is not None and len(self.found) >= self._count:
            self.done.set_result(None)
