"""Hostile peers on the vehicle's link: published flaws and attacks, one test each (v2x-domain, section 6)."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.support.v2g_bench import Bench, bench
from v2xsdk.errors import ConfigError, DeviceTimeout, LinkLost
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g import sap, sdp, wire
from v2xsdk.protocol.v2g.effects import EndReason
from v2xsdk.protocol.v2g.ev import EvSettings
from v2xsdk.protocol.v2g.messages import iso2
from v2xsdk.protocol.v2g.timers import Protocol
from v2xsdk.protocol.v2g.v2gtp import Deframer, Frame, pack
from v2xsdk.runtime.v2g.ev_client import EvClient, EvClientOptions
from v2xsdk.runtime.v2g.pki_link import TlsMode
from v2xsdk.runtime.v2g.simulated_ev import EvProfile, SimulatedEv

FAST = EvSettings(loop_period_s=0.01, poll_period_s=0.01)


async def connect(running: Bench) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    port = running.server._acceptors[0].port
    return await asyncio.open_connection("::1", port)


async def closed(reader: asyncio.StreamReader) -> bytes:
    """Return what still comes until the charger closed the connection."""
    try:
        return await asyncio.wait_for(reader.read(), 2.0)
    except ConnectionError:
        return b""


async def answer(reader: asyncio.StreamReader, protocol: Protocol | None) -> object:
    deframer = Deframer()
    while True:
        frames = deframer.receive(await asyncio.wait_for(reader.read(4096), 2.0))
        for frame in frames:
            assert isinstance(frame, Frame)
            decoded = wire.decode(frame, protocol)
            assert decoded is not None
            return decoded[0]


def setup_request(session_id: bytes = b"\x00") -> bytes:
    header = iso2.MessageHeaderType(SessionID=session_id)
    body = iso2.BodyType(BodyElement=iso2.SessionSetupReq(EVCCID=b"\x02\x00\x00\x00\x00\x01"))
    return wire.encode(iso2.V2G_Message(Header=header, Body=body), Protocol.ISO2)


def iso2_request(session_id: bytes, body: iso2.BodyBaseType) -> bytes:
    header = iso2.MessageHeaderType(SessionID=session_id)
    return wire.encode(
        iso2.V2G_Message(Header=header, Body=iso2.BodyType(BodyElement=body)),  # type: ignore[arg-type]
        Protocol.ISO2,
    )


async def in_session(running: Bench) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, bytes]:
    reader, writer = await connect(running)
    writer.write(wire.encode(sap.offer([sap.ISO2]), None))
    await answer(reader, None)
    writer.write(setup_request())
    message = await answer(reader, Protocol.ISO2)
    assert isinstance(message, iso2.V2G_Message)
    return reader, writer, message.Header.SessionID


async def still_serves(running: Bench) -> None:
    end, _ = await running.drive(FAST, protocols=(Protocol.ISO2,))
    assert end.reason is EndReason.NORMAL


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize("length", [0xFFFFFFF8, 0xFFFFFFFF, 0x80000000, 70_000])
async def test_length_wraps_and_giants_are_dropped(length: int) -> None:
    """CVE-2024-37310, CVE-2025-68137: a length plus eight wraps in 32 bits."""
    async with bench() as running:
        reader, writer = await connect(running)
        writer.write(struct.pack(">BBHI", 1, 0xFE, 0x8001, length) + bytes(4096))
        await writer.drain()
        await asyncio.sleep(0.02)
        (connection,) = running.server.connections
        assert connection._deframer.pending <= 8
        writer.close()
        await closed(reader)
        await running.settled()
        await still_serves(running)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x01", b"GET / HTTP/1.1\r\n\r\n", pack(0x8001, b""), pack(0x8001, b"\x80"), pack(0x8001, b"\xff" * 64)],
)
async def test_garbage_before_the_handshake_ends_the_connection_only(data: bytes) -> None:
    async with bench() as running:
        reader, writer = await connect(running)
        writer.write(data)
        writer.write_eof()
        assert await closed(reader) == b""
        writer.close()
        await running.settled()
        await still_serves(running)


async def test_a_slow_drip_does_not_hold_a_connection() -> None:
    """One byte at a time, never a whole message: the communication set-up timer ends it."""
    async with bench() as running:
        reader, writer = await connect(running)
        for byte in wire.encode(sap.offer([sap.ISO2]), None)[:6]:
            writer.write(bytes((byte,)))
            await writer.drain()
        await asyncio.sleep(0.01)
        (connection,) = running.server.connections
        assert connection._timer is not None and connection._timer.when() <= asyncio.get_running_loop().time() + 18.0
        connection._setup_at = 0.0
        connection._tick()
        assert await closed(reader) == b""
        assert [end.reason for end in running.ends] == [EndReason.TIMEOUT]
        writer.close()


async def test_thousands_of_connections() -> None:
    """CVE-2025-68133: connections are bounded, descriptors come back, a real vehicle is served afterwards."""
    async with bench(max_connections=8) as running:
        before = descriptors()
        for _ in range(100):
            writers = []
            for _ in range(20):
                writers.append((await connect(running))[1])
            await asyncio.sleep(0)
            assert len(running.server.connections) <= 8
            for writer in writers:
                writer.transport.abort()
            await running.settled()
        await asyncio.sleep(0.05)
        assert descriptors() <= before + 2
        await still_serves(running)


async def test_ten_thousand_discovery_packets() -> None:
    """CVE-2025-68136: discovery leaks nothing."""
    async with bench() as running:
        before = descriptors()
        request = sdp.encode_request(sdp.SdpRequest(sdp.Security.NONE))
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as flood:
            flood.setblocking(False)
            for number in range(10_000):
                flood.sendto(request if number % 2 else request[:5], ("::1", running.sdp_port))
                if number % 100 == 0:
                    await asyncio.sleep(0)
        assert descriptors() <= before
        await still_serves(running)


async def test_session_id_guessed_zero_or_reused() -> None:
    """CVE-2025-68140: a session id of zero is a wrong id; so is the id of a session that ended."""
    for wrong in (bytes(8), b"\x00", b"\xff" * 8):
        async with bench() as running:
            reader, writer, _ = await in_session(running)
            writer.write(iso2_request(wrong, iso2.ServiceDiscoveryReq()))
            message = await answer(reader, Protocol.ISO2)
            assert message.Body.BodyElement.ResponseCode.value == "FAILED_UnknownSession"  # type: ignore[attr-defined]
            assert await closed(reader) == b""
            writer.close()
    async with bench() as running:
        reader, writer, old = await in_session(running)
        writer.transport.abort()
        await running.settled()
        reader, writer = await connect(running)
        writer.write(wire.encode(sap.offer([sap.ISO2]), None))
        await answer(reader, None)
        writer.write(setup_request(old))
        message = await answer(reader, Protocol.ISO2)
        assert message.Body.BodyElement.ResponseCode.value == "OK_NewSessionEstablished"  # type: ignore[attr-defined]
        assert message.Header.SessionID != old  # type: ignore[attr-defined]
        writer.close()


async def test_messages_before_their_time_change_nothing() -> None:
    """CVE-2026-24003: PowerDelivery before authorization must not start anything; the session ends (68139)."""
    async with bench() as running:
        reader, writer, session_id = await in_session(running)
        start = iso2.PowerDeliveryReq(ChargeProgress=iso2.ChargeProgressType.Start, SAScheduleTupleID=1)
        writer.write(iso2_request(session_id, start))
        message = await answer(reader, Protocol.ISO2)
        assert message.Body.BodyElement.ResponseCode.value == "FAILED_SequenceError"  # type: ignore[attr-defined]
        assert await closed(reader) == b""
        wanted = (fx.EnergyWanted, fx.PreChargeWanted, fx.CloseContactor, fx.TargetWanted)
        assert not any(isinstance(effect, wanted) for effect in running.effects)
        assert any(isinstance(effect, fx.OpenContactor) for effect in running.effects)
        writer.close()


async def test_two_requests_at_once_are_not_overtaken() -> None:
    async with bench() as running:
        reader, writer, session_id = await in_session(running)
        twice = iso2_request(session_id, iso2.ServiceDiscoveryReq())
        writer.write(twice + twice)
        assert (await answer(reader, Protocol.ISO2)).Body.BodyElement.ResponseCode.value == "OK"  # type: ignore[attr-defined]
        await closed(reader)
        assert running.ends[-1].reason is EndReason.SEQUENCE_ERROR
        writer.close()


async def test_a_second_vehicle_cannot_take_a_running_session() -> None:
    async with bench() as running:
        _, first, _ = await in_session(running)
        reader, second = await connect(running)
        second.write(wire.encode(sap.offer([sap.ISO2]), None))
        await answer(reader, None)
        second.write(setup_request())
        await closed(reader)
        assert len(running.server.connections) == 1
        first.close()
        second.close()


async def test_a_dead_session_gives_way() -> None:
    async with bench() as running:
        _, first, _ = await in_session(running)
        (old,) = running.server.connections
        old.last_received_s -= 60.0
        reader, second = await connect(running)
        second.write(wire.encode(sap.offer([sap.ISO2]), None))
        await answer(reader, None)
        second.write(setup_request())
        message = await answer(reader, Protocol.ISO2)
        assert message.Body.BodyElement.ResponseCode.value == "OK_NewSessionEstablished"  # type: ignore[attr-defined]
        assert old.end is not None and old.end.reason is EndReason.LOCAL
        first.close()
        second.close()


async def test_a_downgrade_from_tls_is_refused_by_the_vehicle() -> None:
    """Somebody answers the TLS request with "no TLS"."""
    async with bench() as running:
        options = EvClientOptions("lo", tls=TlsMode.TLS12, sdp_port=running.sdp_port, max_requests=2)
        client = EvClient(options, FAST, lambda effect: None)
        with pytest.raises(DeviceTimeout, match="offers no TLS"):
            await client.run(SimulatedEv(EvProfile()))
        found = sdp.SdpResponse("::1", running.server._acceptors[0].port, sdp.Security.NONE)
        with pytest.raises(LinkLost, match="policy"):
            await client.session(found, SimulatedEv(EvProfile()))


async def test_a_charger_without_keys_does_not_start() -> None:
    """CVE-2026-27828: a start that failed leaves nothing open and serves nothing."""
    before = descriptors()
    with pytest.raises(ConfigError, match="--pki"):
        async with bench(tls=TlsMode.TLS12):
            pass
    with pytest.raises(ConfigError, match="pki make"):
        async with bench(tls=TlsMode.TLS12, pki=Path("/nonexistent")):
            pass
    assert descriptors() <= before


async def test_a_vehicle_that_knows_nothing_of_ours_is_told_so() -> None:
    async with bench(protocols=(Protocol.ISO2,)) as running:
        end, _ = await running.drive(FAST, protocols=(Protocol.DIN,))
        assert end.reason is EndReason.NO_NEGOTIATION
        assert running.ends[-1].reason is EndReason.NO_NEGOTIATION


async def five_pairs(vehicle: SimulatedEv) -> None:
    for _ in range(1000):
        if vehicle.pairs >= 5:
            return
        await asyncio.sleep(0.01)


async def test_link_lost_in_the_loop_zeroes_the_output() -> None:
    """Brokenwire, CVE-2022-0878: the link dies while the battery discharges."""
    async with bench(setpoint_w=-10_000.0) as running:
        vehicle = SimulatedEv(EvProfile(loops=1000, discharge=True))
        options = EvClientOptions("lo", (Protocol.ISO20,), sdp_port=running.sdp_port)
        client = EvClient(options, replace(FAST, service="dc-bpt"), lambda effect: None)
        task = asyncio.ensure_future(client.run(vehicle))
        await asyncio.wait_for(five_pairs(vehicle), 3.0)
        assert client.connection is not None and client.connection.transport is not None
        client.connection.transport.abort()
        await task
        await running.settled()
        kinds = [type(e) for e in running.effects if isinstance(e, fx.OutputZero | fx.OpenContactor | fx.SessionEnded)]
        assert kinds == [fx.OutputZero, fx.OpenContactor, fx.SessionEnded]
        assert running.ends[-1].reason is EndReason.PEER_CLOSED
        state = running.evse.state(asyncio.get_running_loop().time())
        assert (state.present_current_a, state.present_voltage_v) == (0.0, 0.0)
