"""The output moves towards its target, and through zero only with a rest."""

from __future__ import annotations

import math

from v2xsdk.control.ramp import Ramp
from v2xsdk.model import Limits

OPEN = Limits(math.inf, math.inf, "", "")


def test_without_a_rate_the_output_follows_at_once() -> None:
    assert Ramp().step(5000.0, 0.0, OPEN) == 5000.0


def test_each_direction_has_its_own_rate() -> None:
    ramp = Ramp(charge_w_per_s=1000.0, discharge_w_per_s=2000.0)
    assert [ramp.step(5000.0, t, OPEN) for t in (0.0, 0.5, 1.0)] == [0.0, 500.0, 1000.0]
    down = Ramp(charge_w_per_s=1000.0, discharge_w_per_s=2000.0)
    assert [down.step(-5000.0, t, OPEN) for t in (0.0, 0.5, 1.0)] == [0.0, -1000.0, -2000.0]


def test_it_arrives_exactly_and_stays() -> None:
    ramp = Ramp(charge_w_per_s=1000.0)
    outputs = [ramp.step(1500.0, t / 2, OPEN) for t in range(6)]
    assert outputs == [0.0, 500.0, 1000.0, 1500.0, 1500.0, 1500.0]


def test_a_tightened_limit_is_followed_at_once_and_a_lifted_one_ramps() -> None:
    ramp = Ramp(charge_w_per_s=1000.0)
    ramp.jump(9000.0, 0.0)
    tight = Limits(3000.0, math.inf, "vehicle", "")
    assert ramp.step(3000.0, 0.1, tight) == 3000.0
    assert ramp.step(9000.0, 0.2, OPEN) == 3100.0


def test_a_limit_binds_also_while_the_target_lies_on_the_other_side() -> None:
    ramp = Ramp(charge_w_per_s=1000.0)
    ramp.jump(9000.0, 0.0)
    assert ramp.step(-5000.0, 0.1, Limits(3000.0, math.inf, "vehicle", "")) == 2900.0


def test_a_change_of_direction_rests_at_zero() -> None:
    ramp = Ramp(direction_dwell_s=5.0)
    assert ramp.step(5000.0, 0.0, OPEN) == 5000.0
    assert ramp.step(-5000.0, 1.0, OPEN) == 0.0
    assert ramp.dwell_left_s(-5000.0, 2.0) == 4.0
    assert ramp.step(-5000.0, 5.9, OPEN) == 0.0
    assert ramp.step(-5000.0, 6.0, OPEN) == -5000.0


def test_the_same_direction_needs_no_rest() -> None:
    ramp = Ramp(direction_dwell_s=5.0)
    ramp.step(5000.0, 0.0, OPEN)
    ramp.step(0.0, 1.0, OPEN)
    assert ramp.step(4000.0, 1.1, OPEN) == 4000.0


def test_the_rest_counts_from_when_the_output_came_to_zero() -> None:
    ramp = Ramp(direction_dwell_s=5.0)
    ramp.step(5000.0, 0.0, OPEN)
    ramp.jump(0.0, 1.0)
    for t in range(2, 7):
        ramp.step(0.0, float(t), OPEN)
    assert ramp.step(-5000.0, 6.0, OPEN) == -5000.0


def test_the_first_direction_needs_no_rest() -> None:
    assert Ramp(direction_dwell_s=5.0).step(-5000.0, 0.0, OPEN) == -5000.0


def test_a_long_pause_is_no_long_step() -> None:
    ramp = Ramp(charge_w_per_s=1000.0)
    ramp.step(9000.0, 0.0, OPEN)
    assert ramp.step(9000.0, 3600.0, OPEN) == 1000.0


def test_the_time_to_a_target_counts_both_sides_and_the_rest() -> None:
    ramp = Ramp(charge_w_per_s=1000.0, discharge_w_per_s=2000.0, direction_dwell_s=5.0)
    ramp.jump(3000.0, 0.0)
    assert ramp.time_to_s(5000.0, 0.0) == 2.0
    assert ramp.time_to_s(-4000.0, 0.0) == 3.0 + 5.0 + 2.0
    ramp.jump(0.0, 1.0)
    assert ramp.time_to_s(-4000.0, 3.0) == 3.0 + 2.0
