"""Which SoC readings are believed."""

from __future__ import annotations

import pytest

from v2xsdk.control.soc_filter import SocFilter, SocFilterRules


def fed(*readings: tuple[float, float, float]) -> SocFilter:
    soc_filter = SocFilter(SocFilterRules())
    for time_s, soc, net_percent in readings:
        soc_filter.update(soc, time_s, net_percent)
    return soc_filter


def test_nothing_heard_is_unknown() -> None:
    assert SocFilter(SocFilterRules()).value(0.0) is None


def test_a_step_of_two_points_is_believed_at_once() -> None:
    """A Leaf steps from 21 to 19."""
    assert fed((0.0, 21.0, 0.0), (1.0, 19.0, -0.1)).value(1.0) == 19.0


def test_a_false_reading_is_filtered_and_named() -> None:
    """A Quasar reports 1 % falsely."""
    soc_filter = fed((0.0, 60.0, 0.0), (1.0, 1.0, 0.0))
    assert soc_filter.value(1.0) == 60.0
    assert "60" in soc_filter.problem and "1 %" in soc_filter.problem
    soc_filter.update(60.0, 2.0, 0.0)
    assert soc_filter.problem == ""


@pytest.mark.parametrize("soc", [5.0, 95.0])
def test_a_jump_that_lasts_is_believed_in_the_end(soc: float) -> None:
    soc_filter = fed((0.0, 60.0, 0.0), *((1.0 + t, soc, 0.0) for t in range(10)))
    assert soc_filter.value(10.0) == 60.0
    soc_filter.update(soc, 11.0, 0.0)
    assert soc_filter.value(11.0) == soc


def test_readings_that_jump_about_are_never_believed() -> None:
    readings = [(float(t), 5.0 if t % 2 else 95.0, 0.0) for t in range(1, 60)]
    assert fed((0.0, 50.0, 0.0), *readings).value(59.0) == 50.0


def test_a_first_reading_of_one_percent_has_to_last() -> None:
    soc_filter = fed((0.0, 1.0, 0.0), (5.0, 1.0, 0.0))
    assert soc_filter.value(5.0) is None
    soc_filter.update(1.0, 10.0, 0.0)
    assert soc_filter.value(10.0) == 1.0
    assert fed((0.0, 1.0, 0.0), (5.0, 58.0, 0.0)).value(5.0) == 58.0


def test_a_large_step_that_the_counted_energy_explains_is_no_jump() -> None:
    assert fed((0.0, 60.0, 0.0), (9.0, 50.0, -10.0)).value(9.0) == 50.0


def test_one_that_does_not_move_while_energy_flows_becomes_unknown() -> None:
    soc_filter = fed(*((float(t), 60.0, -0.5 * t) for t in range(6)))
    assert soc_filter.value(5.0) == 60.0
    soc_filter.update(60.0, 6.0, -3.0)
    assert soc_filter.value(6.0) is None
    assert "energy" in soc_filter.problem


def test_noise_on_a_frozen_reading_does_not_hide_it() -> None:
    readings = [(float(t), 60.0 + 0.01 * (t % 2), -0.5 * t) for t in range(8)]
    assert fed(*readings).value(7.0) is None


def test_one_that_moves_the_wrong_way_becomes_unknown() -> None:
    assert fed(*((float(t), 60.0 + 0.2 * t, -0.5 * t) for t in range(8))).value(7.0) is None


def test_a_coarse_but_honest_reading_stays_known() -> None:
    """Whole points that come two at a time, from a pack a fifth smaller or larger than declared."""
    for true_ratio in (0.9, 1.2):
        readings = [(float(t), 60.0 - 2.0 * int(true_ratio * 0.2 * t / 2.0), -0.2 * t) for t in range(150)]
        soc_filter = SocFilter(SocFilterRules())
        for time_s, soc, net_percent in readings:
            soc_filter.update(soc, time_s, net_percent)
            assert soc_filter.value(time_s) is not None, (true_ratio, time_s)


def test_a_frozen_reading_is_trusted_again_once_it_follows() -> None:
    soc_filter = fed(*((float(t), 60.0, -0.5 * t) for t in range(8)))
    for t in range(8):
        soc_filter.update(60.0 + 0.5 * t, 8.0 + t, -3.5 + 0.5 * t)
    assert soc_filter.value(15.0) == 63.5


def test_a_full_battery_may_stand_at_its_top() -> None:
    assert fed(*((float(t), 100.0, 0.5 * t) for t in range(20))).value(19.0) == 100.0


@pytest.mark.parametrize("soc", [float("nan"), -1.0, 100.5, float("inf")])
def test_what_is_no_percentage_is_no_reading(soc: float) -> None:
    soc_filter = fed((0.0, 60.0, 0.0), (9.0, soc, 0.0))
    assert soc_filter.value(9.0) == 60.0
    assert soc_filter.value(10.1) is None, "it does not refresh the last one either"


def test_a_reading_that_is_not_renewed_becomes_unknown() -> None:
    assert fed((0.0, 60.0, 0.0)).value(10.1) is None
