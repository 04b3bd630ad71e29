"""Every row of the latch table holds for the whole controller."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.unit.control.bench import Bench, running
from v2xsdk.control.latching import LATCH_RULES, After, Ends, Latches, Trigger
from v2xsdk.model import FellBack, LinkLostEvent, OrderState, Reason, Severity


def leave(bench: Bench) -> None:
    bench.change_vehicle(connected=False)
    bench.step()


def expire(bench: Bench) -> None:
    bench.order(10_000.0, expires_in_s=0.2, fallback_w=4000.0)
    bench.run(0.3)


def refuse(bench: Bench) -> None:
    bench.order(100.0)
    bench.step()


TRIGGERS: dict[Trigger, Callable[[Bench], object]] = {
    Trigger.ORDER_EXPIRED: expire,
    Trigger.ORDER_WITHDRAWN: lambda bench: bench.controller.withdraw("default", bench.now),
    Trigger.ORDER_REFUSED: refuse,
    Trigger.STOP: lambda bench: bench.controller.stop(bench.now),
    Trigger.CLOSE: lambda bench: bench.controller.close(bench.now),
    Trigger.FAULT: lambda bench: bench.fault(),
    Trigger.LINK_LOST: lambda bench: bench.controller.link_lost("bus", "unplugged", bench.now),
    Trigger.VEHICLE_LEFT: leave,
    Trigger.DEADMAN: lambda bench: bench.controller.deadman(bench.now, "heartbeat"),
}


def test_every_trigger_but_a_new_order_is_tried() -> None:
    assert set(TRIGGERS) | {Trigger.ORDER_SUPERSEDED} == set(Trigger) == set(LATCH_RULES)


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_the_order_ends_as_the_table_says(trigger: Trigger) -> None:
    bench = running()
    TRIGGERS[trigger](bench)
    bench.step()
    rule = LATCH_RULES[trigger]
    last = bench.status(bench.last_order())
    assert last.state is rule.state
    if trigger is not Trigger.ORDER_REFUSED:
        assert last.reason is rule.reason


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_it_latches_as_the_table_says(trigger: Trigger) -> None:
    bench = running()
    TRIGGERS[trigger](bench)
    bench.step()
    rule = LATCH_RULES[trigger]
    told = bench.of(FellBack)
    assert len(told) == (rule.latches is not Latches.NO)
    assert [event.reason for event in told] == [rule.reason] * len(told)


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_the_output_goes_where_the_table_says(trigger: Trigger) -> None:
    bench = running()
    TRIGGERS[trigger](bench)
    command = bench.step()
    expected_w = 4000.0 if LATCH_RULES[trigger].after is After.FALLBACK else 0.0
    assert (command.power_w, command.output_on) == (expected_w, expected_w != 0.0)


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_another_owners_order_goes_on_unless_all_end(trigger: Trigger) -> None:
    bench = running()
    other = bench.order(2000.0, owner="other", priority=-1)
    bench.step()
    TRIGGERS[trigger](bench)
    bench.run(0.5)
    alive = bench.status(other).state in (OrderState.IN_EFFECT, OrderState.ACCEPTED)
    assert alive is (LATCH_RULES[trigger].ends is Ends.ITS_ORDER)
    assert bench.command.power_w == (2000.0 if alive else 0.0)


def test_a_superseded_order_leaves_without_a_latch() -> None:
    bench = running()
    first = bench.last_order()
    bench.order(5000.0)
    assert bench.status(first).reason is Reason.SUPERSEDED
    assert bench.of(FellBack) == []


def test_warnings_and_a_limit_at_zero_end_nothing() -> None:
    bench = running()
    order = bench.last_order()
    bench.fault(Severity.WARNING)
    bench.change_vehicle(charge_current_max_a=0.0)
    bench.run(1.0)
    status = bench.status(order)
    assert (status.state, status.granted_w, status.source) == (OrderState.LIMITED, 0.0, "vehicle")
    assert bench.of(FellBack) == []
    bench.change_vehicle(charge_current_max_a=80.0)
    assert bench.run(1.0).power_w == 10_000.0


def test_neither_a_cleared_fault_nor_a_restored_link_opens_the_latch() -> None:
    bench = running()
    fault = bench.fault()
    bench.controller.link_lost("bus", "unplugged", bench.now)
    bench.controller.link_lost("bus", "again", bench.now)
    bench.step()
    assert len(bench.of(LinkLostEvent)) == 1
    bench.controller.fault_cleared(fault.kind, fault.component, bench.now)
    bench.controller.link_restored("bus", bench.now)
    bench.run(5.0)
    assert (bench.command.power_w, bench.command.output_on) == (0.0, False)
    bench.order(3000.0)
    assert bench.run(0.5).power_w == 3000.0
