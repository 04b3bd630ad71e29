"""The v2xlink door: one bus for all clients, no client that holds it up."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from v2xsdk.model.can import CanFrame, from_record, to_record
from v2xsdk_emulator.bus.can_bus import CanBus
from v2xsdk_emulator.doors.kernel_can import KernelCanDoor
from v2xsdk_emulator.doors.v2xlink import V2xLinkDoor

FRAME = CanFrame(can_id=0x02E300F0, data=bytes(range(8)))
Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@contextlib.asynccontextmanager
async def served(path: Path | None, bit_rate: float | None = None) -> AsyncIterator[tuple[CanBus, V2xLinkDoor]]:
    bus = CanBus("test", bit_rate)
    door = V2xLinkDoor(bus)
    if path is None:
        await door.open_tcp("127.0.0.1")
    else:
        await door.open_unix(path)
    try:
        yield bus, door
    finally:
        door.close()
        bus.close()
        await asyncio.sleep(0)


async def connect(door: V2xLinkDoor) -> Stream:
    address = door.url.removeprefix("v2xlink://")
    if address.startswith("/"):
        stream = await asyncio.open_unix_connection(address)
    else:
        host, port = address.rsplit(":", 1)
        stream = await asyncio.open_connection(host.strip("[]"), int(port))
    await asyncio.sleep(0.01)
    return stream


async def receive(stream: Stream) -> CanFrame:
    async with asyncio.timeout(2):
        return from_record(await stream[0].readexactly(16))


@pytest.mark.parametrize("form", ["unix", "tcp"])
async def test_a_frame_reaches_devices_and_all_other_clients(form: str, tmp_path: Path) -> None:
    async with served(tmp_path / "s" if form == "unix" else None) as (bus, door):
        device = bus.open_port("device")
        heard: list[CanFrame] = []
        device.subscribe(heard.append)
        clients = [await connect(door) for _ in range(3)]
        record = to_record(FRAME)
        clients[0][1].write(record[:5])
        await asyncio.sleep(0.01)
        clients[0][1].write(record[5:])
        for client in clients[1:]:
            assert await receive(client) == FRAME
        assert [(f.can_id, f.data) for f in heard] == [(FRAME.can_id, FRAME.data)]
        device.send(CanFrame(0x123, b"x", extended=False))
        assert (await receive(clients[0])).can_id == 0x123  # and nothing of its own before
        for _, writer in clients:
            writer.close()
    assert not (tmp_path / "s").exists()


async def test_a_client_that_does_not_read_is_dropped_and_nobody_waits(tmp_path: Path) -> None:
    async with served(tmp_path / "s") as (bus, door):
        sock = socket.socket(socket.AF_UNIX)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(str(tmp_path / "s"))
        reader = await connect(door)
        device = bus.open_port("device", queue_limit=100_000)
        count = 40_000
        for start in range(0, count, 1000):
            for number in range(start, start + 1000):
                device.send(CanFrame(number, b"12345678"))
            for number in range(start, start + 1000):
                assert (await receive(reader)).can_id == number
        await asyncio.sleep(0.05)
        sock.setblocking(True)
        data = await asyncio.to_thread(read_all, sock)
        frames = [from_record(data[i : i + 16]) for i in range(0, len(data), 16)]
        assert 0 < len(frames) < count
        assert [f.can_id for f in frames[:-1]] == list(range(len(frames) - 1))
        assert frames[-1].error
        assert (frames[-1].can_id, frames[-1].data[1]) == (0x004, 0x01)
        reader[1].close()


def read_all(sock: socket.socket) -> bytes:
    data = b""
    with sock:
        while part := sock.recv(65536):
            data += part
    return data


async def test_a_client_that_floods_is_slowed_down_without_loss(tmp_path: Path) -> None:
    async with served(tmp_path / "s", bit_rate=1_000_000) as (_, door):
        flood, reader = await connect(door), await connect(door)
        count = 1500
        start_s = asyncio.get_running_loop().time()
        flood[1].write(b"".join(to_record(CanFrame(n, bytes(8))) for n in range(count)))
        assert [(await receive(reader)).can_id for _ in range(count)] == list(range(count))
        took_s = asyncio.get_running_loop().time() - start_s
        assert 0.9 * count * 137.5e-6 < took_s < 2.0
        for stream in (flood, reader):
            stream[1].close()


async def test_a_record_that_is_none_ends_the_connection_with_an_error_frame(tmp_path: Path) -> None:
    async with served(tmp_path / "s") as (_, door):
        client = await connect(door)
        client[1].write(b"\xff" * 16)
        answer = await receive(client)
        assert answer.error
        assert await client[0].read() == b""
        client[1].close()


async def test_bus_off_is_told_to_all_and_swallows_what_is_sent(tmp_path: Path) -> None:
    async with served(tmp_path / "s") as (bus, door):
        first, second = await connect(door), await connect(door)
        bus.go_off()
        assert (await receive(first)).can_id == 0x040
        assert (await receive(second)).error
        first[1].write(to_record(FRAME))
        await asyncio.sleep(0.02)
        bus.restart()
        assert (await receive(second)).can_id == 0x100
        assert (await receive(first)).can_id == 0x100
        first[1].write(to_record(CanFrame(0x7, b"", extended=False)))
        assert (await receive(second)).can_id == 0x7
        for stream in (first, second):
            stream[1].close()


async def test_the_kernel_door_passes_records_both_ways() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    theirs.setblocking(False)
    bus = CanBus("test", None)
    door = KernelCanDoor(bus)
    door.join(ours)
    device = bus.open_port("device")
    heard: list[CanFrame] = []
    device.subscribe(heard.append)
    theirs.send(to_record(FRAME))
    device.send(CanFrame(0x351, b"\1", extended=False))
    bus.go_off()
    bus.restart()
    device.send(CanFrame(0x352, b"\2", extended=False))
    await asyncio.sleep(0.05)
    assert [f.can_id for f in heard if not f.error] == [FRAME.can_id]
    received = []
    with contextlib.suppress(BlockingIOError):
        while True:
            received.append(from_record(theirs.recv(16)).can_id)
    assert received == [0x352]  # what waited at bus-off is lost, error frames stay here
    door.close()
    theirs.close()
    bus.close()
