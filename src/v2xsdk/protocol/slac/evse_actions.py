"""What an EVSE does in SLAC: its runs, its key, its reports. When is the table in ``evse``."""

from __future__ import annotations

import secrets
from enum import Enum, auto

from v2xsdk.protocol.slac.events import (
    Joining,
    LinkLost,
    Matched,
    MatchingFailed,
    MatchingStarted,
    ModemSilent,
    Reason,
    RunEnded,
)
from v2xsdk.protocol.slac.evse_run import EvseRun
from v2xsdk.protocol.slac.evse_run_actions import EvseRunActions, RunState
from v2xsdk.protocol.slac.keys import NMK_SIZE, Nmk, nid_from_nmk
from v2xsdk.protocol.slac.modem import RandomBytes
from v2xsdk.protocol.slac.params import EvseSettings
from v2xsdk.protocol.slac.records import AttenProfileInd, Mme, SlacParmReq, ValidateReq
from v2xsdk.protocol.slac.station import Station
from v2xsdk.protocol.slac.toggles import ToggleCounter


class EvseState(Enum):
    """States of the EVSE."""

    OFF = auto()
    KEYING = auto()
    """The own modem is given a new key."""
    UNPLUGGED = auto()
    WAITING = auto()
    """Plugged; no run is under way."""
    MATCHING = auto()
    JOINING = auto()
    LINKED = auto()
    """The link is up, its report is due."""
    MATCHED = auto()
    EXHAUSTED = auto()
    """Given up until the pilot triggers matching anew."""


class EvseTimer(Enum):
    """Timers of the EVSE."""

    SLAC_INIT = auto()
    MATCH_JOIN = auto()
    LINK_READY = auto()
    MODEM_RETRY = auto()


class EvseStep(Enum):
    """What runs bring about."""

    CONFIRMED = auto()
    ALL_ENDED = auto()


class EvseActions(Station):
    """State and actions of the EVSE."""

    sticky = frozenset({EvseTimer.SLAC_INIT})

    def __init__(
        self,
        host_mac: bytes,
        settings: EvseSettings | None = None,
        random_bytes: RandomBytes = secrets.token_bytes,
    ) -> None:
        self.settings = settings or EvseSettings()
        timers, counters = self.settings.timers, self.settings.counters
        super().__init__(EvseState.OFF, host_mac, timers, counters, random_bytes)
        self.toggles = ToggleCounter(timers)
        self.runs: list[EvseRun] = []
        self.peer: EvseRun | None = None
        """The run whose vehicle got the key."""
        self.given_up = False
        """Matching starts over only with the next pilot trigger."""
        self._key = Nmk(bytes(NMK_SIZE))
        self._joins_failed = 0
        self._heard_request = False

    def note_trigger(self) -> None:
        """A vehicle was plugged in, or the pilot came back from an error: all attempts are new."""
        self.given_up = self._heard_request = False
        self._joins_failed = 0

    # runs

    def receive_slac(self, record: Mme, now: float) -> None:
        """Give the record to the run it belongs to, or let it begin one."""
        if isinstance(record, SlacParmReq):
            self.take(SlacParmReq, record, now)
        elif isinstance(record, AttenProfileInd):
            self._receive_profile(record, now)
        else:
            runs = [run for run in self.runs if run.ev_mac == record.src]
            if not isinstance(record, ValidateReq):
                run_id = getattr(record, "run_id", None)
                runs = [run for run in runs if run.run_id == run_id]
            self._offer(runs, record, now)

    def _receive_profile(self, record: AttenProfileInd, now: float) -> None:
        if self.modem.is_own(record):
            self._offer([run for run in self.runs if run.ev_mac == record.pev_mac], record, now)
        else:
            self.ignored["profile of another station's modem"] += 1

    def _offer(self, runs: list[EvseRun], record: Mme, now: float) -> None:
        for run in runs:
            run.take(type(record), record, now)
        if not runs:
            self.ignored[f"{type(record).__name__} of no run"] += 1

    def collect_runs(self, now: float) -> None:
        """Hand on what the runs produced and tell the table what they came to."""
        before = len(self.runs)
        for run in list(self.runs):
            self._collect(run, now)
            if run.state is RunState.CONFIRMED:
                self.take(EvseStep.CONFIRMED, run, now)
        if before and not self.runs:
            self.take(EvseStep.ALL_ENDED, None, now)

    def _collect(self, run: EvseRun, now: float) -> None:
        for record in run.to_send(now):
            self.send(record)
        while (event := run.next_event()) is not None:
            self.emit(event)
        self.ignored.update(run.ignored)
        run.ignored.clear()
        if not run.live and run in self.runs:
            self.runs.remove(run)

    def end_runs(self, reason: Reason, now: float, but: EvseRun | None = None) -> None:
        """End all runs, except ``but``."""
        for run in [run for run in self.runs if run is not but]:
            run.end(reason)
            self._collect(run, now)

    def is_nearest(self, run: EvseRunActions) -> bool:
        """Whether no other run measured clearly less attenuation."""
        mine_db, margin_db = run.attenuation_db, self.settings.crosstalk_margin_db
        others_db = [other.attenuation_db for other in self.runs if other is not run]
        return mine_db is not None and all(other_db is None or mine_db - other_db < margin_db for other_db in others_db)

    def begin_run(self, record: SlacParmReq, now: float) -> None:
        """Begin a run; one with the same vehicle is replaced ([V2G3-A09-16])."""
        for run in [run for run in self.runs if run.ev_mac == record.src]:
            self.runs.remove(run)
            if run.run_id != record.run_id:
                self.emit(RunEnded(run.ev_mac, run.run_id, Reason.REPLACED))
        key = nid_from_nmk(self._key), self._key
        run = EvseRun(self.mac, record, self.settings, self.toggles, key, self.is_nearest)
        self.runs.append(run)
        run.begin(now)

    def begin_matching(self, record: SlacParmReq, now: float) -> None:
        """Report "matching"; the first time, leave time for further attempts of this plug-in."""
        if not self._heard_request:
            left_s = self._deadlines.get(EvseTimer.SLAC_INIT, now) - now
            self.arm(EvseTimer.SLAC_INIT, now, max(left_s, self.timers.tt_matching_repetition_s))
        self._heard_request = True
        self.emit(MatchingStarted(record.src, record.run_id))
        self.begin_run(record, now)

    def begin_again(self, record: SlacParmReq, now: float) -> None:
        """The vehicle starts over before the link is up; it has our key already."""
        self.modem.ignore_link()
        self.peer = None
        self.begin_matching(record, now)

    # key and network

    def renew_key(self, _: object, now: float) -> None:
        """Give the own modem a new key, which removes every other station from its network."""
        self.modem.ignore_link()
        self._key = Nmk(self.random_bytes(NMK_SIZE))
        self.modem.set_key(self._key, now)

    def leave_network(self, reason: Reason, now: float) -> None:
        """Drop runs and link, then renew the key, as it was handed out."""
        self.drop(reason, now)
        self.renew_key(reason, now)

    def drop(self, reason: Reason, now: float) -> None:
        """End every run and the link."""
        self.stop(EvseTimer.SLAC_INIT)
        self.given_up |= reason is Reason.LEFT
        if self.peer is not None and self.peer not in self.runs:
            self.emit(LinkLost(self.peer.ev_mac, reason))
        self.peer = None
        self.end_runs(reason, now)

    def lose_to_request(self, record: SlacParmReq, now: float) -> None:
        """The peer begins again, so there is no link any more."""
        self.leave_network(Reason.REPLACED, now)

    def tell_silence(self, _: object, now: float) -> None:
        """Report the silent modem, reboot it, try again later."""
        self.emit(ModemSilent(self.modem.attempts))
        self.modem.reset()
        self.arm(EvseTimer.MODEM_RETRY, now, self.timers.modem_retry_s)

    # waiting, joining, reporting

    def await_request(self, _: object, now: float) -> None:
        """Wait for the first CM_SLAC_PARM.REQ."""
        self.arm(EvseTimer.SLAC_INIT, now, self.timers.tt_evse_slac_init_s)

    def do_nothing(self, _: object, now: float) -> None:
        """Only change the state."""

    def join(self, run: EvseRun, now: float) -> None:
        """The key went out: the other runs are over, the link must come up."""
        self.peer = run
        self.end_runs(Reason.OTHER_MATCHED, now, but=run)
        self.emit(Joining(run.ev_mac, nid_from_nmk(self._key)))
        self.arm(EvseTimer.MATCH_JOIN, now, self.timers.tt_match_join_s)
        self.modem.watch_link(now)

    def note_link(self, _: object, now: float) -> None:
        """The link is up; offer our amplitude map and report a little later."""
        self.runs.clear()
        if self.peer is not None:
            self.amplitudes.begin(self.peer.ev_mac, self.settings.amplitude_map, now)
        self.arm(EvseTimer.LINK_READY, now, self.timers.tp_link_ready_notification_s)

    def report_match(self, _: object, now: float) -> None:
        """Tell the owner that the vehicle is matched; counters start anew ([V2G3-M08-02])."""
        self.stop(EvseTimer.SLAC_INIT)
        self.note_trigger()
        if (run := self.peer) is not None:
            nid, attenuation_db = nid_from_nmk(self._key), run.attenuation_db or 0.0
            self.emit(Matched(run.ev_mac, nid, attenuation_db, now - run.started_s))

    def fail_join(self, _: object, now: float) -> None:
        """No link came: the run is over and the key that it got is worth nothing any more."""
        self._joins_failed += 1
        self.end_runs(Reason.NO_LINK, now)
        self.peer = None
        if self._joins_failed >= self.counters.c_conn_max_match:
            self.given_up = True
            self.emit(MatchingFailed(Reason.NO_LINK))
        self.renew_key(None, now)

    def tell_failure(self, _: object, now: float) -> None:
        """No match in time; what follows on the pilot is not decided here."""
        self.given_up = True
        self.emit(MatchingFailed(Reason.NO_MATCH if self._heard_request else Reason.NO_REQUEST))
