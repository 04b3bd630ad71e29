"""Joins the pure controller to a driver: the 10 Hz tick, the driver's reports, stopping and loss."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from v2xsdk.charger.assembly import Assembly
from v2xsdk.charger.broadcast import Broadcast
from v2xsdk.charger.order import Order
from v2xsdk.charger.settings import ChargerSettings
from v2xsdk.control.controller import Controller
from v2xsdk.errors import Closed, ConfigError, LinkLost
from v2xsdk.model import (
    ChargerStatus,
    DriverInfo,
    Event,
    Limits,
    LinkLostEvent,
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
        self._early: list[DriverEvent] = []
        self._ticker: asyncio.Task[None] | None = None
        self._stopping: asyncio.Task[OffReport] | None = None
        self._loss: LinkLost | None = None
        self._is_closed = False
        self._measurements: Broadcast[Measurement] = Broadcast(_MEASUREMENTS_KEPT)
        self._events: Broadcast[Event] = Broadcast(_EVENTS_KEPT)
        self.measurement: Measurement | None = None

    @property
    def info(self) -> DriverInfo:
        """Identity and declared behaviour of the unit."""
        return self._driver.info

    @property
    def limits(self) -> Limits:
        """The limits in force now."""
        return self._controller.limits(self._clock())

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
        except BaseException:
            await self._release()
            raise
        self._controller = Controller(self._driver.info, self.nominal, self._settings.control())
        now = self._clock()
        for limit in self._settings.limits():
            self._controller.limit(limit, now)
        early, self._early = self._early, []
        for event in early:
            self._report(event)
        self._ticker = self._loop.create_task(self._tick(), name="charger tick")

    def submit(
        self, power_w: float, *, owner: str, priority: int, expires_in_s: float, fallback_w: float
    ) -> Order:
        """Give an order to the arbiter and return its handle."""
        if self._is_closed:
            raise Closed("this charger is closed; open it again")
        if self._loss is not None:
            raise self._loss
        request = self._controller.submit(
            power_w,
            owner=owner,
            priority=priority,
            expires_in_s=expires_in_s,
            fallback_w=fallback_w,
            now=self._clock(),
        )
        order = self._orders[request.number] = Order(request, self._withdraw)
        self._publish()
        return order

    async def stop(self) -> OffReport:
        """End all orders and bring the driver to off."""
        if self._is_closed:
            raise Closed("this charger is closed; it was switched off then")
        self._controller.stop(self._clock())
        self._publish()
        return await asyncio.shield(self._begin_stop())

    async def close(self) -> OffReport:
        """Stop within 1.3 s, then release; a unit that said nothing by then is reported as not confirmed."""
        if not self._is_closed:
            self._is_closed = True
            self._controller.close(self._clock())
            self._publish()
        try:
            async with asyncio.timeout(CLOSE_STOP_TIMEOUT_S):
                report = await asyncio.shield(self._begin_stop())
        except TimeoutError:
            report = OffReport(False, self.info.silence_timeout_s, f"no answer within {CLOSE_STOP_TIMEOUT_S} s")
        finally:
            await self._release()
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

    async def _tick(self) -> None:
        next_s = self._loop.time()
        while True:
            command = self._controller.tick(self._clock())
            if command.output_on and self._stopping is None:
                self._driver.command(command.power_w, command.valid_until_s)
            elif not command.output_on and self._controller.wants_off and self._stopping is None:
                self._begin_stop()
            self._publish()
            next_s = max(next_s + TICK_S, self._loop.time())
            await asyncio.sleep(next_s - self._loop.time())
