"""SocketCAN without a kernel that has it: what is said, and the queue rules on a stand-in socket."""

from __future__ import annotations

import asyncio
import errno
import socket
from pathlib import Path

import pytest

from tests.support.eventually import eventually
from v2xsdk.errors import LinkLost, TransportError
from v2xsdk.model.can import CanFrame, to_record
from v2xsdk.transport.can import socketcan
from v2xsdk.transport.can.bus import BusState
from v2xsdk.transport.can.socketcan import SocketCanBus

FRAME = CanFrame(0x02E300F0, b"\x10\x10\0\0\0\0\0\0")


@pytest.fixture(autouse=True)
def private_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("V2XSDK_RUNTIME_DIR", str(tmp_path / "locks"))


class Wire(socket.socket):
    """One end of a packet socket pair that behaves like a CAN interface with a full queue on demand."""

    error: int | None = None

    def send(self, data: bytes, flags: int = 0) -> int:  # type: ignore[override]
        if self.error is not None:
            raise OSError(self.error, errno.errorcode[self.error])
        return super().send(data, flags)


@pytest.fixture
def wires(monkeypatch: pytest.MonkeyPatch) -> tuple[Wire, socket.socket]:
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    wire = Wire(near.family, near.type, near.proto, near.detach())
    monkeypatch.setattr(socketcan, "_can_socket", lambda: wire)
    monkeypatch.setattr(wire, "setsockopt", lambda *_: None, raising=False)
    monkeypatch.setattr(wire, "bind", lambda *_: None, raising=False)
    far.setblocking(False)
    return wire, far


async def test_a_kernel_without_can_is_said_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socketcan, "_AF_CAN", 255)
    with pytest.raises(TransportError, match="no SocketCAN.*python-can://slcan"):
        await SocketCanBus("can0").open()


async def test_a_missing_interface_is_named(wires: tuple[Wire, socket.socket], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENODEV, "No such device")

    monkeypatch.setattr(wires[0], "bind", refuse, raising=False)
    with pytest.raises(LinkLost, match="no CAN interface can7"):
        await SocketCanBus("can7").open()
    wires[1].close()


async def test_frames_pass(wires: tuple[Wire, socket.socket]) -> None:
    wire, far = wires
    heard: list[CanFrame] = []
    bus = SocketCanBus("can0")
    bus.listen(heard.append)
    async with bus:
        bus.send(FRAME)
        assert far.recv(99) == to_record(FRAME)
        far.send(to_record(FRAME))
        await eventually(lambda: heard)
        assert heard[0].data == FRAME.data
    far.close()
    assert wire.fileno() == -1


async def test_a_full_interface_queue_is_tried_again_and_old_frames_are_dropped(
    wires: tuple[Wire, socket.socket],
) -> None:
    wire, far = wires
    bus = SocketCanBus("can0", max_age_s=0.02)
    async with bus:
        wire.error = errno.ENOBUFS
        bus.send(CanFrame(1, b""))
        await asyncio.sleep(0.03)
        bus.send(CanFrame(2, b""))
        assert bus.state is BusState.OPEN
        wire.error = None
        await asyncio.sleep(0.008)
        assert far.recv(99) == to_record(CanFrame(2, b""))
        with pytest.raises(BlockingIOError):
            far.recv(99)
        assert (bus.statistics.tx, bus.statistics.dropped) == (1, 1)
    far.close()


async def test_an_interface_that_goes_down_is_a_loss(wires: tuple[Wire, socket.socket]) -> None:
    wire, far = wires
    losses: list[TransportError] = []
    bus = SocketCanBus("can0")
    bus.on_loss(losses.append)
    async with bus:
        wire.error = errno.ENETDOWN
        with pytest.raises(LinkLost, match="writing failed"):
            bus.send(FRAME)
        await asyncio.sleep(0)
        assert len(losses) == 1
    far.close()
