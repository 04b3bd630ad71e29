"""The EV's SLAC machine (slac, section 7). The table says which message or timer does what in which state."""

from __future__ import annotations

from collections.abc import Callable

from v2xsdk.protocol.slac import ev_guards as g
from v2xsdk.protocol.slac.ev_actions import EvActions
from v2xsdk.protocol.slac.ev_base import EvState, EvStep, EvTimer
from v2xsdk.protocol.slac.ev_run import Verdict
from v2xsdk.protocol.slac.events import Reason
from v2xsdk.protocol.slac.machine import Row, Table
from v2xsdk.protocol.slac.modem import ModemStep
from v2xsdk.protocol.slac.pilot import PilotReading, PilotState
from v2xsdk.protocol.slac.records import (
    AmpMapCnf,
    AmpMapReq,
    AttenCharInd,
    Mme,
    SlacMatchCnf,
    SlacParmCnf,
    ValidateCnf,
)
from v2xsdk.protocol.slac.station import Owner, PilotEvent


def _fail(reason: Reason) -> Callable[[EvActions, object, float], EvStep]:
    return lambda ev, _, now: ev.fail(reason, now)


_S, _T, _E = EvState, EvTimer, EvActions
_CONTRADICTION = _fail(Reason.CONTRADICTION)
_ANSWERS = (Row(_E.note_answer, None, g.is_answer), Row(_CONTRADICTION, None, g.is_other_answer))
_RESULTS = (
    Row(_E.note_result, None, g.is_result),
    Row(_E.acknowledge, None, g.is_repeated_result),
    Row(_CONTRADICTION, None, g.is_other_result),
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
        Row(_E.request, None, g.may_request),
        Row(_fail(Reason.NO_EVSE)),
    ),
    (_S.REQUESTING, _T.MATCH_SEQUENCE): (Row(_E.begin_sounding, _S.SOUNDING),),
    (_S.SOUNDING, SlacParmCnf): _ANSWERS,
    (_S.SOUNDING, _T.BATCH): (Row(_E.finish_sounding, _S.RESULTS, g.is_last_sound), Row(_E.sound)),
    (_S.SOUNDING, AttenCharInd): _RESULTS,
    (_S.RESULTS, SlacParmCnf): _ANSWERS,
    (_S.RESULTS, AttenCharInd): _RESULTS,
    (_S.RESULTS, EvStep.RESULTS_COMPLETE): (Row(_E.decide),),
    (_S.RESULTS, _T.ATTEN_RESULTS): (Row(_E.decide),),
    (_S.RESULTS, Verdict.FOUND): (Row(_E.choose, _S.CHOOSING),),
    (_S.RESULTS, Verdict.MAYBE): (Row(_E.ask_validation, _S.VALIDATING),),
    (_S.VALIDATING, AttenCharInd): _RESULTS[1:],
    (_S.VALIDATING, ValidateCnf): (
        Row(_E.open_window, _S.TOGGLING, g.is_ready),
        Row(_E.await_readiness, None, g.is_busy),
        Row(_E.accept, None, g.needs_no_proof),
        Row(_E.rule_out, None, g.is_refusal),
    ),
    (_S.VALIDATING, _T.MATCH_RESPONSE): (
        Row(_E.repeat_validation, None, g.may_repeat),
        Row(_E.rule_out),
    ),
    (_S.VALIDATING, Verdict.FOUND): (Row(_E.choose, _S.CHOOSING),),
    (_S.VALIDATING, Verdict.MAYBE): (Row(_E.ask_validation, _S.VALIDATING),),
    (_S.TOGGLING, _T.TOGGLE): (Row(_E.toggle),),
    (_S.TOGGLING, _T.VALD_RESULT): (Row(_E.rule_out),),
    (_S.TOGGLING, ValidateCnf): (Row(_E.accept, None, g.is_proven), Row(_E.rule_out, None, g.is_refusal)),
    (_S.TOGGLING, Verdict.FOUND): (Row(_E.choose, _S.CHOOSING),),
    (_S.TOGGLING, Verdict.MAYBE): (Row(_E.ask_validation, _S.VALIDATING),),
    (_S.CHOOSING, AttenCharInd): _RESULTS[1:],
    (_S.CHOOSING, SlacMatchCnf): (Row(_E.join, _S.JOINING, g.is_confirmation),),
    (_S.CHOOSING, _T.MATCH_RESPONSE): (
        Row(_E.choose_again, None, g.may_repeat),
        Row(_fail(Reason.NO_CONFIRMATION)),
    ),
    (_S.JOINING, ModemStep.KEY_SET): (Row(_E.await_link),),
    (_S.JOINING, ModemStep.KEY_FAILED): (Row(_fail(Reason.MODEM_SILENT)),),
    (_S.JOINING, ModemStep.LINK_UP): (Row(_E.note_link, _S.LINKED, g.has_key),),
    (_S.JOINING, SlacMatchCnf): (Row(_CONTRADICTION, None, g.is_other_confirmation),),
    (_S.JOINING, _T.MATCH_JOIN): (Row(_fail(Reason.NO_LINK)),),
    (_S.LINKED, SlacMatchCnf): (Row(_CONTRADICTION, None, g.is_other_confirmation),),
    (_S.LINKED, ModemStep.LINK_DOWN): (Row(_fail(Reason.NO_LINK)),),
    (_S.LINKED, _T.LINK_READY): (Row(_E.report_match, _S.MATCHED),),
    (_S.MATCHED, ModemStep.LINK_DOWN): (Row(_E.lose_link, _S.LOST),),
    (_S.LOST, _T.CONN_RESETUP): (
        Row(_E.begin_run, _S.REQUESTING, g.wants_hlc),
        Row(_E.do_nothing, _S.IDLE),
    ),
    **{(state, Owner.WAKE): (Row(_E.begin_wake),) for state in (*_RESTING, _S.MATCHED)},
    **{(state, _T.WAKE): (Row(_E.end_wake),) for state in _S},
    (_S.PAUSED, _T.MATCHING_RATE): (Row(_E.begin_run, _S.REQUESTING),),
    **{
        (state, EvStep.RUN_FAILED): (Row(_E.pause, _S.PAUSED, g.may_try_again), Row(_E.give_up, _S.FAILED))
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

    def wake(self, now: float) -> None:
        """Wake a station that sleeps in X1; it answers with 5 %."""
        self.take(Owner.WAKE, None, now)

    def peer_closed(self, now: float) -> None:
        """The interface is gone: everything ends; the next pilot trigger begins anew."""
        self.take(Owner.LEAVE, Reason.CLOSED, now)
        self.pilot = PilotReading(PilotState.A)
        self.halt(EvState.IDLE)
        self.halt_parts()

    def pilot_changed(self, reading: PilotReading, now: float) -> None:
        """Note what the pilot shows. A change of B, C or of the duty cycle does not disturb a run."""
        before, wanted_before = self.pilot.state, g.wants_hlc(self, None, now)
        self.pilot = reading
        if reading.state.error:
            self.take(PilotEvent.ERROR, Reason.PILOT_ERROR, now)
        elif reading.state is PilotState.A:
            self.take(PilotEvent.UNPLUGGED, Reason.UNPLUGGED, now)
        elif g.wants_hlc(self, None, now) and not wanted_before:
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
