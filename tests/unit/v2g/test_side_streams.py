"""Streams beside the running charge loop of -20, and everything else that is not on the straight path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from tests.support.v2g_corpus import body_of, corpus, wrap
from tests.support.v2g_pair import Pair
from tests.unit.v2g.pairs import din, iso2, iso20
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g import wire
from v2xsdk.protocol.v2g.effects import ControlMode, EndReason, Stream
from v2xsdk.protocol.v2g.evse import Authorization, SeccSettings
from v2xsdk.protocol.v2g.messages.iso20 import acdp, wpt
from v2xsdk.protocol.v2g.messages.iso20 import common as c
from v2xsdk.protocol.v2g.messages.iso20.common_types import MeterInfoType, ProcessingType, V2GRequestType
from v2xsdk.protocol.v2g.timers import Protocol
from v2xsdk.protocol.v2g.v2gtp import Deframer, Frame

MAKERS: list[Callable[[], Pair]] = [
    din,
    lambda: iso2("DC_extended"),
    lambda: iso2("AC_three_phase_core"),
    lambda: iso20("dc", ControlMode.DYNAMIC),
]


def looping(service: str = "dc-bpt", control: ControlMode = ControlMode.SCHEDULED, **kwargs: Any) -> Pair:
    pair = iso20(service, control, **kwargs)
    pair.lose = f"{service[:2].upper()}_ChargeLoopReq"
    pair.run_until_lost()
    pair.secc.receive(pair.trace[-1][2], pair.now)
    pair.secc.effects()
    return pair


def ask(pair: Pair, request: Any, stream: Stream) -> Any:
    """Send over the wire on a side stream, return the answer."""
    data = wire.encode(request, Protocol.ISO20, stream)
    frame = Deframer().receive(data)[0]
    assert isinstance(frame, Frame) and frame.payload_type == stream.value
    decoded = wire.decode(frame, Protocol.ISO20)
    assert decoded is not None and decoded[1] is stream
    pair.secc.receive(decoded[0], pair.now, stream)
    sent = [e for e in pair.secc.effects() if isinstance(e, fx.Send)]
    assert sent and sent[0].stream is (stream if not pair.secc.ended else sent[0].stream)
    return sent[0].message


def recorded(pair: Pair, name: str) -> Any:
    return next(m for _, d, m in pair.trace if type(body_of(m)).__name__ == name)


@pytest.mark.parametrize("service", ["dc-bpt", "ac"])
def test_schedule_renegotiation_beside_the_loop(service: str) -> None:
    pair = looping(service)
    state = pair.secc.state
    name = f"{service[:2].upper()}_ChargeParameterDiscoveryReq"
    for request in (recorded(pair, name), recorded(pair, "ScheduleExchangeReq")):
        assert ask(pair, request, Stream.SCHEDULE).ResponseCode.value == "OK"
    start = recorded(pair, "PowerDeliveryReq")
    renegotiated = replace(start, ChargeProgress=c.ChargeProgressType.ScheduleRenegotiation)
    assert ask(pair, renegotiated, Stream.SCHEDULE).ResponseCode.value == "OK"
    assert pair.secc.state == state and not pair.secc.ended
    loop = recorded(pair, f"{service[:2].upper()}_ChargeLoopReq")
    pair.secc.receive(loop, pair.now)
    assert any(isinstance(e, fx.Send) for e in pair.secc.effects())


def test_a_renegotiated_profile_over_the_schedule_is_warned_about() -> None:
    pair = looping()
    for name in ("DC_ChargeParameterDiscoveryReq", "ScheduleExchangeReq"):
        ask(pair, recorded(pair, name), Stream.SCHEDULE)
    start = recorded(pair, "PowerDeliveryReq")
    entry = start.EVPowerProfile.EVPowerProfileEntries.EVPowerProfileEntry[0]
    huge = replace(entry, Power=replace(entry.Power, Exponent=3, Value=30_000))
    entries = c.EVPowerProfileEntryListType(EVPowerProfileEntry=(huge,))
    profile = replace(start.EVPowerProfile, EVPowerProfileEntries=entries)
    progress = c.ChargeProgressType.ScheduleRenegotiation
    answer = ask(pair, replace(start, ChargeProgress=progress, EVPowerProfile=profile), Stream.SCHEDULE)
    assert answer.ResponseCode.value == "WARNING_ScheduleRenegotiationFailed" and not pair.secc.ended


def test_the_side_stream_has_its_own_order() -> None:
    pair = looping()
    answer = ask(pair, recorded(pair, "ScheduleExchangeReq"), Stream.SCHEDULE)
    assert answer.ResponseCode.value == "FAILED_SequenceError" and pair.secc.ended


def test_a_metering_confirmation_beside_the_loop() -> None:
    pair = looping()
    data = c.SignedMeteringDataType(
        Id="id1",
        SessionID=pair.secc.session_id,
        MeterInfo=MeterInfoType(MeterID="M", ChargedEnergyReadingWh=1234),
        Dynamic_SMDTControlMode=c.Dynamic_SMDTControlModeType(),
    )
    header = recorded(pair, "PowerDeliveryReq").Header
    request = c.MeteringConfirmationReq(Header=header, SignedMeteringData=data)
    frame = Deframer().receive(wire.encode(request, Protocol.ISO20, Stream.METERING))[0]
    assert isinstance(frame, Frame)
    decoded = wire.decode(frame, Protocol.ISO20)
    assert decoded is not None
    pair.secc.receive(decoded[0], pair.now, decoded[1])
    effects = pair.secc.effects()
    assert [e.reading_wh for e in effects if isinstance(e, fx.MeterConfirmed)] == [1234.0]
    pair.secc.receive(replace(request, SignedMeteringData=replace(data, SessionID=bytes(8))), pair.now, Stream.METERING)
    assert pair.secc.end is not None and "FAILED_MeteringSignatureNotValid" in pair.secc.end.detail


def test_standby_is_refused_and_the_loop_goes_on() -> None:
    pair = looping()
    start = recorded(pair, "PowerDeliveryReq")
    pair.secc.receive(replace(start, ChargeProgress=c.ChargeProgressType.Standby), pair.now)
    (answer,) = [e.message for e in pair.secc.effects() if isinstance(e, fx.Send)]
    assert answer.ResponseCode.value == "WARNING_StandbyNotAllowed"  # type: ignore[attr-defined]
    assert pair.secc.state == "charging_dc"


def test_a_loop_of_the_other_control_mode_fails() -> None:
    """CVE-2025-68134's class: valid by schema, impossible by what was selected."""
    pair = looping(control=ControlMode.SCHEDULED)
    other = iso20("dc-bpt", ControlMode.DYNAMIC)
    other.run()
    foreign = next(m for _, _, m in other.trace if type(m).__name__ == "DC_ChargeLoopReq")
    header = replace(foreign.Header, SessionID=pair.secc.session_id)  # type: ignore[attr-defined]
    pair.secc.receive(replace(foreign, Header=header), pair.now)  # type: ignore[type-var]
    effects = pair.secc.effects()
    kinds = [type(e) for e in effects if not isinstance(e, fx.Noted | fx.VehicleSaid)]
    assert kinds[:3] == [fx.OutputZero, fx.Send, fx.OpenContactor]
    assert pair.secc.end is not None and pair.secc.end.reason is EndReason.FAILED_ANSWER


def test_power_delivery_without_a_profile_is_refused_at_start_only() -> None:
    pair = iso20("dc", ControlMode.DYNAMIC)
    pair.lose = "PowerDeliveryReq"
    pair.run_until_lost()
    pair.secc.receive(replace(pair.trace[-1][2], EVPowerProfile=None), pair.now)  # type: ignore[type-var]
    assert pair.secc.end is not None and "FAILED_EVPowerProfileInvalid" in pair.secc.end.detail
    loose = looping("dc", settings=SeccSettings(require_profile=False))
    stop = replace(recorded(loose, "PowerDeliveryReq"), EVPowerProfile=None, ChargeProgress=c.ChargeProgressType.Stop)
    loose.secc.receive(stop, loose.now)
    assert loose.secc.state == "welding"


@pytest.mark.parametrize("module", [acdp, wpt])
def test_wireless_and_pantograph_messages_are_refused_in_a_conductive_session(module: Any) -> None:
    """They are decoded; the session answers in their own type with FAILED_SequenceError."""
    names = [
        n
        for n, v in vars(module).items()
        if n.endswith("Req") and isinstance(v, type) and issubclass(v, V2GRequestType)
    ]
    assert names
    for name in names:
        pair = looping()
        request = wrap(Protocol.ISO20, getattr(module, name), module)
        request = replace(request, Header=replace(request.Header, SessionID=pair.secc.session_id))
        pair.secc.receive(request, pair.now)
        sent = [e.message for e in pair.secc.effects() if isinstance(e, fx.Send)]
        assert [type(m).__name__ for m in sent] == [f"{name[:-3]}Res"]
        assert sent[0].ResponseCode.value == "FAILED_SequenceError"  # type: ignore[attr-defined]
        assert pair.secc.ended


def test_every_message_in_every_state_is_answered_by_the_table() -> None:
    """All requests of a protocol in all states that sessions reach: allowed ones OK, others FAILED_SequenceError."""
    for make in MAKERS:
        full = make()
        full.run()
        names = list(dict.fromkeys(type(body_of(m)).__name__ for _, d, m in full.trace if d == "req"))
        for name in names:
            for foreign in {type(body_of(m)).__name__: m for m in corpus(full.secc.protocol, "Req")}.values():
                pair = make()
                pair.lose = name
                pair.run_until_lost()
                before, wrong = pair.secc.state, type(body_of(foreign)).__name__
                if pair.secc.table.outcomes(before, wrong) is not None or not pair.secc.session_id:
                    continue
                header = replace(foreign.Header, SessionID=pair.secc.session_id)
                pair.secc.receive(replace(foreign, Header=header), pair.now)
                answers = [e.message for e in pair.secc.effects() if isinstance(e, fx.Send)]
                assert len(answers) == 1
                assert body_of(answers[0]).ResponseCode.value == "FAILED_SequenceError", (before, wrong)


def test_a_card_that_was_refused_can_be_followed_by_another_one() -> None:
    """[V2G20-2219]: Finished with a warning, then the same session goes on."""
    pair = iso20("dc", ControlMode.DYNAMIC)
    pair.evse.authorization = Authorization.REFUSED
    pair.lose = "AuthorizationReq"
    pair.run_until_lost()
    request, codes = pair.trace[-1][2], []
    for decided in (Authorization.REFUSED, Authorization.REFUSED, Authorization.PENDING, Authorization.GRANTED):
        pair.evse.authorization = decided
        pair.secc.update(pair.evse.state(pair.now), pair.now)
        pair.secc.receive(request, pair.now)
        effects = pair.secc.effects()
        answer: Any = next(e.message for e in effects if isinstance(e, fx.Send))
        codes.append((answer.ResponseCode.value, answer.EVSEProcessing))
    assert codes == [
        ("WARNING_EIMAuthorizationFailure", ProcessingType.Finished),
        ("OK", ProcessingType.Ongoing),
        ("OK", ProcessingType.Ongoing),
        ("OK", ProcessingType.Finished),
    ]
    assert pair.secc.state == "service_discovery"
