"""Invariants of the limit chain: no sign flip, no growth, unknown is not zero, named cause."""

from __future__ import annotations

import math

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.control.grant import apply_limits
from v2xsdk.control.limit_chain import LimitChain, SiteLoad
from v2xsdk.control.loss import dc_charge_w, dc_discharge_w
from v2xsdk.control.minimum_power import MinimumPower
from v2xsdk.model import Limits, LossCurve, MeasuringPoint, PowerLimit

NAMES = ("charger", "vehicle", "module 1", "site", "soc")
powers = st.floats(-1e6, 1e6)
magnitudes = st.floats(0.0, 1e6)
values = st.none() | magnitudes | st.sampled_from([0.0, math.inf, math.nan, -1.0])
curves = st.none() | st.builds(
    LossCurve, p0_w=st.floats(0.0, 2000.0), a=st.floats(0.0, 0.3), b_per_w=st.floats(0.0, 1e-5)
)
loads = st.none() | st.tuples(powers, magnitudes).map(lambda pair: SiteLoad(pair[0], pair[0] + pair[1]))
points = st.sampled_from(MeasuringPoint)
limits = st.builds(PowerLimit, st.sampled_from(NAMES), values, values, points)
dc_limits = st.builds(PowerLimit, st.sampled_from(NAMES), values, values)


def merged(sources: list[PowerLimit], curve: LossCurve | None = None, load: SiteLoad | None = None) -> Limits:
    chain = LimitChain(curve)
    for source in sources:
        chain.put(source, 0.0)
    return chain.merge(0.0, load)


def within(value: float, limit: float) -> bool:
    return value <= limit + 1e-9 * max(1.0, abs(limit))


@given(st.lists(limits), curves, loads, powers, st.floats(0.0, 5000.0))
def test_no_sign_flip_and_no_growth(
    sources: list[PowerLimit], curve: LossCurve | None, load: SiteLoad | None, power_w: float, minimum_w: float
) -> None:
    grant = apply_limits(merged(sources, curve, load), power_w)
    for left in (grant, MinimumPower(minimum_w).apply(grant)):
        assert left.granted_w * power_w >= 0.0
        assert abs(left.granted_w) <= abs(power_w)
        assert left.limited is (left.granted_w != power_w)
        assert not left.limited or left.source


@given(st.lists(limits), limits, curves, loads)
def test_one_more_source_never_allows_more(
    sources: list[PowerLimit], extra: PowerLimit, curve: LossCurve | None, load: SiteLoad | None
) -> None:
    few = [source for source in sources if source.source != extra.source]
    if not few:
        return
    before, after = merged(few, curve, load), merged([*few, extra], curve, load)
    assert after.charge_w <= before.charge_w
    assert after.discharge_w <= before.discharge_w


@given(st.lists(dc_limits, min_size=1), st.integers(0), magnitudes)
def test_a_smaller_limit_never_allows_more(sources: list[PowerLimit], which: int, less_w: float) -> None:
    index = which % len(sources)
    old = sources[index]
    smaller = [
        None if value is None else value if math.isnan(value) else max(0.0, value - less_w)
        for value in (old.charge_w, old.discharge_w)
    ]
    if any(value is not None and value < 0.0 for value in (old.charge_w, old.discharge_w)):
        return
    changed = list(sources)
    changed[index] = msgspec.structs.replace(old, charge_w=smaller[0], discharge_w=smaller[1])
    before, after = merged(sources), merged(changed)
    assert after.charge_w <= before.charge_w
    assert after.discharge_w <= before.discharge_w


@given(st.lists(dc_limits, min_size=1))
def test_unknown_permits_nothing_in_its_direction(sources: list[PowerLimit]) -> None:
    last = {source.source: source for source in sources}.values()
    result = merged(sources)
    for value, values_w in (
        (result.charge_w, [source.charge_w for source in last]),
        (result.discharge_w, [source.discharge_w for source in last]),
    ):
        known = [value_w for value_w in values_w if value_w is not None and value_w >= 0.0]
        expected = min(known) if len(known) == len(values_w) else 0.0
        assert value == expected


@given(st.lists(limits, min_size=1), curves, loads)
def test_the_named_source_is_the_one_that_binds(
    sources: list[PowerLimit], curve: LossCurve | None, load: SiteLoad | None
) -> None:
    result = merged(sources, curve, load)
    by_name = {source.source: source for source in result.sources}
    assert all(source.point is MeasuringPoint.DC for source in result.sources)
    assert (by_name[result.charge_source].charge_w or 0.0) == result.charge_w
    assert (by_name[result.discharge_source].discharge_w or 0.0) == result.discharge_w


@given(magnitudes, curves)
def test_ac_limits_are_kept_at_the_ac_side(limit_w: float, curve: LossCurve | None) -> None:
    charge_w, discharge_w = dc_charge_w(limit_w, curve), dc_discharge_w(limit_w, curve)
    assert 0.0 <= charge_w <= limit_w
    assert discharge_w >= limit_w
    if curve is None:
        assert discharge_w == limit_w
        return
    if charge_w > 0.0:
        assert within(curve.ac_power_w(charge_w), limit_w)
    assert within(-curve.ac_power_w(-discharge_w), limit_w)


@given(magnitudes, magnitudes, curves)
def test_conversion_is_monotone(one_w: float, other_w: float, curve: LossCurve | None) -> None:
    low_w, high_w = sorted((one_w, other_w))
    assert within(dc_charge_w(low_w, curve), dc_charge_w(high_w, curve))
    assert within(dc_discharge_w(low_w, curve), dc_discharge_w(high_w, curve))


@given(st.lists(dc_limits, min_size=1), powers)
def test_swapping_the_directions_mirrors_the_grant(sources: list[PowerLimit], power_w: float) -> None:
    swapped = [
        msgspec.structs.replace(source, charge_w=source.discharge_w, discharge_w=source.charge_w) for source in sources
    ]
    one, other = apply_limits(merged(sources), power_w), apply_limits(merged(swapped), -power_w)
    assert one.granted_w == -other.granted_w
    assert (one.reason, one.source) == (other.reason, other.source)


@given(st.floats(0.0, 100.0), st.floats(0.1, 50.0), magnitudes)
def test_stale_is_unknown(age_s: float, max_age_s: float, limit_w: float) -> None:
    chain = LimitChain(None)
    chain.put(PowerLimit("ems", limit_w, limit_w), 0.0, max_age_s)
    result = chain.merge(age_s)
    expected_w = limit_w if age_s <= max_age_s else 0.0
    assert (result.charge_w, result.discharge_w) == (expected_w, expected_w)
