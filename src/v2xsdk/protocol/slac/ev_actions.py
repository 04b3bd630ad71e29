"""What an EV does in SLAC: requests, sounds, choice, validation, joining. When is the table in ``ev``."""

from __future__ import annotations

import secrets
from enum import Enum, auto

from v2xsdk.protocol.slac.addresses import BROADCAST
from v2xsdk.protocol.slac.ev_run import EvRun, Verdict
from v2xsdk.protocol.slac.events import (
    Joining,
    LinkLost,
    Matched,
    MatchingFailed,
    MatchingStarted,
    Measured,
    Reason,
    RunEnded,
)
from v2xsdk.protocol.slac.evse_run_actions import FIELD_UNIT_S, ValidateResult
from v2xsdk.protocol.slac.keys import NMK_SIZE, Nmk
from v2xsdk.protocol.slac.modem import RandomBytes
from v2xsdk.protocol.slac.params import EvSettings
from v2xsdk.protocol.slac.pilot import PilotState, SetVehicleState
from v2xsdk.protocol.slac.records import (
    RUN_ID_SIZE,
    AttenCharInd,
    AttenCharRsp,
    MnbcSoundInd,
    SlacMatchCnf,
    SlacMatchReq,
    SlacParmCnf,
    SlacParmReq,
    StartAttenCharInd,
    ValidateCnf,
    ValidateReq,
)
from v2xsdk.protocol.slac.station import Station

_SOUND_RANDOM_SIZE = 16


class EvState(Enum):
    """States of the EV."""

    IDLE = auto()
    SETTLING = auto()
    """The pilot asks for communication; state B must last a moment first."""
    REQUESTING = auto()
    SOUNDING = auto()
    RESULTS = auto()
    VALIDATING = auto()
    TOGGLING = auto()
    CHOOSING = auto()
    """CM_SLAC_MATCH.REQ is out."""
    JOINING = auto()
    LINKED = auto()
    """The link is up, its report is due."""
    MATCHED = auto()
    PAUSED = auto()
    """Between two attempts."""
    LOST = auto()
    """The link was lost; a pilot trigger or T_conn_resetup starts over."""
    FAILED = auto()


class EvTimer(Enum):
    """Timers of the EV."""

    CONN_INIT_HLC = auto()
    MATCH_RESPONSE = auto()
    MATCH_SEQUENCE = auto()
    BATCH = auto()
    ATTEN_RESULTS = auto()
    TOGGLE = auto()
    VALD_RESULT = auto()
    MATCH_JOIN = auto()
    LINK_READY = auto()
    MATCHING_RATE = auto()
    CONN_RESETUP = auto()


class EvStep(Enum):
    """Internal events of the EV."""

    RESULTS_COMPLETE = auto()
    RUN_FAILED = auto()


class EvActions(Station):
    """State and actions of the EV."""

    sticky = frozenset({EvTimer.ATTEN_RESULTS, EvTimer.MATCH_JOIN})

    def __init__(
        self,
        host_mac: bytes,
        settings: EvSettings | None = None,
        random_bytes: RandomBytes = secrets.token_bytes,
    ) -> None:
        self.settings = settings or EvSettings()
        timers, counters = self.settings.timers, self.settings.counters
        super().__init__(EvState.IDLE, host_mac, timers, counters, random_bytes)
        self.run = EvRun(bytes(RUN_ID_SIZE), 0.0)
        self.peer: bytes | None = None
        """The EVSE whose link was reported."""
        self.runs_tried = 0
        self.repeat_until_s: float | None = None
        """No further run begins after this; unknown until somebody answered."""
        self.key_confirmed = False
        self._key_given = False
        self._reason = Reason.NO_EVSE
        self._toggle_steps = 0

    # pilot and attempts

    def settle(self, before: PilotState, now: float) -> None:
        """All attempts are new; state B has to last a moment if it was C, D, E or F."""
        self.runs_tried = 0
        self.repeat_until_s = None
        delay_s = 0.0 if before in (PilotState.A, PilotState.B) else self.timers.t_conn_init_hlc_s
        self.arm(EvTimer.CONN_INIT_HLC, now, delay_s)

    def begin_run(self, _: object, now: float) -> None:
        """Begin a run under a run identifier of its own."""
        self.runs_tried += 1
        self.run = EvRun(self.settings.fixed_run_id or self.random_bytes(RUN_ID_SIZE), now)
        self.emit(MatchingStarted(self.mac, self.run.run_id))
        self.request(None, now)

    def request(self, _: object, now: float) -> None:
        """Ask who is there."""
        self.run.requests += 1
        self.send(SlacParmReq(BROADCAST, self.mac, self.run.run_id))
        self.arm(EvTimer.MATCH_RESPONSE, now, self.timers.tt_match_response_s)

    def drop(self, reason: Reason, now: float) -> None:
        """End whatever is under way and leave the network."""
        if self.peer is not None:
            self.emit(LinkLost(self.peer, reason))
        else:
            self.emit(RunEnded(None, self.run.run_id, reason))
        self.leave_network(now)

    def leave_network(self, now: float) -> None:
        """Forget the peer; a random key takes the own modem out of its network."""
        self.peer = None
        self.stop(EvTimer.MATCH_JOIN)
        self.stop(EvTimer.ATTEN_RESULTS)
        self.modem.ignore_link()
        if self._key_given:
            self.modem.set_key(Nmk(self.random_bytes(NMK_SIZE)), now)
        self._key_given = self.key_confirmed = False

    def do_nothing(self, _: object, now: float) -> None:
        """Only change the state."""

    def fail(self, reason: Reason, now: float) -> EvStep:
        """End the run; another one may follow."""
        self._reason = reason
        peer = self.run.candidates[0] if self.run.candidates else None
        self.emit(RunEnded(peer, self.run.run_id, reason))
        self.leave_network(now)
        return EvStep.RUN_FAILED

    def pause(self, _: object, now: float) -> None:
        """Wait TT_matching_rate before the next run."""
        self.arm(EvTimer.MATCHING_RATE, now, self.timers.tt_matching_rate_s)

    def give_up(self, _: object, now: float) -> None:
        """No further run; basic charging remains."""
        self.emit(MatchingFailed(self._reason))

    # parameters and sounding

    def note_answer(self, record: SlacParmCnf, now: float) -> None:
        """An EVSE answered; others may too, until sounding begins and even later."""
        if not self.run.answers:
            self.stop(EvTimer.MATCH_RESPONSE)
            self.arm(EvTimer.MATCH_SEQUENCE, now, self.timers.tp_match_sequence_s)
        if self.repeat_until_s is None:
            self.repeat_until_s = now + self.timers.tt_matching_repetition_s
        self.run.answers[record.src] = record

    def begin_sounding(self, _: object, now: float) -> None:
        """Send the first announcement; results are collected from now on."""
        self.run.settle_sounding()
        self.arm(EvTimer.ATTEN_RESULTS, now, self.timers.tt_ev_atten_results_s)
        self.sound(None, now)

    @property
    def batch_size(self) -> int:
        """How many START and SOUND messages there are."""
        return self.counters.c_ev_start_atten_char_inds + self.run.num_sounds

    def sound(self, _: object, now: float) -> None:
        """Send the next START or SOUND message."""
        starts = self.counters.c_ev_start_atten_char_inds
        if self.run.batch < starts:
            self._announce()
        else:
            self._make_sound(self.batch_size - self.run.batch - 1)
        self.run.batch += 1
        self.arm(EvTimer.BATCH, now, self.timers.tp_ev_batch_msg_interval_s)

    def _announce(self) -> None:
        self.send(
            StartAttenCharInd(
                BROADCAST,
                self.mac,
                run_id=self.run.run_id,
                forwarding_sta=self.mac,
                num_sounds=self.run.num_sounds,
                timeout_100ms=self.run.timeout_100ms,
            )
        )

    def _make_sound(self, remaining: int) -> None:
        random = self.random_bytes(_SOUND_RANDOM_SIZE)
        self.send(MnbcSoundInd(BROADCAST, self.mac, self.run.run_id, remaining, random))

    def finish_sounding(self, _: object, now: float) -> EvStep | None:
        """Send the last sound; results may be there already."""
        self.sound(None, now)
        self.stop(EvTimer.BATCH)
        return self._if_complete()

    def note_result(self, record: AttenCharInd, now: float) -> EvStep | None:
        """Take an EVSE's averages and acknowledge them."""
        self.run.results[record.src] = record
        distance_db = self.run.attenuation_db(record.src)
        self.emit(Measured(self.mac, record.src, distance_db, record.num_sounds))
        self.acknowledge(record, now)
        return self._if_complete()

    def acknowledge(self, record: AttenCharInd, now: float) -> None:
        """Acknowledge averages, also repeated ones."""
        self.send(AttenCharRsp(record.src, self.mac, self.run.run_id, source_address=self.mac))

    def _if_complete(self) -> EvStep | None:
        return EvStep.RESULTS_COMPLETE if self.run.complete else None

    def decide(self, _: object, now: float) -> Verdict | EvStep:
        """Judge what arrived."""
        self.stop(EvTimer.ATTEN_RESULTS)
        self.run.repeats = 0
        verdict = self.run.judge(self.settings)
        if verdict is not Verdict.NONE:
            return verdict
        return self.fail(Reason.TOO_FAR if self.run.results else Reason.NO_RESULTS, now)

    # validation

    def ask_validation(self, _: object, now: float) -> None:
        """First step: can the nearest candidate count toggles?"""
        self._send_validation(0)
        self.arm(EvTimer.MATCH_RESPONSE, now, self.timers.tt_match_response_s)

    def repeat_validation(self, _: object, now: float) -> None:
        """Ask again."""
        self.run.repeats += 1
        self.ask_validation(None, now)

    def await_readiness(self, record: ValidateCnf, now: float) -> None:
        """It counts somebody else's toggles; ask again later."""
        self.run.repeats += 1
        self.arm(EvTimer.MATCH_RESPONSE, now, self.timers.tt_match_sequence_s)

    def open_window(self, record: ValidateCnf, now: float) -> None:
        """Second step: announce the window, then toggle."""
        toggles_s = 2 * self.counters.c_ev_vald_nb_toggles * self.timers.tp_ev_vald_state_duration_s
        units = round(toggles_s / FIELD_UNIT_S)
        self._send_validation(units)
        self._toggle_steps = 0
        window_s = (units + 1) * FIELD_UNIT_S + self.timers.vald_window_tolerance_s
        self.arm(EvTimer.VALD_RESULT, now, window_s)
        self.toggle(None, now)

    def _send_validation(self, timer: int) -> None:
        ready = int(ValidateResult.READY)
        self.send(ValidateReq(self.run.candidates[0], self.mac, timer=timer, result=ready))

    def toggle(self, _: object, now: float) -> None:
        """Go to C and back to B, as often as wanted."""
        state = PilotState.B if self._toggle_steps % 2 else PilotState.C
        self.emit(SetVehicleState(state))
        self._toggle_steps += 1
        if self._toggle_steps < 2 * self.counters.c_ev_vald_nb_toggles:
            self.arm(EvTimer.TOGGLE, now, self.timers.tp_ev_vald_state_duration_s)

    def accept(self, record: ValidateCnf, now: float) -> Verdict:
        """This is the one."""
        self._end_toggling()
        return Verdict.FOUND

    def rule_out(self, _: object, now: float) -> Verdict | EvStep:
        """It is not this one; the next nearest may be it."""
        self._end_toggling()
        self.run.repeats = 0
        ruled_out = self.run.candidates.pop(0)
        if self.run.candidates:
            return Verdict.MAYBE
        self.run.candidates = [ruled_out]
        return self.fail(Reason.NOT_VALIDATED, now)

    def _end_toggling(self) -> None:
        if self._toggle_steps % 2:
            self.emit(SetVehicleState(PilotState.B))
        self._toggle_steps = 0

    # match and link

    def choose(self, _: object, now: float) -> None:
        """Ask the chosen EVSE for its key."""
        evse_mac = self.run.candidates[0]
        self.send(SlacMatchReq(evse_mac, self.mac, self.run.run_id, self.mac, evse_mac))
        self.arm(EvTimer.MATCH_RESPONSE, now, self.timers.tt_match_response_s)

    def choose_again(self, _: object, now: float) -> None:
        """Ask again."""
        self.run.repeats += 1
        self.choose(None, now)

    def join(self, record: SlacMatchCnf, now: float) -> None:
        """Give the own modem the EVSE's key."""
        self.run.confirmation = record
        self._key_given = True
        self.key_confirmed = False
        self.emit(Joining(record.src, record.nid))
        self.arm(EvTimer.MATCH_JOIN, now, self.timers.tt_match_join_s)
        self.modem.set_key(record.nmk, now)

    def await_link(self, _: object, now: float) -> None:
        """The key is in; watch for the link."""
        self.key_confirmed = True
        self.modem.watch_link(now)

    def note_link(self, _: object, now: float) -> None:
        """The link is up; offer our amplitude map and report a little later."""
        self.stop(EvTimer.MATCH_JOIN)
        self.amplitudes.begin(self.run.candidates[0], self.settings.amplitude_map, now)
        self.arm(EvTimer.LINK_READY, now, self.timers.tp_link_ready_notification_s)

    def report_match(self, _: object, now: float) -> None:
        """Tell the owner; counters start anew ([V2G3-M08-02])."""
        self.runs_tried = 0
        self.repeat_until_s = None
        self.peer = self.run.candidates[0]
        nid = self.run.confirmation.nid if self.run.confirmation is not None else b""
        distance_db = self.run.attenuation_db(self.peer)
        self.emit(Matched(self.peer, nid, distance_db, now - self.run.started_s))

    def lose_link(self, reason: Reason, now: float) -> None:
        """The link is gone: leave, and start over when the pilot says so or after T_conn_resetup."""
        self.drop(reason, now)
        self.arm(EvTimer.CONN_RESETUP, now, self.timers.t_conn_resetup_s)
