"""Any order of messages, any gap in time, any response code, any unreadable frame: both sides stay legal or end."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.support.v2g_corpus import body_of, corpus, with_code, with_session
from tests.support.v2g_pair import Pair
from tests.unit.v2g.pairs import START, din, iso2, iso20
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g.effects import ControlMode, EndReason
from v2xsdk.protocol.v2g.evcc_machine import EvccMachine
from v2xsdk.protocol.v2g.evse import Authorization, Isolation
from v2xsdk.protocol.v2g.secc_machine import FAILING, SeccMachine
from v2xsdk.protocol.v2g.timers import Protocol

GAPS = st.sampled_from([0.0, 0.01, 0.3, 0.6, 1.1, 2.1, 5.1, 41.0, 56.0, 61.0])
SESSION = st.sampled_from(["own", "own", "own", "own", "own", "zero", "foreign", "long"])
CODES = st.sampled_from(
    ["OK", "OK", "OK", "OK", "OK_OldSessionJoined", "FAILED", "FAILED_SequenceError", "WARNING_EIMAuthorizationFailure"]
)
LONGEST_S = 420.0
SIDE = st.sampled_from([fx.Stream.MAIN] * 8 + [fx.Stream.SCHEDULE, fx.Stream.METERING])


def pair_of(protocol: Protocol, which: int) -> Pair:
    if protocol is Protocol.DIN:
        return din()
    if protocol is Protocol.ISO2:
        return iso2("DC_extended" if which % 2 else "AC_three_phase_core")
    return iso20("dc-bpt" if which % 2 else "ac", ControlMode.DYNAMIC if which % 3 else ControlMode.SCHEDULED)


class Ledger:
    """Judges effects: is the output off at the end, does each request get one fitting answer."""

    def __init__(self) -> None:
        self.output = False
        self.closed = False

    def take(self, effects: list[fx.Effect]) -> list[Any]:
        assert not (effects and self.closed), "an effect after the end"
        sent = []
        for effect in effects:
            if isinstance(effect, fx.PreChargeWanted | fx.EnergyWanted | fx.TargetWanted):
                self.output = True
            elif isinstance(effect, fx.OutputZero):
                self.output = False
            elif isinstance(effect, fx.Send):
                assert not self.closed
                sent.append(effect.message)
            elif isinstance(effect, fx.SessionEnded):
                assert not self.output, "the session ended with the output on"
            elif isinstance(effect, fx.Close):
                self.closed = True
        return sent


@given(data=st.data(), protocol=st.sampled_from(list(Protocol)), guided=st.booleans())
def test_charger(data: st.DataObject, protocol: Protocol, guided: bool) -> None:
    pair = pair_of(protocol, data.draw(st.integers(0, 5)))
    secc, evse, ledger, now = pair.secc, pair.evse, Ledger(), START
    messages = corpus(protocol, "Req")
    for _ in range(data.draw(st.integers(1, 40))):
        if secc.ended:
            break
        now += data.draw(GAPS)
        shake(data, pair)
        secc.update(evse.state(now), now)
        secc.handle_timeout(now)
        ledger.take(apply(pair, secc.effects(), now))
        message = data.draw(st.sampled_from(messages))
        if guided:
            fitting = [m for m in messages if secc.table.outcomes(secc.state, type(body_of(m)).__name__) is not None]
            message = data.draw(st.sampled_from(fitting or list(messages)))
        feed(secc, message, data.draw(SESSION), data.draw(SIDE), now, ledger, pair)
        assert secc.state in secc.table.states() | {FAILING, "ended"}
        assert secc.ended or (secc.next_deadline() or 0.0) <= now + 61.0
    end_it(secc, now, ledger, pair)


def apply(pair: Pair, effects: list[fx.Effect], now: float) -> list[fx.Effect]:
    for effect in effects:
        pair.evse.apply(effect, now)
    return effects


def shake(data: st.DataObject, pair: Pair) -> None:
    """The charger's own side is not steady either."""
    pair.evse.authorization = data.draw(st.sampled_from([Authorization.GRANTED] * 3 + list(Authorization)))
    pair.evse.fault = data.draw(st.sampled_from([""] * 12 + ["a fault"]))
    pair.evse.setpoint_w = data.draw(st.sampled_from([10_000.0, -10_000.0, 0.0]))


def feed(
    secc: SeccMachine, message: Any, session: str, stream: fx.Stream, now: float, ledger: Ledger, pair: Pair
) -> None:
    own = secc.session_id or b"\x00"
    ids = {"own": own, "zero": bytes(8), "foreign": b"\xff" * 8, "long": own + b"\x00"}
    message = with_session(message, ids[session])
    before, held, was_ended = secc.state, secc.holding, secc.ended
    secc.receive(message, now, stream)
    sent = ledger.take(apply(pair, secc.effects(), now))
    if was_ended:
        assert not sent
        return
    body = body_of(message)
    name = type(body).__name__
    if secc.holding and not held:
        assert not sent and name == "PowerDeliveryReq"
        return
    assert len(sent) == 1
    answer = body_of(sent[0])
    assert type(answer).__name__ == f"{name[:-3]}Res"
    code = answer.ResponseCode.value
    if held:
        assert code == "FAILED_SequenceError"
    elif name != "SessionSetupReq" and secc.session_id and ids[session] != own:
        assert code == "FAILED_UnknownSession"
    elif stream is fx.Stream.MAIN and secc.table.outcomes(before, name) is None:
        assert code == "FAILED_SequenceError"
    if code in ("FAILED_SequenceError", "FAILED_UnknownSession"):
        assert secc.ended


def end_it(machine: SeccMachine | EvccMachine, now: float, ledger: Ledger, pair: Pair) -> None:
    """Left alone, every session ends in bounded time, with the output off."""
    began = now
    while not machine.ended:
        deadline = machine.next_deadline()
        assert deadline is not None, machine.state
        now = max(now, deadline) + 0.001
        machine.handle_timeout(now)
        ledger.take(apply(pair, machine.effects(), now))
        assert now - began < LONGEST_S
    ledger.take(apply(pair, machine.effects(), now))
    assert ledger.closed and not ledger.output


@given(data=st.data(), protocol=st.sampled_from(list(Protocol)), guided=st.booleans())
def test_vehicle(data: st.DataObject, protocol: Protocol, guided: bool) -> None:
    pair = pair_of(protocol, data.draw(st.integers(0, 5)))
    evcc, ledger, now = pair.evcc, Ledger(), START
    evcc.start(now)
    messages = corpus(protocol, "Res")
    for _ in range(data.draw(st.integers(1, 40))):
        if evcc.ended:
            break
        now += data.draw(GAPS)
        evcc.update(pair.ev.state(now), now)
        evcc.handle_timeout(now)
        ledger.take(evcc.effects())
        message = data.draw(st.sampled_from(messages))
        if guided and evcc._pending:
            wanted = f"{evcc._pending[:-3]}Res"
            message = data.draw(
                st.sampled_from([m for m in messages if type(body_of(m)).__name__ == wanted] or [message])
            )
        message = with_code(message, data.draw(CODES))
        session = evcc.session_id or b"\x07" * 8
        evcc.receive(with_session(message, session if data.draw(SESSION) != "foreign" else b"\xff" * 8), now)
        if body_of(message).ResponseCode.value.startswith("FAILED"):
            assert evcc.ended
        ledger.take(evcc.effects())
        assert evcc.state in evcc.table.states() | {"ended"}
    if not evcc.ended:
        evcc.peer_closed(now)
    effects = evcc.effects()
    ledger.take(effects)
    assert ledger.closed and evcc.end is not None and evcc.end.reason in EndReason


@given(detail=st.text(max_size=20), protocol=st.sampled_from(list(Protocol)), steps=st.integers(0, 12))
def test_an_unreadable_frame_ends_either_side_safely(detail: str, protocol: Protocol, steps: int) -> None:
    pair = pair_of(protocol, 1)
    names = [type(body_of(m)).__name__ for m in corpus(protocol, "Req")][:13]
    pair.lose = names[min(steps, len(names) - 1)]
    at_s = pair.run_until_lost()
    for machine in (pair.secc, pair.evcc):
        machine.unreadable(detail, at_s)
        effects = machine.effects()
        assert machine.end is not None and machine.end.reason is EndReason.UNREADABLE
        kinds = [type(effect) for effect in effects]
        assert kinds[-2:] == [fx.SessionEnded, fx.Close] and fx.OpenContactor in kinds


def test_isolation_is_not_taken_over_by_a_second_session() -> None:
    """After a session the isolation result is gone: the next cable check measures again."""
    pair = pair_of(Protocol.ISO20, 1)
    pair.run()
    assert pair.evse.state(pair.now).isolation is Isolation.UNKNOWN
