"""The EV's states, timers and attempts: what begins and ends a run (slac, section 7)."""

from __future__ import annotations

import secrets
from enum import Enum, auto

from v2xsdk.protocol.slac.addresses import BROADCAST
from v2xsdk.protocol.slac.ev_run import EvRun
from v2xsdk.protocol.slac.events import LinkLost, MatchingFailed, MatchingStarted, Reason, RunEnded
from v2xsdk.protocol.slac.keys import NMK_SIZE, Nmk
from v2xsdk.protocol.slac.modem import RandomBytes
from v2xsdk.protocol.slac.params import EvSettings
from v2xsdk.protocol.slac.pilot import PilotState
from v2xsdk.protocol.slac.records import RUN_ID_SIZE, SlacParmReq
from v2xsdk.protocol.slac.station import Station


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
    WAKE = auto()


class EvStep(Enum):
    """Internal events of the EV."""

    RESULTS_COMPLETE = auto()
    RUN_FAILED = auto()


class EvBase(Station):
    """State of the EV, and how its runs begin and end."""

    sticky = frozenset({EvTimer.ATTEN_RESULTS, EvTimer.MATCH_JOIN, EvTimer.WAKE})

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
        self.key_given = False
        self._reason = Reason.NO_EVSE
        self.toggle_steps = 0

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
        if self.key_given:
            self.modem.set_key(Nmk(self.random_bytes(NMK_SIZE)), now)
        self.key_given = self.key_confirmed = False

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
