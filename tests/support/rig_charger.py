"""A charger whose wires are the in-process buses of an emulated rig, on virtual time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from v2xsdk.charger import Charger, ChargerSettings
from v2xsdk.charger.assembly import Assembly
from v2xsdk.charger.core import Core
from v2xsdk.drivers.battery_can import BatteryCan, BatteryCanOptions
from v2xsdk.drivers.infypower_beg.options import BegOptions
from v2xsdk.drivers.infypower_beg.stage import InfyPowerBeg
from v2xsdk.model import CanFrame
from v2xsdk.model.can import from_record, to_record
from v2xsdk.spi import VehicleLink
from v2xsdk.station import Station
from v2xsdk.transport.can.bus import CanBus
from v2xsdk_emulator.bus.can_bus import BusPort
from v2xsdk_emulator.bus.can_bus import CanBus as EmulatedBus
from v2xsdk_emulator.clock import run_virtual
from v2xsdk_emulator.rig import Rig, RigOptions

T = TypeVar("T")


class RigBus(CanBus):
    """The SDK's end of an emulated bus, without a socket between."""

    def __init__(self, bus: EmulatedBus, name: str) -> None:
        super().__init__(name)
        self._emulated = bus
        self._port: BusPort | None = None

    @property
    def virtual(self) -> bool:
        return True

    def cut(self, error: Exception) -> None:
        """The far end is gone."""
        self._lose(error)  # type: ignore[arg-type]

    async def _open(self) -> None:
        self._port = self._emulated.open_port("sdk")
        self._port.subscribe(self._arrived)
        self._port.on_room = self._drain

    def _arrived(self, frame: CanFrame) -> None:
        self._received(to_record(frame))

    def _write(self, record: bytes) -> bool:
        return self._port is not None and self._port.send(from_record(record))

    async def _close(self) -> None:
        if self._port is not None:
            self._port.close()
            self._port = None


@asynccontextmanager
async def rig_charger(
    rig_options: RigOptions | None = None,
    settings: ChargerSettings | None = None,
    *,
    beg: BegOptions | None = None,
    link: VehicleLink | None = None,
) -> AsyncIterator[tuple[Charger, Rig]]:
    """Open a charger on a running rig; both end with the context."""
    options = rig_options or RigOptions(vehicle="school-bus")
    rig = Rig(options)
    rig.start()
    scale = max(1.0, options.time_scale)
    power, battery = RigBus(rig.power_bus, "rig:power"), RigBus(rig.battery_bus, "rig:battery")
    link = link or BatteryCan(battery, BatteryCanOptions())
    station = Station(InfyPowerBeg(power, beg or BegOptions()), link)
    core = Core(
        Assembly(station, (power, battery), emulated=True), settings or ChargerSettings(energy_time_scale=scale)
    )
    try:
        await core.open()
        charger = Charger(core)
        try:
            yield charger, rig
        finally:
            await charger.close()
    finally:
        rig.close()


def virtually(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run a coroutine test on virtual time."""

    def run(*args: object, **kwargs: object) -> None:
        run_virtual(test(*args, **kwargs))

    run.__name__ = test.__name__
    return run


async def until(reached: Callable[[], bool], timeout_s: float = 10.0) -> None:
    """Wait on the running loop until ``reached``; fail after ``timeout_s``."""
    import asyncio

    loop = asyncio.get_running_loop()
    deadline_s = loop.time() + timeout_s
    while not reached():
        assert loop.time() < deadline_s, f"not reached within {timeout_s} s"
        await asyncio.sleep(0.02)


async def within(awaitable: Awaitable[T], timeout_s: float) -> T:
    """Await with a bound."""
    import asyncio

    async with asyncio.timeout(timeout_s):
        return await awaitable
