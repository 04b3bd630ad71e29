"""The vehicle link over CHAdeMO: joins the charger's machine to a CAN bus and to the plug's lines."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec

from v2xsdk.drivers.chademo.options import ChademoOptions
from v2xsdk.drivers.chademo.pilot_lines import PilotLines
from v2xsdk.drivers.chademo.plan import cyclic_plan
from v2xsdk.drivers.chademo.said import fault_of, status_of
from v2xsdk.errors import DecodeError, DeviceTimeout, TransportError
from v2xsdk.model import CanFrame, Deadman, Direction, DriverInfo, EvseOffer, Fault, VehicleStatus
from v2xsdk.protocol.can.chademo.codec import ChademoCodec
from v2xsdk.protocol.can.chademo.demand import Demand, DemandMode
from v2xsdk.protocol.can.chademo.events import DemandChanged, EvseStateChanged
from v2xsdk.protocol.can.chademo.evse import EvseMachine
from v2xsdk.protocol.can.chademo.evse_states import EvseState, StopCause
from v2xsdk.protocol.can.chademo.lines import EvseOutputs, EvseSensed
from v2xsdk.protocol.can.chademo.records import EvControl, EvRecord
from v2xsdk.protocol.can.plan import CyclicPlan
from v2xsdk.runtime.clock import clock_of
from v2xsdk.spi import CanBus, FaultGone, FaultNow, LinkEvent, Lost, SetPoint, StageReading, VehicleLink

Report = Callable[[LinkEvent], None]

CLOSE_TIMEOUT_S = 1.5
LEAST_REST_S = 0.001
_ENDED = frozenset({EvseState.IDLE, EvseState.WELDED})


class ChademoLink(VehicleLink):
    """The charger's side of the plug. ``on_demand`` is told what the converter shall do.

    Whoever owns the converter calls ``measured`` at least every 0.5 s with what is measured at the plug, and
    ``insulation_result`` after a demand for an insulation test.
    """

    def __init__(self, bus: CanBus, lines: PilotLines, options: ChademoOptions) -> None:
        self.machine = EvseMachine(options.evse())
        self.info = DriverInfo(
            driver="chademo",
            vendor="any",
            protocol=f"CHAdeMO control protocol {options.protocol_number}",
            can_discharge=options.discharge_current_max_a > 0,
            silence_timeout_s=self.machine.view.timing.silence_s,
            deadman=Deadman.ASYNCIO if lines.watchdog_s is None else Deadman.DEVICE,
        )
        self.on_demand: Callable[[Demand], None] = _ignore
        self._bus = bus
        self._lines = lines
        self._options = options
        self._codec = ChademoCodec()
        self._report: Report | None = None
        self._undo: list[Callable[[], None]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._offered_s = 0.0
        self._driven = EvseOutputs()
        self._refresh_s = 0.0
        self._known_causes = 0
        self._faults: list[Fault] = []

    async def open(self, report: Report) -> None:
        """Wake the car and return once its voltages are known; the session goes on from there by itself.

        Raises ``DeviceTimeout`` when the car stays silent or says no.
        """
        self._loop = asyncio.get_running_loop()
        self._clock = clock_of(self._loop)
        self._moved = asyncio.Event()
        self._report = report
        self._undo = [self._bus.listen(self._receive), self._bus.on_loss(self._lost)]
        try:
            await self._lines.open(self._sense)
            self.start()
            await self._until(self._window_known, self._options.window_s)
        except BaseException:
            await self.close()
            raise

    def start(self) -> None:
        """Begin a session (again); raises ``ProtocolError`` unless the last one is over."""
        self.machine.start(self._loop.time())
        for fault in self._faults:
            self._tell(FaultGone(fault))
        self._faults = []
        self._known_causes = 0
        self._serve()

    def offer(self, offer: EvseOffer) -> None:
        """Tell the car what is on offer; the sign of the set-point picks the direction. To be renewed each second."""
        self._offered_s = self._loop.time()
        self.machine.offer(offer, self._offered_s)
        self._serve()

    def measured(self, reading: StageReading) -> None:
        """Take what is measured at the plug; 0x109 and 0x208 report nothing else."""
        if self._report is not None:
            self.machine.measured(reading.voltage_v, reading.current_a, self._loop.time())
            self._serve()

    def insulation_result(self, passed: bool) -> None:
        """Take the result of the insulation test that ``on_demand`` asked for."""
        if self._report is not None:
            self.machine.insulation_result(passed, self._loop.time())
            self._serve()

    def bound(self, direction: Direction, set_point: SetPoint) -> SetPoint:
        """The set-point, cut down to what the car asks for at this moment."""
        demand = self.machine.power.demand
        fits = demand.mode == direction.value and demand.mode in (DemandMode.CHARGE, DemandMode.DISCHARGE)
        current_a = min(set_point.current_a, demand.current_a) if fits else 0.0
        return msgspec.structs.replace(set_point, current_a=current_a)

    async def stop(self, cause: StopCause = StopCause.EVSE_STOP, timeout_s: float = 20.0) -> EvseState:
        """End the session and return the state it ended in, ``idle`` or ``welded``.

        Raises ``DeviceTimeout`` when it does not end in ``timeout_s`` seconds.
        """
        self.machine.stop(self._loop.time(), cause)
        self._serve()
        await self._until(lambda: self.machine.state in _ENDED, timeout_s)
        return self.machine.state

    async def close(self) -> None:
        """End a running session at once, drop d1 and d2, and let bus and lines go. Bounded and idempotent."""
        if self._report is None:
            return
        try:
            if self.machine.state not in _ENDED:
                await self._hurry()
        finally:
            self._report = None
            if self._timer is not None:
                self._timer.cancel()
            for undo in self._undo:
                undo()
            self._undo = []
            await self._lines.close()

    def cyclic_plan(self) -> CyclicPlan:
        """This moment's frames and the safe frames, for a runner that goes on while Python does not."""
        return cyclic_plan(self.machine, self._loop.time())

    async def _hurry(self) -> None:
        try:
            await self.stop(StopCause.EMERGENCY, CLOSE_TIMEOUT_S)
        except DeviceTimeout:
            # d1 and d2 fall with the lines right after; the car's own end is not waited for.
            return

    async def _until(self, reached: Callable[[], bool], timeout_s: float) -> None:
        try:
            async with asyncio.timeout(timeout_s):
                while not reached():
                    self._moved.clear()
                    await self._moved.wait()
        except TimeoutError:
            cause = self.machine.cause or "nothing went wrong so far"
            raise DeviceTimeout(
                f"CHAdeMO on {self._bus.name}: still {self.machine.state} after {timeout_s:g} s ({cause})"
            ) from None

    def _window_known(self) -> bool:
        if self.machine.cause is not None:
            raise DeviceTimeout(f"CHAdeMO on {self._bus.name}: no session with this car ({self.machine.cause})")
        status = self._status()
        return self.machine.view.soc_percent is not None and status.voltage_max_v is not None

    def _receive(self, frame: CanFrame) -> None:
        try:
            record = self._codec.decode(frame)
        except DecodeError:
            # A damaged frame is a lost one: the machine's silence time-out judges it.
            return
        if isinstance(record, EvRecord):
            self.machine.receive(record, self._loop.time())
            self._serve()
            if isinstance(record, EvControl):
                self._tell(self._status())

    def _sense(self, sensed: EvseSensed) -> None:
        self.machine.sense(sensed, self._loop.time())
        self._serve()

    def _lost(self, error: TransportError) -> None:
        self.machine.peer_closed(self._loop.time())
        self._serve()
        self._tell(Lost("chademo bus", str(error)))

    def _serve(self) -> None:
        """Hand on what the machine has to say, and come back when it wants to."""
        if self._report is None:
            return
        now = self._loop.time()
        self._check_offer(now)
        self.machine.handle_timeout(now)
        self._send(now)
        while (event := self.machine.next_event()) is not None:
            if isinstance(event, DemandChanged):
                self.on_demand(event.demand)
            elif isinstance(event, EvseStateChanged):
                self._moved.set()
        self._tell_faults(now)
        self._moved.set()
        self._rest()

    def _check_offer(self, now: float) -> None:
        offer = self.machine.view.offer
        running = self.machine.state is EvseState.ENERGY and offer is not None and offer.setpoint_w != 0
        if running and now - self._offered_s > self._options.offer_timeout_s:
            self.machine.stop(now, StopCause.DEADMAN)

    def _send(self, now: float) -> None:
        records = self.machine.to_send(now)
        try:
            for record in records:
                self._bus.send(self._codec.encode(record))
            self._drive(now)
        except TransportError as error:
            self.machine.stop(now, StopCause.EMERGENCY)
            self._tell(Lost("chademo bus or lines", str(error)))

    def _drive(self, now: float) -> None:
        outputs = self.machine.view.outputs
        if outputs != self._driven or now >= self._refresh_s:
            self._driven, self._refresh_s = outputs, now + self.machine.view.timing.cycle_s / 2
            self._lines.drive(outputs)

    def _tell_faults(self, now: float) -> None:
        causes = self.machine.view.causes
        for cause in causes[self._known_causes :]:
            fault = fault_of(self.machine, cause, self._clock())
            if fault is not None:
                self._faults.append(fault)
                self._tell(FaultNow(fault))
        self._known_causes = len(causes)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        deadline = self.machine.next_deadline()
        if deadline is not None:
            # A loop may fire a hair early; asking again at once would then never let time pass.
            self._timer = self._loop.call_at(max(deadline, self._loop.time() + LEAST_REST_S), self._serve)

    def _status(self) -> VehicleStatus:
        return status_of(self.machine, self._loop.time(), self._clock())

    def _tell(self, event: LinkEvent) -> None:
        if self._report is not None:
            self._report(event)


def _ignore(demand: Demand) -> None:
    """No converter listens."""
