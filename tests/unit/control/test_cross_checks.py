"""Readings against one another: sign, magnitude, off."""

from __future__ import annotations

import msgspec
import pytest

from v2xsdk.control.magnitude_check import MagnitudeCheck
from v2xsdk.control.off_check import OffCheck
from v2xsdk.control.persistence import Persistence
from v2xsdk.control.samples import Sample, dc_power_w, meter_power_w
from v2xsdk.control.sign_check import SignCheck, opposite
from v2xsdk.model import Measurement, VehicleStatus

Check = SignCheck | MagnitudeCheck | OffCheck
BASE = Sample(0.0, setpoint_w=10_000.0, commanded_on=True, output_on=True, measured_w=10_000.0, meter_w=10_000.0)


def run(check: Check, start_s: float, end_s: float, **changes: float | bool | None) -> bool:
    active = False
    for tenth in range(round(start_s * 10), round(end_s * 10) + 1):
        active = check.update(msgspec.structs.replace(BASE, time_s=tenth / 10, **changes))
    return active


@pytest.mark.parametrize(
    "changes",
    [
        {"measured_w": -10_000.0, "meter_w": None},
        {"meter_w": -10_000.0},
        {"setpoint_w": 0.0, "measured_w": 9000.0, "meter_w": -9000.0},
    ],
)
def test_opposite_signs_of_any_two_stop_after_a_second(changes: dict[str, float | None]) -> None:
    check = SignCheck(threshold_w=200.0)
    assert not run(check, 0.0, 0.9, **changes)
    assert run(check, 1.0, 1.0, **changes)


def test_small_powers_have_no_sign() -> None:
    assert not run(SignCheck(threshold_w=200.0), 0.0, 5.0, setpoint_w=150.0, measured_w=-150.0, meter_w=None)


def test_a_sign_mismatch_is_over_after_a_second_without_it() -> None:
    check = SignCheck(threshold_w=200.0)
    run(check, 0.0, 1.0, meter_w=-10_000.0)
    assert run(check, 1.1, 2.0)
    assert not run(check, 2.1, 2.1)


def test_lost_readings_neither_clear_nor_confirm_a_sign_mismatch() -> None:
    check = SignCheck(threshold_w=200.0)
    run(check, 0.0, 0.5, meter_w=-10_000.0)
    assert not run(check, 0.6, 5.0, measured_w=None, meter_w=None)
    assert run(check, 5.1, 5.1, meter_w=-10_000.0)
    assert run(check, 5.2, 20.0, measured_w=None, meter_w=None)


def test_the_two_that_disagree_are_named() -> None:
    sample = msgspec.structs.replace(BASE, meter_w=-5000.0)
    assert opposite(sample, 200.0) == "set-point 10000 W, meter -5000 W"


def test_magnitudes_that_disagree_for_three_seconds_are_reported() -> None:
    """A unit that delivers a tenth less than it says."""
    check = MagnitudeCheck(fixed_w=200.0)
    assert not run(check, 0.0, 3.9, meter_w=9000.0)
    assert run(check, 4.0, 4.0, meter_w=9000.0)
    assert "9000" in check.detail


def test_a_small_difference_is_a_meter_error() -> None:
    assert not run(MagnitudeCheck(fixed_w=200.0), 0.0, 20.0, meter_w=9400.0)


def test_two_meters_are_not_compared_while_the_power_moves() -> None:
    check = MagnitudeCheck(fixed_w=200.0)
    active = False
    for tenth in range(100):
        power_w = 500.0 * tenth
        sample = Sample(tenth / 10, power_w, True, True, power_w, max(0.0, power_w - 1500.0))
        active = active or check.update(sample)
    assert not active


def test_one_meter_alone_proves_nothing_about_magnitude() -> None:
    assert not run(MagnitudeCheck(fixed_w=200.0), 0.0, 20.0, meter_w=None)


def test_off_by_word_with_current_by_meter_is_found() -> None:
    check = OffCheck(500.0, stop_time_s=2.0)
    off = {"commanded_on": True, "output_on": False, "measured_w": 0.0, "meter_w": 9000.0}
    assert not run(check, 0.0, 0.9, **off)
    assert run(check, 1.0, 1.0, **off)
    assert "the unit says off" in check.detail


def test_a_command_to_go_off_has_its_stop_time() -> None:
    check = OffCheck(500.0, stop_time_s=2.0)
    ignored = {"commanded_on": False, "setpoint_w": 0.0}
    assert not run(check, 0.0, 2.9, **ignored)
    assert run(check, 3.0, 3.0, **ignored)
    assert "the unit says on" in check.detail


def test_a_unit_that_says_nothing_is_found_by_its_power() -> None:
    check = OffCheck(500.0, stop_time_s=2.0)
    assert run(check, 0.0, 3.0, commanded_on=False, output_on=None, meter_w=None)


@pytest.mark.parametrize("meter_w", [-400.0, 0.0, 400.0, None])
def test_a_parked_vehicles_own_load_is_no_output(meter_w: float | None) -> None:
    check = OffCheck(500.0, stop_time_s=2.0)
    assert not run(check, 0.0, 20.0, commanded_on=False, output_on=False, measured_w=0.0, meter_w=meter_w)


def test_off_at_last_clears_it() -> None:
    check = OffCheck(500.0, stop_time_s=2.0)
    run(check, 0.0, 3.0, commanded_on=False)
    gone = {"commanded_on": False, "output_on": False, "measured_w": 0.0, "meter_w": 0.0}
    assert run(check, 3.1, 4.0, **gone), "it has to last as well"
    assert not run(check, 4.1, 4.2, **gone)


def test_persistence_needs_the_whole_time_without_a_break() -> None:
    persistence = Persistence(1.0)
    for time_s, condition in ((0.0, True), (0.9, True), (0.95, False), (1.0, True), (1.9, True)):
        assert not persistence.update(condition, time_s)
    assert persistence.update(True, 2.0)


def test_dc_power_comes_from_volts_and_amps_where_no_power_is_given() -> None:
    assert dc_power_w(Measurement(0.0, dc_voltage_v=400.0, dc_current_a=-10.0)) == -4000.0
    assert dc_power_w(Measurement(0.0, dc_voltage_v=400.0)) is None
    nan = float("nan")
    assert dc_power_w(Measurement(0.0, dc_power_w=nan, dc_voltage_v=nan, dc_current_a=1.0)) is None


def test_the_vehicles_current_is_a_meter_only_while_it_is_fresh() -> None:
    measured = Measurement(10.0, dc_voltage_v=400.0)
    fresh = VehicleStatus(9.5, present_current_a=-10.0)
    assert meter_power_w(fresh, measured) == -4000.0
    assert meter_power_w(msgspec.structs.replace(fresh, present_voltage_v=390.0), measured) == -3900.0
    assert meter_power_w(msgspec.structs.replace(fresh, time_s=8.0), measured) is None
    assert meter_power_w(msgspec.structs.replace(fresh, present_current_a=None), measured) is None
    assert meter_power_w(None, measured) is None
