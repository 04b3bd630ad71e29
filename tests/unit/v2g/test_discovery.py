"""SECC discovery and the protocol handshake, without I/O."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.errors import DecodeError
from v2xsdk.protocol.v2g import sap, sdp
from v2xsdk.protocol.v2g.effects import Energy
from v2xsdk.protocol.v2g.messages.app import AppProtocolType, SupportedAppProtocolReq, SupportedAppProtocolRes
from v2xsdk.protocol.v2g.sdp import LinkPolicy, SdpOutcome, SdpResponse, Security, Transport
from v2xsdk.protocol.v2g.timers import Protocol

ADDRESS = "fe80::1234:5678:9abc:def0"
ANSWER = SdpResponse(ADDRESS, 61_341, Security.TLS)


def test_bytes_of_request_and_answer() -> None:
    assert sdp.encode_request(sdp.SdpRequest(Security.NONE)).hex() == "01fe9000000000021000"
    expected = "01fe900100000014fe80000000000000123456789abcdef0ef9d0000"
    assert sdp.encode_response(ANSWER).hex() == expected
    assert sdp.decode_response(bytes.fromhex(expected)) == ANSWER


@given(st.binary(max_size=40))
def test_anything_else_is_a_decode_error(datagram: bytes) -> None:
    pairs: list[tuple[Callable[[bytes], Any], Callable[[Any], bytes]]] = [
        (sdp.decode_request, sdp.encode_request),
        (sdp.decode_response, sdp.encode_response),
    ]
    for decode, encode in pairs:
        try:
            found = decode(datagram)
        except DecodeError:
            continue
        assert encode(found) == datagram


@pytest.mark.parametrize(
    "change",
    ["01fe9001000000020000", "01fe9000000000031000", "01fe900000000002", "01fe90000000000220", "02fd9000000000021000"],
)
def test_requests_that_are_none(change: str) -> None:
    with pytest.raises(DecodeError):
        sdp.decode_request(bytes.fromhex(change))


SERVED = [
    (LinkPolicy.PLAIN, Security.NONE, Security.NONE),
    (LinkPolicy.PLAIN, Security.TLS, Security.NONE),
    (LinkPolicy.TLS, Security.NONE, Security.TLS),
    (LinkPolicy.TLS, Security.TLS, Security.TLS),
    (LinkPolicy.ANY, Security.NONE, Security.NONE),
    (LinkPolicy.ANY, Security.TLS, Security.TLS),
]


@pytest.mark.parametrize(("policy", "asked", "given"), SERVED)
def test_charger_answers_by_its_policy(policy: LinkPolicy, asked: Security, given: Security) -> None:
    plain = None if policy is LinkPolicy.TLS else 50_000
    secure = None if policy is LinkPolicy.PLAIN else 50_001
    server = sdp.SdpServer(ADDRESS, policy, plain, secure)
    answer = server.answer(sdp.encode_request(sdp.SdpRequest(asked)))
    assert answer is not None
    found = sdp.decode_response(answer)
    assert (found.address, found.security, found.port) == (ADDRESS, given, 50_000 if given is Security.NONE else 50_001)
    assert server.answer(sdp.encode_request(sdp.SdpRequest(asked))) == answer


def test_charger_does_not_serve_udp() -> None:
    server = sdp.SdpServer(ADDRESS, LinkPolicy.ANY, 1, 2)
    assert server.answer(sdp.encode_request(sdp.SdpRequest(Security.TLS, Transport.UDP))) is None


def test_vehicle_asks_again_every_250_ms_fifty_times() -> None:
    client, now, sent = sdp.SdpClient(LinkPolicy.ANY), 10.0, 1
    assert client.start(now) == sdp.encode_request(sdp.SdpRequest(Security.TLS))
    while client.outcome is SdpOutcome.SEARCHING:
        deadline = client.next_deadline()
        assert deadline is not None and deadline == pytest.approx(now + 0.25)
        assert client.handle_timeout(deadline - 0.001) is None
        now = deadline
        sent += client.handle_timeout(now) is not None
    assert (client.outcome, sent, client.next_deadline()) == (SdpOutcome.FAILED, 50, None)


def test_vehicle_takes_the_first_answer_and_remembers_the_others() -> None:
    client = sdp.SdpClient(LinkPolicy.TLS)
    client.start(0.0)
    client.receive(b"garbage")
    client.receive(sdp.encode_response(SdpResponse(ADDRESS, 1, Security.NONE)))
    assert len(client.refused) == 1 and client.next_deadline() is not None
    client.receive(sdp.encode_response(ANSWER))
    client.receive(sdp.encode_response(ANSWER))
    client.receive(sdp.encode_response(SdpResponse("fe80::666", 2, Security.TLS)))
    assert (client.response, client.outcome) == (ANSWER, SdpOutcome.FOUND)
    assert [other.address for other in client.others] == ["fe80::666"]
    for number in range(100):
        client.receive(sdp.encode_response(SdpResponse("fe80::666", 100 + number, Security.TLS)))
    assert len(client.others) <= 16


# --- handshake


def entry(namespace: str, major: int, schema_id: int, priority: int, minor: int = 0) -> AppProtocolType:
    return AppProtocolType(
        ProtocolNamespace=namespace,
        VersionNumberMajor=major,
        VersionNumberMinor=minor,
        SchemaID=schema_id,
        Priority=priority,
    )


DIN, ISO2 = "urn:din:70121:2012:MsgDef", "urn:iso:15118:2:2013:MsgDef"
DC, AC = "urn:iso:std:iso:15118:-20:DC", "urn:iso:std:iso:15118:-20:AC"


@pytest.mark.parametrize(
    ("entries", "protocol", "schema_id"),
    [
        ([entry(DIN, 2, 1, 1)], Protocol.DIN, 1),
        ([entry(DIN, 2, 1, 1), entry(ISO2, 2, 0, 2)], Protocol.DIN, 1),
        ([entry(ISO2, 2, 0, 1), entry(DIN, 2, 1, 2)], Protocol.ISO2, 0),
        ([entry(DIN, 2, 1, 1), entry(ISO2, 2, 3, 5)], Protocol.DIN, 1),
        ([entry(DIN, 2, 2, 1), entry(ISO2, 2, 10, 2)], Protocol.DIN, 2),
        ([entry("urn:tesla:din:2018:MsgDef", 0, 2, 1, 7), entry(DIN, 2, 1, 2)], Protocol.DIN, 1),
        ([entry(ISO2, 2, 255, 20), entry(DIN, 2, 7, 19)], Protocol.DIN, 7),
        ([entry(DC, 1, 5, 1), entry(ISO2, 2, 6, 2)], Protocol.ISO20, 5),
    ],
)
def test_vehicles_priorities_decide(entries: list[AppProtocolType], protocol: Protocol, schema_id: int) -> None:
    """Offers as production cars make them (reference/iso15118, section 3)."""
    choice = sap.choose(SupportedAppProtocolReq(AppProtocol=tuple(entries)), sap.ALL)
    assert choice.speech is not None and choice.speech.protocol is protocol
    assert choice.answer.SchemaID == schema_id and choice.answer.ResponseCode is sap.OK


def test_an_ac_charger_does_not_take_the_dc_entry() -> None:
    request = SupportedAppProtocolReq(AppProtocol=(entry(DC, 1, 1, 1), entry(AC, 1, 2, 2)))
    choice = sap.choose(request, [sap.ISO20_AC])
    assert choice.speech is sap.ISO20_AC and choice.answer.SchemaID == 2


def test_minor_deviation_and_no_negotiation() -> None:
    minor = sap.choose(SupportedAppProtocolReq(AppProtocol=(entry(ISO2, 2, 1, 1, minor=1),)), sap.ALL)
    assert minor.answer.ResponseCode is sap.MINOR
    for wrong in (entry(ISO2, 3, 1, 1), entry("urn:none", 2, 1, 1)):
        choice = sap.choose(SupportedAppProtocolReq(AppProtocol=(wrong,)), sap.ALL)
        assert choice.speech is None
        assert choice.answer == SupportedAppProtocolRes(ResponseCode=sap.FAILED, SchemaID=None)


def test_vehicle_takes_only_what_it_offered() -> None:
    wanted = [sap.ISO20_DC, sap.ISO2]
    assert [e.SchemaID for e in sap.offer(wanted).AppProtocol] == [1, 2]
    assert sap.accepted(SupportedAppProtocolRes(ResponseCode=sap.OK, SchemaID=2), wanted) is sap.ISO2
    for schema_id in (0, 3, None):
        assert sap.accepted(SupportedAppProtocolRes(ResponseCode=sap.OK, SchemaID=schema_id), wanted) is None
    assert sap.accepted(SupportedAppProtocolRes(ResponseCode=sap.FAILED, SchemaID=1), wanted) is None


def test_iso20_belongs_on_tls13() -> None:
    both, every = tuple(Energy), tuple(Protocol)
    strict = sap.speeches(every, both, tls13=False, iso20_on_plain=False)
    assert [s.protocol for s in strict] == [Protocol.ISO2, Protocol.DIN]
    assert sap.ISO20_DC in sap.speeches(every, both, tls13=True, iso20_on_plain=False)
    assert sap.DIN not in sap.speeches(every, (Energy.AC,), tls13=True)
