"""Energy counted from power readings."""

from __future__ import annotations

import pytest

from v2xsdk.control.energy import EnergyCounter


def test_constant_power_for_an_hour() -> None:
    counter = EnergyCounter()
    for second in range(3601):
        counter.add(float(second), 1000.0)
    assert counter.charged_wh == pytest.approx(1000.0)
    assert counter.discharged_wh == 0.0


def test_a_slope_is_a_trapezoid() -> None:
    counter = EnergyCounter()
    counter.add(0.0, 0.0)
    counter.add(1.0, 7200.0)
    assert counter.charged_wh == pytest.approx(1.0)


def test_through_zero_both_directions_get_their_triangle() -> None:
    counter = EnergyCounter()
    counter.add(0.0, 7200.0)
    counter.add(1.0, -3600.0)
    assert counter.charged_wh == pytest.approx(7200.0 * (2 / 3) / 2 / 3600.0)
    assert counter.discharged_wh == pytest.approx(3600.0 * (1 / 3) / 2 / 3600.0)
    assert counter.net_wh == pytest.approx((7200.0 - 3600.0) / 2 / 3600.0)


def test_a_long_gap_is_not_interpolated_but_kept_apart() -> None:
    counter = EnergyCounter(gap_max_s=2.0)
    counter.add(0.0, 3600.0)
    counter.add(10.0, 3600.0)
    assert (counter.charged_wh, counter.uncounted_s) == (0.0, 10.0)
    counter.add(11.0, 3600.0)
    assert counter.charged_wh == pytest.approx(1.0)


def test_unknown_power_is_a_gap_not_zero() -> None:
    counter = EnergyCounter()
    for time_s, power_w in ((0.0, 3600.0), (1.0, None), (2.0, 3600.0), (3.0, 3600.0)):
        counter.add(time_s, power_w)
    assert counter.charged_wh == pytest.approx(1.0)
    assert counter.uncounted_s == 2.0


def test_old_readings_are_ignored() -> None:
    counter = EnergyCounter()
    counter.add(1.0, 3600.0)
    counter.add(2.0, 3600.0)
    counter.add(1.5, 1e9)
    counter.add(2.0, 1e9)
    assert counter.charged_wh == pytest.approx(1.0)


def test_a_scaled_plant_counts_scaled() -> None:
    counter = EnergyCounter(time_scale=60.0)
    counter.add(0.0, -3600.0)
    counter.add(1.0, -3600.0)
    assert counter.discharged_wh == pytest.approx(60.0)
