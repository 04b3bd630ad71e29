"""Readings that contradict: what stops, what warns, what latches."""

from __future__ import annotations

import pytest

from tests.unit.control.bench import Bench, running, settings
from v2xsdk.model import (
    FaultCleared,
    FaultKind,
    FaultRaised,
    FellBack,
    OrderState,
    OutputOff,
    Reason,
    Severity,
)


def time_to(bench: Bench, kind: FaultKind, within_s: float) -> float:
    start_s = bench.now
    while kind not in bench.faults():
        bench.step()
        assert bench.now - start_s <= within_s, f"{kind} was not found"
    return bench.now - start_s


@pytest.mark.parametrize("power_w", [10_000.0, -10_000.0])
def test_a_flipped_sign_stops_and_latches_in_about_a_second(power_w: float) -> None:
    bench = running(power_w)
    bench.meter = lambda command: -command.power_w
    assert time_to(bench, FaultKind.SIGN_MISMATCH, 2.0) == pytest.approx(1.1, abs=0.15)
    bench.run(0.2)
    assert bench.command.output_on is False
    assert bench.of(FellBack)[0].reason is Reason.FAULT
    assert bench.status(bench.last_order()).source == "power"


def test_a_flipped_sign_of_the_unit_itself_is_found_without_a_meter() -> None:
    bench = running()
    bench.meter = lambda command: None
    bench.unit = lambda command: -command.power_w
    time_to(bench, FaultKind.SIGN_MISMATCH, 2.0)


def test_after_a_sign_mismatch_a_new_order_may_try_again_and_is_stopped_again() -> None:
    bench = running()
    bench.meter = lambda command: -command.power_w
    time_to(bench, FaultKind.SIGN_MISMATCH, 2.0)
    bench.run(2.0)
    assert FaultKind.SIGN_MISMATCH in [event.fault.kind for event in bench.of(FaultCleared)]
    bench.order(10_000.0)
    bench.run(2.0)
    assert bench.faults().count(FaultKind.SIGN_MISMATCH) == 2
    assert bench.command.output_on is False


def test_a_unit_that_delivers_a_tenth_less_is_not_reached_and_warned_of() -> None:
    bench = Bench()
    bench.unit = bench.meter = lambda command: 0.9 * command.power_w
    bench.run(0.3)
    order = bench.order(10_000.0)
    time_to(bench, FaultKind.POWER_MISMATCH, 20.0)
    status = bench.status(order)
    assert (status.state, status.reason, status.measured_w) == (
        OrderState.LIMITED,
        Reason.NOT_REACHED,
        9000.0,
    )
    raised = bench.of(FaultRaised)[0].fault
    assert (raised.component, raised.severity) == ("output", Severity.WARNING)
    assert bench.command.power_w == 10_000.0, "a warning stops nothing"


def test_a_unit_that_only_says_it_delivers_all_is_caught_by_the_meter() -> None:
    bench = running()
    order = bench.last_order()
    bench.meter = lambda command: 0.9 * command.power_w
    time_to(bench, FaultKind.POWER_MISMATCH, 5.0)
    assert bench.of(FaultRaised)[0].fault.component == "meter"
    bench.run(4.0)
    assert bench.status(order).reason is Reason.NOT_REACHED, "in effect is not claimed against a meter"
    bench.meter = lambda command: command.power_w
    bench.run(8.0)
    assert bench.status(order).state is OrderState.IN_EFFECT
    assert FaultKind.POWER_MISMATCH in [event.fault.kind for event in bench.of(FaultCleared)]


def test_a_frozen_soc_ends_discharge_with_the_right_reason() -> None:
    bench = running(-30_000.0, control=settings(reserve_percent=20.0, energy_time_scale=60.0))
    time_to(bench, FaultKind.SOC_IMPLAUSIBLE, 10.0)
    bench.run(0.3)
    status = bench.status(bench.last_order())
    assert (status.state, status.granted_w) == (OrderState.LIMITED, 0.0)
    assert (status.reason, status.source) == (Reason.SOC_UNKNOWN, "soc")


def test_a_jumping_soc_is_filtered_and_warned_of() -> None:
    bench = running(-10_000.0, control=settings(reserve_percent=20.0))
    bench.change_vehicle(soc_percent=1.0)
    assert bench.run(1.0).power_w == -10_000.0
    assert bench.faults() == [FaultKind.SOC_IMPLAUSIBLE]
    bench.change_vehicle(soc_percent=59.0)
    bench.run(0.3)
    assert [event.fault.kind for event in bench.of(FaultCleared)] == [FaultKind.SOC_IMPLAUSIBLE]


def test_an_honest_discharge_ends_at_the_reserve_without_a_warning() -> None:
    bench = running(-30_000.0, control=settings(reserve_percent=58.0, energy_time_scale=60.0))
    for _ in range(60):
        used_wh = bench.controller.status(bench.now).energy_discharged_wh
        bench.change_vehicle(soc_percent=60.0 - used_wh / 600.0)
        bench.step()
    status = bench.status(bench.last_order())
    assert (status.granted_w, status.reason) == (0.0, Reason.SOC_RESERVE)
    assert bench.faults() == []


def test_an_ignored_off_is_found_and_off_is_reported_as_not_confirmed() -> None:
    bench = running()
    bench.unit = bench.meter = lambda command: 10_000.0
    bench.output = lambda command: True
    bench.controller.stop(bench.now)
    time_to(bench, FaultKind.OFF_NOT_CONFIRMED, 4.0)
    assert [event.confirmed for event in bench.of(OutputOff)] == [False]
    assert bench.status(bench.order(5000.0)).source == "output", "no order runs on a unit that is not off"


def test_off_by_word_only_is_found_by_the_meter() -> None:
    bench = running()
    bench.unit = lambda command: 0.0
    bench.output = lambda command: False
    bench.meter = lambda command: 10_000.0
    time_to(bench, FaultKind.OFF_NOT_CONFIRMED, 2.0)


def test_a_unit_found_delivering_at_the_start_is_a_fault() -> None:
    bench = Bench()
    bench.unit = bench.meter = lambda command: 10_000.0
    bench.output = lambda command: True
    time_to(bench, FaultKind.OFF_NOT_CONFIRMED, 4.0)


def test_silence_of_the_unit_stops_and_latches() -> None:
    bench = running()
    bench.unit_speaks = False
    bench.run(2.3)
    assert FaultKind.COMMUNICATION in bench.faults()
    assert bench.command.output_on is False
    assert bench.of(FellBack)


def test_a_silent_vehicle_means_zero_within_a_second_and_latches() -> None:
    bench = running()
    bench.vehicle_speaks = False
    start_s = bench.now
    while bench.command.power_w != 0.0:
        bench.step()
    assert bench.now - start_s <= 1.0
    assert FaultKind.VEHICLE_SILENT in bench.faults()
    bench.vehicle_speaks = True
    assert bench.run(1.0).output_on is False, "its return restarts nothing"


def test_a_vehicle_that_leaves_ends_all_and_the_next_one_gets_nothing_by_itself() -> None:
    bench = running()
    bench.change_vehicle(connected=False)
    bench.step()
    assert bench.of(FellBack)[0].reason is Reason.NO_VEHICLE
    bench.run(1.0)
    bench.change_vehicle(connected=True)
    assert bench.run(2.0).output_on is False
    assert bench.faults() == []


def test_a_vehicle_that_leaves_at_rest_latches_nothing() -> None:
    bench = Bench()
    bench.run(0.3)
    bench.change_vehicle(connected=False)
    bench.run(0.3)
    assert bench.of(FellBack) == []


def test_power_that_is_no_number_is_unknown_not_zero() -> None:
    bench = Bench()
    bench.run(0.3)
    bench.unit = lambda command: float("nan")
    bench.meter = lambda command: None
    order = bench.order(10_000.0)
    bench.run(20.0)
    assert bench.status(order).reason is Reason.NOT_REACHED
    assert "unknown" in bench.status(order).detail
