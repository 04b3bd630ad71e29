"""The SCPI supply as a power stage, judged by what the emulated supply does to its battery."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest

from tests.emulated.usb_rig import dispose_all
from tests.support.eventually import eventually
from v2xsdk.drivers.scpi_supply import DRIVER
from v2xsdk.drivers.scpi_supply.options import SupplyOptions
from v2xsdk.drivers.scpi_supply.stage import ScpiSupply
from v2xsdk.errors import Closed, ConfigError, DeviceRefused, LimitError
from v2xsdk.model import Deadman, Direction, FaultKind
from v2xsdk.spi import FaultNow, Lost, PowerStage, SetPoint, StageEvent, StageReading
from v2xsdk_emulator.usb.bench_supply import SPEC, BenchSupply, Ratings
from v2xsdk_emulator.usb.bus import Attached, UsbBus
from v2xsdk_emulator.usb.device import UsbDevice
from v2xsdk_emulator.usb.timebase import RealTime
from v2xsdk_emulator.usb.tmc import TmcFunction
from v2xsdk_emulator.usb.usbip_server import UsbipServer

T = TypeVar("T")


class Bench:
    def __init__(self, supply: BenchSupply, bus: UsbBus, attached: Attached, device: str) -> None:
        self.supply, self.bus, self.attached = supply, bus, attached
        self.events: list[StageEvent] = []
        self.options = SupplyOptions(device=device, period_s=0.02)
        self.stage = ScpiSupply(self.options)

    def point(self, current_a: float, valid_s: float = 5.0) -> SetPoint:
        return SetPoint(450.0, current_a, 350.0, asyncio.get_running_loop().time() + valid_s)

    async def until(self, kind: type[T]) -> T:
        await eventually(lambda: self.last(kind) is not None)
        found = self.last(kind)
        assert found is not None
        return found

    def last(self, kind: type[T]) -> T | None:
        return next((e for e in reversed(self.events) if isinstance(e, kind)), None)

    async def current(self, expected_a: float) -> None:
        await eventually(lambda: abs(self.supply.current_a() - expected_a) < 0.01)


@asynccontextmanager
async def bench(ratings: Ratings | None = None) -> AsyncIterator[Bench]:
    bus, clock = UsbBus(), RealTime()
    supply = BenchSupply(clock, ratings)
    attached = bus.plug(UsbDevice(SPEC, (TmcFunction(supply),), clock))
    with UsbipServer(bus, port=0) as server:
        made = Bench(supply, bus, attached, f"usbip://127.0.0.1:{server.port}")
        try:
            yield made
        finally:
            await made.stage.close()
            dispose_all()


async def test_open_tells_ratings_and_is_off() -> None:
    async with bench() as b:
        limits = await b.stage.open(b.events.append)
        assert (limits.voltage_max_v, limits.charge_current_max_a, limits.discharge_current_max_a) == (1000, 60, 60)
        assert limits.charge_power_max_w == 15_000
        info = b.stage.info
        assert (info.vendor, info.model, info.deadman) == ("v2xsdk", "BIDI-15", Deadman.NONE)
        reading = await b.until(StageReading)
        assert (reading.output_on, reading.voltage_v, reading.current_a) == (False, 400.0, 0.0)


async def test_charge_and_discharge() -> None:
    async with bench() as b:
        await b.stage.open(b.events.append)
        await b.stage.start(Direction.CHARGE, b.point(10))
        assert b.supply.voltage_v() == 400.0
        b.stage.set_point(b.point(12.5))
        await b.current(12.5)
        assert (await b.stage.stop()).confirmed
        assert not b.supply.output_on
        await b.stage.start(Direction.DISCHARGE, b.point(5))
        b.stage.set_point(b.point(20))
        await b.current(-20.0)
        await eventually(lambda: (r := b.last(StageReading)) is not None and r.current_a == -20.0)
        assert (await b.until(StageReading)).direction is Direction.DISCHARGE


async def test_stale_set_point_ends_at_zero() -> None:
    async with bench() as b:
        await b.stage.open(b.events.append)
        await b.stage.start(Direction.CHARGE, b.point(10))
        b.stage.set_point(b.point(10, valid_s=0.2))
        await b.current(10.0)
        fault = (await b.until(FaultNow)).fault
        assert fault.kind is FaultKind.STALE_SET_POINT
        await b.current(0.0)
        assert not b.supply.output_on
        b.stage.set_point(b.point(10))
        await asyncio.sleep(0.1)
        assert not b.supply.output_on


async def test_protections_stand_before_the_output_goes_on() -> None:
    async with bench() as b:
        await b.stage.open(b.events.append)
        await b.stage.start(Direction.DISCHARGE, b.point(0))
        held = b.supply._values
        assert held["over_voltage"] == pytest.approx(472.5)
        assert held["under_voltage"] == pytest.approx(332.5)
        assert all(b.supply._switches[name] for name in ("over_voltage", "under_voltage", "over_current"))


async def test_unit_that_does_not_hold_its_protection_stays_off() -> None:
    async with bench() as b:
        b.supply.add("VOLTage:PROTection?", lambda _: "1100.000")
        b.supply._commands.insert(0, b.supply._commands.pop())
        await b.stage.open(b.events.append)
        with pytest.raises(DeviceRefused, match="VOLT:PROT holds 1100"):
            await b.stage.start(Direction.CHARGE, b.point(0))
        assert not b.supply.output_on


async def test_trip_of_the_unit_is_a_fault() -> None:
    async with bench() as b:
        await b.stage.open(b.events.append)
        await b.stage.start(Direction.CHARGE, b.point(10))
        b.stage.set_point(b.point(10))
        await b.current(10.0)
        b.supply.battery.voltage_v = 600.0
        fault = (await b.until(FaultNow)).fault
        assert fault.kind is FaultKind.PROTECTION
        assert not b.supply.output_on


async def test_pulled_cable_is_a_loss() -> None:
    async with bench() as b:
        await b.stage.open(b.events.append)
        await b.until(StageReading)
        b.bus.unplug(b.attached.port)
        assert "gone" in (await b.until(Lost)).detail or "unplugged" in (await b.until(Lost)).detail
        assert not (await b.stage.stop()).confirmed


async def test_unit_with_a_watchdog_says_so() -> None:
    async with bench(Ratings(watchdog=True)) as b:
        await b.stage.open(b.events.append)
        assert (b.stage.info.deadman, b.stage.info.silence_timeout_s) == (Deadman.DEVICE, 5.0)
        assert b.supply._switches["watchdog"]


async def test_close_switches_off() -> None:
    async with bench() as b:
        await b.stage.open(b.events.append)
        await b.stage.start(Direction.CHARGE, b.point(1))
        await b.stage.close()
        assert not b.supply.output_on
        with pytest.raises(Closed):
            await b.stage.start(Direction.CHARGE, b.point(1))


async def test_beyond_the_ratings_is_refused() -> None:
    async with bench() as b:
        await b.stage.open(b.events.append)
        with pytest.raises(LimitError):
            await b.stage.start(Direction.CHARGE, b.point(61))
        with pytest.raises(LimitError):
            b.stage.set_point(SetPoint(2000.0, 1.0, 350.0, 1e9))
        with pytest.raises(LimitError):
            b.stage.set_point(b.point(-1))


@pytest.mark.parametrize("bad", [{"margin": 0.9}, {"over_voltage_v": -1.0}, {"timeout_s": 5.0}, {"period_s": 0.0}])
def test_bad_options(bad: dict[str, float]) -> None:
    with pytest.raises(ConfigError):
        SupplyOptions(**bad)  # type: ignore[arg-type]


def test_driver_makes_a_stage() -> None:
    stage = DRIVER.make(None, SupplyOptions())
    assert isinstance(stage, PowerStage)
    assert not DRIVER.needs_bus
