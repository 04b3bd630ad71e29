"""What the limits leave of a wanted power."""

from __future__ import annotations

import msgspec

from v2xsdk.model import Limits, Reason


class Grant(msgspec.Struct, frozen=True):
    """What is granted of a power.

    ``granted_w`` has the sign of ``asked_w`` or is 0, and never a larger magnitude.

    Where they differ ``reason`` and ``source`` say what bound.
    """

    asked_w: float
    granted_w: float
    reason: Reason = Reason.NONE
    source: str = ""
    detail: str = ""

    @property
    def limited(self) -> bool:
        """Whether less is granted than was asked."""
        return self.granted_w != self.asked_w


def apply_limits(limits: Limits, power_w: float) -> Grant:
    """Return what ``limits`` leave of ``power_w``."""
    if power_w > 0.0 and power_w > limits.charge_w:
        source = limits.charge_source
        return Grant(power_w, limits.charge_w, limits.charge_reason, source, _detail(limits, source))
    if power_w < 0.0 and -power_w > limits.discharge_w:
        source = limits.discharge_source
        # 0.0 - x, because a granted -0.0 would look like a direction.
        left_w = 0.0 - limits.discharge_w
        return Grant(power_w, left_w, limits.discharge_reason, source, _detail(limits, source))
    return Grant(power_w, power_w)


def _detail(limits: Limits, source: str) -> str:
    return next((limit.detail for limit in limits.sources if limit.source == source), "")
