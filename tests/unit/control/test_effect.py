"""An order is in effect when it is read back, and not before."""

from __future__ import annotations

import pytest

from v2xsdk.control.arbiter import Ended
from v2xsdk.control.effect import EffectJudge, EffectRules
from v2xsdk.control.grant import Grant
from v2xsdk.model import OrderRequest, OrderState, Reason

RULES = EffectRules(tolerance_w=200.0, tolerance_ratio=0.02, deviation_s=3.0)
ORDER = OrderRequest(7, "me", 0, 10_000.0, 0.0, 60.0)
WHOLE = Grant(10_000.0, 10_000.0)
PART = Grant(10_000.0, 6000.0, Reason.VEHICLE_LIMIT, "vehicle", "cold")


def judge(grant: Grant = WHOLE, setpoint_w: float | None = None) -> EffectJudge:
    made = EffectJudge(ORDER, RULES)
    made.command(grant, grant.granted_w if setpoint_w is None else setpoint_w, 5.0, 0.0)
    return made


def read(made: EffectJudge, *readings: tuple[float, float | None]) -> OrderState:
    for time_s, power_w in readings:
        made.reading(time_s, power_w, off=False, trusted=True)
    return made.status.state


def test_two_readings_newer_than_the_set_point_confirm() -> None:
    made = judge()
    assert read(made, (0.0, 10_000.0), (-0.1, 10_000.0)) is OrderState.ACCEPTED, "older than the command"
    assert read(made, (0.1, 10_000.0)) is OrderState.ACCEPTED
    assert read(made, (0.2, 10_050.0)) is OrderState.IN_EFFECT
    assert made.status.measured_w == 10_050.0


def test_two_readings_must_be_consecutive() -> None:
    assert read(judge(), (0.1, 10_000.0), (0.2, 3000.0), (0.3, 10_000.0)) is OrderState.ACCEPTED


def test_a_ramp_is_not_judged_before_it_arrived() -> None:
    made = judge(setpoint_w=5000.0)
    assert read(made, (0.1, 10_000.0), (0.2, 10_000.0)) is OrderState.ACCEPTED
    made.command(WHOLE, 10_000.0, 5.0, 1.0)
    assert read(made, (1.1, 10_000.0), (1.2, 10_000.0)) is OrderState.IN_EFFECT


def test_less_granted_ends_as_limited_with_reason_and_source() -> None:
    made = judge(PART)
    assert read(made, (0.1, 6000.0), (0.2, 6000.0)) is OrderState.LIMITED
    status = made.status
    assert (status.granted_w, status.reason, status.source) == (6000.0, Reason.VEHICLE_LIMIT, "vehicle")
    assert status.detail == "cold"


def test_limits_that_drop_later_turn_in_effect_into_limited_at_once() -> None:
    made = judge()
    read(made, (0.1, 10_000.0), (0.2, 10_000.0))
    assert made.command(PART, 6000.0, 5.0, 1.0)
    assert made.status.state is OrderState.LIMITED
    made.command(WHOLE, 10_000.0, 5.0, 2.0)
    assert made.status.state is OrderState.LIMITED, "lifted, but not yet read back"
    assert read(made, (2.1, 10_000.0), (2.2, 10_000.0)) is OrderState.IN_EFFECT


def test_power_that_never_comes_is_not_reached_after_its_time() -> None:
    made = judge()
    read(made, (1.0, 9000.0), (2.0, 9000.0))
    made.command(WHOLE, 10_000.0, 5.0, 4.9)
    assert made.status.state is OrderState.ACCEPTED
    assert made.command(WHOLE, 10_000.0, 5.0, 5.0)
    assert (made.status.state, made.status.reason) == (OrderState.LIMITED, Reason.NOT_REACHED)
    assert "9000 W" in made.status.detail
    assert made.overdue
    assert read(made, (6.0, 10_000.0), (6.1, 10_000.0)) is OrderState.IN_EFFECT
    assert not made.overdue


def test_unknown_power_never_confirms() -> None:
    made = judge()
    assert read(made, (0.1, None), (0.2, None)) is OrderState.ACCEPTED
    made.command(WHOLE, 10_000.0, 5.0, 5.0)
    assert "unknown" in made.status.detail


def test_a_short_deviation_is_forgiven_and_a_lasting_one_is_not() -> None:
    made = judge()
    read(made, (0.1, 10_000.0), (0.2, 10_000.0))
    assert read(made, (1.0, 5000.0), (3.9, 5000.0), (4.0, 10_000.0)) is OrderState.IN_EFFECT
    assert read(made, (5.0, 5000.0), (7.9, 5000.0)) is OrderState.IN_EFFECT
    assert read(made, (8.0, 5000.0)) is OrderState.LIMITED
    assert made.status.reason is Reason.NOT_REACHED


def test_the_wrong_sign_is_never_within_tolerance() -> None:
    order = OrderRequest(1, "me", 0, 100.0, 0.0, 60.0)
    made = EffectJudge(order, RULES)
    made.command(Grant(100.0, 100.0), 100.0, 5.0, 0.0)
    assert read(made, (0.1, -90.0), (0.2, -90.0)) is OrderState.ACCEPTED
    assert read(made, (0.3, 0.0), (0.4, 0.0)) is OrderState.ACCEPTED, "nothing flows, so nothing is in effect"
    assert read(made, (0.5, 60.0), (0.6, 60.0)) is OrderState.IN_EFFECT


@pytest.mark.parametrize(("measured_w", "off"), [(0.0, False), (150.0, False), (None, True)])
def test_zero_is_in_effect_when_nothing_flows(measured_w: float | None, off: bool) -> None:
    made = EffectJudge(OrderRequest(1, "me", 0, 0.0, 0.0, 60.0), RULES)
    made.command(Grant(0.0, 0.0), 0.0, 5.0, 0.0)
    for time_s in (0.1, 0.2):
        made.reading(time_s, measured_w, off=off, trusted=True)
    assert made.status.state is OrderState.IN_EFFECT


def test_unknown_power_of_an_output_that_is_on_is_not_zero() -> None:
    made = EffectJudge(OrderRequest(1, "me", 0, 0.0, 0.0, 60.0), RULES)
    made.command(Grant(0.0, 0.0), 0.0, 5.0, 0.0)
    assert read(made, (0.1, None), (0.2, None)) is OrderState.ACCEPTED


def test_a_reading_that_a_meter_contradicts_confirms_nothing() -> None:
    made = judge()
    for time_s in (0.1, 0.2, 0.3):
        made.reading(time_s, 10_000.0, off=False, trusted=False)
    assert made.status.state is OrderState.ACCEPTED


def test_a_limit_that_creeps_tells_no_news_at_each_step() -> None:
    made = judge(PART)
    read(made, (0.1, 6000.0), (0.2, 6000.0))
    steps = [
        made.command(Grant(10_000.0, 6000.0 - step, Reason.VEHICLE_LIMIT, "vehicle"), 6000.0 - step, 5.0, 1.0)
        for step in range(0, 1000, 10)
    ]
    assert 1 <= sum(steps) <= 5


def test_a_covered_order_is_limited_by_whoever_covers_it_and_comes_back() -> None:
    made = judge()
    read(made, (0.1, 10_000.0), (0.2, 10_000.0))
    by = OrderRequest(8, "grid", 5, -1000.0, 0.0, 60.0)
    assert made.cover(by)
    assert not made.cover(by), "told once"
    assert (made.status.state, made.status.reason) == (OrderState.LIMITED, Reason.HIGHER_PRIORITY)
    assert (made.status.granted_w, made.status.source) == (0.0, "grid")
    made.command(WHOLE, 10_000.0, 5.0, 10.0)
    assert read(made, (10.1, 10_000.0), (10.2, 10_000.0)) is OrderState.IN_EFFECT


def test_the_end_keeps_the_last_known_powers() -> None:
    made = judge()
    read(made, (0.1, 10_000.0), (0.2, 10_000.0))
    made.end(Ended(ORDER, OrderState.EXPIRED, Reason.EXPIRED, "me"))
    assert (made.status.state, made.status.granted_w, made.status.measured_w) == (
        OrderState.EXPIRED,
        10_000.0,
        10_000.0,
    )
