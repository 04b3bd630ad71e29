"""Joins the pure controller to a driver: the 10 Hz tick, the driver's reports, stopping and loss."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import msgspec

from v2xsdk.charger.assembly import Assembly
from v2xsdk.charger.broadcast import Broadcast
from v2xsdk.charger.order import Order, is_final
from v2xsdk.charger.settings import ChargerSettings
from v2xsdk.control.command import Command
from v2xsdk.control.controller import Controller
from v2xsdk.errors import Closed, ConfigError, DeviceTimeout, LinkLost
from v2xsdk.model import (
    ChargerStatus,
    DriverInfo,
    Event,
    Limits,
    Measurement,
    NominalLimits,
    OrderChanged,
    OutputOff,
    PowerLimit,
    VehicleStatus,
)
from v2xsdk.runtime.clock import clock_of, is_virtual
from v2xsdk.spi import DriverEvent, FaultGone, FaultNow, Lost, OffReport

TICK_S = 0.1
CLOSE_STOP_TIMEOUT_S = 1.3
DRIVER_CLOSE_TIMEOUT_S = 0.4
FIRST_MEASUREMENT_S = 2.0
_MEASUREMENTS_KEPT = 1_000
_EVENTS_KEPT = 10_000


class Core:
    """One open charger. All methods run on the loop that made it."""

    def __init__(self, assembly: Assembly, settings: ChargerSettings) -> None:
        self._assembly = assembly
        self._driver = assembly.driver
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._clock = clock_of(self._loop)
        self._orders: dict[int, Order] = {}
        self._controller: Controller
        self._early: list[DriverEvent] | None = []
        self._ticker: asyncio.Task[None] | None = None
        self._stopping: asyncio.Task[OffReport] | None = None
        self._loss: LinkLost | None = None
        self._is_closed = False
        self._energised = False
        self._kick = asyncio.Event()
        self._measurements: Broadcast[Measurement] = Broadcast(_MEASUREMENTS_KEPT)
        self._events: Broadcast[Event] = Broadcast(_EVENTS_KEPT)
        self.nominal: NominalLimits
        self.measurement: Measurement | None = None

    @property
    def info(self) -> DriverInfo:
        """Identity and declared behaviour of the unit."""
        return self._driver.info

    @property
    def limits(self) -> Limits:
        """The limits in force now."""
        return self._controller.limits

    @property
    def status(self) -> ChargerStatus:
        """State, order, faults, vehicle."""
        return self._controller.status(self._clock())

    async def open(self) -> None:
        """Open the buses, then the driver; on any failure everything is released again."""
        if is_virtual(self._loop) and not all(bus.virtual for bus in self._assembly.buses):
            raise ConfigError("a virtual clock needs in-process buses; this wire runs on real time")
        try:
            for bus in self._assembly.buses:
                await bus.open()
            self.nominal = await self._driver.open(self._report)
            self._control()
            await self._first_measurement()
        except BaseException:
            await self._release()
            raise
        self._tick()
        self._ticker = self._loop.create_task(self._run(), name="charger tick")

    def _control(self) -> None:
        self._controller = Controller(self._driver.info, nominal=self.nominal, settings=self._settings.control())
        for limit in self._settings.limits():
            self._controller.limit(limit, self._clock())
        early, self._early = self._early, None
        for event in early or ():
            self._report(event)

    async def _first_measurement(self) -> None:
        # Before it nothing is known of voltage and vehicle, and every order would be refused.
        deadline_s = self._loop.time() + FIRST_MEASUREMENT_S
        while self.measurement is None:
            if self._loss is not None:
                raise self._loss
            if self._loop.time() >= deadline_s:
                raise DeviceTimeout(f"no measurement within {FIRST_MEASUREMENT_S} s after opening")
            await asyncio.sleep(TICK_S / 5)

    def submit(self, power_w: float, *, owner: str, priority: int, expires_in_s: float, fallback_w: float) -> Order:
        """Give an order to the arbiter and return its handle."""
        if self._loss is not None and not self._is_closed:
            raise self._loss
        request = self._controller.submit(
            power_w,
            self._clock(),
            owner=owner,
            priority=priority,
            expires_in_s=expires_in_s,
            fallback_w=fallback_w,
        )
        order = self._orders[request.number] = Order(request, self._withdraw)
        self._publish()
        self._kick.set()
        return order

    async def stop(self) -> OffReport:
        """End all orders and bring the driver to off."""
        if self._is_closed:
            raise Closed("this charger is closed; it was switched off then")
        self._controller.stop(self._clock())
        self._publish()
        report = await asyncio.shield(self._begin_stop())
        self._tick()
        return report

    async def close(self) -> OffReport:
        """Stop within 1.3 s, then release; a unit that said nothing by then is reported as not confirmed."""
        self._is_closed = True
        self._controller.close(self._clock())
        self._publish()
        report = OffReport(False, self.info.silence_timeout_s, f"no word within {CLOSE_STOP_TIMEOUT_S} s")
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_STOP_TIMEOUT_S):
                    report = await asyncio.shield(self._begin_stop())
        finally:
            await self._release()
        self._publish()
        self._events.end()
        self._measurements.end()
        return report

    async def measurement_stream(self) -> AsyncIterator[Measurement]:
        """Yield measurements; raise ``LinkLost`` at a loss."""
        reader = self._measurements.subscribe()
        try:
            async for measurement in reader:
                yield measurement
            if self._loss is not None and not self._is_closed:
                raise self._loss
        finally:
            self._measurements.unsubscribe(reader)

    async def event_stream(self) -> AsyncIterator[Event]:
        """Yield events."""
        reader = self._events.subscribe()
        try:
            async for event in reader:
                yield event
        finally:
            self._events.unsubscribe(reader)

    async def _run(self) -> None:
        while True:
            command = self._tick()
            self._kick.clear()
            # An order's end is met when it comes, not at the next tick.
            until_end_s = command.valid_until_s - self._clock() if command.output_on else TICK_S
            timer = self._loop.call_later(min(TICK_S, max(until_end_s, 0.001)), self._kick.set)
            try:
                await self._kick.wait()
            finally:
                timer.cancel()

    def _tick(self) -> Command:
        command = self._controller.tick(self._clock())
        if command.output_on and not self._is_stopping:
            self._energised = True
            self._driver.command(command.power_w, command.valid_until_s + TICK_S, command.direction)
        elif self._energised and not self._is_stopping:
            self._begin_stop()
        self._publish()
        return command

    @property
    def _is_stopping(self) -> bool:
        return self._stopping is not None and not self._stopping.done()

    def _begin_stop(self) -> asyncio.Task[OffReport]:
        if self._stopping is None or self._stopping.done():
            self._stopping = self._loop.create_task(self._stop_driver(), name="charger stop")
        return self._stopping

    async def _stop_driver(self) -> OffReport:
        report = await self._driver.stop()
        if report.confirmed:
            self._controller.off_confirmed(self._clock())
        self._energised = not report.confirmed and self._loss is None
        return report

    async def _release(self) -> None:
        for task in (self._ticker, self._stopping):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRIVER_CLOSE_TIMEOUT_S):
                await self._driver.close()
        for bus in self._assembly.buses:
            await bus.close()

    def _withdraw(self, owner: str) -> None:
        self._controller.withdraw(owner, self._clock())
        self._publish()
        self._kick.set()

    def _report(self, event: DriverEvent) -> None:
        if self._early is not None:
            self._early.append(event)
            return
        now = self._clock()
        if isinstance(event, Measurement):
            self.measurement = self._complete(event)
            self._controller.measurement(self.measurement, None, now)
            self._measurements.publish(self.measurement)
        elif isinstance(event, VehicleStatus):
            self._controller.vehicle(event, now)
        elif isinstance(event, NominalLimits):
            self.nominal = event
            self._controller.nominal(event)
        elif isinstance(event, PowerLimit):
            self._controller.limit(event, now)
        elif isinstance(event, FaultNow):
            self._controller.fault(event.fault, now)
            self._kick.set()
        elif isinstance(event, FaultGone):
            self._controller.fault_cleared(event.fault.kind, event.fault.component, now)
        else:
            self._lose(event, now)
        self._publish()

    def _complete(self, measured: Measurement) -> Measurement:
        return msgspec.structs.replace(measured, setpoint_w=self._controller.command.power_w)

    def _lose(self, lost: Lost, now: float) -> None:
        if self._loss is None:
            self._loss = LinkLost(f"{lost.component}: {lost.detail}")
        self._controller.link_lost(lost.component, lost.detail, now)
        self._measurements.end()
        self._kick.set()

    def _publish(self) -> None:
        while (event := self._controller.next_event()) is not None:
            if isinstance(event, OrderChanged):
                self._update_order(event)
            self._events.publish(event)
            if isinstance(event, OutputOff) and self._loss is not None:
                self._events.end()

    def _update_order(self, event: OrderChanged) -> None:
        order = self._orders.get(event.order.number)
        if order is not None:
            order.update(event.order)
            if is_final(event.order):
                del self._orders[event.order.number]
