"""Raw Ethernet: the in-process segment, the pump, and what is said where privileges or interfaces miss."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from functools import partial
from typing import Any

import pytest

from v2xsdk.errors import Closed, DecodeError, LinkLost, NoPrivilege, TransportError
from v2xsdk.protocol.slac import codec
from v2xsdk.protocol.slac.ev import EvSlac
from v2xsdk.protocol.slac.events import Matched
from v2xsdk.protocol.slac.evse import EvseSlac
from v2xsdk.protocol.slac.pilot import PilotReading, PilotState
from v2xsdk.transport.ethernet.memory import MemorySegment
from v2xsdk.transport.ethernet.pump import EthernetPump
from v2xsdk.transport.ethernet.raw import open_raw
from v2xsdk_emulator.plc.line import PowerLine
from v2xsdk_emulator.plc.live import LiveLine

A, B, C = (bytes([2, 0, 0, 0, 0, n]) for n in (1, 2, 3))
ALL = b"\xff" * 6


async def turn() -> None:
    for _ in range(4):
        await asyncio.sleep(0)


async def test_a_segment_hands_frames_to_whom_they_are_for() -> None:
    segment = MemorySegment()
    heard: dict[str, list[bytes]] = {"a": [], "b": [], "c": []}
    a, b = segment.open(A), segment.open(B)
    c = segment.open(C, promiscuous=True)
    for name, port in (("a", a), ("b", b), ("c", c)):
        port.listen(heard[name].append, lambda reason: None)
    a.send(B + A + b"one")
    a.send(ALL + A + b"two")
    await turn()
    assert [frame[12:] for frame in heard["b"]] == [b"one", b"two"]
    assert heard["c"] == heard["b"]
    assert heard["a"] == []
    b.close()
    b.close()
    with pytest.raises(Closed, match="open another one"):
        b.send(A + B)


class Echo:
    """A machine that answers each record once, a second later, and reports it."""

    def __init__(self) -> None:
        self.due: float | None = None
        self.out: list[bytes] = []
        self.events: list[Any] = []
        self.closed = False

    def receive(self, record: bytes, now: float) -> None:
        self.events.append(record)
        self.due = now + 1.0

    def to_send(self, now: float) -> list[bytes]:
        sending, self.out = self.out, []
        return sending

    def next_event(self) -> Any | None:
        return self.events.pop(0) if self.events else None

    def next_deadline(self) -> float | None:
        return self.due

    def handle_timeout(self, now: float) -> None:
        if self.due is not None and self.due <= now:
            self.due = None
            self.out.append(A + B + b"answer")

    def peer_closed(self, now: float) -> None:
        self.closed = True
        self.due = None


def decode(frame: bytes) -> bytes:
    if frame[12:] == b"bad":
        raise DecodeError("bad frame")
    return frame


def start() -> tuple[MemorySegment, Any, EthernetPump, Echo, list[Any], list[bytes]]:
    segment = MemorySegment()
    machine, events, answers = Echo(), list[Any](), list[bytes]()
    near, far = segment.open(B), segment.open(A)
    far.listen(answers.append, lambda reason: None)
    pump = EthernetPump(machine, near, decode, lambda record: record, events.append)
    pump.start()
    return segment, far, pump, machine, events, answers


def test_the_pump_serves_frames_deadlines_and_events_on_virtual_time() -> None:
    from v2xsdk_emulator.clock import VirtualLoop

    async def scene() -> None:
        _, far, pump, _, events, answers = start()
        far.send(B + A + b"bad")
        far.send(B + A + b"good")
        await asyncio.sleep(0.9)
        assert events == [B + A + b"good"]
        assert (pump.dropped, pump.last_error) == (1, "bad frame")
        assert answers == []
        await asyncio.sleep(0.2)
        assert answers == [A + B + b"answer"]
        pump.close()
        far.send(B + A + b"late")
        await asyncio.sleep(2.0)
        assert len(events) == 1

    loop = VirtualLoop()
    try:
        loop.run_until_complete(scene())
    finally:
        loop.close()


def test_a_station_and_a_car_match_through_pumps_and_the_emulated_line_on_virtual_time() -> None:
    from v2xsdk_emulator.clock import VirtualLoop

    async def scene() -> None:
        segments = MemorySegment(), MemorySegment()
        live = LiveLine(PowerLine(seed=1))
        machines: list[Any] = [EvseSlac(A), EvSlac(B)]
        events: list[Any] = []
        line_ports = [live.line.attach(name) for name in ("evse", "ev")]
        live.line.couple(line_ports[0], line_ports[1], 8.0)
        pumps = []
        for segment, port, machine in zip(segments, line_ports, machines, strict=True):
            modem_side = segment.open(port.modem.mac, promiscuous=True)
            live.connect(port, modem_side.send)
            modem_side.listen(partial(live.from_host, port), lambda reason: None)
            pumps.append(EthernetPump(machine, segment.open(machine.mac), codec.decode, codec.encode, events.append))
            pumps[-1].start(machine.start)
        await asyncio.sleep(1.0)
        for pump, machine in zip(pumps, machines, strict=True):
            pump.do(partial(machine.pilot_changed, PilotReading(PilotState.B, 5.0)))
        await asyncio.sleep(1.0)
        assert {event.peer_mac for event in events if isinstance(event, Matched)} == {A, B}
        for pump in pumps:
            pump.close()
        live.close()

    loop = VirtualLoop()
    try:
        loop.run_until_complete(scene())
    finally:
        loop.close()


async def test_a_lost_port_ends_the_machine() -> None:
    segment, _, pump, machine, _, _ = start()
    segment.ports[0].lose("eth1 is gone")
    assert machine.closed
    assert pump.last_error == "eth1 is gone"


async def test_a_port_lost_while_sending_ends_the_machine_too(monkeypatch: pytest.MonkeyPatch) -> None:
    segment, _, pump, machine, _, _ = start()

    def gone(frame: bytes) -> None:
        raise LinkLost("eth1 is down or gone")

    monkeypatch.setattr(segment.ports[0], "send", gone)
    pump.do(lambda now: machine.out.append(A + B))
    assert machine.closed
    assert "down" in pump.last_error


def test_an_interface_that_is_not_there_is_a_clear_error() -> None:
    with pytest.raises(TransportError) as caught:
        open_raw("no-such-if0")
    assert isinstance(caught.value, NoPrivilege) or "ip link show" in str(caught.value)


def test_missing_privileges_say_what_to_do() -> None:
    program = (
        "import os\n"
        "from v2xsdk.errors import NoPrivilege\n"
        "from v2xsdk.transport.ethernet.raw import open_raw\n"
        "if os.geteuid() == 0:\n    os.setgid(65534)\n    os.setuid(65534)\n"
        "try:\n    open_raw('lo').close()\n    print('allowed')\n"
        "except NoPrivilege as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    if done.stdout.strip() == "allowed":
        pytest.skip("this Python has CAP_NET_RAW by file capability")
    assert "CAP_NET_RAW" in done.stdout
    assert "setcap" in done.stdout
    assert "unshare -Urn" in done.stdout
