"""All that an EV does in SLAC; here the match, the link, and waking the station. When is the table in ``ev``."""

from __future__ import annotations

from v2xsdk.protocol.slac.ev_base import EvTimer
from v2xsdk.protocol.slac.ev_validation import EvValidation
from v2xsdk.protocol.slac.events import Joining, Matched, Reason
from v2xsdk.protocol.slac.pilot import PilotState, SetVehicleState
from v2xsdk.protocol.slac.records import SlacMatchCnf, SlacMatchReq


class EvActions(EvValidation):
    """State and actions of the EV."""

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
        self.key_given = True
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

    def begin_wake(self, _: object, now: float) -> None:
        """Toggle the pilot once, which wakes a sleeping station (slac, section 8)."""
        self.emit(SetVehicleState(PilotState.C))
        self.arm(EvTimer.WAKE, now, self.timers.tp_ev_vald_state_duration_s)

    def end_wake(self, _: object, now: float) -> None:
        """Back to state B."""
        self.emit(SetVehicleState(PilotState.B))
