"""Small parts at the edge: TLS hello, trace file, records, addresses, judge, neutral answers."""

from __future__ import annotations

import ssl
import time
from pathlib import Path

import dpkt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.v2g_corpus import corpus
from tests.unit.v2g.pairs import iso20
from v2xsdk.errors import ConfigError, EncodeError
from v2xsdk.protocol import exi
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g import wire
from v2xsdk.protocol.v2g.effects import ControlMode
from v2xsdk.protocol.v2g.messages.iso20 import dc
from v2xsdk.protocol.v2g.reverse_current import SEEN
from v2xsdk.protocol.v2g.timers import Protocol
from v2xsdk.runtime.v2g.connection import RECEIVED, SENT
from v2xsdk.runtime.v2g.findings import ChargerJudge
from v2xsdk.runtime.v2g.pcapng import PcapngWriter
from v2xsdk.runtime.v2g.records import effect_record
from v2xsdk.transport.addresses import interface_index, is_loopback, is_veth, v2g_address
from v2xsdk.transport.client_hello import offers_tls13


def hello(version: ssl.TLSVersion) -> bytes:
    """The first bytes of a real client."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = context.maximum_version = version
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    outgoing = ssl.MemoryBIO()
    with pytest.raises(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), outgoing).do_handshake()
    return outgoing.read()


def test_the_version_a_client_offers() -> None:
    old, new = hello(ssl.TLSVersion.TLSv1_2), hello(ssl.TLSVersion.TLSv1_3)
    assert offers_tls13(new) is True
    assert offers_tls13(old) is False
    assert offers_tls13(new[:20]) is None and offers_tls13(b"") is None
    assert offers_tls13(b"GET / HTTP/1.1") is False


@given(st.binary(max_size=200), st.integers(0, 300))
def test_a_mutilated_hello_does_no_harm(junk: bytes, at: int) -> None:
    data = bytearray(hello(ssl.TLSVersion.TLSv1_3))
    data[at : at + len(junk)] = junk
    assert offers_tls13(bytes(data)) in (True, False, None)


def test_a_trace_is_read_by_another_program(tmp_path: Path) -> None:
    path, frames = tmp_path / "t.pcapng", [b"\x01\xfe\x80\x01\0\0\0\x01\x80", bytes(100_000), b"\x01\xfe"]
    with PcapngWriter(path) as writer:
        for number, frame in enumerate(frames):
            writer.write(1_000_000.5 + number, number % 2 == 1, frame)
    found: dict[int, bytes] = {}
    with path.open("rb") as file:
        for at, data in dpkt.pcapng.Reader(file):
            packet = dpkt.ip6.IP6(data)
            found[packet.data.sport] = found.get(packet.data.sport, b"") + packet.data.data
            assert 1_000_000 < at < 1_000_010
    assert found == {49_152: frames[0] + frames[2], 15_118: frames[1]}


def test_records_of_effects_hold_no_keys_and_no_messages() -> None:
    pair = iso20("dc-bpt", ControlMode.DYNAMIC)
    pair.run()
    records = [effect_record(effect) for _, effect in pair.secc_effects]
    kinds = {record["kind"] for record in records if record is not None}
    assert {"session_started", "vehicle_said", "service_chosen", "energy_wanted", "session_ended"} <= kinds
    assert effect_record(fx.Send(object())) is None


def test_interfaces() -> None:
    assert is_loopback("lo") and not is_veth("lo") and v2g_address("lo") == "::1"
    with pytest.raises(ConfigError, match="there are .*lo"):
        interface_index("nonesuch0")


def test_a_slow_or_failing_charger_is_reported_with_its_clause() -> None:
    judge = ChargerJudge()
    request = next(m for m in corpus(Protocol.ISO20, "Req") if isinstance(m, dc.DC_ChargeLoopReq))
    answer = next(m for m in corpus(Protocol.ISO20, "Res") if isinstance(m, dc.DC_ChargeLoopRes))
    judge.message(1.0, SENT, request)
    judge.message(1.2, RECEIVED, answer)
    assert judge.findings == []
    judge.message(2.0, SENT, request)
    judge.message(2.3, RECEIVED, answer)
    assert "0.300 s, the limit is 0.25 s" in str(judge.findings[0]) and "-20 tables" in str(judge.findings[0])


@pytest.mark.parametrize("protocol", list(Protocol))
def test_neutral_messages_are_valid_by_the_schema(protocol: Protocol) -> None:
    """Each can be written and read again: a failed answer must still be valid ([V2G2-736], [V2G20-736])."""
    for kind in ("Req", "Res"):
        for message in corpus(protocol, kind):
            try:
                data = wire.encode(message, protocol)
            except EncodeError as error:
                raise AssertionError(f"{type(message).__name__}: {error}") from error
            schema = {Protocol.DIN: "din", Protocol.ISO2: "iso2"}.get(protocol)
            if schema is not None:
                assert exi.decode(schema, data[8:]) == message


def test_what_vehicles_bore_in_reverse_is_data() -> None:
    assert {seen.vehicle: seen.seconds for seen in SEEN}["Porsche Taycan"] == 30.0
    assert all(seen.seconds is None or seen.seconds > 0 for seen in SEEN)


def test_a_machine_is_quick() -> None:
    """A whole session of 150 pairs over EXI in far less than the cars' own pause between two pairs."""
    pair = iso20("dc-bpt", ControlMode.DYNAMIC, loops=150)
    began = time.process_time()
    pair.run()
    assert (time.process_time() - began) / 150 < 0.02
