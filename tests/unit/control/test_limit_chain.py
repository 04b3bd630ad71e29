"""Limits from named sources, merged to DC power."""

from __future__ import annotations

import math

import pytest

from v2xsdk.control.grant import apply_limits
from v2xsdk.control.limit_chain import LimitChain, SiteLoad
from v2xsdk.model import LossCurve, MeasuringPoint, PowerLimit, Reason

HOME = LossCurve(130.0, 0.02, 1.6e-6)


def chain(*limits: PowerLimit, curve: LossCurve | None = None) -> LimitChain:
    made = LimitChain(curve)
    for limit in limits:
        made.put(limit, 0.0)
    return made


def test_the_smallest_binds_in_each_direction_apart() -> None:
    limits = chain(
        PowerLimit("vehicle", 9000.0, 2000.0, reason=Reason.VEHICLE_LIMIT),
        PowerLimit("module 2", 7000.0, 8000.0, reason=Reason.MODULE_LIMIT),
    ).merge(0.0)
    assert (limits.charge_w, limits.charge_source, limits.charge_reason) == (
        7000.0,
        "module 2",
        Reason.MODULE_LIMIT,
    )
    assert (limits.discharge_w, limits.discharge_source) == (2000.0, "vehicle")
    assert limits.discharge_reason is Reason.VEHICLE_LIMIT


def test_no_source_permits_nothing() -> None:
    limits = LimitChain(None).merge(0.0)
    assert (limits.charge_w, limits.discharge_w) == (0.0, 0.0)
    assert limits.charge_reason is Reason.LIMIT_UNKNOWN


def test_a_required_source_that_said_nothing_permits_nothing() -> None:
    made = LimitChain(None, required=("vehicle",))
    made.put(PowerLimit("charger", 9000.0, 9000.0), 0.0)
    limits = made.merge(0.0)
    assert (limits.charge_w, limits.charge_source) == (0.0, "vehicle")
    made.put(PowerLimit("vehicle", 5000.0, 5000.0), 0.0)
    assert made.merge(0.0).charge_w == 5000.0
    made.remove("vehicle")
    assert made.merge(0.0).charge_reason is Reason.LIMIT_UNKNOWN
    made.remove("charger")
    assert [limit.source for limit in made.merge(0.0).sources] == ["vehicle"]


def test_unknown_stops_its_own_direction_only() -> None:
    limits = chain(PowerLimit("vehicle", 9000.0, None)).merge(0.0)
    assert (limits.charge_w, limits.discharge_w) == (9000.0, 0.0)
    assert limits.discharge_reason is Reason.LIMIT_UNKNOWN


@pytest.mark.parametrize("value", [math.nan, -1.0, -math.inf])
def test_what_is_no_magnitude_is_unknown(value: float) -> None:
    limits = chain(PowerLimit("vehicle", value, value)).merge(0.0)
    assert (limits.charge_w, limits.discharge_w) == (0.0, 0.0)
    assert limits.charge_reason is Reason.LIMIT_UNKNOWN


def test_infinite_does_not_limit() -> None:
    limits = chain(PowerLimit("a", math.inf, math.inf), PowerLimit("b", 5.0, math.inf)).merge(0.0)
    assert limits.charge_source == "b"
    assert math.isinf(limits.discharge_w)


def test_a_stale_live_limit_becomes_unknown_and_recovers() -> None:
    made = LimitChain(None)
    made.put(PowerLimit("ems", 9000.0, 9000.0), 0.0, max_age_s=2.0)
    assert made.merge(2.0).charge_w == 9000.0
    stale = made.merge(2.1)
    assert (stale.charge_w, stale.charge_reason) == (0.0, Reason.LIMIT_UNKNOWN)
    assert "2 s" in stale.sources[0].detail
    made.put(PowerLimit("ems", 8000.0, 9000.0), 3.0, max_age_s=2.0)
    assert made.merge(3.0).charge_w == 8000.0


def test_a_direction_may_have_its_own_reason() -> None:
    limits = chain(PowerLimit("soc", math.inf, 0.0, discharge_reason=Reason.SOC_RESERVE)).merge(0.0)
    assert limits.discharge_reason is Reason.SOC_RESERVE


def test_ac_limits_are_converted_and_the_sources_say_dc() -> None:
    limits = chain(PowerLimit("grid", 7400.0, 7400.0, MeasuringPoint.AC), curve=HOME).merge(0.0)
    assert HOME.ac_power_w(limits.charge_w) == pytest.approx(7400.0)
    assert limits.discharge_w > 7400.0
    assert limits.sources[0].point is MeasuringPoint.DC


def test_a_cable_rating_at_the_ac_side_does_not_hold_the_dc_side_to_it() -> None:
    """An AC figure was once applied to DC power as it stood: a 270 kW station was held to 21 kW."""
    limits = chain(PowerLimit("cable", 21_000.0, 21_000.0), PowerLimit("dc", 270_000.0, 270_000.0))
    assert limits.merge(0.0).charge_source == "cable"
    ac = chain(PowerLimit("cable", 280_000.0, 280_000.0, MeasuringPoint.AC), curve=LossCurve(0, 0.02, 0))
    assert ac.merge(0.0).charge_w == pytest.approx(274_510.0, rel=1e-4)


@pytest.mark.parametrize(
    ("load_w", "charge_w", "discharge_w"),
    [(3000.0, 7000.0, 8000.0), (-4000.0, 14_000.0, 1000.0), (12_000.0, 0.0, 17_000.0), (-9000.0, 19_000.0, 0.0)],
)
def test_a_site_limit_leaves_what_the_other_load_leaves(load_w: float, charge_w: float, discharge_w: float) -> None:
    lossless = LossCurve(0.0, 0.0, 0.0)
    made = chain(PowerLimit("site", 10_000.0, 5000.0, MeasuringPoint.SITE), curve=lossless)
    limits = made.merge(0.0, SiteLoad(load_w, load_w))
    assert (limits.charge_w, limits.discharge_w) == (charge_w, discharge_w)


def test_a_range_of_other_load_counts_at_its_worse_end() -> None:
    made = chain(PowerLimit("site", 10_000.0, 5000.0, MeasuringPoint.SITE), curve=LossCurve(0.0, 0.0, 0.0))
    limits = made.merge(0.0, SiteLoad(-2000.0, 4000.0))
    assert (limits.charge_w, limits.discharge_w) == (6000.0, 3000.0)


def test_a_site_limit_with_unknown_load_permits_nothing_and_says_why() -> None:
    limits = chain(PowerLimit("site", 10_000.0, math.inf, MeasuringPoint.SITE)).merge(0.0)
    assert limits.charge_w == 0.0
    assert math.isinf(limits.discharge_w), "a direction without a site limit needs no meter"
    assert "meter" in apply_limits(limits, 1000.0).detail


def test_zero_for_charging_and_no_limit_for_discharging_commands_nothing() -> None:
    """These two together once commanded discharge, and then full charge."""
    limits = chain(PowerLimit("ems", 0.0, math.inf)).merge(0.0)
    grant = apply_limits(limits, 5000.0)
    assert grant.granted_w == 0.0
    assert grant.source == "ems"
    assert apply_limits(limits, -5000.0).granted_w == -5000.0


def test_a_grant_within_limits_has_no_reason() -> None:
    limits = chain(PowerLimit("vehicle", 9000.0, 9000.0)).merge(0.0)
    grant = apply_limits(limits, -9000.0)
    assert (grant.granted_w, grant.limited, grant.reason) == (-9000.0, False, Reason.NONE)
