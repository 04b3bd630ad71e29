"""Validation: toggling the pilot to find out which station is at its other end (slac, sections 3.7 and 7)."""

from __future__ import annotations

from v2xsdk.protocol.slac.ev_base import EvStep, EvTimer
from v2xsdk.protocol.slac.ev_run import Verdict
from v2xsdk.protocol.slac.ev_sounding import EvSounding
from v2xsdk.protocol.slac.events import Reason
from v2xsdk.protocol.slac.evse_run_actions import FIELD_UNIT_S, ValidateResult
from v2xsdk.protocol.slac.pilot import PilotState, SetVehicleState
from v2xsdk.protocol.slac.records import ValidateCnf, ValidateReq


class EvValidation(EvSounding):
    """Both steps of the validation, candidate after candidate."""

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
        self.toggle_steps = 0
        window_s = (units + 1) * FIELD_UNIT_S + self.timers.vald_window_tolerance_s
        self.arm(EvTimer.VALD_RESULT, now, window_s)
        self.toggle(None, now)

    def _send_validation(self, timer: int) -> None:
        ready = int(ValidateResult.READY)
        self.send(ValidateReq(self.run.candidates[0], self.mac, timer=timer, result=ready))

    def toggle(self, _: object, now: float) -> None:
        """Go to C and back to B, as often as wanted."""
        state = PilotState.B if self.toggle_steps % 2 else PilotState.C
        self.emit(SetVehicleState(state))
        self.toggle_steps += 1
        if self.toggle_steps < 2 * self.counters.c_ev_vald_nb_toggles:
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
        if self.toggle_steps % 2:
            self.emit(SetVehicleState(PilotState.B))
        self.toggle_steps = 0
