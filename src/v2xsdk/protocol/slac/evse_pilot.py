"""What the EVSE drives on the control pilot around matching (slac, section 8).

``SEQUENCES`` says for each phase and trigger which outputs follow one another, how long each lasts, and in
which phase they end. Commands come out as events; the owner applies them to a ``ControlPilot``.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

import msgspec

from v2xsdk.protocol.slac.events import (
    LinkLost,
    Matched,
    MatchingFailed,
    MatchingStarted,
    Reason,
    SlacEvent,
)
from v2xsdk.protocol.slac.machine import Machine, Row
from v2xsdk.protocol.slac.params import SlacCounters, SlacTimers
from v2xsdk.protocol.slac.pilot import HLC_DUTY_PERCENT, PilotReading, PilotState, SetDuty, SetError
from v2xsdk.protocol.slac.toggles import ToggleCounter


class PilotSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How an EVSE uses its pilot. DC: communication at once; AC: only if ``hlc``."""

    timers: SlacTimers = SlacTimers()
    counters: SlacCounters = SlacCounters()
    hlc: bool = True
    nominal_duty_percent: float | None = None
    """AC: the duty cycle of basic charging; ``None`` where there is none (DC)."""
    error_state: PilotState = PilotState.F


class LeaveNetwork(msgspec.Struct, frozen=True):
    """The sequence has come to where the EVSE leaves the logical network: call ``EvseSlac.leave``."""


class Phase(Enum):
    """Where the pilot rests between sequences."""

    IDLE = auto()
    HLC = auto()
    """5 %, nobody speaks SLAC yet."""
    MATCHING = auto()
    """5 %, a run is under way or the vehicle is matched."""
    NOMINAL = auto()
    RESTING = auto()
    """X1: given up or asleep."""
    STEPPING = auto()


class Trigger(Enum):
    """What makes the pilot change."""

    PLUGGED = auto()
    UNPLUGGED = auto()
    MATCHING = auto()
    FAILED = auto()
    EXHAUSTED = auto()
    """Failed once more than C_sequ_retry allows."""
    BASIC = auto()
    """Go to the nominal duty cycle, after a positive external authorisation for example."""
    SESSION_ERROR = auto()
    PAUSE = auto()
    WAKE = auto()
    NEXT = auto()


class Output(Enum):
    """What a step drives."""

    X1 = auto()
    ERROR = auto()
    FIVE_PERCENT = auto()
    NOMINAL = auto()
    LEAVE = auto()


class Step(NamedTuple):
    """An output and the timer of :class:`SlacTimers` that it lasts; none for the last one."""

    output: Output
    lasts: str = ""


_EF = Step(Output.ERROR, "t_step_ef_s")
_X1_AFTER_EF = Step(Output.X1, "x1_after_ef_s")
_FIVE = Step(Output.FIVE_PERCENT)
_NOMINAL = Step(Output.NOMINAL)
_RETRY = ((_EF, _X1_AFTER_EF, _FIVE), Phase.HLC)
_LEAVE_AND_RETRY = ((Step(Output.X1, "x1_after_ef_s"), Step(Output.LEAVE), *_RETRY[0]), Phase.HLC)
_REST = ((Step(Output.X1),), Phase.RESTING)
_LEAVE_AND_REST = ((Step(Output.X1), Step(Output.LEAVE)), Phase.RESTING)
SEQUENCES: dict[tuple[Enum, Trigger], tuple[tuple[Step, ...], Phase]] = {
    (Phase.IDLE, Trigger.PLUGGED): ((_FIVE,), Phase.HLC),
    # No SLAC in TT_EVSE_SLAC_init: E/F, 5 % again; X1 once C_sequ_retry is used up [V2G3-M06-07].
    (Phase.HLC, Trigger.FAILED): _RETRY,
    (Phase.HLC, Trigger.EXHAUSTED): _REST,
    (Phase.MATCHING, Trigger.FAILED): _LEAVE_AND_RETRY,
    (Phase.MATCHING, Trigger.EXHAUSTED): _LEAVE_AND_REST,
    # 5 % to nominal: through E/F when matching never started [V2G3-M06-05], [V2G3-M06-08],
    # through X1 when it did [V2G3-M06-06].
    (Phase.HLC, Trigger.BASIC): ((_EF, _X1_AFTER_EF, _NOMINAL), Phase.NOMINAL),
    (Phase.MATCHING, Trigger.BASIC): ((Step(Output.X1, "t_step_x1_s"), _NOMINAL), Phase.NOMINAL),
    (Phase.RESTING, Trigger.BASIC): ((_NOMINAL,), Phase.NOMINAL),
    # Error from the layer above: from X1 [V2G3-M07-04], from X2 [V2G3-M07-05] to [V2G3-M07-09].
    (Phase.RESTING, Trigger.SESSION_ERROR): _RETRY,
    (Phase.MATCHING, Trigger.SESSION_ERROR): _LEAVE_AND_RETRY,
    # Pause and wake-up [V2G3-M07-19], [V2G3-M07-20].
    (Phase.MATCHING, Trigger.PAUSE): _REST,
    (Phase.RESTING, Trigger.WAKE): ((_FIVE,), Phase.HLC),
    (Phase.HLC, Trigger.MATCHING): ((), Phase.MATCHING),
}
"""In nominal PWM, errors of communication leave basic charging alone ([V2G3-M07-10], [V2G3-M07-12])."""


class EvsePilot(Machine):
    """Drives the EVSE's end of the pilot; hand it readings, SLAC events and what the layer above wants."""

    def __init__(self, settings: PilotSettings | None = None) -> None:
        super().__init__(Phase.IDLE)
        self.settings = settings or PilotSettings()
        self.retries = 0
        self._reading = PilotReading(PilotState.A)
        self._toggles = ToggleCounter(self.settings.timers)
        self._steps: tuple[Step, ...] = ()
        self._then = Phase.IDLE
        self._basic_wanted = False

    def pilot_changed(self, reading: PilotReading, now: float) -> None:
        """Note what the pilot shows."""
        before, self._reading = self._reading.state, reading
        toggled = self._toggles.pilot_changed(reading.state, now)
        if reading.state is PilotState.A and before is not PilotState.A:
            self.retries = 0
            self._basic_wanted = False
            self._drive(((Step(Output.X1),), Phase.IDLE), now)
        elif reading.state.plugged and self.state is Phase.IDLE:
            self._plug(now)
        elif toggled:
            self._trigger(Trigger.WAKE, now)

    def _plug(self, now: float) -> None:
        if self.settings.hlc:
            self._trigger(Trigger.PLUGGED, now)
        else:
            self._drive(((_NOMINAL,), Phase.NOMINAL), now)

    def slac_event(self, event: SlacEvent, now: float) -> None:
        """Note what the SLAC machine reports."""
        if isinstance(event, MatchingStarted):
            self._trigger(Trigger.MATCHING, now)
        elif isinstance(event, Matched):
            self.retries = 0
        elif isinstance(event, MatchingFailed):
            self._fail(Trigger.FAILED, now)
        elif isinstance(event, LinkLost) and event.reason is Reason.LINK_DOWN:
            self._fail(Trigger.SESSION_ERROR, now)

    def session_error(self, now: float) -> None:
        """The layer above failed (no session in 18 s, for example)."""
        self._fail(Trigger.SESSION_ERROR, now)

    def go_basic(self, now: float) -> None:
        """Go to the nominal duty cycle, if there is one; a running sequence ends first."""
        self._basic_wanted = self.settings.nominal_duty_percent is not None
        self._go_basic_if_wanted(now)

    def _go_basic_if_wanted(self, now: float) -> None:
        if self._basic_wanted and (self.state, Trigger.BASIC) in SEQUENCES:
            self._basic_wanted = False
            self._trigger(Trigger.BASIC, now)

    def pause(self, now: float) -> None:
        """The session pauses: no PWM until the vehicle wakes it by a B-C-B toggle."""
        self._trigger(Trigger.PAUSE, now)

    def wake(self, now: float) -> None:
        """Wake the vehicle by 5 %."""
        self._trigger(Trigger.WAKE, now)

    def _fail(self, trigger: Trigger, now: float) -> None:
        if (self.state, trigger) not in SEQUENCES:
            return
        exhausted = self.retries >= self.settings.counters.c_sequ_retry
        self.retries += 1
        self._trigger(Trigger.EXHAUSTED if exhausted else trigger, now)

    def _trigger(self, trigger: Trigger, now: float) -> None:
        sequence = SEQUENCES.get((self.state, trigger))
        if sequence is not None:
            self._drive(sequence, now)

    def _drive(self, sequence: tuple[tuple[Step, ...], Phase], now: float) -> None:
        self._deadlines.clear()
        self._steps, self._then = sequence
        self.state = Phase.STEPPING
        self.next_step(None, now)

    def next_step(self, _: object, now: float) -> None:
        """Drive the next output; the phase is reached with the last one."""
        while self._steps:
            step, self._steps = self._steps[0], self._steps[1:]
            self._put_out(step.output)
            if step.lasts:
                self.arm(Trigger.NEXT, now, getattr(self.settings.timers, step.lasts))
                return
        self.state = self._then
        self._go_basic_if_wanted(now)

    def _put_out(self, output: Output) -> None:
        if output is Output.LEAVE:
            self.emit(LeaveNetwork())
        elif output is Output.ERROR:
            self.emit(SetError(self.settings.error_state))
        elif output is Output.NOMINAL:
            self.emit(SetDuty(self.settings.nominal_duty_percent))
        else:
            self.emit(SetDuty(HLC_DUTY_PERCENT if output is Output.FIVE_PERCENT else None))


EvsePilot.table = {(Phase.STEPPING, Trigger.NEXT): (Row(EvsePilot.next_step),)}
