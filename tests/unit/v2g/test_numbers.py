"""Numbers of the wire: nothing is promised that was not offered, nothing gets lost that fits."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.protocol.v2g.messages import din, iso2
from v2xsdk.protocol.v2g.numbers import (
    magnitude,
    optional,
    physical,
    physical_limit,
    rational,
    rational_limit,
    scaled,
    to_float,
)

VALUES = st.floats(min_value=-3e7, max_value=3e7, allow_nan=False)


@given(VALUES)
def test_a_number_comes_back_as_near_as_16_bits_allow(value: float) -> None:
    for number in (rational(value), physical(iso2, value, "W"), physical(din, value, "W")):
        assert to_float(number) == pytest.approx(value, rel=2e-4, abs=5.1e-4)


@given(VALUES)
def test_a_limit_never_grows_and_never_turns(value: float) -> None:
    for number in (rational_limit(value), physical_limit(iso2, value, "W")):
        sent = to_float(number)
        assert abs(sent) <= abs(value) * (1 + 1e-9) + 1e-9
        assert sent * value >= 0.0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, (0, 0)),
        (300_000.0, (30_000, 1)),
        (400.5, (4005, -1)),
        (-12.345, (-12_345, -3)),
        (32_767.0, (32_767, 0)),
        (32_768.0, (3277, 1)),
        (math.inf, (32_767, 3)),
        (-math.inf, (-32_767, 3)),
        (math.nan, (0, 0)),
    ],
)
def test_digits_and_exponent(value: float, expected: tuple[int, int]) -> None:
    assert scaled(value) == expected


def test_a_limit_is_cut_not_rounded() -> None:
    assert scaled(32_768.0, down=True) == (3276, 1)
    assert scaled(-99_999.0, down=True) == (-9999, 1)


def test_absent_is_not_zero_and_signs_of_limits_go() -> None:
    assert optional(None) is None and magnitude(None) is None
    assert magnitude(rational(-5.0)) == 5.0 and optional(rational(-5.0)) == -5.0
