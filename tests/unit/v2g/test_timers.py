"""Every timer of the table on both sides of its limit, on a virtual clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.support.v2g_pair import Pair
from tests.unit.v2g.pairs import START, din, iso2, iso20
from v2xsdk.model import Reason
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g.effects import ControlMode, EndReason
from v2xsdk.protocol.v2g.ev import EvState
from v2xsdk.protocol.v2g.evse import Authorization, SeccSettings
from v2xsdk.protocol.v2g.machine import Machine
from v2xsdk.protocol.v2g.timers import TIMERS, Protocol, Role, Timer, TimerName
from v2xsdk.runtime.v2g.simulated_evse import SimulatedRatings

NEAR = 0.001
OURS_NEVER_SENDS = {
    "ServiceDetailReq@iso2", "PaymentDetailsReq@iso2", "CertificateInstallationReq@iso2", "CertificateUpdateReq@iso2",
    "MeteringReceiptReq@iso2", "CertificateInstallationReq@iso20", "MeteringConfirmationReq@iso20",
    "VehicleCheckInReq@iso20", "VehicleCheckOutReq@iso20",
}  # fmt: skip
"""Requests of Plug and Charge and parking: their time-outs come out of the same table by the same line of code."""

MESSAGES = [t for t in TIMERS.values() if t.name is TimerName.MESSAGE]
SENT = [t for t in MESSAGES if f"{t.message}@{t.protocol}" not in OURS_NEVER_SENDS]


def dc(protocol: Protocol, settings: SeccSettings = SeccSettings()) -> Pair:  # noqa: B008
    makers: dict[Protocol, Callable[[], Pair]] = {
        Protocol.DIN: lambda: din(settings),
        Protocol.ISO2: lambda: iso2("DC_extended", settings),
        Protocol.ISO20: lambda: iso20("dc-bpt", ControlMode.DYNAMIC, settings=settings),
    }
    return makers[protocol]()


def ac(protocol: Protocol) -> Pair:
    return iso2("AC_three_phase_core") if protocol is Protocol.ISO2 else iso20("ac-bpt", ControlMode.DYNAMIC)


def pair_for(timer: Timer) -> Pair:
    alternating = timer.message.startswith(("AC_", "ChargingStatus"))
    return ac(timer.protocol) if alternating else dc(timer.protocol)


def limit(protocol: Protocol, role: Role, name: TimerName) -> float:
    return TIMERS[protocol, role, name, ""].seconds


def ended(machine: Machine) -> fx.SessionEnded | None:
    return machine.end


def ends_at(machine: Machine, at_s: float) -> None:
    """The machine lives until just before ``at_s`` and ends with a time-out just after."""
    machine.handle_timeout(at_s - NEAR)
    assert machine.end is None, machine.end
    machine.handle_timeout(at_s + NEAR)
    end = ended(machine)
    assert end is not None and end.reason is EndReason.TIMEOUT, end


def test_every_timer_is_tested_here() -> None:
    tested = set(TimerName)
    assert {timer.name for timer in TIMERS.values()} == tested
    assert all(timer.clause and timer.seconds > 0 for timer in TIMERS.values())


@pytest.mark.parametrize("timer", SENT, ids=[f"{t.protocol}-{t.message}" for t in SENT])
def test_vehicle_waits_for_an_answer(timer: Timer) -> None:
    pair = pair_for(timer)
    pair.lose = timer.message
    ends_at(pair.evcc, pair.run_until_lost() + timer.seconds)
    effects = pair.evcc.effects()
    assert any(isinstance(e, fx.OpenContactor) for e in effects) and isinstance(effects[-1], fx.Close)


@pytest.mark.parametrize("timer", SENT, ids=[f"{t.protocol}-{t.message}" for t in SENT])
def test_charger_waits_for_the_next_request(timer: Timer) -> None:
    """60 s in every state, but not in the energy loop of -20."""
    pair = pair_for(timer)
    pair.lose = f"{timer.message[:-3]}Res"
    at_s = pair.run_until_lost()
    if timer.message == "SessionStopReq":
        closing = [e for _, e in pair.secc_effects if isinstance(e, fx.Close)]
        assert closing == [fx.Close(limit(timer.protocol, Role.SECC, TimerName.TCP_CLOSE))]
        return
    looping = timer.message.endswith("ChargeLoopReq")
    wait_s = SeccSettings().loop_timeout_s if looping else limit(timer.protocol, Role.SECC, TimerName.SEQUENCE)
    ends_at(pair.secc, at_s + wait_s)
    assert isinstance(pair.secc.effects()[-1], fx.Close)


def test_loop_sequence_of_20_by_the_standard() -> None:
    wait_s = limit(Protocol.ISO20, Role.SECC, TimerName.LOOP_SEQUENCE)
    for service, name in (("dc-bpt", "DC_ChargeLoopRes"), ("ac", "AC_ChargeLoopRes")):
        pair = iso20(service, ControlMode.DYNAMIC, settings=SeccSettings(loop_timeout_s=wait_s))
        pair.lose = name
        ends_at(pair.secc, pair.run_until_lost() + wait_s)


LOOPS = [
    (lambda: dc(Protocol.DIN), "CurrentDemandRes"),
    (lambda: dc(Protocol.ISO2), "CurrentDemandRes"),
    (lambda: ac(Protocol.ISO2), "ChargingStatusRes"),
    (lambda: dc(Protocol.ISO20), "DC_ChargeLoopRes"),
    (lambda: ac(Protocol.ISO20), "AC_ChargeLoopRes"),
]


@pytest.mark.parametrize(("make", "name"), LOOPS)
def test_output_goes_to_zero_long_before_the_session_ends(make: Callable[[], Pair], name: str) -> None:
    pair = make()
    pair.lose = name
    at_s = pair.run_until_lost()
    secc = pair.secc
    wait_s = limit(secc.protocol, Role.SECC, TimerName.LOOP_OUTPUT)
    secc.handle_timeout(at_s + wait_s - NEAR)
    assert not any(isinstance(e, fx.OutputZero) for e in secc.effects())
    secc.handle_timeout(at_s + wait_s + NEAR)
    zeros = [e for e in secc.effects() if isinstance(e, fx.OutputZero)]
    assert [e.reason for e in zeros] == [Reason.LINK_LOST] and not secc.ended


def test_output_does_not_come_back_by_itself_after_silence() -> None:
    """A vehicle that speaks again is asked to stop, and gets no power."""
    pair = dc(Protocol.ISO2)
    pair.lose = "CurrentDemandRes"
    pair.run_until_lost()
    request = next(m for _, d, m in reversed(pair.trace) if d == "req")
    pair.secc.handle_timeout(pair.now + 1.5)
    pair.secc.effects()
    pair.secc.receive(request, pair.now + 1.6)
    effects = pair.secc.effects()
    assert not any(isinstance(e, fx.TargetWanted) for e in effects)
    answer = next(e.message for e in effects if isinstance(e, fx.Send))
    assert answer.Body.BodyElement.DC_EVSEStatus.EVSENotification.value == "StopCharging"  # type: ignore[attr-defined]


@pytest.mark.parametrize("protocol", list(Protocol))
def test_communication_setup(protocol: Protocol) -> None:
    secc = dc(protocol).secc
    ends_at(secc, START + limit(protocol, Role.SECC, TimerName.SETUP))
    evcc = dc(protocol).evcc
    evcc.settings = msgspec.structs.replace(evcc.settings, patience=100.0)
    evcc.start(START)
    ends_at(evcc, START + limit(protocol, Role.EVCC, TimerName.SETUP))


def first(pair: Pair, side: str, kind: type[fx.Effect]) -> float:
    effects = pair.secc_effects if side == "secc" else pair.evcc_effects
    return next(at for at, effect in effects if isinstance(effect, kind))


@pytest.mark.parametrize("protocol", list(Protocol))
def test_cable_check_as_a_whole(protocol: Protocol) -> None:
    pair = dc(protocol)
    pair.evse.ratings = SimulatedRatings(isolation_check_s=1000.0)
    pair.run()
    assert pair.evcc.end is not None and pair.evcc.end.detail.startswith("cable_check timer")
    lived_s = first(pair, "evcc", fx.SessionEnded) - first(pair, "evcc", fx.PilotWanted)
    assert lived_s == pytest.approx(limit(protocol, Role.EVCC, TimerName.CABLE_CHECK), abs=0.1)


@pytest.mark.parametrize("protocol", list(Protocol))
def test_cable_check_that_ends_in_time(protocol: Protocol) -> None:
    pair = dc(protocol)
    pair.evse.ratings = SimulatedRatings(isolation_check_s=limit(protocol, Role.EVCC, TimerName.CABLE_CHECK) - 0.5)
    pair.run()
    assert pair.evcc.end is not None and pair.evcc.end.reason is EndReason.NORMAL


@pytest.mark.parametrize(("below_s", "normal"), [(0.3, True), (-0.3, False)])
@pytest.mark.parametrize("protocol", list(Protocol))
def test_pre_charge_as_a_whole(protocol: Protocol, below_s: float, normal: bool) -> None:
    """The inlet follows only after a while."""
    pair = dc(protocol)
    wait_s = limit(protocol, Role.EVCC, TimerName.PRE_CHARGE) - below_s
    state, began = pair.ev.state, [0.0]

    def measured(now: float) -> EvState:
        if pair.evcc.state == "pre_charge" and not began[0]:
            began[0] = now
        late = bool(began[0]) and now - began[0] < wait_s
        return msgspec.structs.replace(state(now), inlet_voltage_v=0.0 if late else None)

    pair.ev.state = measured  # type: ignore[method-assign]
    pair.run()
    assert pair.evcc.end is not None
    assert pair.evcc.end.normal is normal, pair.evcc.end


@pytest.mark.parametrize("protocol", list(Protocol))
def test_ongoing_at_the_vehicle(protocol: Protocol, monkeypatch: pytest.MonkeyPatch) -> None:
    """A charger that stays Ongoing for ever; its own limit is taken away here."""
    pair = dc(protocol)
    monkeypatch.setattr(pair.secc, "_ongoing_too_long", lambda now: False)
    state = pair.evse.state
    pair.evse.state = lambda now: msgspec.structs.replace(state(now), parameters_ready=False)  # type: ignore[method-assign]
    pair.run()
    assert pair.evcc.end is not None and pair.evcc.end.detail.startswith("ongoing timer")
    name = "ScheduleExchangeRes" if protocol is Protocol.ISO20 else "ChargeParameterDiscoveryRes"
    asked = [at for at, d, m in pair.trace if d == "res" and _name(m) == name]
    lived_s = first(pair, "evcc", fx.SessionEnded) - asked[0]
    assert lived_s == pytest.approx(limit(protocol, Role.EVCC, TimerName.ONGOING), abs=0.01)


@pytest.mark.parametrize("protocol", list(Protocol))
def test_ongoing_at_the_charger(protocol: Protocol) -> None:
    pair = dc(protocol)
    state = pair.evse.state
    pair.evse.state = lambda now: msgspec.structs.replace(state(now), parameters_ready=False)  # type: ignore[method-assign]
    pair.run()
    assert pair.secc.end is not None and "in time" in pair.secc.end.detail
    name = "ScheduleExchangeReq" if protocol is Protocol.ISO20 else "ChargeParameterDiscoveryReq"
    asked = [at for at, d, m in pair.trace if d == "req" and _name(m) == name]
    assert asked[-1] - asked[0] == pytest.approx(limit(protocol, Role.SECC, TimerName.ONGOING), abs=0.25)


def _name(message: object) -> str:
    return type(getattr(getattr(message, "Body", None), "BodyElement", message)).__name__


@pytest.mark.parametrize("protocol", list(Protocol))
def test_authorization_is_given_up_by_own_policy(protocol: Protocol) -> None:
    pair = dc(protocol)
    pair.evse.authorization = Authorization.WAITING_FOR_CUSTOMER
    pair.evcc._timers.clear()
    if protocol is Protocol.DIN:
        pair.evcc.settings = msgspec.structs.replace(pair.evcc.settings, patience=1.0)
    pair.run(limit_s=400.0)
    name = {Protocol.DIN: "ContractAuthenticationReq"}.get(protocol, "AuthorizationReq")
    asked = [at for at, d, m in pair.trace if d == "req" and _name(m) == name]
    assert asked[-1] - asked[0] == pytest.approx(limit(protocol, Role.SECC, TimerName.AUTHORIZATION), abs=0.25)
    assert pair.evcc.end is not None and not pair.evcc.end.normal


@pytest.mark.parametrize("protocol", list(Protocol))
def test_a_card_after_minutes_still_charges(protocol: Protocol) -> None:
    pair = dc(protocol)
    pair.evse.authorization = Authorization.WAITING_FOR_CUSTOMER
    state = pair.evse.state

    def later(now: float) -> object:
        if now > START + 110.0:
            pair.evse.authorization = Authorization.GRANTED
        return state(now)

    pair.evse.state = later  # type: ignore[method-assign, assignment]
    pair.run()
    assert pair.evcc.end is not None and pair.evcc.end.normal, pair.evcc.end


def test_ready_to_charge_in_din() -> None:
    pair = dc(Protocol.DIN)
    wait_s = limit(Protocol.DIN, Role.EVCC, TimerName.READY_TO_CHARGE)
    pair.evcc.start(START)
    pair.evcc._timers = {n: t for n, t in pair.evcc._timers.items() if n is TimerName.READY_TO_CHARGE}
    pair.evcc._send_at = None
    ends_at(pair.evcc, START + wait_s)


@pytest.mark.parametrize(("below_s", "normal"), [(0.2, True), (-0.2, False)])
@pytest.mark.parametrize("protocol", [Protocol.ISO2, Protocol.ISO20])
def test_ac_contactor_holds_the_answer(protocol: Protocol, below_s: float, normal: bool) -> None:
    pair = ac(protocol)
    wait_s = limit(protocol, Role.SECC, TimerName.HOLD)
    pair.evse.ratings = SimulatedRatings(contactor_s=wait_s - below_s)
    pair.run()
    assert pair.secc.end is not None and pair.secc.end.normal is normal, pair.secc.end
    if not normal:
        codes = [m for _, d, m in pair.trace if d == "res" and _name(m) == "PowerDeliveryRes"]
        body: Any = getattr(getattr(codes[0], "Body", None), "BodyElement", codes[0])
        assert body.ResponseCode.value == "FAILED_ContactorError"


def test_after_a_failed_answer_iso2_waits_for_session_stop() -> None:
    pair = dc(Protocol.ISO2)
    pair.evse.ratings = SimulatedRatings(isolation_check_s=1000.0)
    pair.lose = "CableCheckReq"
    at_s = pair.run_until_lost()
    pair.evse.fault = "isolation monitor"
    pair.secc.update(pair.evse.state(at_s), at_s)
    pair.secc.receive(pair.trace[-1][2], at_s)
    assert pair.secc.end is None
    wait_s = limit(Protocol.ISO2, Role.SECC, TimerName.STOP_AFTER_FAILURE)
    pair.secc.handle_timeout(at_s + wait_s - NEAR)
    assert pair.secc.end is None
    pair.secc.handle_timeout(at_s + wait_s + NEAR)
    end = ended(pair.secc)
    assert end is not None and end.reason is EndReason.FAILED_ANSWER
