"""What an EV checks before it acts on a message or timer (slac, sections 3 and 7)."""

from __future__ import annotations

from v2xsdk.protocol.slac.ev_actions import EvActions
from v2xsdk.protocol.slac.evse_run_actions import ValidateResult
from v2xsdk.protocol.slac.records import (
    NO_STATION_ID,
    RESPONSE_TO_OTHER_STATION,
    AttenCharInd,
    SlacMatchCnf,
    SlacParmCnf,
    ValidateCnf,
)

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
