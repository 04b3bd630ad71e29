"""When changed limits are worth an event."""

from __future__ import annotations

import math

from v2xsdk.model import Limits

STEP_W = 50.0
STEP_RATIO = 0.01


class LimitNews:
    """Lets limits through that changed their source, their reason, or their power by a step.

    A step is more than 1 % and more than 50 W: limits that follow a battery's voltage change all the time.
    """

    def __init__(self) -> None:
        self._told: Limits | None = None

    def changed(self, limits: Limits) -> bool:
        """Return whether ``limits`` differ enough from those told last."""
        old = self._told
        if old is not None and _causes(old) == _causes(limits):
            charge = _step(old.charge_w, limits.charge_w)
            if not charge and not _step(old.discharge_w, limits.discharge_w):
                return False
        self._told = limits
        return True


def _causes(limits: Limits) -> tuple[str, ...]:
    return limits.charge_source, limits.charge_reason, limits.discharge_source, limits.discharge_reason


def _step(old_w: float, new_w: float) -> bool:
    if old_w == new_w:
        return False
    if math.isinf(old_w) or math.isinf(new_w) or old_w == 0.0 or new_w == 0.0:
        return True
    return abs(new_w - old_w) > max(STEP_W, STEP_RATIO * max(old_w, new_w))
