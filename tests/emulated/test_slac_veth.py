"""EV and EVSE over real interfaces with real timers; the emulated power line sits between the veth ends."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from tests.support.slac_veth import ip, require_veth, until, veth_pairs
from v2xsdk.protocol.slac import codec
from v2xsdk.protocol.slac.ev import EvSlac
from v2xsdk.protocol.slac.events import LinkLost, Matched
from v2xsdk.protocol.slac.evse import EvseSlac
from v2xsdk.protocol.slac.params import EvSettings, SlacTimers
from v2xsdk.protocol.slac.pilot import PilotReading, PilotState
from v2xsdk.transport.ethernet.pump import EthernetPump
from v2xsdk.transport.ethernet.raw import open_raw
from v2xsdk_emulator.plc import frames
from v2xsdk_emulator.plc.line import LinePort, PowerLine
from v2xsdk_emulator.plc.veth import VethLine

PLUGGED = PilotReading(PilotState.B, 5.0)
PORT = 15118


class Node:
    """A machine pumped on a real interface."""

    def __init__(self, interface: str, kind: str, settings: Any = None) -> None:
        port = open_raw(interface)
        self.events: list[Any] = []
        self.machine: Any = EvseSlac(port.mac) if kind == "evse" else EvSlac(port.mac, settings)
        coder = codec if kind == "evse" else frames
        self.pump = EthernetPump(self.machine, port, coder.decode, coder.encode, self.events.append)
        self.pump.start(self.machine.start)

    def plug(self, reading: PilotReading = PLUGGED) -> None:
        self.pump.do(lambda now: self.machine.pilot_changed(reading, now))

    def seen(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]


def line_of(*names: str) -> tuple[VethLine, list[LinePort]]:
    line = PowerLine(seed=4)
    served = VethLine(line)
    ports = [line.attach(name) for name in names]
    for port, name in zip(ports, names, strict=True):
        served.serve(port, f"{name}l")
    return served, ports


@pytest.mark.parametrize("gap_s", [0.02, 0.025])
async def test_they_match_in_under_1200_ms(gap_s: float) -> None:
    require_veth()
    with veth_pairs("slt0", "slt1"):
        served, (evse_port, ev_port) = line_of("slt0", "slt1")
        served.line.couple(evse_port, ev_port, 8.0)
        timers = SlacTimers(tp_ev_batch_msg_interval_s=gap_s)
        evse, ev = Node("slt0", "evse"), Node("slt1", "ev", EvSettings(timers=timers))
        try:
            assert await until(lambda: evse_port.modem.nmk, 2.0)
            evse.plug()
            began_s = asyncio.get_running_loop().time()
            ev.plug()
            assert await until(lambda: evse.seen(Matched) and ev.seen(Matched), 5.0), (evse.events, ev.events)
            took_s = asyncio.get_running_loop().time() - began_s
            assert took_s < 1.2
            assert evse.seen(Matched)[0].peer_mac == ev.machine.mac
            assert ev.seen(Matched)[0].peer_mac == evse.machine.mac
            assert evse_port.modem.nmk == ev_port.modem.nmk
            assert evse.pump.dropped == ev.pump.dropped == 0
        finally:
            evse.pump.close()
            ev.pump.close()
            served.close()


async def test_with_two_stations_the_car_waits_for_both_or_for_its_time() -> None:
    require_veth()
    with veth_pairs("slt0", "slt1", "slt2"):
        served, (evse_port, other_port, ev_port) = line_of("slt0", "slt1", "slt2")
        served.line.couple(evse_port, ev_port, 8.0)
        served.line.couple(other_port, ev_port, 30.0)
        evse, other, ev = Node("slt0", "evse"), Node("slt1", "evse"), Node("slt2", "ev")
        try:
            assert await until(lambda: evse_port.modem.nmk and other_port.modem.nmk, 2.0)
            for node in (evse, other, ev):
                node.plug()
            assert await until(lambda: ev.seen(Matched) and evse.seen(Matched), 5.0), (evse.events, ev.events)
            assert ev.seen(Matched)[0].peer_mac == evse.machine.mac
            assert len(ev.machine.run.results) == 2
            assert not other.seen(Matched)
        finally:
            for node in (evse, other, ev):
                node.pump.close()
            served.close()


async def test_ip_crosses_only_inside_the_network_and_a_lost_interface_is_noticed() -> None:
    require_veth()
    with veth_pairs("slt0", "slt1"):
        for name, address in (("slt0", "fe80::a/64"), ("slt1", "fe80::b/64")):
            ip("addr", "add", address, "dev", name, "nodad")
        served, (evse_port, ev_port) = line_of("slt0", "slt1")
        served.line.couple(evse_port, ev_port, 8.0)
        evse, ev = Node("slt0", "evse"), Node("slt1", "ev")
        try:
            with udp("slt0") as listening, udp("slt1") as sending:
                sending.sendto(b"too early", ("ff02::1", PORT, 0, socket.if_nametoindex("slt1")))
                assert await until(lambda: evse_port.modem.nmk, 2.0)
                evse.plug()
                ev.plug()
                assert await until(lambda: evse.seen(Matched) and ev.seen(Matched), 5.0)
                sending.sendto(b"in time", ("ff02::1", PORT, 0, socket.if_nametoindex("slt1")))
                data, peer = await asyncio.wait_for(asyncio.get_running_loop().sock_recvfrom(listening, 100), 2.0)
                assert (data, peer[0].split("%")[0]) == (b"in time", "fe80::b")
            assert await asyncio.wait_for(tcp_echo(bytes(300_000)), 5.0) == bytes(300_000)
            ip("link", "del", "slt0")
            assert await until(lambda: evse.seen(LinkLost), 2.0)
            assert await until(lambda: ev.seen(LinkLost), 3.0), "its modem finds nobody any more"
            assert await until(lambda: "slt0l" in served.lost, 1.0)
        finally:
            evse.pump.close()
            ev.pump.close()
            served.close()


def on(interface: str, kind: int) -> socket.socket:
    """An IPv6 socket of one interface."""
    sock = socket.socket(socket.AF_INET6, kind)
    sock.setblocking(False)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
    return sock


def udp(interface: str) -> socket.socket:
    sock = on(interface, socket.SOCK_DGRAM)
    sock.bind(("::", PORT if interface == "slt0" else 0))
    return sock


async def tcp_echo(data: bytes) -> bytes:
    """Send ``data`` from one host to the other and get it back."""
    loop = asyncio.get_running_loop()
    with on("slt0", socket.SOCK_STREAM) as listening, on("slt1", socket.SOCK_STREAM) as calling:
        listening.bind(("fe80::a", PORT, 0, socket.if_nametoindex("slt0")))
        listening.listen()
        await loop.sock_connect(calling, ("fe80::a", PORT, 0, socket.if_nametoindex("slt1")))
        called, _ = await loop.sock_accept(listening)
        with called:
            sending = asyncio.create_task(loop.sock_sendall(calling, data))
            there = await receive(called, len(data))
            await sending
            sending = asyncio.create_task(loop.sock_sendall(called, there))
            back = await receive(calling, len(data))
            await sending
            return back


async def receive(sock: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size and (more := await asyncio.get_running_loop().sock_recv(sock, 65536)):
        data += more
    return data
