"""One BEG module: its switches, modes, timers and alarms. The bus is the rack's business."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from v2xsdk_emulator.devices.infypower_beg.frames import Refusal
from v2xsdk_emulator.devices.infypower_beg.params import BegParams, Disobedience, OutputStage
from v2xsdk_emulator.devices.infypower_beg.status import STATES, TRIPPING
from v2xsdk_emulator.plant.converter import ConverterUnit

Report = Callable[..., None]

#: Below this current the DC side counts as off.
DC_OFF_A = 0.05
#: An inverting module sees a missing battery by its voltage, after this time.
DISCHARGE_ABNORMAL_S = 0.5
AC_ALARMS = frozenset({"ac_too_low", "ac_phase_lost", "pfc_side_off"})


class BegModule:
    """State of one module. ``now`` is the wire clock in s; currents it is told are magnitudes."""

    def __init__(self, address: int, params: BegParams, *, now: float, report: Report, group: int = 0) -> None:
        self.address = address
        self.group = group
        self.params = params
        self.unit = ConverterUnit(params.converter())
        self.on = False
        self.inverter = False
        self.walk_in = params.walk_in
        self.output_stage = OutputStage.AUTOMATIC
        self.power_factor = 1.0
        self.voltage_setpoint_v = 0.0
        self.cutoff_v: float | None = None
        self.share_a = 0.0
        self.own_current_a: float | None = None
        self.alarms: set[str] = set()
        self.silent = False
        self.interrupted = False
        self.sign_flipped = False
        self.delivery_ratio = 1.0
        self.disobedience = Disobedience.NONE
        self.last_spoke_s = now
        self.heard_s = now
        self._ready_s = now + params.power_up_s
        self._runs_from_s: float | None = None
        self._mode_wanted: tuple[bool, float] | None = None
        self._abnormal_since_s: float | None = None
        self._off_since_s = now
        self._report = report

    # what it shows

    @property
    def shown_current_a(self) -> float:
        """Magnitude of the current as the module reports it."""
        return abs(self.unit.current_a) / self.delivery_ratio

    @property
    def capability_a(self) -> float:
        """Current in A that it can take of the group's total now."""
        able = self.on and self._runs_from_s is not None
        return self.unit.current_capability_a if able else 0.0

    @property
    def delivering(self) -> bool:
        """Whether current can flow, whatever the module says."""
        return self.unit.running

    def flags(self) -> set[str]:
        """Return the names of all status bits that are set."""
        flags = set(self.alarms)
        if self._says_off():
            flags.add("dc_side_off")
        if self.walk_in:
            flags.add("walk_in_enabled")
        if self.interrupted:
            flags.add("communication_interrupted")
        if self.unit.asleep:
            flags.add("sleeping")
        if self.unit.capability < 1.0:
            flags.add("power_limited")
        return flags

    def alarm_flags(self) -> list[str]:
        """Return the flags that are alarms, sorted."""
        return sorted(self.flags() - STATES)

    @property
    def _ignores_off(self) -> bool:
        return self.disobedience in (Disobedience.KEEPS_DELIVERING, Disobedience.HIDES_IT)

    def _says_off(self) -> bool:
        if self.disobedience is Disobedience.NEVER_CONFIRMS:
            return False
        if self.disobedience is Disobedience.HIDES_IT:
            return not self.on
        return not self.unit.enabled and self.unit.ramp_a <= DC_OFF_A

    # what it is told

    def write_output(self, on: bool, now: float) -> Refusal:
        """Switch on or off. Off is always obeyed; on needs an end to start-up and mode change."""
        if not on:
            self._switch_off("command", now)
            return Refusal.NONE
        if self.on:
            return Refusal.NONE
        if self._busy(now):
            return Refusal.STARTING
        if not self.alarms & TRIPPING and self.unit.powered:
            self._switch_on(now)
        return Refusal.NONE

    def write_mode(self, inverter: bool, now: float) -> Refusal:
        """Choose rectifier or inverter; a change takes its time and is refused while the output is on."""
        wanted = self.inverter if self._mode_wanted is None else self._mode_wanted[0]
        if inverter == wanted:
            return Refusal.NONE
        if self._busy(now):
            return Refusal.STARTING
        if self.unit.running and self.params.refuse_mode_change_while_on:
            return Refusal.COMMAND_INVALID
        self._mode_wanted = (inverter, now + self.params.direction_change_s)
        return Refusal.NONE

    def heard_controller(self, now: float, *, write: bool) -> None:
        """Note a frame from a controller, whichever: it feeds the silence time-out.

        A time-out that ran out stays visible until the next write, so that a controller can read of it.
        """
        self.heard_s = now
        if write:
            self.interrupted = False

    def raise_alarm(self, flag: str, now: float) -> None:
        """Set a status bit; some of them switch the module off."""
        self.alarms.add(flag)
        if flag in TRIPPING:
            self._switch_off(flag, now)
            self.unit.trip()

    def _busy(self, now: float) -> bool:
        starting = self._runs_from_s is not None and not self.unit.enabled
        return now < self._ready_s or starting or self._mode_wanted is not None

    def _switch_on(self, now: float) -> None:
        self.on = True
        self._runs_from_s = now + self.params.start_s
        self.unit.asleep = False
        self._tell("module on", mode="inverter" if self.inverter else "rectifier")

    def _switch_off(self, cause: str, now: float) -> None:
        if self.on:
            self._off_since_s = now
            self._tell("module off", cause=cause)
        self.on = False
        if cause == "command" and self._ignores_off:
            return
        self._runs_from_s = None
        self.unit.enabled = False

    # as time passes

    def tick(self, now: float) -> None:
        """Let timers run out, follow the grid, and hand the power stage its orders."""
        if not self.interrupted and now - self.heard_s >= self.params.silence_timeout_s:
            self._time_out(now)
        self._finish_mode_change(now)
        if self._runs_from_s is not None and now >= self._runs_from_s and not self.unit.enabled:
            self.unit.enabled = True
        self._watch_grid(now)
        self._watch_battery(now)
        if not self.on and now - self._off_since_s >= self.params.sleep_after_s:
            self.unit.asleep = True
        self._command_unit()

    def _time_out(self, now: float) -> None:
        self.interrupted = True
        self._tell("silence time-out", silent_s=round(now - self.heard_s, 3))
        self._switch_off("silence", now)

    def _finish_mode_change(self, now: float) -> None:
        if self._mode_wanted is None:
            return
        inverter, due_s = self._mode_wanted
        if self.unit.ramp_a > DC_OFF_A:
            self._mode_wanted = (inverter, now + self.params.direction_change_s)
        elif now >= due_s:
            self.inverter = inverter
            self._mode_wanted = None
            self._tell("mode change", mode="inverter" if inverter else "rectifier")

    def _watch_grid(self, now: float) -> None:
        if not self.unit.powered:
            if not self.alarms >= AC_ALARMS:
                for flag in sorted(AC_ALARMS):
                    self.raise_alarm(flag, now)
        elif self.alarms >= AC_ALARMS:
            self.alarms -= AC_ALARMS

    def _watch_battery(self, now: float) -> None:
        missing = self.inverter and self.unit.enabled and self.unit.voltage_v < self.params.voltage_min_v
        if not missing:
            self._abnormal_since_s = None
        elif self._abnormal_since_s is None:
            self._abnormal_since_s = now
        elif now - self._abnormal_since_s >= DISCHARGE_ABNORMAL_S:
            self.raise_alarm("discharge_abnormal", now)

    def _command_unit(self) -> None:
        unit, params = self.unit, self.params
        inverting = self.inverter != self.sign_flipped
        unit.direction = -1 if inverting else 1
        unit.threshold_v = self._threshold_v(inverting)
        wanted_a = self.share_a if self.own_current_a is None else self.own_current_a
        if self._mode_wanted is not None:
            unit.target_a = 0.0
        elif not self._ignores_off or wanted_a > 0 or not unit.enabled:
            unit.target_a = wanted_a * self.delivery_ratio
        soft = self.walk_in and unit.ramp_a < unit.target_a
        unit.rise_a_per_s = params.current_max_a / params.walk_in_s if soft else unit.params.rise_a_per_s

    def _threshold_v(self, inverting: bool) -> float:
        params = self.params
        if self.sign_flipped:
            return params.voltage_min_v if inverting else params.voltage_max_v
        if inverting:
            wanted_v = self.voltage_setpoint_v if self.cutoff_v is None else self.cutoff_v
            return max(wanted_v, params.voltage_min_v)
        low_range = self.output_stage is OutputStage.PARALLEL
        ceiling_v = params.low_range_max_v if low_range else params.voltage_max_v
        return min(max(self.voltage_setpoint_v, params.voltage_min_v), ceiling_v)

    def _tell(self, name: str, **fields: Any) -> None:
        self._report(name, module=self.address, **fields)
