"""The candleLight adapter: frames both ways, echo, listen-only, loop-back, errors, flow control."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.emulated.usb_rig import dispose_all
from tests.support.eventually import eventually
from v2xsdk.errors import DeviceTimeout
from v2xsdk.model.can import CanFrame
from v2xsdk.transport.usb.handle import UsbHandle, open_device
from v2xsdk.transport.usb.known import UsbRole
from v2xsdk.transport.usb.selector import UsbSelector
from v2xsdk_emulator.bus.can_bus import PORT_QUEUE, BusPort, CanBus
from v2xsdk_emulator.bus.errors import BUS_OFF, error_frame
from v2xsdk_emulator.usb import gs_usb
from v2xsdk_emulator.usb.bus import UsbBus
from v2xsdk_emulator.usb.can_adapter import CanAdapter
from v2xsdk_emulator.usb.usbip_server import UsbipServer

NOT_AN_ECHO = 0xFFFF_FFFF


class Host:
    def __init__(self, handle: UsbHandle) -> None:
        self.handle = handle

    def start(self, flags: int = 0, prescaler: int = 24) -> None:
        timing = struct.pack("<5I", 1, 12, 2, 1, prescaler)
        self.handle.control_out(0x41, gs_usb.BIT_TIMING, 0, 0, timing)
        self.handle.control_out(0x41, gs_usb.MODE, 0, 0, struct.pack("<II", 1, flags))

    def send(self, can_id: int, data: bytes, echo: int = 7) -> None:
        frame = struct.pack("<IIBBBB8s", echo, can_id, len(data), 0, 0, 0, data)
        self.handle.write(gs_usb.FRAMES_OUT, frame, 1.0)

    def read(self, timeout_s: float = 1.0) -> tuple[int, int, bytes]:
        data = self.handle.read(gs_usb.FRAMES_IN, 512, timeout_s)
        echo, can_id, length, _, _, _, body = struct.unpack_from("<IIBBBB8s", data)
        return echo, can_id, body[:length]


@asynccontextmanager
async def adapter(bit_rate: float | None = 125_000.0) -> AsyncIterator[tuple[CanBus, BusPort, list[CanFrame], Host]]:
    bus, usb_bus = CanBus("power", bit_rate), UsbBus()
    node, heard = bus.open_port("node"), list[CanFrame]()
    node.subscribe(heard.append)
    made = CanAdapter(bus, usb_bus, "power")
    with UsbipServer(usb_bus, port=0) as server:
        selector = UsbSelector(origin=f"usbip://127.0.0.1:{server.port}")
        handle = await asyncio.to_thread(open_device, selector, UsbRole.CAN)
        try:
            yield bus, node, heard, Host(handle)
        finally:
            await asyncio.to_thread(handle.close)
            dispose_all()
            made.close()


async def test_frames_both_ways() -> None:
    async with adapter() as (_, node, heard, host):
        await asyncio.to_thread(host.start)
        await asyncio.to_thread(host.send, 0x8000_0123 | 0x1000_0000, b"\1\2\3")
        assert await asyncio.to_thread(host.read) == (7, 0x9000_0123, b"\1\2\3")
        await eventually(lambda: heard)
        assert (heard[0].can_id, heard[0].extended, heard[0].data) == (0x1000_0123, True, b"\1\2\3")
        node.send(CanFrame(0x7DF, b"\xaa" * 8, extended=False))
        assert await asyncio.to_thread(host.read) == (NOT_AN_ECHO, 0x7DF, b"\xaa" * 8)
        node.send(CanFrame(0x7DF, b"", extended=False, remote=True))
        assert (await asyncio.to_thread(host.read))[1] == 0x4000_07DF


async def test_error_frames_reach_the_host() -> None:
    async with adapter() as (bus, _, _, host):
        await asyncio.to_thread(host.start)
        bus.report(error_frame(BUS_OFF))
        _, can_id, data = await asyncio.to_thread(host.read)
        assert can_id & 0x2000_0000
        assert len(data) == 8


async def test_listen_only_sends_nothing_loop_back_reaches_nobody() -> None:
    async with adapter() as (_, node, heard, host):
        await asyncio.to_thread(host.start, gs_usb.LISTEN_ONLY)
        await asyncio.to_thread(host.send, 0x10, b"x")
        node.send(CanFrame(0x11, b"", extended=False))
        assert (await asyncio.to_thread(host.read))[1] == 0x11
        await asyncio.to_thread(host.start, gs_usb.LOOP_BACK)
        await asyncio.to_thread(host.send, 0x12, b"x")
        both = [await asyncio.to_thread(host.read) for _ in range(2)]
        assert both == [(NOT_AN_ECHO, 0x12, b"x"), (7, 0x12, b"x")]
        assert not heard


async def test_stopped_or_mistuned_adapter_is_deaf() -> None:
    async with adapter() as (_, node, heard, host):
        for prescaler in (None, 6):
            if prescaler:
                await asyncio.to_thread(host.start, 0, prescaler)
            node.send(CanFrame(0x11, b"", extended=False))
            await asyncio.sleep(0.02)
            try:
                await asyncio.to_thread(host.read, 0.02)
            except DeviceTimeout:
                continue
            raise AssertionError("a deaf adapter heard something")
        assert not heard


async def test_flood_of_the_host_is_held_back_and_nothing_is_lost() -> None:
    async with adapter() as (_, _, heard, host):
        await asyncio.to_thread(host.start)
        count = 3 * PORT_QUEUE

        def flood() -> None:
            for number in range(count):
                host.send(number, b"", echo=number)

        await asyncio.to_thread(flood)
        await eventually(lambda: len(heard) == count)
        assert [frame.can_id for frame in heard] == list(range(count))


async def test_timestamps_and_limits_are_told() -> None:
    async with adapter(None) as (_, node, _, host):
        limits = await asyncio.to_thread(host.handle.control_in, 0xC1, gs_usb.TIMING_LIMITS, 0, 0, 40)
        assert struct.unpack("<10I", limits)[:2] == (19, 48_000_000)
        await asyncio.to_thread(host.start, gs_usb.HARDWARE_TIMESTAMP)
        times = []
        for _ in range(2):
            node.send(CanFrame(1, b"", extended=False))
            data = await asyncio.to_thread(host.handle.read, gs_usb.FRAMES_IN, 512, 1.0)
            assert len(data) == 24
            times.append(struct.unpack_from("<I", data, 20)[0])
        assert times[0] < times[1]
