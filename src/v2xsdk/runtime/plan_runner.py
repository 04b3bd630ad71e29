"""Executes a driver's cyclic plan on a CAN bus, with asyncio: the form that works on every transport."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from enum import StrEnum

from v2xsdk.errors import TransportError, TxOverflow, V2xError
from v2xsdk.model.can import CanFrame
from v2xsdk.protocol.can.codec import FrameCodec
from v2xsdk.protocol.can.plan import CyclicFrame, CyclicPlan, SafeFrame, Slot
from v2xsdk.runtime.clock import Clock
from v2xsdk.runtime.schedule import Schedule
from v2xsdk.transport.can.bus import CanBus


class RunnerState(StrEnum):
    """What the runner sends.

    ``idle``: the output is confirmed off; polling frames only. ``live``: a set-point holds; everything.
    ``falling``: the safe frames, again and again, and polling. ``silent``: nothing, so that the unit's own
    silence time-out can act.
    """

    IDLE = "idle"
    LIVE = "live"
    FALLING = "falling"
    SILENT = "silent"


class PlanRunner:
    """Sends a plan's frames, one every ``spacing_s`` at most, and falls back when a set-point grows stale.

    It starts ``silent``. ``on_fall_back`` is called when a set-point outlived its validity, ``on_error`` when
    sending failed or the runner itself died. Set-points hold until a time on ``clock``.
    """

    def __init__(
        self,
        bus: CanBus,
        plan: CyclicPlan,
        codec: FrameCodec,
        clock: Clock,
        *,
        on_fall_back: Callable[[], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        self._bus = bus
        self._plan = plan
        self._codec = codec
        self._clock = clock
        self._on_fall_back = on_fall_back
        self._on_error = on_error
        self._loop = asyncio.get_running_loop()
        self._schedule = Schedule(plan, self._loop.time())
        self._slots: dict[Slot, float] = {}
        self._valid_until_s = 0.0
        self._state = RunnerState.SILENT
        self._requests: deque[CanFrame] = deque()
        self._safe_frames = [self._safe_frame(safe) for safe in plan.safe]
        self._safe_queue: deque[CanFrame] = deque()
        self._safe_round = 0
        self._safe_due_s = 0.0
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._safe_sent_s: float | None = None
        self.overflows = 0

    @property
    def safe_sent_s(self) -> float | None:
        """When the first whole round of safe frames of this fall-back left, ``None`` before that.

        Only what the unit said after it can confirm off: an earlier "off" may belong to a start under way.
        """
        return self._safe_sent_s

    @property
    def state(self) -> RunnerState:
        """What the runner sends now."""
        return self._state

    @property
    def plan(self) -> CyclicPlan:
        """The plan being executed."""
        return self._plan

    def start(self) -> None:
        """Begin to run; nothing is sent before ``hold``, ``fall_back`` or ``confirm_off``."""
        self._task = self._loop.create_task(self._run(), name=f"plan runner on {self._bus.name}")
        self._task.add_done_callback(self._ended)

    def hold(self, slots: dict[Slot, float], valid_until_s: float) -> None:
        """Send this set-point until ``valid_until_s``; a value not named keeps what it was."""
        if self._state is not RunnerState.LIVE:
            self._schedule.forget_sent()
        self._slots.update(slots)
        self._valid_until_s = valid_until_s
        self._enter(RunnerState.LIVE)

    def fall_back(self) -> None:
        """Drop the set-point and send the safe frames until ``confirm_off``, or until their attempts are used up."""
        self._slots.clear()
        self._requests.clear()
        self._safe_round = 0
        self._safe_sent_s = None
        self._safe_queue.clear()
        self._safe_due_s = self._loop.time()
        self._enter(RunnerState.FALLING)

    def confirm_off(self) -> None:
        """The unit said that it is off: poll only."""
        self._slots.clear()
        self._enter(RunnerState.IDLE)

    def silence(self) -> None:
        """Send nothing at all."""
        self._slots.clear()
        self._requests.clear()
        self._enter(RunnerState.SILENT)

    def queue(self, frame: CanFrame) -> None:
        """Send ``frame`` at the next free place."""
        self._requests.append(frame)
        self._wake.set()

    async def close(self) -> None:
        """Stop running; nothing is sent any more."""
        self._state = RunnerState.SILENT
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def _enter(self, state: RunnerState) -> None:
        self._state = state
        self._wake.set()

    async def _run(self) -> None:
        while True:
            self._check_validity()
            frame = self._next_frame()
            if frame is None:
                await self._sleep(self._idle_delay_s())
            else:
                self._send(frame)
                self._note_safe_round()
                await asyncio.sleep(self._plan.spacing_s)

    def _check_validity(self) -> None:
        if self._state is RunnerState.LIVE and self._clock() >= self._valid_until_s:
            self.fall_back()
            self._on_fall_back()

    def _next_frame(self) -> CanFrame | None:
        if self._state is RunnerState.SILENT:
            return None
        if self._state is RunnerState.FALLING and (safe := self._next_safe()) is not None:
            return safe
        if self._requests:
            return self._requests.popleft()
        live = self._state is RunnerState.LIVE
        cyclic = self._schedule.next(self._slots, live, self._loop.time())
        return None if cyclic is None else self._fill(cyclic)

    def _next_safe(self) -> CanFrame | None:
        if not self._safe_queue and self._loop.time() >= self._safe_due_s:
            if self._safe_round >= self._plan.safe_attempts:
                self.silence()
                return None
            self._safe_round += 1
            self._safe_queue.extend(self._safe_frames)
            self._safe_due_s = self._loop.time() + self._plan.safe_period_s
        return self._safe_queue.popleft() if self._safe_queue else None

    def _note_safe_round(self) -> None:
        if self._safe_sent_s is None and self._safe_round > 0 and not self._safe_queue:
            self._safe_sent_s = self._clock()

    def _fill(self, cyclic: CyclicFrame) -> CanFrame:
        values: dict[str, object] = dict(cyclic.fixed)
        for fill in cyclic.fills:
            value = self._slots[fill.slot]
            values[fill.signal] = value if fill.choices is None else fill.choices[int(value)]
        return self.encode(cyclic.message, values)

    def encode(self, message: str, values: Mapping[str, object]) -> CanFrame:
        """Return the frame of ``message`` with ``values``; raises ``EncodeError``."""
        return self._codec.encode_frame(message, values)

    def _safe_frame(self, safe: SafeFrame) -> CanFrame:
        return self.encode(safe.message, safe.values)

    def _send(self, frame: CanFrame) -> None:
        try:
            self._bus.send(frame)
        except TxOverflow as error:
            self.overflows += 1
            self._on_error(error)
        except TransportError as error:
            self._on_error(error)

    def _idle_delay_s(self) -> float:
        now_s = self._loop.time()
        due_s = self._schedule.next_due_s(self._state is RunnerState.LIVE)
        if self._state is RunnerState.FALLING:
            due_s = min(due_s, self._safe_due_s)
        delay_s = due_s - now_s
        if self._state is RunnerState.LIVE:
            delay_s = min(delay_s, self._valid_until_s - self._clock())
        return delay_s if self._state is not RunnerState.SILENT else float("inf")

    async def _sleep(self, delay_s: float) -> None:
        self._wake.clear()
        timer = None if delay_s == float("inf") else self._loop.call_later(max(delay_s, 0.0), self._wake.set)
        try:
            await self._wake.wait()
        finally:
            if timer is not None:
                timer.cancel()

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._state = RunnerState.SILENT
            self._on_error(error if isinstance(error, Exception) else V2xError(repr(error)))
