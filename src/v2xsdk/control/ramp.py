"""Set-point ramp: rate per direction, and a dwell at 0 before the direction changes."""

from __future__ import annotations

import math

from v2xsdk.control.grant import apply_limits
from v2xsdk.model import Limits

STEP_MAX_S = 1.0
"""A longer pause between two steps moves the ramp no further than this one."""


class Ramp:
    """Moves the output towards a target; it always lies between the previous output and the target.

    Rates in W/s hold on the side of 0 they are named for, up and down; ``None`` follows at once. A limit
    below the previous output is followed at once.
    """

    def __init__(
        self,
        *,
        charge_w_per_s: float | None = None,
        discharge_w_per_s: float | None = None,
        direction_dwell_s: float = 0.0,
    ) -> None:
        self._rates = {1: charge_w_per_s, -1: discharge_w_per_s}
        self._dwell_s = direction_dwell_s
        self.side = 0
        self._left_s = -math.inf
        self._last_s: float | None = None
        self.output_w = 0.0

    def step(self, target_w: float, now: float, limits: Limits) -> float:
        """Return the next output in W; ``target_w`` must already keep ``limits``."""
        elapsed_s = self._elapsed(now)
        previous_w = apply_limits(limits, self.output_w).granted_w
        if self.output_w * target_w < 0.0:
            self._set(self._towards(previous_w, 0.0, elapsed_s), now)
        elif self.dwell_left_s(target_w, now) > 0.0:
            self._set(0.0, now)
        else:
            self._set(self._towards(previous_w, target_w, elapsed_s), now)
        return self.output_w

    def jump(self, output_w: float, now: float) -> float:
        """Set the output at once: stop, fault, fall-back."""
        self._elapsed(now)
        self._set(output_w, now)
        return self.output_w

    def dwell_left_s(self, target_w: float, now: float) -> float:
        """Return how long the output still has to rest at 0 before it may go to ``target_w``."""
        if self.output_w != 0.0 or target_w == 0.0 or self.side in (0, _sign(target_w)):
            return 0.0
        return max(0.0, self._left_s + self._dwell_s - now)

    def time_to_s(self, target_w: float, now: float) -> float:
        """Return the time in s that the ramp needs from here to ``target_w``."""
        if self.output_w * target_w < 0.0:
            down_s = self._time_s(self.output_w, 0.0)
            return down_s + self._dwell_s + self._time_s(0.0, target_w)
        return self.dwell_left_s(target_w, now) + self._time_s(self.output_w, target_w)

    def _set(self, output_w: float, now: float) -> None:
        if output_w != 0.0:
            self.side = _sign(output_w)
        elif self.output_w != 0.0:
            self._left_s = now
        self.output_w = output_w

    def _elapsed(self, now: float) -> float:
        last_s, self._last_s = self._last_s, now
        return 0.0 if last_s is None else min(max(0.0, now - last_s), STEP_MAX_S)

    def _rate(self, start_w: float, target_w: float) -> float | None:
        return self._rates[_sign(start_w) or _sign(target_w) or 1]

    def _towards(self, start_w: float, target_w: float, elapsed_s: float) -> float:
        rate = self._rate(start_w, target_w)
        if rate is None or abs(target_w - start_w) <= rate * elapsed_s:
            return target_w
        return start_w + math.copysign(rate * elapsed_s, target_w - start_w)

    def _time_s(self, start_w: float, target_w: float) -> float:
        rate = self._rate(start_w, target_w)
        return 0.0 if rate is None else abs(target_w - start_w) / rate


def _sign(value: float) -> int:
    return (value > 0.0) - (value < 0.0)
