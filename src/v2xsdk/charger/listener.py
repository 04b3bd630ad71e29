"""Listening to a unit that somebody else runs: its wires are read, nothing is ever sent."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from v2xsdk import registry
from v2xsdk.charger.broadcast import Broadcast
from v2xsdk.charger.url import ChargerUrl, listening, parse
from v2xsdk.errors import ConfigError, V2xError
from v2xsdk.model import CanFrame, Measurement, VehicleStatus
from v2xsdk.runtime.clock import clock_of
from v2xsdk.spi import LinkEvent, Lost, StageReading, VehicleLink
from v2xsdk.station.station import measurement_of
from v2xsdk.transport.can import open_bus
from v2xsdk.transport.can.bus import CanBus


async def listen(url: str) -> AsyncGenerator[Measurement, None]:
    """Yield what passes on the wires of ``url``, as measurements.

    Takes no ownership and sends nothing, so it prolongs nothing. Raises ``ConfigError`` for ``emulator:`` and for a
    driver whose traffic cannot be read by a listener, ``LinkLost`` when a wire is gone.
    """
    parsed = parse(url)
    if parsed.is_emulator:
        raise ConfigError("emulator: starts a unit of its own, on which nobody talks; give the URL of a running one")
    listener = _Listener(parsed)
    async with listener.opened():
        async for measurement in listener.measurements.subscribe():
            yield measurement
    if listener.loss is not None:
        raise listener.loss


class _Listener:
    """The buses of a URL, opened to listen only."""

    def __init__(self, url: ChargerUrl) -> None:
        spec = registry.load(url.driver)
        if spec.observer is None:
            raise ConfigError(f"the traffic of {url.driver} cannot be read by a listener")
        self._observe = spec.observer(registry.read_options(url.driver, spec.options, url.options))
        self._bus = open_bus(listening(url.transport))
        self._link, self._link_bus = _link(url, self._bus)
        self._vehicle: VehicleStatus | None = None
        self.loss: V2xError | None = None
        self.measurements: Broadcast[Measurement] = Broadcast(1_000)

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Hold the buses open; the stream ends with them."""
        self._clock = clock_of(asyncio.get_running_loop())
        buses = {id(bus): bus for bus in (self._bus, self._link_bus) if bus is not None}
        try:
            for bus in buses.values():
                await bus.open()
                bus.on_loss(self._lost)
            self._bus.listen(self._frame)
            if self._link is not None:
                await self._link.open(self._link_event)
            yield
        finally:
            if self._link is not None:
                await self._link.close()
            for bus in buses.values():
                await bus.close()

    def _frame(self, frame: CanFrame) -> None:
        reading: StageReading | None = self._observe(frame, self._clock())
        if reading is not None:
            self.measurements.publish(measurement_of(reading, self._vehicle))

    def _link_event(self, event: LinkEvent) -> None:
        if isinstance(event, VehicleStatus):
            self._vehicle = event
        elif isinstance(event, Lost):
            self.measurements.end()

    def _lost(self, error: V2xError) -> None:
        self.loss = error
        self.measurements.end()


def _link(url: ChargerUrl, bus: CanBus) -> tuple[VehicleLink | None, CanBus | None]:
    if not url.link:
        return None, None
    spec = registry.load(url.link)
    if not spec.listen_only:
        return None, None
    own_bus = url.link_options.get("bus")
    link_bus = open_bus(listening(own_bus)) if own_bus else bus
    link: Any = spec.make(link_bus, registry.read_options(f"link {url.link}", spec.options, url.link_options))
    return link, link_bus
