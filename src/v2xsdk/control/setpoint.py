"""From a wanted power to a set-point: limits, minimum power, ramp, zero strategy."""

from __future__ import annotations

import math

from v2xsdk.control.grant import Grant, apply_limits
from v2xsdk.control.minimum_power import MinimumPower
from v2xsdk.control.ramp import Ramp
from v2xsdk.control.settings import ControlSettings
from v2xsdk.control.zero_strategy import ZeroHold
from v2xsdk.model import DriverInfo, Limits


class SetPoint:
    """Holds the set-point ``power_w`` in W and the wish ``on`` for the output."""

    def __init__(self, info: DriverInfo, settings: ControlSettings) -> None:
        self._info = info
        self._settings = settings
        self._minimum = MinimumPower(info.minimum_power_w, settings.minimum_hysteresis_ratio)
        self._ramp = _ramp(info, settings)
        self._zero = ZeroHold(info.zero_strategy, settings.off_dwell_s)
        self.power_w = 0.0
        self.on = False

    def grant(self, limits: Limits, power_w: float) -> Grant:
        """Return what limits and device leave of ``power_w``."""
        return self._minimum.apply(apply_limits(limits, power_w))

    def follow(self, grant: Grant, limits: Limits, now: float) -> None:
        """Move towards the granted power of a live order."""
        self._set(self._ramp.step(grant.granted_w, now, limits), self._zero.step(grant, now))

    def fall_back(self, grant: Grant, now: float) -> None:
        """Go down to the granted fall-back power at once.

        It never raises the output and never starts one: what the limits took away meanwhile stays away.
        """
        lower_w = math.copysign(min(abs(grant.granted_w), abs(self.power_w)), self.power_w)
        self._ramp.jump(lower_w if grant.granted_w * self.power_w > 0.0 else 0.0, now)
        running = grant if self._minimum.deliverable(self._ramp.output_w) else None
        self._set(self._ramp.output_w, self._zero.step(running, now))

    def cut(self, now: float) -> None:
        """Nothing runs: 0 and off at once."""
        self._set(self._ramp.jump(0.0, now), self._zero.step(None, now))

    def expected_s(self, grant: Grant, now: float, *, delivering: bool) -> float:
        """Return how long reaching the granted power may take from here."""
        target_w = grant.granted_w
        total_s = self._settings.reach_margin_s + self._ramp.time_to_s(target_w, now)
        if self._info.ramp_w_per_s is not None:
            total_s += abs(target_w - self.power_w) / self._info.ramp_w_per_s
        if target_w == 0.0:
            return total_s + self._info.stop_time_s
        if self._ramp.side * target_w <= 0.0:
            total_s += self._info.direction_change_time_s
        return total_s if delivering else total_s + self._settings.start_time_s

    def _set(self, ramp_w: float, on: bool) -> None:
        self.power_w = self._minimum.deliverable(ramp_w)
        self.on = on


def _ramp(info: DriverInfo, settings: ControlSettings) -> Ramp:
    dwell_s = settings.direction_dwell_s
    return Ramp(
        charge_w_per_s=settings.ramp_charge_w_per_s or info.ramp_w_per_s,
        discharge_w_per_s=settings.ramp_discharge_w_per_s or info.ramp_w_per_s,
        direction_dwell_s=info.direction_change_time_s if dwell_s is None else dwell_s,
    )
