"""Invariants of ramp, energy counter, SoC guard and the judge of orders."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.control.effect import EffectJudge, EffectRules
from v2xsdk.control.energy import EnergyCounter
from v2xsdk.control.grant import Grant, apply_limits
from v2xsdk.control.order_rules import check_order
from v2xsdk.control.ramp import STEP_MAX_S, Ramp
from v2xsdk.control.soc_guard import SocGuard, SocSettings
from v2xsdk.errors import LimitError
from v2xsdk.model import EXPIRY_MAX_S, EXPIRY_MIN_S, Limits, OrderRequest, OrderState

powers = st.floats(-1e5, 1e5)
anything = st.floats() | st.integers() | st.booleans() | st.none() | st.text(max_size=3)


@given(anything, anything, anything)
def test_an_order_is_checked_or_refused_never_half(power_w: Any, expires_in_s: Any, fallback_w: Any) -> None:
    try:
        spec = check_order(power_w, owner="a", priority=0, expires_in_s=expires_in_s, fallback_w=fallback_w)
    except LimitError as error:
        assert str(error)
        return
    assert EXPIRY_MIN_S <= spec.expires_in_s <= EXPIRY_MAX_S
    assert spec.power_w * spec.fallback_w >= 0.0
    assert abs(spec.fallback_w) <= abs(spec.power_w) < math.inf


@given(
    st.lists(st.tuples(powers, st.floats(0.0, 3.0), st.floats(0.0, 1e5), st.floats(0.0, 1e5))),
    st.none() | st.floats(1.0, 1e6),
    st.none() | st.floats(1.0, 1e6),
    st.floats(0.0, 5.0),
)
def test_the_output_lies_between_the_previous_one_and_the_target(
    steps: list[tuple[float, float, float, float]], up: float | None, down: float | None, dwell_s: float
) -> None:
    ramp = Ramp(charge_w_per_s=up, discharge_w_per_s=down, direction_dwell_s=dwell_s)
    now = previous_w = 0.0
    left_s, side = -math.inf, 0.0
    for wish_w, pause_s, charge_w, discharge_w in steps:
        now += pause_s
        limits = Limits(charge_w, discharge_w, "", "")
        target_w = apply_limits(limits, wish_w).granted_w
        output_w = ramp.step(target_w, now, limits)
        assert min(previous_w, target_w) <= output_w <= max(previous_w, target_w)
        assert -discharge_w <= output_w <= charge_w
        assert output_w * previous_w >= 0.0, "never from one direction to the other in one step"
        rate = up if output_w > 0.0 else down
        if rate is not None and abs(output_w) > abs(previous_w):
            assert abs(output_w) - abs(previous_w) <= rate * min(pause_s, STEP_MAX_S) * 1.001 + 1e-6
        if output_w != 0.0 and side * output_w < 0.0:
            assert now - left_s >= dwell_s - 1e-9
        if output_w == 0.0 and previous_w != 0.0:
            left_s = now
        side = output_w or side
        previous_w = output_w


@given(st.lists(st.tuples(st.floats(0.01, 1.9), powers), max_size=50))
def test_energies_only_grow_and_their_difference_is_the_integral(samples: list[tuple[float, float]]) -> None:
    counter = EnergyCounter()
    now, integral_ws = 0.0, 0.0
    last: float | None = None
    for pause_s, power_w in samples:
        now += pause_s
        before = counter.charged_wh, counter.discharged_wh
        counter.add(now, power_w)
        assert counter.charged_wh >= before[0] and counter.discharged_wh >= before[1]
        if last is not None:
            integral_ws += 0.5 * (last + power_w) * pause_s
        last = power_w
    assert counter.net_wh == pytest.approx(integral_ws / 3600.0, abs=1e-3)


readings = st.none() | st.floats(0.0, 100.0) | st.sampled_from([math.nan, -1.0, 1.0, 20.0, 21.0, 200.0])


@given(st.lists(st.tuples(readings, st.floats(-500.0, 500.0)), max_size=60), st.floats(0.0, 90.0))
def test_discharge_is_allowed_only_on_a_believed_soc_above_the_reserve(
    steps: list[tuple[float | None, float]], reserve: float
) -> None:
    guard = SocGuard(SocSettings(reserve_percent=reserve, capacity_wh=10_000.0))
    net_wh, blocked = 0.0, False
    heard: list[float] = []
    for second, (soc, flow_wh) in enumerate(steps):
        net_wh += flow_wh
        if soc is not None and 0.0 <= soc <= 100.0:
            heard.append(soc)
        guard.update(soc, float(second), net_wh)
        limit = guard.limit(float(second))
        assert limit.charge_w == math.inf, "a reserve never holds back charging"
        if limit.discharge_w == math.inf:
            counted = guard.counted_percent()
            assert heard and max(heard) > reserve + 1.0
            assert counted is not None and counted > reserve
            if blocked:
                assert max(heard) >= reserve + 3.0
        blocked = limit.discharge_w == 0.0


@given(
    st.floats(20_000.0, 400_000.0),
    st.floats(0.9, 1.1),
    st.sampled_from([0.01, 0.5, 1.0]),
    st.lists(st.floats(-80_000.0, 80_000.0), min_size=1, max_size=6),
)
def test_an_honest_soc_never_becomes_unknown(
    capacity_wh: float, health: float, step_percent: float, powers_w: list[float]
) -> None:
    guard = SocGuard(SocSettings(capacity_wh=capacity_wh))
    true_percent, net_wh = 50.0, 0.0
    for second in range(40 * len(powers_w)):
        flow_wh = powers_w[second // 40] * 60.0 / 3600.0
        if not 5.0 < true_percent + 100.0 * flow_wh / capacity_wh < 95.0:
            continue
        net_wh += flow_wh
        true_percent += 100.0 * flow_wh / (capacity_wh * health)
        guard.update(step_percent * round(true_percent / step_percent), float(second), net_wh)
        assert guard.problem == ""
        assert guard.limit(float(second)).discharge_w == math.inf


@given(
    st.floats(500.0, 1e5),
    st.booleans(),
    st.lists(st.tuples(st.floats(0.01, 5.0), st.none() | powers), max_size=40),
)
def test_only_two_consecutive_matching_readings_make_an_order_take_effect(
    magnitude_w: float, discharge: bool, samples: list[tuple[float, float | None]]
) -> None:
    power_w = -magnitude_w if discharge else magnitude_w
    rules = EffectRules(200.0, 0.02)
    judge = EffectJudge(OrderRequest(1, "a", 0, power_w, 0.0, 9e9), rules)
    judge.command(Grant(power_w, power_w), power_w, 10.0, 0.0)
    now, matches = 0.0, [False, False]
    for pause_s, deviation_w in samples:
        now += pause_s
        measured_w = None if deviation_w is None else power_w + deviation_w / 100.0
        close = measured_w is not None and abs(measured_w - power_w) <= rules.allowed_w(power_w)
        matches = [matches[1], close]
        before = judge.status.state
        judge.reading(now, measured_w, off=False, trusted=True)
        judge.command(Grant(power_w, power_w), power_w, 10.0, now)
        if judge.status.state is OrderState.IN_EFFECT and before is not OrderState.IN_EFFECT:
            assert all(matches)
