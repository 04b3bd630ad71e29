"""The vehicle link `iso15118` as a station uses it: many sessions, offers both ways, authorization, faults."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from tests.support.v2g_bench import free_udp_port
from v2xsdk.drivers.iso15118 import DRIVER, Iso15118Link, Iso15118Options
from v2xsdk.errors import ConfigError, DeviceTimeout, NotArmed
from v2xsdk.model import EvseOffer, FaultKind, VehicleStatus
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g.effects import EndReason
from v2xsdk.protocol.v2g.ev import EvSettings
from v2xsdk.protocol.v2g.evse import Notice
from v2xsdk.protocol.v2g.timers import Protocol
from v2xsdk.runtime.v2g.authorizer import AuthorizationRequest, Authorizer
from v2xsdk.runtime.v2g.ev_client import EvClient, EvClientOptions
from v2xsdk.runtime.v2g.simulated_ev import EvProfile, SimulatedEv
from v2xsdk.spi import FaultGone, FaultNow, LinkEvent

OFFER = EvseOffer(150.0, 1000.0, 100.0, 100.0, 30_000.0, 30_000.0, 10_000.0)
FAST = EvSettings(loop_period_s=0.01, poll_period_s=0.01)


class Bench:
    """A link, its reports, and a vehicle to drive against it."""

    def __init__(self, **options: object) -> None:
        self.port = free_udp_port()
        values = {"interface": "lo", "simulate": True, "sdp_port": self.port, "vehicle_s": 5.0} | options
        self.link = Iso15118Link(Iso15118Options(**values))  # type: ignore[arg-type]
        self.link.offer(OFFER)
        self.reports: list[LinkEvent] = []
        self.ev: SimulatedEv | None = None

    def statuses(self) -> list[VehicleStatus]:
        return [report for report in self.reports if isinstance(report, VehicleStatus)]

    def vehicle(self, loops: int, settings: EvSettings = FAST) -> asyncio.Task[fx.SessionEnded]:
        self.ev = SimulatedEv(EvProfile(loops=loops, discharge=True))
        options = EvClientOptions("lo", (Protocol.ISO20,), sdp_port=self.port)
        client = EvClient(options, settings, lambda effect: None)
        return asyncio.ensure_future(client.run(self.ev))

    async def pairs(self, number: int) -> None:
        for _ in range(600):
            if self.ev is not None and self.ev.pairs >= number:
                return
            await asyncio.sleep(0.005)
        raise AssertionError(f"no {number} pairs")


@contextlib.asynccontextmanager
async def opened(bench: Bench, loops: int = 10_000) -> AsyncIterator[asyncio.Task[fx.SessionEnded]]:
    opening = asyncio.ensure_future(bench.link.open(bench.reports.append))
    await asyncio.sleep(0.02)
    session = bench.vehicle(loops)
    await opening
    try:
        yield session
    finally:
        await bench.link.close()
        session.cancel()
        await asyncio.gather(session, return_exceptions=True)


async def test_many_sessions_on_one_link() -> None:
    bench = Bench()
    async with opened(bench, loops=5) as first:
        assert (await first).reason is EndReason.NORMAL
        assert bench.statuses()[-1].connected is False
        assert (await bench.vehicle(5)).reason is EndReason.NORMAL
        said = [status for status in bench.statuses() if status.ready]
        assert said and said[-1].soc_percent == 50.0 and said[-1].discharge_power_max_w == 40_000.0
        assert not [report for report in bench.reports if isinstance(report, FaultNow)]
    assert len(asyncio.all_tasks()) == 1


async def test_offers_reach_the_vehicle_both_ways() -> None:
    bench = Bench()
    async with opened(bench) as session:
        await bench.pairs(3)
        for power_w in (8_000.0, -6_000.0, 5_000.0, -9_000.0):
            bench.link.offer(replace(OFFER, setpoint_w=power_w))
            assert bench.ev is not None
            await bench.pairs(bench.ev.pairs + 4)
            said = bench.ev.said
            assert said.charge_power_max_w == max(power_w, 0.0)
            assert said.discharge_power_max_w == max(-power_w, 0.0)
        bench.link.notify(Notice.STOP)
        assert (await session).reason is EndReason.NORMAL


async def test_measured_values_are_told_not_simulated_ones() -> None:
    bench = Bench()
    async with opened(bench):
        await bench.pairs(3)
        bench.link.measured(401.0, -12.5)
        assert bench.ev is not None
        await bench.pairs(bench.ev.pairs + 3)
        assert (bench.ev.said.present_voltage_v, bench.ev.said.present_current_a) == (401.0, -12.5)


async def test_a_fault_of_the_charger_ends_the_session_in_order() -> None:
    bench = Bench()
    async with opened(bench) as session:
        await bench.pairs(3)
        bench.link.fault("over temperature")
        assert (await session).normal
        assert bench.statuses()[-1].connected is False


async def test_a_vehicle_that_falls_silent_is_a_fault_until_the_next_session() -> None:
    bench = Bench(loop_timeout_s=2.0)
    async with opened(bench) as session:
        await bench.pairs(3)
        session.cancel()
        await asyncio.gather(session, return_exceptions=True)
        await asyncio.sleep(0.05)
        faults = [report.fault for report in bench.reports if isinstance(report, FaultNow)]
        assert faults and faults[0].kind in (FaultKind.VEHICLE_SILENT, FaultKind.VEHICLE)
        assert not bench.statuses()[-1].connected
        await bench.vehicle(3)
        assert any(isinstance(report, FaultGone) for report in bench.reports)


class Slow(Authorizer):
    """Decides after a while; remembers who asked."""

    def __init__(self, answers: list[bool], delay_s: float = 0.15) -> None:
        self.answers, self.delay_s = answers, delay_s
        self.asked: list[AuthorizationRequest] = []

    async def authorize(self, request: AuthorizationRequest) -> bool:
        self.asked.append(request)
        await asyncio.sleep(self.delay_s)
        return self.answers.pop(0)


async def test_an_authorizer_that_takes_its_time() -> None:
    bench, slow = Bench(), Slow([True])
    bench.link.authorizer = slow
    async with opened(bench, loops=3) as session:
        assert (await session).reason is EndReason.NORMAL
        assert slow.asked == [AuthorizationRequest("WV2XEV00000001", None)]


async def test_an_authorizer_that_refuses_or_fails() -> None:
    class Broken(Authorizer):
        async def authorize(self, request: AuthorizationRequest) -> bool:
            raise RuntimeError("no backend")

    for authorizer in (Slow([False], 0.0), Broken()):
        bench = Bench(vehicle_s=1.0)
        bench.link.authorizer = authorizer
        opening = asyncio.ensure_future(bench.link.open(bench.reports.append))
        await asyncio.sleep(0.02)
        assert (await bench.vehicle(3)).reason is EndReason.NOT_AUTHORIZED
        with pytest.raises(DeviceTimeout, match="no vehicle"):
            await opening


async def test_what_cannot_be_opened_says_why() -> None:
    with pytest.raises(ConfigError, match=r"link\.interface"):
        Iso15118Link(Iso15118Options())
    with pytest.raises(ConfigError, match="services 'hydrogen'"):
        Iso15118Link(Iso15118Options(interface="lo", services="hydrogen"))
    with pytest.raises(DeviceTimeout, match="no vehicle on lo"):
        await Bench(vehicle_s=0.05).link.open(lambda event: None)
    with pytest.raises(NotArmed, match="eth0"):
        await Bench(interface="eth0").link.open(lambda event: None)
    assert DRIVER.make(None, Iso15118Options(interface="lo")).info.driver == "iso15118"
    assert len(asyncio.all_tasks()) == 1
