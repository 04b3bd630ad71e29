"""Volts and amps of vehicle and charger as power."""

from __future__ import annotations

import math

import pytest

from v2xsdk.control.part_limits import capability_limit, charger_limit, vehicle_limit, working_voltage_v
from v2xsdk.model import DriverInfo, Measurement, NominalLimits, Reason, VehicleStatus

NOMINAL = NominalLimits(200.0, 1000.0, 100.0, 50.0, 22_000.0, 22_000.0)


@pytest.mark.parametrize(
    ("present_v", "measured_v", "window_v", "expected_v"),
    [
        (390.0, 400.0, 300.0, 390.0),
        (None, 400.0, 300.0, 400.0),
        (None, None, 300.0, 300.0),
        (None, 12.0, 300.0, 300.0),
        (0.0, 12.0, 300.0, 300.0),
        (math.nan, 400.0, 300.0, 400.0),
        (math.inf, None, 300.0, 300.0),
        (None, None, None, 200.0),
        (None, 380.0, None, 380.0),
    ],
)
def test_the_lowest_voltage_stands_in_for_an_unknown_one(
    present_v: float | None, measured_v: float | None, window_v: float | None, expected_v: float
) -> None:
    vehicle = VehicleStatus(0.0, present_voltage_v=present_v, voltage_min_v=window_v)
    measured = Measurement(0.0, dc_voltage_v=measured_v)
    assert working_voltage_v(vehicle, measured, NOMINAL.voltage_min_v) == expected_v


def test_nothing_known_gives_no_voltage() -> None:
    assert working_voltage_v(None, None, None) is None


def test_the_smaller_of_power_and_current_counts_per_direction() -> None:
    vehicle = VehicleStatus(0.0, charge_power_max_w=50_000.0, charge_current_max_a=100.0, discharge_power_max_w=5000.0)
    limit = vehicle_limit(vehicle, 400.0)
    assert (limit.charge_w, limit.discharge_w) == (40_000.0, 5000.0)


def test_a_vehicle_that_says_nothing_of_a_direction_permits_nothing_there() -> None:
    limit = vehicle_limit(VehicleStatus(0.0, charge_current_max_a=100.0), 400.0)
    assert (limit.charge_w, limit.discharge_w) == (40_000.0, None)


def test_amps_without_any_voltage_are_no_power() -> None:
    limit = vehicle_limit(VehicleStatus(0.0, charge_current_max_a=100.0, charge_power_max_w=9000.0), None)
    assert limit.charge_w is None


@pytest.mark.parametrize("bad", [math.nan, -5.0])
def test_what_is_no_magnitude_makes_the_direction_unknown(bad: float) -> None:
    vehicle = VehicleStatus(0.0, charge_current_max_a=bad, charge_power_max_w=9000.0)
    assert vehicle_limit(vehicle, 400.0).charge_w is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"connected": False}, Reason.NO_VEHICLE), ({"ready": False}, Reason.VEHICLE_LIMIT)],
)
def test_a_vehicle_away_or_not_ready_permits_nothing(changes: dict[str, bool], reason: Reason) -> None:
    vehicle = VehicleStatus(0.0, charge_power_max_w=9000.0, discharge_power_max_w=9000.0, **changes)
    limit = vehicle_limit(vehicle, 400.0)
    assert (limit.charge_w, limit.discharge_w, limit.reason) == (0.0, 0.0, reason)


def test_the_charger_gives_less_at_a_low_voltage() -> None:
    assert charger_limit(NOMINAL, 400.0).charge_w == 22_000.0
    low = charger_limit(NOMINAL, 210.0)
    assert (low.charge_w, low.discharge_w) == (21_000.0, 10_500.0)
    assert charger_limit(NOMINAL, None).discharge_w == 10_000.0


def test_a_rectifier_cannot_discharge() -> None:
    limit = capability_limit(DriverInfo("d", "v", can_discharge=False))
    assert (limit.charge_w, limit.discharge_w) == (math.inf, 0.0)
    assert limit.discharge_reason is Reason.CANNOT_DISCHARGE
