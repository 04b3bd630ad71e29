"""AC limits become DC power on the safe side."""

from __future__ import annotations

import math

import pytest

from v2xsdk.control.loss import ASSUMED_LOSS, dc_charge_w, dc_discharge_w
from v2xsdk.model import LossCurve

HOME, MIDDLE, BUS = (
    LossCurve(130.0, 0.020, 1.6e-6),
    LossCurve(220.0, 0.018, 0.9e-6),
    LossCurve(500.0, 0.018, 0.35e-6),
)


@pytest.mark.parametrize("curve", [HOME, MIDDLE, BUS, LossCurve(0.0, 0.0, 0.0), LossCurve(100.0, 0.05, 0.0)])
@pytest.mark.parametrize("limit_w", [600.0, 3000.0, 7400.0, 22_000.0, 63_000.0])
def test_charging_draws_exactly_the_limit_with_a_declared_curve(curve: LossCurve, limit_w: float) -> None:
    assert curve.ac_power_w(dc_charge_w(limit_w, curve)) == pytest.approx(limit_w)


@pytest.mark.parametrize("curve", [HOME, MIDDLE, BUS])
@pytest.mark.parametrize("limit_w", [0.0, 600.0, 3000.0, 22_000.0, 63_000.0])
def test_discharging_exports_at_most_the_limit(curve: LossCurve, limit_w: float) -> None:
    dc_w = dc_discharge_w(limit_w, curve)
    assert dc_w >= limit_w
    exported_w = -curve.ac_power_w(-dc_w)
    assert exported_w <= limit_w
    assert exported_w == pytest.approx(limit_w - curve.p0_w), "all but the fixed loss is used"


@pytest.mark.parametrize("curve", [HOME, MIDDLE, BUS])
@pytest.mark.parametrize("limit_w", [500.0, 1380.0, 7400.0, 11_000.0, 63_000.0])
def test_an_undeclared_curve_is_safe_for_every_known_unit(curve: LossCurve, limit_w: float) -> None:
    assert curve.ac_power_w(dc_charge_w(limit_w, None)) <= max(limit_w, curve.p0_w)
    assert dc_discharge_w(limit_w, None) == limit_w, "lossless: the grid never gets more than the vehicle gives"


def test_a_limit_of_zero_stays_zero() -> None:
    for curve in (None, HOME, BUS):
        assert dc_charge_w(0.0, curve) == 0.0
        assert dc_discharge_w(0.0, curve) == 0.0


def test_less_than_the_fixed_loss_charges_nothing() -> None:
    assert dc_charge_w(499.0, BUS) == 0.0
    assert dc_charge_w(ASSUMED_LOSS.p0_w, None) == 0.0


def test_no_limit_stays_no_limit() -> None:
    assert math.isinf(dc_charge_w(math.inf, HOME))
    assert math.isinf(dc_discharge_w(math.inf, HOME))


def test_beyond_what_a_curve_can_export_the_limit_still_grows() -> None:
    powers = [dc_discharge_w(limit_w, HOME) for limit_w in (150_000.0, 151_000.0, 400_000.0)]
    assert powers == sorted(powers)
    assert all(math.isfinite(power_w) for power_w in powers)


def test_a_curve_that_eats_all_power_is_not_believed() -> None:
    assert dc_discharge_w(1000.0, LossCurve(0.0, 1.0, 0.0)) == 1000.0
