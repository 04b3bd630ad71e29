"""The EV's SLAC machine (slac, section 7). The table says which message or timer does what in which state."""

from __future__ import annotations

from collections.abc import Callable

from v2xsdk.protocol.slac.ev_actions import EvActions, EvState, EvStep, EvTimer
from v2xsdk.protocol.slac.ev_run import Verdict
from v2xsdk.protocol.slac.events import Reason
from v2xsdk.protocol.slac.evse_run_actions import ValidateResult
from v2xsdk.protocol.slac.machine import Row, Table
from v2xsdk.protocol.slac.modem import ModemStep
from v2xsdk.protocol.slac.pilot import PilotReading, PilotState
from v2xsdk.protocol.slac.records import (
    NO_STATION_ID,
    RESPONSE_TO_OTHER_STATION,
    AmpMapCnf,
    AmpMapReq,
    AttenCharInd,
    Mme,
    SlacMatchCnf,
    SlacParmCnf,
    ValidateCnf,
)
from v2xsdk.protocol.slac.station import Owner, PilotEvent

MOST_SOUNDS = 20
"""More than this does not fit into TT_EV_atten_results."""


def wants_hlc(ev: EvActions, _: object, now: float) -> bool:
    """Whether the pilot still asks for communication."""
    return ev.pilot.state.plugged and (
        ev.pilot.asks_for_hlc or (ev.settings.match_at_nominal_duty and ev.pilot.duty_percent is not None)
    )


def may_request(ev: EvActions, _: object, now: float) -> bool:
    """Whether CM_SLAC_PARM.REQ may be sent once more."""
    return ev.run.requests < ev.counters.c_ev_parm_requests and _in_time(ev, now)


def may_try_again(ev: EvActions, _: object, now: float) -> bool:
    """Whether another run may follow: TT_matching_repetition and C_conn_max_match."""
    in_time = _in_time(ev, now + ev.timers.tt_matching_rate_s)
    return ev.runs_tried < ev.counters.c_conn_max_match and in_time


def _in_time(ev: EvActions, now: float) -> bool:
    return ev.repeat_until_s is None or now < ev.repeat_until_s


def is_answer(ev: EvActions, record: SlacParmCnf, now: float) -> bool:
    """Whether an EVSE answers this run for the first time, in a way that can be followed."""
    return _answers_us(ev, record) and record.src not in ev.run.answers


def is_other_answer(ev: EvActions, record: SlacParmCnf, now: float) -> bool:
    """Whether an EVSE answers twice and says different things."""
    return _answers_us(ev, record) and ev.run.answers[record.src] != record


def _answers_us(ev: EvActions, record: SlacParmCnf) -> bool:
    return (
        record.run_id == ev.run.run_id
        and record.dst == ev.mac
        and record.forwarding_sta == ev.mac
        and record.resp_type == RESPONSE_TO_OTHER_STATION
        and 0 < record.num_sounds <= MOST_SOUNDS
        and record.timeout_100ms > 0
    )


def is_last_sound(ev: EvActions, _: object, now: float) -> bool:
    """Whether the next sound is the last one."""
    return ev.run.batch + 1 >= ev.batch_size


def is_result(ev: EvActions, record: AttenCharInd, now: float) -> bool:
    """Whether an EVSE that answered tells its averages for the first time."""
    return _tells_us(ev, record) and record.src not in ev.run.results


def is_repeated_result(ev: EvActions, record: AttenCharInd, now: float) -> bool:
    """Whether it tells the same again."""
    return _tells_us(ev, record) and ev.run.results.get(record.src) == record


def is_other_result(ev: EvActions, record: AttenCharInd, now: float) -> bool:
    """Whether it tells something else than before."""
    return _tells_us(ev, record) and ev.run.results.get(record.src, record) != record


def _tells_us(ev: EvActions, record: AttenCharInd) -> bool:
    return (
        record.run_id == ev.run.run_id
        and record.dst == ev.mac
        and record.source_address == ev.mac
        and record.source_id == record.resp_id == NO_STATION_ID
        and record.src in ev.run.answers
        and record.num_sounds > 0
        and len(record.aag) > 0
    )


def _is_candidates(ev: EvActions, record: ValidateCnf) -> bool:
    return record.src == ev.run.candidates[0] and record.dst == ev.mac and record.signal_type == 0


def is_ready(ev: EvActions, record: ValidateCnf, now: float) -> bool:
    """Whether the candidate can count toggles."""
    return _is_candidates(ev, record) and record.result == ValidateResult.READY


def is_busy(ev: EvActions, record: ValidateCnf, now: float) -> bool:
    """Whether it counts another vehicle's and may be asked again."""
    again = ev.run.repeats < ev.counters.c_ev_vald_retry
    return _is_candidates(ev, record) and record.result == ValidateResult.NOT_READY and again


def needs_no_proof(ev: EvActions, record: ValidateCnf, now: float) -> bool:
    """Whether "not required" is taken for a yes: the owner allows it and nobody else answered."""
    allowed = ev.settings.accept_not_required and len(ev.run.answers) == 1
    return _is_candidates(ev, record) and record.result == ValidateResult.NOT_REQUIRED and allowed


def is_refusal(ev: EvActions, record: ValidateCnf, now: float) -> bool:
    """Whether the candidate answers anything else."""
    return _is_candidates(ev, record)


def is_proven(ev: EvActions, record: ValidateCnf, now: float) -> bool:
    """Whether the candidate saw exactly our toggles."""
    seen = record.result == ValidateResult.SUCCESS and record.toggle_num == ev.counters.c_ev_vald_nb_toggles
    return _is_candidates(ev, record) and seen


def may_repeat(ev: EvActions, _: object, now: float) -> bool:
    """Whether a request may be sent once more."""
    return ev.run.repeats < ev.counters.c_ev_match_retry


def is_confirmation(ev: EvActions, record: SlacMatchCnf, now: float) -> bool:
    """Whether the chosen EVSE hands over its key: MACs, run identifier and zero identifiers are right."""
    return (
        record.run_id == ev.run.run_id
        and record.dst == record.pev_mac == ev.mac
        and record.src == record.evse_mac == ev.run.candidates[0]
        and record.pev_id == record.evse_id == NO_STATION_ID
    )


def is_other_confirmation(ev: EvActions, record: SlacMatchCnf, now: float) -> bool:
    """Whether a second confirmation names another key or network: one of the two is forged."""
    return is_confirmation(ev, record, now) and record != ev.run.confirmation


def has_key(ev: EvActions, _: object, now: float) -> bool:
    """Whether the own modem took the key of this run."""
    return ev.key_confirmed


def _fail(reason: Reason) -> Callable[[EvActions, object, float], EvStep]:
    return lambda ev, _, now: ev.fail(reason, now)


_S, _T, _E = EvState, EvTimer, EvActions
_CONTRADICTION = _fail(Reason.CONTRADICTION)
_ANSWERS = (Row(_E.note_answer, None, is_answer), Row(_CONTRADICTION, None, is_other_answer))
_RESULTS = (
    Row(_E.note_result, None, is_result),
    Row(_E.acknowledge, None, is_repeated_result),
    Row(_CONTRADICTION, None, is_other_result),
)
_RUNNING = (
    _S.REQUESTING, _S.SOUNDING, _S.RESULTS, _S.VALIDATING, _S.TOGGLING, _S.CHOOSING, _S.JOINING, _S.LINKED,
)  # fmt: skip
_RESTING = (_S.IDLE, _S.FAILED, _S.LOST)
TRANSITIONS: Table[EvActions] = {
    **{(state, PilotEvent.READY): (Row(_E.settle, _S.SETTLING),) for state in _RESTING},
    (_S.SETTLING, _T.CONN_INIT_HLC): (Row(_E.begin_run, _S.REQUESTING),),
    (_S.REQUESTING, SlacParmCnf): _ANSWERS,
    (_S.REQUESTING, _T.MATCH_RESPONSE): (
        Row(_E.request, None, may_request),
        Row(_fail(Reason.NO_EVSE)),
    ),
    (_S.REQUESTING, _T.MATCH_SEQUENCE): (Row(_E.begin_sounding, _S.SOUNDING),),
    (_S.SOUNDING, SlacParmCnf): _ANSWERS,
    (_S.SOUNDING, _T.BATCH): (Row(_E.finish_sounding, _S.RESULTS, is_last_sound), Row(_E.sound)),
    (_S.SOUNDING, AttenCharInd): _RESULTS,
    (_S.RESULTS, SlacParmCnf): _ANSWERS,
    (_S.RESULTS, AttenCharInd): _RESULTS,
    (_S.RESULTS, EvStep.RESULTS_COMPLETE): (Row(_E.decide),),
    (_S.RESULTS, _T.ATTEN_RESULTS): (Row(_E.decide),),
    (_S.RESULTS, Verdict.FOUND): (Row(_E.choose, _S.CHOOSING),),
    (_S.RESULTS, Verdict.MAYBE): (Row(_E.ask_validation, _S.VALIDATING),),
    (_S.VALIDATING, AttenCharInd): _RESULTS[1:],
    (_S.VALIDATING, ValidateCnf): (
        Row(_E.open_window, _S.TOGGLING, is_ready),
        Row(_E.await_readiness, None, is_busy),
        Row(_E.accept, None, needs_no_proof),
        Row(_E.rule_out, None, is_refusal),
    ),
    (_S.VALIDATING, _T.MATCH_RESPONSE): (
        Row(_E.repeat_validation, None, may_repeat),
        Row(_E.rule_out),
    ),
    (_S.VALIDATING, Verdict.FOUND): (Row(_E.choose, _S.CHOOSING),),
    (_S.VALIDATING, Verdict.MAYBE): (Row(_E.ask_validation, _S.VALIDATING),),
    (_S.TOGGLING, _T.TOGGLE): (Row(_E.toggle),),
    (_S.TOGGLING, _T.VALD_RESULT): (Row(_E.rule_out),),
    (_S.TOGGLING, ValidateCnf): (Row(_E.accept, None, is_proven), Row(_E.rule_out, None, is_refusal)),
    (_S.TOGGLING, Verdict.FOUND): (Row(_E.choose, _S.CHOOSING),),
    (_S.TOGGLING, Verdict.MAYBE): (Row(_E.ask_validation, _S.VALIDATING),),
    (_S.CHOOSING, AttenCharInd): _RESULTS[1:],
    (_S.CHOOSING, SlacMatchCnf): (Row(_E.join, _S.JOINING, is_confirmation),),
    (_S.CHOOSING, _T.MATCH_RESPONSE): (
        Row(_E.choose_again, None, may_repeat),
        Row(_fail(Reason.NO_CONFIRMATION)),
    ),
    (_S.JOINING, ModemStep.KEY_SET): (Row(_E.await_link),),
    (_S.JOINING, ModemStep.KEY_FAILED): (Row(_fail(Reason.MODEM_SILENT)),),
    (_S.JOINING, ModemStep.LINK_UP): (Row(_E.note_link, _S.LINKED, has_key),),
    (_S.JOINING, SlacMatchCnf): (Row(_CONTRADICTION, None, is_other_confirmation),),
    (_S.JOINING, _T.MATCH_JOIN): (Row(_fail(Reason.NO_LINK)),),
    (_S.LINKED, SlacMatchCnf): (Row(_CONTRADICTION, None, is_other_confirmation),),
    (_S.LINKED, ModemStep.LINK_DOWN): (Row(_fail(Reason.NO_LINK)),),
    (_S.LINKED, _T.LINK_READY): (Row(_E.report_match, _S.MATCHED),),
    (_S.MATCHED, ModemStep.LINK_DOWN): (Row(_E.lose_link, _S.LOST),),
    (_S.LOST, _T.CONN_RESETUP): (
        Row(_E.begin_run, _S.REQUESTING, wants_hlc),
        Row(_E.do_nothing, _S.IDLE),
    ),
    (_S.PAUSED, _T.MATCHING_RATE): (Row(_E.begin_run, _S.REQUESTING),),
    **{
        (state, EvStep.RUN_FAILED): (Row(_E.pause, _S.PAUSED, may_try_again), Row(_E.give_up, _S.FAILED))
        for state in _RUNNING
    },
    **{
        (state, gone): (Row(_E.drop, _S.IDLE),)
        for state in (*_RUNNING, _S.MATCHED)
        for gone in (PilotEvent.UNPLUGGED, PilotEvent.ERROR, Owner.LEAVE)
    },
    **{
        (state, gone): (Row(_E.do_nothing, _S.IDLE),)
        for state in (_S.SETTLING, _S.PAUSED, _S.LOST, _S.FAILED)
        for gone in (PilotEvent.UNPLUGGED, PilotEvent.ERROR, Owner.LEAVE)
    },
}


class EvSlac(EvActions):
    """The EV. Call ``start`` once, then hand it records, pilot readings and time."""

    table = TRANSITIONS

    def start(self, now: float) -> None:
        """Find out who made the own modem."""
        self.modem.detect(now)

    def peer_closed(self, now: float) -> None:
        """The interface is gone: everything ends; the next pilot trigger begins anew."""
        self.take(Owner.LEAVE, Reason.CLOSED, now)
        self.pilot = PilotReading(PilotState.A)
        self.halt(EvState.IDLE)
        self.halt_parts()

    def pilot_changed(self, reading: PilotReading, now: float) -> None:
        """Note what the pilot shows. A change of B, C or of the duty cycle does not disturb a run."""
        before, wanted_before = self.pilot.state, wants_hlc(self, None, now)
        self.pilot = reading
        if reading.state.error:
            self.take(PilotEvent.ERROR, Reason.PILOT_ERROR, now)
        elif reading.state is PilotState.A:
            self.take(PilotEvent.UNPLUGGED, Reason.UNPLUGGED, now)
        elif wants_hlc(self, None, now) and not wanted_before:
            self.take(PilotEvent.READY, before, now)
        self._settle(now)

    def receive_slac(self, record: Mme, now: float) -> None:
        """Take a message of an EVSE."""
        self.take(type(record), record, now)

    def receive_amplitudes(self, record: AmpMapReq | AmpMapCnf, now: float) -> None:
        """Answer amplitude maps once there is a link."""
        if self.state in (EvState.LINKED, EvState.MATCHED):
            super().receive_amplitudes(record, now)
        else:
            self.ignored["amplitude map without a link"] += 1
