"""Orders through the whole controller: results, reasons, sources, latch."""

from __future__ import annotations

import math

import pytest

from tests.unit.control.bench import INFO, Bench, all_open, running, settings
from v2xsdk.errors import Closed, LimitError
from v2xsdk.model import (
    ChargerState,
    Direction,
    DriverInfo,
    FaultKind,
    FellBack,
    LimitsChanged,
    OrderChanged,
    OrderState,
    OutputOff,
    PowerLimit,
    Reason,
    StateChanged,
    VehicleChanged,
    ZeroStrategy,
)


def test_an_order_is_accepted_then_in_effect() -> None:
    bench = Bench()
    bench.run(0.2)
    order = bench.order(10_000.0)
    bench.run(0.5)
    states = [event.order.state for event in bench.of(OrderChanged)]
    assert states == [OrderState.ACCEPTED, OrderState.IN_EFFECT]
    assert bench.status(order).measured_w == 10_000.0
    assert bench.command.direction is Direction.CHARGE
    assert bench.command.order_number == order.number
    assert bench.controller.status(bench.now).order == bench.status(order)


def test_the_states_of_a_session_in_order() -> None:
    bench = running()
    bench.controller.stop(bench.now)
    bench.run(0.5)
    assert [event.state for event in bench.of(StateChanged)] == [
        ChargerState.STARTING,
        ChargerState.RUNNING,
        ChargerState.STOPPING,
        ChargerState.IDLE,
    ]
    assert [event.confirmed for event in bench.of(OutputOff)] == [True]


def test_a_command_is_never_valid_past_its_order_nor_past_the_heartbeat() -> None:
    bench = Bench()
    bench.run(0.2)
    order = bench.order(10_000.0, expires_in_s=5.0)
    while bench.now < order.expires_s - 0.11:
        command = bench.step()
        assert command.valid_until_s == pytest.approx(min(order.expires_s, bench.now + 1.0))


def test_the_vehicle_limits_and_is_named() -> None:
    bench = running(10_000.0)
    order = bench.order(39_000.0)
    bench.run(1.0)
    status = bench.status(order)
    assert (status.state, status.granted_w) == (OrderState.LIMITED, 32_000.0)
    assert (status.reason, status.source) == (Reason.VEHICLE_LIMIT, "vehicle")


@pytest.mark.parametrize(
    ("power_w", "control", "info", "reason", "source"),
    [
        (-5000.0, {"reserve_percent": 70.0}, INFO, Reason.SOC_RESERVE, "soc"),
        (5000.0, {"ceiling_percent": 50.0}, INFO, Reason.SOC_CEILING, "soc"),
        (-5000.0, {}, DriverInfo("d", "v"), Reason.CANNOT_DISCHARGE, "device"),
        (400.0, {}, INFO, Reason.MINIMUM_POWER, "charger"),
        (-400.0, {}, INFO, Reason.MINIMUM_POWER, "charger"),
    ],
)
def test_an_order_that_gets_nothing_is_refused_with_its_reason(
    power_w: float, control: dict[str, float], info: DriverInfo, reason: Reason, source: str
) -> None:
    bench = Bench(info, settings(**control))
    bench.run(0.3)
    order = bench.order(power_w)
    bench.step()
    status = bench.status(order)
    assert (status.state, status.reason, status.source) == (OrderState.REFUSED, reason, source)
    assert not bench.command.output_on
    assert bench.of(FellBack) == [], "a refused order is no fall-back"


def test_no_soc_refuses_discharge_and_a_reserve_says_so() -> None:
    bench = Bench(control=settings(reserve_percent=20.0))
    bench.change_vehicle(soc_percent=None)
    bench.run(0.3)
    order = bench.order(-5000.0)
    bench.step()
    assert bench.status(order).reason is Reason.SOC_UNKNOWN
    charge = bench.order(5000.0)
    bench.run(0.5)
    assert bench.status(charge).state is OrderState.IN_EFFECT


def test_an_energy_budget_allows_discharge_without_soc_until_used_up() -> None:
    bench = Bench(control=settings(energy_budget_wh=2.0))
    bench.change_vehicle(soc_percent=None)
    bench.run(0.3)
    order = bench.order(-7200.0)
    bench.run(3.0)
    status = bench.status(order)
    assert (status.state, status.granted_w, status.reason) == (OrderState.LIMITED, 0.0, Reason.ENERGY_BUDGET)
    assert bench.controller.status(bench.now).energy_discharged_wh == pytest.approx(2.0, abs=0.5)


def test_without_a_word_from_the_vehicle_everything_is_refused() -> None:
    bench = Bench()
    order = bench.order(5000.0)
    bench.controller.tick(0.0)
    bench.take()
    status = bench.status(order)
    assert (status.state, status.reason, status.source) == (
        OrderState.REFUSED,
        Reason.LIMIT_UNKNOWN,
        "vehicle",
    )


def test_a_refused_order_lets_the_one_below_run() -> None:
    bench = running(10_000.0, control=settings(reserve_percent=70.0))
    refused = bench.order(-5000.0, owner="grid", priority=5)
    assert bench.step().power_w == 10_000.0
    assert bench.status(refused).reason is Reason.SOC_RESERVE


def test_a_refused_order_does_not_come_back_when_limits_lift() -> None:
    bench = Bench()
    bench.controller.limit(PowerLimit("ems", 0.0, 0.0), bench.now)
    bench.run(0.3)
    bench.order(5000.0)
    bench.step()
    bench.controller.remove_limit("ems")
    assert bench.run(1.0).power_w == 0.0


def test_an_order_covered_by_another_is_told_and_comes_back() -> None:
    bench = running(10_000.0)
    covered = bench.last_order()
    grid = bench.order(-5000.0, owner="grid", priority=5, expires_in_s=4.0)
    bench.run(1.0)
    status = bench.status(covered)
    assert (status.state, status.reason, status.source) == (
        OrderState.LIMITED,
        Reason.HIGHER_PRIORITY,
        "grid",
    )
    bench.run(8.0)
    assert bench.status(grid).state is OrderState.EXPIRED
    assert bench.status(covered).state is OrderState.IN_EFFECT
    assert bench.of(FellBack) == []


def test_stop_beats_an_order_given_in_the_same_moment() -> None:
    bench = running()
    bench.controller.stop(bench.now)
    order = bench.order(20_000.0, priority=1000)
    assert bench.status(order).reason is Reason.STOPPED
    command = bench.step()
    assert (command.power_w, command.output_on) == (0.0, False)
    bench.run(0.3)
    again = bench.order(5000.0)
    bench.run(0.5)
    assert bench.status(again).state is OrderState.IN_EFFECT


def test_a_driver_that_confirmed_off_ends_the_stop() -> None:
    bench = running()
    bench.controller.stop(bench.now)
    bench.controller.off_confirmed(bench.now)
    bench.take()
    assert [event.confirmed for event in bench.of(OutputOff)] == [True]
    assert bench.status(bench.order(5000.0)).state is OrderState.ACCEPTED


def test_a_stop_with_no_answer_lets_orders_in_after_the_stop_time_and_says_unconfirmed() -> None:
    bench = running()
    bench.output = lambda command: None
    bench.controller.stop(bench.now)
    bench.run(INFO.stop_time_s - 0.2)
    assert bench.status(bench.order(5000.0)).reason is Reason.STOPPED
    bench.run(0.5)
    assert bench.of(OutputOff)[-1].confirmed is False
    assert bench.status(bench.order(5000.0)).state is OrderState.ACCEPTED


def test_close_is_for_good() -> None:
    bench = running()
    bench.controller.close(bench.now)
    assert bench.step().output_on is False
    assert bench.status(bench.last_order()).reason is Reason.CLOSED
    assert bench.controller.status(bench.now).state is ChargerState.CLOSED
    with pytest.raises(Closed):
        bench.controller.submit(1000.0, bench.now)


def test_a_late_loop_does_not_hide_an_expiry() -> None:
    bench = Bench()
    bench.run(0.3)
    bench.order(10_000.0, expires_in_s=1.0)
    bench.run(0.5)
    bench.now += 5.0  # nothing ran for 5 s, then the owner speaks before the first tick
    order = bench.order(10_000.0)
    assert bench.status(order).reason is Reason.LATCHED
    assert bench.of(FellBack)[0].last_order == order.number - 1
    assert bench.step().output_on is False
    assert bench.status(bench.order(10_000.0)).state is OrderState.ACCEPTED


def test_an_order_while_a_fault_is_present_is_refused_with_its_component() -> None:
    bench = running()
    fault = bench.fault()
    bench.run(0.3)
    order = bench.order(5000.0)
    assert (bench.status(order).reason, bench.status(order).source) == (Reason.FAULT, "module 1")
    bench.controller.fault_cleared(fault.kind, fault.component, bench.now)
    assert bench.status(bench.order(5000.0)).state is OrderState.ACCEPTED


def test_an_order_while_a_link_is_lost_is_refused_with_its_name() -> None:
    bench = running()
    bench.controller.link_lost("battery bus", "end of file", bench.now)
    bench.step()
    assert bench.controller.status(bench.now).state is ChargerState.LOST
    order = bench.order(5000.0)
    assert (bench.status(order).reason, bench.status(order).source) == (Reason.LINK_LOST, "battery bus")


def test_a_fallback_goes_on_while_latched_and_then_to_zero() -> None:
    bench = Bench()
    bench.run(0.3)
    bench.order(-10_000.0, expires_in_s=4.0, fallback_w=-3000.0)
    bench.run(4.3)
    assert bench.command.power_w == -3000.0
    assert bench.command.order_number is None
    assert bench.controller.status(bench.now).state is ChargerState.LATCHED
    bench.run(4.0)
    assert (bench.command.power_w, bench.command.output_on) == (0.0, False)


def test_a_fallback_never_comes_back_after_a_limit_took_it_away() -> None:
    bench = Bench()
    bench.run(0.3)
    bench.order(10_000.0, expires_in_s=4.0, fallback_w=8000.0)
    bench.run(4.3)
    bench.change_vehicle(charge_current_max_a=5.0)
    assert bench.run(0.2).power_w == 2000.0
    bench.change_vehicle(charge_current_max_a=80.0)
    assert bench.run(0.2).power_w == 2000.0
    bench.change_vehicle(charge_current_max_a=0.0)
    bench.run(0.2)
    bench.change_vehicle(charge_current_max_a=80.0)
    assert bench.run(0.2).output_on is False


def test_a_fallback_starts_nothing_that_did_not_run() -> None:
    bench = Bench()
    bench.run(0.3)
    bench.order(0.0)
    bench.order(-10_000.0, expires_in_s=0.5, fallback_w=-3000.0)
    bench.change_vehicle(discharge_current_max_a=0.0)
    bench.run(1.0)
    bench.change_vehicle(discharge_current_max_a=80.0)
    assert bench.run(0.3).output_on is False


def test_a_second_fault_needs_its_own_report() -> None:
    bench = running()
    first = bench.fault(component="module 1")
    second = bench.fault(component="module 2")
    for fault in (first, second):
        bench.controller.fault_cleared(fault.kind, fault.component, bench.now)
    taken = 0
    while taken < 1:
        taken += isinstance(bench.controller.next_event(), FellBack)
    order = bench.controller.submit(5000.0, bench.now)
    bench.take()
    assert bench.status(order).reason is Reason.LATCHED
    assert bench.step().output_on is False


def test_a_ramp_a_rest_and_then_the_other_direction() -> None:
    info = DriverInfo("d", "v", can_discharge=True, ramp_w_per_s=10_000.0, direction_change_time_s=2.0)
    bench = running(10_000.0, DriverInfo("d", "v", can_discharge=True, direction_change_time_s=2.0))
    bench = Bench(info)
    bench.run(0.3)
    bench.order(10_000.0)
    bench.run(1.5)
    bench.order(-10_000.0)
    powers = [bench.step().power_w for _ in range(45)]
    resting = [power_w for power_w in powers if power_w == 0.0]
    assert len(resting) >= 20
    assert powers[-1] == -10_000.0
    falls = [before - after for before, after in zip(powers, powers[1:], strict=False)]
    assert max(falls) == pytest.approx(1000.0)
    assert bench.status(bench.last_order()).state is OrderState.IN_EFFECT


def test_zero_holds_the_output_or_switches_it_off() -> None:
    for strategy, on in ((ZeroStrategy.HOLD, True), (ZeroStrategy.OFF, False)):
        bench = running(10_000.0, DriverInfo("d", "v", can_discharge=True, zero_strategy=strategy))
        order = bench.order(0.0)
        bench.run(6.0)
        assert bench.command.output_on is on
        assert bench.status(order).state is OrderState.IN_EFFECT


def test_a_site_limit_follows_the_meter() -> None:
    bench = running(10_000.0)
    bench.ac_power_w, bench.site_power_w = 10_500.0, 12_500.0
    bench.controller.limit(PowerLimit("site", 9500.0, math.inf, all_open("x").point.SITE, Reason.SITE_LIMIT), bench.now)
    bench.run(0.5)
    assert bench.controller.limits.charge_w == pytest.approx((9500.0 - 2000.0 - 500.0) / 1.15)
    assert bench.status(bench.last_order()).reason is Reason.SITE_LIMIT
    bench.site_power_w = None
    bench.run(0.5)
    assert bench.controller.limits.charge_reason is Reason.LIMIT_UNKNOWN


def test_a_live_limit_that_goes_stale_takes_the_power_away_and_its_source_is_named() -> None:
    bench = running(10_000.0)
    bench.controller.limit(PowerLimit("ems", 8000.0, 8000.0), bench.now, max_age_s=2.0)
    assert bench.run(1.0).power_w == 8000.0
    assert bench.run(1.5).power_w == 0.0
    status = bench.status(bench.last_order())
    assert (status.reason, status.source) == (Reason.LIMIT_UNKNOWN, "ems")


def test_limits_and_vehicle_are_told_when_they_change() -> None:
    bench = running(10_000.0)
    before = len(bench.of(LimitsChanged))
    bench.run(1.0)
    assert len(bench.of(LimitsChanged)) == before
    bench.change_vehicle(ready=False)
    bench.run(0.2)
    assert len(bench.of(LimitsChanged)) == before + 1
    assert [event.vehicle is not None and event.vehicle.ready for event in bench.of(VehicleChanged)] == [
        True,
        False,
    ]


def test_a_new_rating_counts_from_the_next_tick() -> None:
    bench = running(30_000.0)
    bench.controller.nominal(type(bench.nominal)(200.0, 1000.0, 100.0, 100.0, 8000.0, 8000.0))
    assert bench.step().power_w == 8000.0


def test_bad_numbers_are_refused_at_the_door_and_take_no_number() -> None:
    bench = running()
    number = bench.last_order().number
    with pytest.raises(LimitError):
        bench.order(math.nan)
    assert bench.order(5000.0).number == number + 1


def test_a_clock_that_steps_back_is_ignored() -> None:
    bench = running()
    command = bench.controller.tick(bench.now - 100.0)
    assert command.valid_until_s >= bench.now
    assert bench.faults() == []


def test_a_long_suspend_ends_the_order_and_latches() -> None:
    bench = running()
    bench.order(10_000.0, expires_in_s=60.0)
    bench.run(0.5)
    bench.vehicle_speaks = bench.unit_speaks = False
    command = bench.step(3600.0)
    assert (command.power_w, command.output_on) == (0.0, False)
    assert bench.of(FellBack)[0].reason is Reason.EXPIRED
    assert FaultKind.COMMUNICATION in bench.faults()
