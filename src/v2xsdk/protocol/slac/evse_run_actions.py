"""One SLAC run as the EVSE sees it: what it does from CM_SLAC_PARM.REQ to the confirmed match.

When it does what is the table in :mod:`v2xsdk.protocol.slac.evse_run`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, IntEnum, auto

from v2xsdk.protocol.slac.attenuation import AttenuationSum, mean_db
from v2xsdk.protocol.slac.events import Measured, Reason, RunEnded
from v2xsdk.protocol.slac.keys import Nmk
from v2xsdk.protocol.slac.machine import Machine
from v2xsdk.protocol.slac.params import EvseSettings
from v2xsdk.protocol.slac.records import (
    AttenCharInd,
    AttenCharRsp,
    AttenProfileInd,
    MnbcSoundInd,
    SlacMatchCnf,
    SlacMatchReq,
    SlacParmCnf,
    SlacParmReq,
    StartAttenCharInd,
    ValidateCnf,
    ValidateReq,
)
from v2xsdk.protocol.slac.toggles import ToggleCounter

GROUPS = 58
FIELD_UNIT_S = 0.1
"""Times in messages count in 100 ms."""


class ValidateResult(IntEnum):
    """Result numbers of CM_VALIDATE."""

    NOT_READY = 0
    READY = 1
    SUCCESS = 2
    FAILURE = 3
    NOT_REQUIRED = 4


class RunState(Enum):
    """States of a run."""

    WAIT_START = auto()
    SOUNDING = auto()
    STRAGGLERS = auto()
    WAIT_RESPONSE = auto()
    WAIT_MATCH = auto()
    TOGGLING = auto()
    CONFIRMED = auto()
    ENDED = auto()


class RunTimer(Enum):
    """Timers of a run."""

    MATCH_SEQUENCE = auto()
    MATCH_MNBC = auto()
    STRAGGLERS = auto()
    MATCH_RESPONSE = auto()
    MATCH_SESSION = auto()
    VALD_TOGGLE = auto()


class RunStep(Enum):
    """Internal events of a run."""

    SOUNDS_COMPLETE = auto()
    MEASURED = auto()


class EvseRunActions(Machine):
    """One run with the vehicle ``ev_mac``; its identity is that MAC and ``run_id``, byte by byte."""

    sticky = frozenset({RunTimer.MATCH_SESSION})

    def __init__(
        self,
        host_mac: bytes,
        request: SlacParmReq,
        settings: EvseSettings,
        toggles: ToggleCounter,
        key: tuple[bytes, Nmk],
        may_confirm: Callable[[EvseRunActions], bool],
    ) -> None:
        super().__init__(RunState.WAIT_START)
        self.mac = host_mac
        self.ev_mac = request.src
        self.run_id = request.run_id
        self.settings = settings
        self.toggles = toggles
        self.may_confirm = may_confirm
        self.started_s = 0.0
        self.attenuation_db: float | None = None
        self.start: StartAttenCharInd | None = None
        self.sounds: dict[int, bytes] = {}
        """Random bytes of each sound heard, by its count of remaining sounds."""
        self.profiles = 0
        self.sum = AttenuationSum()
        self.repeats = 0
        self._averages = b""
        self._nid, self._nmk = key

    @property
    def live(self) -> bool:
        """Whether the run may still come to a match."""
        return self.state is not RunState.ENDED

    @property
    def bench_db(self) -> int | None:
        """What to claim for a modem that measures nothing, if the owner allowed that."""
        return self.settings.bench_attenuation_db if self.profiles else None

    def begin(self, now: float) -> None:
        """Answer the vehicle's CM_SLAC_PARM.REQ."""
        self.started_s = now
        self.send(
            SlacParmCnf(
                dst=self.ev_mac,
                src=self.mac,
                run_id=self.run_id,
                forwarding_sta=self.ev_mac,
                num_sounds=self.settings.num_sounds,
                timeout_100ms=self.settings.timeout_100ms,
            )
        )
        self.arm(RunTimer.MATCH_SEQUENCE, now, self.settings.timers.tt_match_sequence_s)

    def end(self, reason: Reason) -> None:
        """End the run without a match."""
        self.state = RunState.ENDED
        self._deadlines.clear()
        self.emit(RunEnded(self.ev_mac, self.run_id, reason))

    def begin_sounding(self, record: StartAttenCharInd, now: float) -> None:
        """Collect sounds for as long as the vehicle announced."""
        self.start = record
        self.arm(RunTimer.MATCH_MNBC, now, record.timeout_100ms * FIELD_UNIT_S)

    def note_sound(self, record: MnbcSoundInd, now: float) -> RunStep | None:
        """Count a sound."""
        self.sounds[record.remaining] = record.random
        return self._progress()

    def note_profile(self, record: AttenProfileInd, now: float) -> RunStep | None:
        """Add what the modem measured; a profile without groups is no measurement."""
        self.profiles += 1
        if not self.sum.add(record.aag):
            self.ignored["profile without usable groups"] += 1
        return self._progress()

    def _progress(self) -> RunStep | None:
        announced = self.start.num_sounds if self.start is not None else 0
        if min(self.sum.profiles, len(self.sounds)) >= announced:
            return RunStep.MEASURED
        return RunStep.SOUNDS_COMPLETE if max(self.profiles, len(self.sounds)) >= announced else None

    def await_stragglers(self, _: object, now: float) -> None:
        """Wait a moment for profiles that are still on their way."""
        self.arm(RunTimer.STRAGGLERS, now, self.settings.timers.evse_stragglers_s)

    def report_averages(self, _: object, now: float) -> None:
        """Average what arrived and tell the vehicle."""
        bench_db = self.bench_db
        if self.sum.profiles or bench_db is None:
            self._averages = self.sum.average(self.settings.coupling_offset_db)
        else:
            self._averages = bytes([bench_db]) * GROUPS
        self.attenuation_db = mean_db(self._averages)
        self.emit(Measured(self.ev_mac, self.mac, self.attenuation_db, self._sounds_used()))
        self._send_averages(now)

    def _sounds_used(self) -> int:
        return min(255, self.sum.profiles or len(self.sounds))

    def _send_averages(self, now: float) -> None:
        self.send(
            AttenCharInd(
                dst=self.ev_mac,
                src=self.mac,
                run_id=self.run_id,
                source_address=self.ev_mac,
                num_sounds=self._sounds_used(),
                aag=self._averages,
            )
        )
        self.arm(RunTimer.MATCH_RESPONSE, now, self.settings.timers.tt_match_response_s)

    def repeat_averages(self, _: object, now: float) -> None:
        """Tell the vehicle again."""
        self.repeats += 1
        self._send_averages(now)

    def await_match(self, record: AttenCharRsp, now: float) -> None:
        """Give the vehicle its time to decide."""
        self.arm(RunTimer.MATCH_SESSION, now, self.settings.timers.tt_evse_match_session_s)

    def tell_readiness(self, record: ValidateReq, now: float) -> None:
        """Say whether toggles can be counted; never silence ([V2G3-A09-51])."""
        able = self.settings.validation
        self._confirm_validation(0, ValidateResult.READY if able else ValidateResult.FAILURE)

    def tell_not_ready(self, record: ValidateReq, now: float) -> None:
        """Say that another vehicle's toggles are being counted."""
        self._confirm_validation(0, ValidateResult.NOT_READY)

    def tell_failure(self, record: ValidateReq, now: float) -> None:
        """Say that nothing was counted."""
        self._confirm_validation(0, ValidateResult.FAILURE)

    def open_window(self, record: ValidateReq, now: float) -> None:
        """Count toggles for (timer + 1) x 100 ms."""
        window_s = min((record.timer + 1) * FIELD_UNIT_S, self.settings.timers.tt_evse_vald_toggle_s)
        self.toggles.begin(until_s=now + window_s)
        self.arm(RunTimer.VALD_TOGGLE, now, window_s)

    def tell_toggles(self, _: object, now: float) -> None:
        """Say how many toggles were seen."""
        seen = self.toggles.finish()
        self._confirm_validation(seen, ValidateResult.SUCCESS if seen else ValidateResult.FAILURE)

    def _confirm_validation(self, toggles: int, result: ValidateResult) -> None:
        toggle_num = min(255, toggles)
        self.send(ValidateCnf(dst=self.ev_mac, src=self.mac, toggle_num=toggle_num, result=int(result)))

    def confirm(self, record: SlacMatchReq, now: float) -> None:
        """Hand over the key; repeated requests get the same answer."""
        self.send(
            SlacMatchCnf(
                dst=self.ev_mac,
                src=self.mac,
                run_id=self.run_id,
                pev_mac=self.ev_mac,
                evse_mac=self.mac,
                nid=self._nid,
                nmk=self._nmk,
            )
        )
