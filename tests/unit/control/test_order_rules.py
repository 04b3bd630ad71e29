"""Orders are checked before they get a number."""

from __future__ import annotations

import math
from typing import Any

import pytest

from v2xsdk.control.order_rules import check_order, clamp_fallback
from v2xsdk.errors import LimitError

GOOD: dict[str, Any] = {
    "power_w": 1000.0,
    "owner": "me",
    "priority": 0,
    "expires_in_s": 30.0,
    "fallback_w": 0.0,
}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("power_w", math.nan, "not a finite number"),
        ("power_w", math.inf, "not a finite number"),
        ("power_w", -math.inf, "not a finite number"),
        ("power_w", "5 kW", "must be a number"),
        ("power_w", True, "must be a number"),
        ("power_w", None, "must be a number"),
        ("power_w", 60e6, "not mW"),
        ("power_w", -60e6, "not mW"),
        ("fallback_w", math.nan, "fallback_w"),
        ("fallback_w", -math.inf, "fallback_w"),
        ("expires_in_s", math.nan, "expires_in_s"),
        ("expires_in_s", math.inf, "expires_in_s"),
        ("expires_in_s", 0.0, "0.2 s to 86400 s"),
        ("expires_in_s", -1.0, "0.2 s to 86400 s"),
        ("expires_in_s", 0.19, "0.2 s to 86400 s"),
        ("expires_in_s", 86_400.1, "0.2 s to 86400 s"),
        ("owner", "", "owner"),
        ("owner", None, "owner"),
        ("priority", 0.5, "priority"),
    ],
)
def test_what_is_wrong_is_named(name: str, value: Any, says: str) -> None:
    with pytest.raises(LimitError, match=says):
        check_order(**(GOOD | {name: value}))


@pytest.mark.parametrize("expires_in_s", [0.2, 86_400.0, 30])
def test_the_ends_of_the_expiry_range_are_allowed(expires_in_s: float) -> None:
    spec = check_order(**(GOOD | {"expires_in_s": expires_in_s}))
    assert spec.expires_in_s == expires_in_s


@pytest.mark.parametrize(
    ("power_w", "fallback_w", "held_w"),
    [
        (5000.0, 2000.0, 2000.0),
        (5000.0, 9000.0, 5000.0),
        (5000.0, -2000.0, 0.0),
        (-5000.0, -9000.0, -5000.0),
        (-5000.0, 2000.0, 0.0),
        (0.0, 2000.0, 0.0),
    ],
)
def test_a_fallback_never_exceeds_its_order_nor_turns_round(power_w: float, fallback_w: float, held_w: float) -> None:
    assert clamp_fallback(power_w, fallback_w) == held_w


def test_minus_zero_is_no_direction() -> None:
    assert math.copysign(1.0, check_order(**(GOOD | {"power_w": -0.0})).power_w) == 1.0
