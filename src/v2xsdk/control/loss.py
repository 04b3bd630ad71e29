"""AC limits as DC power at the vehicle connector, on the safe side in both directions."""

from __future__ import annotations

import math

from v2xsdk.model import LossCurve

ASSUMED_LOSS = LossCurve(p0_w=500.0, a=0.15, b_per_w=0.0)
"""Loss assumed while charging with an undeclared curve: above every unit of v2x-domain, section 5.2."""


def dc_charge_w(ac_limit_w: float, curve: LossCurve | None) -> float:
    """Return the largest DC power in W that draws at most ``ac_limit_w`` from the grid.

    The grid side carries the loss on top, so an undeclared curve is taken as worse than any known unit.
    """
    if math.isinf(ac_limit_w):
        return ac_limit_w
    curve = curve or ASSUMED_LOSS
    available_w = ac_limit_w - curve.p0_w
    if available_w <= 0.0:
        return 0.0
    slope = 1.0 + curve.a
    return 2.0 * available_w / (slope + math.sqrt(slope * slope + 4.0 * curve.b_per_w * available_w))


def dc_discharge_w(ac_limit_w: float, curve: LossCurve | None) -> float:
    """Return a DC power in W, as a magnitude, that exports at most ``ac_limit_w`` to the grid.

    The loss is spent before the grid side, so an undeclared curve is taken as lossless. The fixed part of the
    loss is not credited: then a limit of 0 stays 0. Beyond the most that the curve can export, the power of
    that maximum stands, or the lossless figure where it is larger.
    """
    if curve is None or math.isinf(ac_limit_w):
        return ac_limit_w
    slope = 1.0 - curve.a
    if slope <= 0.0:
        return ac_limit_w
    root = slope * slope - 4.0 * curve.b_per_w * ac_limit_w
    if root < 0.0:
        return max(ac_limit_w, slope / (2.0 * curve.b_per_w))
    return 2.0 * ac_limit_w / (slope + math.sqrt(root))
