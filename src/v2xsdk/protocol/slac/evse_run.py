"""When an EVSE's run does what: its transition table and the guards in it.

Messages that do not fit are ignored; two messages of one run that contradict each other end it (slac,
sections 3 and 6).
"""

from __future__ import annotations

from collections.abc import Callable

from v2xsdk.protocol.slac.addresses import BROADCAST
from v2xsdk.protocol.slac.events import Reason
from v2xsdk.protocol.slac.evse_run_actions import EvseRunActions, RunState, RunStep, RunTimer, ValidateResult
from v2xsdk.protocol.slac.machine import Row, Table
from v2xsdk.protocol.slac.records import (
    NO_STATION_ID,
    RESPONSE_TO_OTHER_STATION,
    AttenCharRsp,
    AttenProfileInd,
    MnbcSoundInd,
    SlacMatchReq,
    StartAttenCharInd,
    ValidateReq,
)


def is_start(run: EvseRunActions, record: StartAttenCharInd, now: float) -> bool:
    """Whether sounding is announced as it must be."""
    return (
        record.run_id == run.run_id
        and record.dst in (BROADCAST, run.mac)
        and record.forwarding_sta == run.ev_mac
        and record.resp_type == RESPONSE_TO_OTHER_STATION
        and record.num_sounds > 0
        and record.timeout_100ms > 0
    )


def is_other_start(run: EvseRunActions, record: StartAttenCharInd, now: float) -> bool:
    """Whether a copy of the announcement announces something else."""
    return run.start is not None and is_start(run, record, now) and _rules(record) != _rules(run.start)


def _rules(start: StartAttenCharInd) -> tuple[int, int]:
    return start.num_sounds, start.timeout_100ms


def is_sound(run: EvseRunActions, record: MnbcSoundInd, now: float) -> bool:
    """Whether the sound belongs to the run and was not heard yet."""
    return record.run_id == run.run_id and record.remaining not in run.sounds


def is_other_sound(run: EvseRunActions, record: MnbcSoundInd, now: float) -> bool:
    """Whether a sound that was heard comes again with other random bytes."""
    known = run.sounds.get(record.remaining)
    return record.run_id == run.run_id and known is not None and known != record.random


def has_measurement(run: EvseRunActions, _: object, now: float) -> bool:
    """Whether there is something to tell the vehicle; without, success must not be claimed."""
    return run.sum.profiles > 0 or run.bench_db is not None


def is_response(run: EvseRunActions, record: AttenCharRsp, now: float) -> bool:
    """Whether the vehicle acknowledges our averages ([V2G3-A09-47]: others are ignored)."""
    return (
        record.run_id == run.run_id
        and record.dst == run.mac
        and record.source_address == run.ev_mac
        and record.source_id == record.resp_id == NO_STATION_ID
    )


def may_repeat(run: EvseRunActions, _: object, now: float) -> bool:
    """Whether CM_ATTEN_CHAR.IND may be sent once more."""
    return run.repeats < run.settings.counters.c_ev_match_retry


def _is_validation(run: EvseRunActions, record: ValidateReq) -> bool:
    return record.dst == run.mac and record.result == ValidateResult.READY and record.signal_type == 0


def comes_too_early(run: EvseRunActions, record: ValidateReq, now: float) -> bool:
    """Whether another vehicle's toggles are being counted."""
    return _is_validation(run, record) and run.settings.validation and run.toggles.busy(now)


def asks_readiness(run: EvseRunActions, record: ValidateReq, now: float) -> bool:
    """Whether this is the first step of a validation."""
    return _is_validation(run, record) and record.timer == 0


def opens_window(run: EvseRunActions, record: ValidateReq, now: float) -> bool:
    """Whether this is the second step and toggles can be counted."""
    return _is_validation(run, record) and run.settings.validation


def asks_in_vain(run: EvseRunActions, record: ValidateReq, now: float) -> bool:
    """Whether this is the second step although we said that we cannot count."""
    return _is_validation(run, record)


def names_us(run: EvseRunActions, record: SlacMatchReq, now: float) -> bool:
    """Whether CM_SLAC_MATCH.REQ carries both MACs, the run identifier and zero station identifiers."""
    return (
        record.run_id == run.run_id
        and record.dst == run.mac
        and record.pev_mac == run.ev_mac
        and record.evse_mac == run.mac
        and record.pev_id == record.evse_id == NO_STATION_ID
    )


def is_match(run: EvseRunActions, record: SlacMatchReq, now: float) -> bool:
    """Whether the vehicle chose us and none that is nearer is still in a run ([V2G3-A09-98])."""
    return names_us(run, record, now) and run.may_confirm(run)


def _end(reason: Reason) -> Callable[[EvseRunActions, object, float], None]:
    return lambda run, _, now: run.end(reason)


_S, _T, _R = RunState, RunTimer, EvseRunActions
_HEAR = (
    Row(_R.note_sound, None, is_sound),
    Row(_end(Reason.CONTRADICTION), _S.ENDED, is_other_sound),
)
TRANSITIONS: Table[EvseRunActions] = {
    (_S.WAIT_START, StartAttenCharInd): (Row(_R.begin_sounding, _S.SOUNDING, is_start),),
    (_S.WAIT_START, _T.MATCH_SEQUENCE): (Row(_end(Reason.NO_START), _S.ENDED),),
    (_S.SOUNDING, StartAttenCharInd): (Row(_end(Reason.CONTRADICTION), _S.ENDED, is_other_start),),
    (_S.SOUNDING, MnbcSoundInd): _HEAR,
    (_S.SOUNDING, AttenProfileInd): (Row(_R.note_profile),),
    (_S.SOUNDING, RunStep.SOUNDS_COMPLETE): (Row(_R.await_stragglers, _S.STRAGGLERS),),
    (_S.SOUNDING, RunStep.MEASURED): (Row(_R.report_averages, _S.WAIT_RESPONSE),),
    (_S.SOUNDING, _T.MATCH_MNBC): (Row(_R.await_stragglers, _S.STRAGGLERS),),
    (_S.STRAGGLERS, MnbcSoundInd): _HEAR,
    (_S.STRAGGLERS, AttenProfileInd): (Row(_R.note_profile),),
    (_S.STRAGGLERS, RunStep.MEASURED): (Row(_R.report_averages, _S.WAIT_RESPONSE),),
    (_S.STRAGGLERS, _T.STRAGGLERS): (
        Row(_R.report_averages, _S.WAIT_RESPONSE, has_measurement),
        Row(_end(Reason.NO_MEASUREMENT), _S.ENDED),
    ),
    (_S.WAIT_RESPONSE, AttenCharRsp): (Row(_R.await_match, _S.WAIT_MATCH, is_response),),
    (_S.WAIT_RESPONSE, _T.MATCH_RESPONSE): (
        Row(_R.repeat_averages, None, may_repeat),
        Row(_end(Reason.NO_RESPONSE), _S.ENDED),
    ),
    (_S.WAIT_MATCH, ValidateReq): (
        Row(_R.tell_not_ready, None, comes_too_early),
        Row(_R.tell_readiness, None, asks_readiness),
        Row(_R.open_window, _S.TOGGLING, opens_window),
        Row(_R.tell_failure, None, asks_in_vain),
    ),
    (_S.WAIT_MATCH, SlacMatchReq): (Row(_R.confirm, _S.CONFIRMED, is_match),),
    (_S.WAIT_MATCH, _T.MATCH_SESSION): (Row(_end(Reason.NO_MATCH_REQUEST), _S.ENDED),),
    (_S.TOGGLING, _T.VALD_TOGGLE): (Row(_R.tell_toggles, _S.WAIT_MATCH),),
    (_S.TOGGLING, _T.MATCH_SESSION): (Row(_end(Reason.NO_MATCH_REQUEST), _S.ENDED),),
    (_S.CONFIRMED, SlacMatchReq): (Row(_R.confirm, None, names_us),),
}


class EvseRun(EvseRunActions):
    """One run with a vehicle."""

    table = TRANSITIONS
