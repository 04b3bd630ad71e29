"""python-can on both sides: our adapter on any of its buses, and our link as one of its interfaces."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pty
import select
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import can
import pytest

from tests.support.eventually import eventually
from tests.support.v2xlink_server import V2xLinkServer
from v2xsdk.errors import LinkLost, TransportError
from v2xsdk.model.can import CAN_ERR_BUSOFF, CAN_ERR_RESTARTED, CanFrame, to_record
from v2xsdk.transport.can import open_bus
from v2xsdk.transport.can.bus import BusEvent
from v2xsdk.transport.can.python_can_bus import PythonCanBus
from v2xsdk.transport.can.python_can_interface import V2xLinkInterface

FRAME = CanFrame(0x02E300F0, b"\x10\x10\0\0\0\0\0\0")


@pytest.fixture(autouse=True)
def private_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("V2XSDK_RUNTIME_DIR", str(tmp_path / "locks"))


class ScriptedBus(can.BusABC):
    """A python-can bus that fails when it is told to."""

    def __init__(self, channel: Any = None, **kwargs: Any) -> None:
        self.channel_info = "scripted"
        self.sent: list[can.Message] = []
        self.receive_error: Exception | None = None
        self.send_error: Exception | None = None
        self.coming: list[can.Message] = []
        super().__init__(channel, **kwargs)

    def send(self, msg: can.Message, timeout: float | None = None) -> None:
        assert timeout is not None
        if self.send_error is not None:
            raise self.send_error
        self.sent.append(msg)

    def _recv_internal(self, timeout: float | None) -> tuple[can.Message | None, bool]:
        if self.receive_error is not None:
            raise self.receive_error
        if self.coming:
            return self.coming.pop(0), False
        time.sleep(0.002)
        return None, False


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedBus]:
    bus = ScriptedBus()
    monkeypatch.setattr("v2xsdk.transport.can.python_can_bus.POLL_S", 0.005)
    monkeypatch.setattr(can, "Bus", lambda **_: bus)
    yield bus
    bus.shutdown()


async def test_frames_pass_both_ways(scripted: ScriptedBus) -> None:
    heard: list[CanFrame] = []
    before = threading.active_count()
    bus = PythonCanBus("scripted", "x")
    bus.listen(heard.append)
    async with bus:
        bus.send(FRAME)
        await eventually(lambda: scripted.sent)
        assert scripted.sent[0].arbitration_id == FRAME.can_id
        assert bytes(scripted.sent[0].data) == FRAME.data
        scripted.coming = [can.Message(arbitration_id=5, is_extended_id=False, data=b"abc")]
        await eventually(lambda: heard)
        assert (heard[0].can_id, heard[0].extended, heard[0].data) == (5, False, b"abc")
        assert not bus.virtual
        assert bus.fileno is None
    assert threading.active_count() <= before + 1


async def test_a_listener_that_fails_does_not_end_the_reader(scripted: ScriptedBus) -> None:
    bus = PythonCanBus("scripted", "x")
    events: list[BusEvent] = []
    heard: list[CanFrame] = []
    bus.on_event(events.append)
    bus.listen(lambda frame: [][frame.can_id])
    bus.listen(heard.append)
    async with bus:
        scripted.coming = [can.Message(arbitration_id=number) for number in range(3)]
        await eventually(lambda: len(heard) == 3)
    assert [event.kind for event in events] == ["listener_failed"] * 3


async def test_the_death_of_the_reader_is_a_loss(scripted: ScriptedBus) -> None:
    bus = PythonCanBus("scripted", "x")
    losses: list[TransportError] = []
    bus.on_loss(losses.append)
    async with bus:
        scripted.receive_error = RuntimeError("cable")
        await eventually(lambda: losses)
        assert "reading failed: cable" in str(losses[0])
        with pytest.raises(LinkLost):
            bus.send(FRAME)


@pytest.mark.parametrize("error", [can.exceptions.CanTimeoutError("full"), can.CanOperationError("full", 105)])
async def test_an_interface_that_takes_no_frame_drops_it(scripted: ScriptedBus, error: Exception) -> None:
    bus = PythonCanBus("scripted", "x")
    async with bus:
        scripted.send_error = error
        bus.send(FRAME)
        await eventually(lambda: bus.statistics.dropped == 1)
        assert bus.statistics.tx == 0
        scripted.send_error = None
        bus.send(FRAME)
        await eventually(lambda: scripted.sent)


async def test_a_failed_send_is_a_loss(scripted: ScriptedBus) -> None:
    bus = PythonCanBus("scripted", "x")
    losses: list[TransportError] = []
    bus.on_loss(losses.append)
    async with bus:
        scripted.send_error = can.CanOperationError("unplugged", 19)
        bus.send(FRAME)
        await eventually(lambda: losses)
        assert "sending failed" in str(losses[0])


async def test_can_fd_is_reported_and_ignored(scripted: ScriptedBus) -> None:
    bus = PythonCanBus("scripted", "x")
    events: list[BusEvent] = []
    bus.on_event(events.append)
    async with bus:
        scripted.coming = [can.Message(arbitration_id=1, is_fd=True, data=bytes(12))]
        await eventually(lambda: events)
        assert events[0].kind == "garbage"


async def test_what_python_can_cannot_open_is_a_clear_error() -> None:
    with pytest.raises(TransportError, match="python-can cannot open it"):
        await PythonCanBus("no-such-interface", "x").open()


async def test_a_socketcand_server_that_goes_away_is_a_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("v2xsdk.transport.can.python_can_bus.POLL_S", 0.02)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        server = threading.Thread(target=_greet_and_leave, args=(listener,))
        server.start()
        bus = PythonCanBus("socketcand", "can0", {"host": "127.0.0.1", "port": listener.getsockname()[1]})
        losses: list[TransportError] = []
        bus.on_loss(losses.append)
        async with bus:
            await eventually(lambda: losses)
            assert "far end closed" in str(losses[0])
        server.join()


async def test_a_serial_adapter(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("serial", reason="slcan needs pyserial")
    monkeypatch.setattr("v2xsdk.transport.can.python_can_bus.POLL_S", 0.01)
    adapter, tty = pty.openpty()
    try:
        heard: list[CanFrame] = []
        losses: list[TransportError] = []
        bus = open_bus(f"python-can://slcan/{os.ttyname(tty)}?bitrate=125000&sleep_after_open=0")
        bus.listen(heard.append)
        bus.on_loss(losses.append)
        async with bus:
            bus.send(FRAME)
            said = b""
            while not said.endswith(b"T02E300F081010000000000000\r"):
                await eventually(lambda: select.select([adapter], [], [], 0)[0])
                said += os.read(adapter, 99)
            assert b"S4\r" in said
            os.write(adapter, b"T02E3F000810100000000000")
            os.write(adapter, b"02\r")
            await eventually(lambda: heard)
            assert (heard[0].can_id, heard[0].data) == (0x02E3F000, bytes.fromhex("1010000000000002"))
            os.close(tty)
            os.close(adapter)
            await eventually(lambda: losses)
    finally:
        for descriptor in (adapter, tty):
            with contextlib.suppress(OSError):
                os.close(descriptor)


def _greet_and_leave(listener: socket.socket) -> None:
    with listener.accept()[0] as peer:
        peer.sendall(b"< hi >")
        for _ in ("open", "rawmode"):
            peer.recv(99)
            peer.sendall(b"< ok >")


async def in_thread(call: Any, *arguments: Any) -> Any:
    return await asyncio.get_running_loop().run_in_executor(None, call, *arguments)


async def test_a_python_can_program_joins_a_v2xlink(tmp_path: Path) -> None:
    async with V2xLinkServer(tmp_path / "bus.sock") as server:
        with await in_thread(V2xLinkInterface, server.address) as bus:
            await server.joined()
            server.send(FRAME)
            message = await in_thread(bus.recv, 2)
            assert (message.arbitration_id, bytes(message.data)) == (FRAME.can_id, FRAME.data)
            assert message.is_extended_id
            bus.send(can.Message(arbitration_id=0x7, is_extended_id=False, data=b"x"))
            assert await server.received.get() == CanFrame(0x7, b"x", extended=False)
            assert await in_thread(bus.recv, 0.01) is None


async def test_filters_state_and_error_frames(tmp_path: Path) -> None:
    async with V2xLinkServer(tmp_path / "bus.sock") as server:
        filters: Any = [{"can_id": 0x10, "can_mask": 0x1FFFFFFF, "extended": True}]
        with await in_thread(lambda: V2xLinkInterface(server.address, can_filters=filters)) as bus:
            await server.joined()
            for number in (1, 0x10):
                server.send(CanFrame(number, b""))
            assert (await in_thread(bus.recv, 2)).arbitration_id == 0x10
            bus.set_filters(None)
            server.send(CanFrame(CAN_ERR_BUSOFF, bytes(8), extended=False, error=True))
            assert (await in_thread(bus.recv, 2)).is_error_frame
            assert bus.state == can.BusState.ERROR
            server.send(CanFrame(CAN_ERR_RESTARTED, bytes(8), extended=False, error=True))
            assert (await in_thread(bus.recv, 2)).is_error_frame
            assert bus.state == can.BusState.ACTIVE
            with pytest.raises(can.CanOperationError, match="classical"):
                bus.send(can.Message(arbitration_id=1, is_fd=True, data=bytes(12)))


async def test_a_notifier_on_the_loop_sees_every_frame_at_once(tmp_path: Path) -> None:
    async with V2xLinkServer(tmp_path / "bus.sock") as server:
        with await in_thread(V2xLinkInterface, server.address) as bus:
            await server.joined()
            reader = can.AsyncBufferedReader()
            notifier = can.Notifier(bus, [reader], loop=asyncio.get_running_loop())
            server.send_bytes(b"".join(to_record(CanFrame(number, b"")) for number in range(10)))
            async with asyncio.timeout(2):
                got = [(await reader.get_message()).arbitration_id for _ in range(10)]
            assert got == list(range(10))
            notifier.stop()


async def test_the_end_of_the_link_is_an_error(tmp_path: Path) -> None:
    async with V2xLinkServer(tmp_path / "bus.sock") as server:
        with await in_thread(V2xLinkInterface, server.address) as bus:
            await server.joined()
            server.hang_up()
            with pytest.raises(can.CanOperationError, match="far end closed"):
                await in_thread(bus.recv, 2)
            assert bus.state is can.BusState.ERROR


def test_a_far_end_that_does_not_read_ends_in_a_timeout(tmp_path: Path) -> None:
    path = str(tmp_path / "bus.sock")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(path)
        listener.listen(1)
        with V2xLinkInterface(path) as bus:
            with pytest.raises(can.exceptions.CanTimeoutError, match="does not read"):
                for _ in range(1000):
                    bus.send(can.Message(arbitration_id=1), timeout=0.01)
            far, _ = listener.accept()
            taken = len(far.recv(65536)) // 16
            bus.send(can.Message(arbitration_id=2), timeout=1)
            assert far.recv(65536) == to_record(CanFrame(2, b""))
            assert taken > 0
            far.close()


@pytest.mark.parametrize("channel", ["/nowhere/bus.sock", "10.0.0.1:1", "nonsense"])
def test_what_cannot_be_joined_is_an_initialization_error(channel: str) -> None:
    with pytest.raises(can.CanInitializationError):
        V2xLinkInterface(channel)
