"""Timing of a UDS tester: pending and busy answers, tester present, late ones, and what an address means."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.support.rig_charger import RigBus, virtually
from tests.support.uds_bench import UdsBench
from v2xsdk.drivers.service_ports import service_port
from v2xsdk.drivers.uds.answers import refused
from v2xsdk.drivers.uds.channel import IsoTpChannel
from v2xsdk.drivers.uds.client import UdsClient, UdsTiming
from v2xsdk.drivers.uds.isotp_link import IsoTpAddress, IsoTpOptions
from v2xsdk.drivers.uds.port import UdsServicePort
from v2xsdk.errors import (
    AccessDenied,
    Closed,
    ConfigError,
    DeviceRefused,
    DeviceTimeout,
    EncodeError,
    LinkLost,
    NotNow,
    NotOffered,
    ProtocolError,
    UrlError,
)
from v2xsdk.model import CanFrame
from v2xsdk.protocol.uds.names import NEGATIVE_CODES
from v2xsdk_emulator.bus.can_bus import CanBus as EmulatedBus

READ = b"\x22\xf1\x89"
YES = b"\x62\xf1\x89\x01"


class Scripted:
    """An ECU that answers the first request as told: pairs of delay and message."""

    def __init__(self, *answers: tuple[float, bytes], timing: UdsTiming | None = None) -> None:
        bus = EmulatedBus("power", None)
        self.near = RigBus(bus, "rig:power")
        self.requests: list[tuple[float, bytes]] = []
        self._answers = list(answers)
        self._port = bus.open_port("ecu")
        self._port.subscribe(self._asked)
        self.client = UdsClient(IsoTpChannel(self.near, IsoTpAddress(0x7E0, 0x7E8)), timing)

    async def open(self) -> UdsClient:
        await self.near.open()
        self.client.open()
        return self.client

    def _asked(self, frame: CanFrame) -> None:
        loop = asyncio.get_running_loop()
        request = frame.data[1 : 1 + frame.data[0]]
        self.requests.append((loop.time(), request))
        answers, self._answers = self._answers, []
        for delay_s, message in answers:
            loop.call_later(delay_s, self._say, message)

    def _say(self, message: bytes) -> None:
        self._port.send(CanFrame(0x7E8, bytes((len(message),)) + message, extended=False))


PENDING, BUSY = b"\x7f\x22\x78", b"\x7f\x22\x21"


@virtually
async def test_pending_is_waited_for_far_beyond_p2() -> None:
    ecu = Scripted((0.9, PENDING), (5.8, PENDING), (10.7, PENDING), (15.5, YES))
    client = await ecu.open()
    assert await client.request(READ) == YES
    assert len(ecu.requests) == 1
    await client.close()


@pytest.mark.parametrize(
    ("answers", "after_s"),
    [((), 1.1), (((1.2, YES),), 1.1), (((0.5, PENDING), (5.7, YES)), 5.6), (((0.1, b"\x7f\x2e\x78"), (2.0, YES)), 1.1)],
)
def test_answer_outside_its_time_is_a_timeout(answers: tuple[tuple[float, bytes], ...], after_s: float) -> None:
    @virtually
    async def run() -> None:
        ecu = Scripted(*answers)
        client = await ecu.open()
        with pytest.raises(DeviceTimeout):
            await client.request(READ)
        assert asyncio.get_running_loop().time() == pytest.approx(after_s, abs=0.01)
        await client.close()

    run()


@virtually
async def test_endless_pending_is_given_up() -> None:
    ecu = Scripted(*((4.0 * n, PENDING) for n in range(1000)), timing=UdsTiming(p2_s=5.0, pending_max_s=60.0))
    client = await ecu.open()
    with pytest.raises(DeviceRefused) as refusal:
        await client.request(READ)
    assert refusal.value.code == 0x78
    assert 59 < asyncio.get_running_loop().time() < 70
    await client.close()


@virtually
async def test_busy_ecu_is_asked_again() -> None:
    bench = UdsBench()
    busy = 3

    def say_busy(frame: CanFrame) -> list[CanFrame]:
        nonlocal busy
        if frame.can_id == 0x7E8 and frame.data[1:2] == b"\x59" and busy:
            busy -= 1
            return [CanFrame(0x7E8, b"\x03\x7f\x19\x21".ljust(8, b"\xaa"), extended=False)]
        return [frame]

    async with bench.port() as port:
        bench.disturb = say_busy
        assert await port.faults() == ()
        busy = 100
        with pytest.raises(NotNow) as refusal:
            await port.faults()
        assert refusal.value.code == 0x21


@virtually
async def test_session_is_kept_alive_only_as_long_as_it_lasts() -> None:
    bench = UdsBench()
    async with bench.port() as port:
        await port.client.change_session(3)
        await asyncio.sleep(21.0)
        signs = [r for r in bench.requests() if r == b"\x3e\x80"]
        assert 10 <= len(signs) <= 11
        assert bench.ecu.server.session == 3
        await port.client.change_session(1)
        await asyncio.sleep(21.0)
        assert [r for r in bench.requests() if r == b"\x3e\x80"] == signs
    assert bench.requests()[-1] == b"\x10\x01"


@virtually
async def test_concurrent_callers_wait_for_one_another() -> None:
    bench = UdsBench()
    async with bench.port() as port:
        found = await asyncio.gather(*(port.read_settings([name]) for name in ("site_name", "max_current_a") * 5))
    assert found == [{"site_name": "depot 4"}, {"max_current_a": 125.0}] * 5


@virtually
async def test_cancelled_request_leaves_no_answer_for_the_next() -> None:
    bench = UdsBench()
    async with bench.port() as port:
        for number in range(20):
            bench.ecu.model.log(0.0, 1, f"a rather long event number {number}")
        asking = asyncio.ensure_future(port.faults())
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert await port.read_settings(["site_name"]) == {"site_name": "depot 4"}


def test_every_refusal_has_its_kind() -> None:
    kinds = {code: type(refused(READ, code)) for code in NEGATIVE_CODES}
    assert {code for code, kind in kinds.items() if kind is AccessDenied} >= {0x33, 0x34, 0x35, 0x36, 0x37, 0x50, 0x58}
    assert {code for code, kind in kinds.items() if kind is NotNow} >= {0x21, 0x22, 0x92, 0x93}
    assert {code for code, kind in kinds.items() if kind is NotOffered} == {0x11, 0x12, 0x7E, 0x7F}
    for code, name in NEGATIVE_CODES.items():
        error = refused(READ, code)
        assert (error.code, name in str(error)) == (code, True)
    assert isinstance(refused(READ, 0x33), PermissionError)


@virtually
async def test_peer_that_takes_no_message() -> None:
    bus = EmulatedBus("power", None)
    near, port = RigBus(bus, "rig:power"), bus.open_port("peer")
    channel = IsoTpChannel(near, IsoTpAddress(0x7E0, 0x7E8))
    await near.open()
    with pytest.raises(Closed):
        await channel.send(b"x")
    channel.open()
    with pytest.raises(DeviceTimeout):
        await channel.send(bytes(100))
    with pytest.raises(EncodeError):
        await channel.send(bytes(4096))
    stop = port.subscribe(answer_first_frames(port.send, b"\x32\x00\x00"))
    with pytest.raises(ProtocolError, match="Overflow"):
        await channel.send(bytes(100))
    stop()
    port.subscribe(answer_first_frames(port.send, b"\x31\x00\x00"))
    with pytest.raises(DeviceTimeout):
        await channel.send(bytes(100))
    sent: list[bytes] = []
    port.subscribe(lambda frame: sent.append(frame.data))
    port.send(CanFrame(0x7E8, bytes.fromhex("100000100000aabb"), extended=False))
    await asyncio.sleep(0.1)
    assert sent[-1][0] == 0x32
    near.cut(LinkLost("pulled"))
    await asyncio.sleep(0.1)
    with pytest.raises(LinkLost):
        await channel.send(b"x")


def answer_first_frames(send: Callable[[CanFrame], bool], flow_control: bytes) -> Callable[[CanFrame], None]:
    def receive(frame: CanFrame) -> None:
        if frame.data[0] >> 4 == 1:
            send(CanFrame(0x7E8, flow_control.ljust(8, b"\xaa"), extended=False))

    return receive


def port_of(url: str) -> UdsServicePort:
    port = service_port(url)
    assert isinstance(port, UdsServicePort)
    return port


def test_urls() -> None:
    link = port_of("uds+v2xlink:///run/p.sock").client._channel.link
    assert link.address == IsoTpAddress(0x7E0, 0x7E8)
    assert link.options == IsoTpOptions()
    link = port_of(
        "uds+v2xlink:///run/p.sock?ecu=0x44&bus.bitrate=125000&block_size=8&padding=none"
    ).client._channel.link
    assert link.address == IsoTpAddress(0x18DA44F1, 0x18DAF144, extended=True)
    assert (link.options.pacing_s, link.options.st_min_ms, link.options.block_size) == (0.005, 5.0, 8)
    assert link.options.padding is None
    link = port_of("uds+v2xlink:///p?tx=0x79b&rx=0x7bb&st_min_ms=0&bus.bitrate=125000").client._channel.link
    assert (link.address, link.options.pacing_s) == (IsoTpAddress(0x79B, 0x7BB), 0.0)


@pytest.mark.parametrize(
    "url",
    [
        "uds:", "uds+nothing://x", "uds+v2xlink:///p?tx=many", "uds+v2xlink:///p?tx=0x7e0&rx=0x18DAF144", "uds+v2xlink:///p?x",
        "uds+v2xlink:///p?ecu=1&tx=2", "uds+v2xlink:///p?speed=1", "uds+v2xlink:///p?bus.speed=1", "uds+v2xlink:///p?ecu=256",
    ],
)  # fmt: skip
def test_urls_that_cannot_be_used(url: str) -> None:
    with pytest.raises(UrlError):
        service_port(url)


def test_options_out_of_range() -> None:
    with pytest.raises(ConfigError):
        IsoTpOptions(block_size=300)
