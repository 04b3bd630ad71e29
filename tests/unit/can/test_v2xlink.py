"""v2xlink over real sockets: frames, loss, a far end that does not read."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.eventually import eventually
from tests.support.v2xlink_server import V2xLinkServer
from v2xsdk.errors import LinkLost, TransportError, TxOverflow
from v2xsdk.model.can import CAN_ERR_BUSOFF, CanFrame, from_record, to_record
from v2xsdk.transport.can.bus import BusState
from v2xsdk.transport.can.v2xlink import V2xLinkBus

FRAME = CanFrame(0x02E300F0, b"\x10\x10\0\0\0\0\0\0")


@pytest.fixture(autouse=True)
def private_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("V2XSDK_RUNTIME_DIR", str(tmp_path / "locks"))


@pytest.fixture(params=["unix", "tcp"])
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[V2xLinkServer]:
    async with V2xLinkServer(tmp_path / "bus.sock" if request.param == "unix" else None) as serving:
        yield serving


async def heard_by(bus: V2xLinkBus, count: int) -> list[CanFrame]:
    frames: list[CanFrame] = []
    done = asyncio.Event()

    def hear(frame: CanFrame) -> None:
        frames.append(frame)
        if len(frames) == count:
            done.set()

    unsubscribe = bus.listen(hear, error_frames=True)
    async with asyncio.timeout(5):
        await done.wait()
    unsubscribe()
    return frames


async def lost(bus: V2xLinkBus) -> TransportError:
    loss: asyncio.Future[TransportError] = asyncio.get_running_loop().create_future()
    bus.on_loss(loss.set_result)
    async with asyncio.timeout(5):
        return await loss


async def test_frames_of_every_kind_pass_both_ways(server: V2xLinkServer) -> None:
    sent = [
        FRAME,
        CanFrame(0x7FF, b"", extended=False),
        CanFrame(0x123, b"abc", extended=False),
        CanFrame(0x1, b"", remote=True),
        CanFrame(CAN_ERR_BUSOFF, bytes(8), extended=False, error=True),
    ]
    async with V2xLinkBus(server.address) as bus:
        assert bus.fileno is not None
        for frame in sent[:-1]:
            bus.send(frame)
        assert [await server.received.get() for _ in sent[:-1]] == sent[:-1]
        for frame in sent:
            server.send(frame)
        assert [to_record(frame) for frame in await heard_by(bus, 5)] == [to_record(frame) for frame in sent]
        assert bus.state is BusState.BUS_OFF
    assert bus.fileno is None


async def test_records_cut_anywhere_are_joined(server: V2xLinkServer) -> None:
    async with V2xLinkBus(server.address) as bus:
        await server.joined()
        stream = b"".join(to_record(CanFrame(number, bytes([number]))) for number in range(6))
        listening = asyncio.ensure_future(heard_by(bus, 6))
        for cut in (stream[:5], stream[5:33], stream[33:80], stream[80:]):
            server.send_bytes(cut)
            await asyncio.sleep(0.002)
        assert [frame.can_id for frame in await listening] == list(range(6))


@pytest.mark.parametrize("rest", [b"", b"\x01\x02\x03"])
async def test_end_of_the_stream_is_a_loss(server: V2xLinkServer, rest: bytes) -> None:
    async with V2xLinkBus(server.address) as bus:
        await server.joined()
        server.send_bytes(rest)
        server.hang_up()
        error = await lost(bus)
        assert isinstance(error, LinkLost)
        assert ("within a record" in str(error)) == bool(rest)
        with pytest.raises(LinkLost):
            bus.send(FRAME)


async def test_it_opens_again_after_a_loss(server: V2xLinkServer) -> None:
    bus = V2xLinkBus(server.address)
    await bus.open()
    await server.joined()
    server.hang_up()
    await lost(bus)
    await bus.open()
    bus.send(FRAME)
    assert await server.received.get() == FRAME
    await bus.close()


async def test_nobody_there_is_a_clear_loss(tmp_path: Path) -> None:
    bus = V2xLinkBus(str(tmp_path / "nothing.sock"))
    with pytest.raises(LinkLost, match="nobody serves"):
        await bus.open()
    assert bus.state is BusState.CLOSED
    # The failed attempt let the interface go.
    with pytest.raises(LinkLost, match="nobody serves"):
        await bus.open()


async def test_a_far_end_that_stops_reading_gets_nothing_old(tmp_path: Path) -> None:
    path = str(tmp_path / "bus.sock")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(path)
        listener.listen(1)
        async with V2xLinkBus(path, queue_limit=8, max_age_s=0.02) as bus:
            far, _ = listener.accept()
            with far:
                await _fill_and_read(bus, far)


async def _fill_and_read(bus: V2xLinkBus, far: socket.socket) -> None:
    accepted = 0
    with pytest.raises(TxOverflow):
        while True:
            bus.send(CanFrame(accepted, b""))
            accepted += 1
    taken_by_the_kernel = accepted - 8
    assert taken_by_the_kernel < 20
    await asyncio.sleep(0.03)
    bus.send(CanFrame(0x1FFF, b""))
    came = far.recv(65536)
    await asyncio.sleep(0.01)
    came += far.recv(65536)
    numbers = [from_record(came[at : at + 16]).can_id for at in range(0, len(came), 16)]
    assert numbers == [*range(taken_by_the_kernel), 0x1FFF]
    assert bus.statistics.dropped == 9


async def test_both_sides_send_much_without_a_deadlock(server: V2xLinkServer) -> None:
    count = 3000
    async with V2xLinkBus(server.address, queue_limit=count, max_age_s=30) as bus:
        await server.joined()
        listening = asyncio.ensure_future(heard_by(bus, count))
        await asyncio.sleep(0)
        for number in range(count):
            bus.send(CanFrame(number, b"12345678"))
            server.send(CanFrame(number, b"87654321"))
        assert [frame.can_id for frame in await listening] == list(range(count))
        assert [(await server.received.get()).can_id for _ in range(count)] == list(range(count))


async def test_closing_in_a_listener_stops_the_frames_behind(server: V2xLinkServer) -> None:
    bus = V2xLinkBus(server.address)
    heard: list[int] = []
    closing: list[asyncio.Task[None]] = []

    def close_at_once(frame: CanFrame) -> None:
        heard.append(frame.can_id)
        closing.append(asyncio.ensure_future(bus.close()))

    bus.listen(close_at_once)
    await bus.open()
    await server.joined()
    server.send(CanFrame(1, b""))
    await eventually(lambda: closing)
    await closing[0]
    server.send(CanFrame(2, b""))
    await asyncio.sleep(0.005)
    assert heard == [1]
