from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.cli.view.bars import bar, signed_bar, sparkline

NUMBERS = st.floats(allow_nan=True, allow_infinity=True) | st.none()


def test_a_bar_fills_from_the_left_in_eighths() -> None:
    assert bar(0.5, 1.0, 8) == "████    "
    assert bar(1 / 16, 1.0, 8) == "▌       "
    assert bar(None, 1.0, 4) == "    "


def test_a_signed_bar_grows_away_from_the_middle() -> None:
    assert signed_bar(30_000, 60_000, 4) == ("    ", "██  ")
    assert signed_bar(-30_000, 60_000, 4) == ("  ██", "    ")
    assert signed_bar(-37_500, 60_000, 4) == (" ▐██", "    ")


def test_a_sparkline_spans_its_values_and_leaves_gaps_for_unknown_ones() -> None:
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8) == "▁▂▃▄▅▆▇█"
    assert sparkline([1.0, None, 1.0], 4) == " ▄ ▄"
    assert sparkline([-60, 0, 60], 3, low=-60, high=60) == "▁▅█"
    assert sparkline([None], 3) == "   "


@given(NUMBERS, st.floats(0, 1e9), st.integers(1, 40))
def test_bars_have_their_width_whatever_they_show(value: float | None, full: float, width: int) -> None:
    left, right = signed_bar(value, full, width)
    assert len(bar(value, full, width)) == len(left) == len(right) == width
    if value is not None and math.isfinite(value):
        assert left.strip() == "" or right.strip() == ""


@given(st.lists(NUMBERS, max_size=60), st.integers(1, 40))
def test_a_sparkline_has_its_width_whatever_it_shows(values: list[float | None], width: int) -> None:
    assert len(sparkline(values, width)) == width
