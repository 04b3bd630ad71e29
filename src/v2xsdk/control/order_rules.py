"""What an order must look like before it gets a number."""

from __future__ import annotations

import math

import msgspec

from v2xsdk.errors import LimitError
from v2xsdk.model import EXPIRY_MAX_S, EXPIRY_MIN_S

ORDER_POWER_MAX_W = 10e6
"""No vehicle connector carries more: a larger figure is a wrong unit, not a wish."""


class OrderSpec(msgspec.Struct, frozen=True):
    """A checked order without its number. Powers in W, ``expires_in_s`` in seconds."""

    owner: str
    priority: int
    power_w: float
    expires_in_s: float
    fallback_w: float


def check_order(power_w: float, *, owner: str, priority: int, expires_in_s: float, fallback_w: float) -> OrderSpec:
    """Return the order with its fall-back clamped to the order's own direction and magnitude.

    Raises ``LimitError`` for a power, expiry or fall-back that is no number or out of range, an empty owner
    or a priority that is no integer.
    """
    if not isinstance(owner, str) or not owner:
        raise LimitError(f"an order's owner must be a non-empty text, not {owner!r}")
    if not isinstance(priority, int):
        raise LimitError(f"an order's priority must be an integer, not {priority!r}")
    power_w = _power("power_w", power_w)
    fallback_w = _power("fallback_w", fallback_w)
    expires_in_s = _number("expires_in_s", expires_in_s)
    if not EXPIRY_MIN_S <= expires_in_s <= EXPIRY_MAX_S:
        raise LimitError(
            f"expires_in_s={expires_in_s:g} is outside {EXPIRY_MIN_S:g} s to {EXPIRY_MAX_S:g} s; "
            "an order always ends, so repeat it before it does"
        )
    return OrderSpec(owner, priority, power_w, expires_in_s, clamp_fallback(power_w, fallback_w))


def clamp_fallback(power_w: float, fallback_w: float) -> float:
    """Return ``fallback_w`` limited to the magnitude of ``power_w``, and 0 where the directions differ."""
    if power_w * fallback_w <= 0.0:
        return 0.0
    return math.copysign(min(abs(power_w), abs(fallback_w)), power_w)


def _power(name: str, value: float) -> float:
    power_w = _number(name, value) + 0.0  # turns -0.0 into 0.0
    if abs(power_w) > ORDER_POWER_MAX_W:
        raise LimitError(
            f"{name}={power_w:g} W is more than any vehicle connector carries "
            f"({ORDER_POWER_MAX_W:g} W); powers are in W, not mW"
        )
    return power_w


def _number(name: str, value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise LimitError(f"{name} must be a number, not {value!r}")
    if not math.isfinite(value):
        raise LimitError(f"{name}={value!r} is not a finite number")
    return float(value)
