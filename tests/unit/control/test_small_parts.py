"""Off confirmation, limit news, settings, states, fault book, order book."""

from __future__ import annotations

import math

import pytest

from v2xsdk.control.arbiter import Ended
from v2xsdk.control.effect import EffectRules
from v2xsdk.control.fault_book import FaultBook
from v2xsdk.control.limit_news import LimitNews
from v2xsdk.control.off_confirm import OffConfirm
from v2xsdk.control.order_book import KEPT, OrderBook
from v2xsdk.control.settings import ControlSettings
from v2xsdk.control.states import Situation, charger_state
from v2xsdk.errors import LimitError
from v2xsdk.model import (
    ChargerState,
    Fault,
    FaultKind,
    Limits,
    OrderRequest,
    OrderState,
    Reason,
    Severity,
)


def test_off_is_confirmed_only_by_a_reading_newer_than_the_command() -> None:
    off = OffConfirm(2.0, 10.0)
    off.follow(True, 0.0)
    off.follow(False, 1.0)
    assert off.reading(1.0, False) is None
    assert off.reading(1.1, True) is None
    assert off.reading(1.2, None) is None
    report = off.reading(1.3, False)
    assert report is not None and report.confirmed
    assert off.reading(1.4, False) is None, "told once"


def test_off_that_is_not_confirmed_says_how_long_the_unit_may_deliver() -> None:
    off = OffConfirm(2.0, 10.0)
    off.follow(True, 0.0)
    off.follow(False, 1.0)
    assert off.follow(False, 2.9) is None
    report = off.follow(False, 3.0)
    assert report is not None
    assert (report.confirmed, report.may_deliver_s) == (False, 10.0)
    assert off.follow(False, 4.0) is None, "told once"
    assert off.pending, "but it stays owed"


def held_after(stop_s: float, *steps: tuple[float, bool]) -> bool:
    """Stop, then for each step take a reading of "off" (if so) and a tick; return whether orders wait."""
    off = OffConfirm(2.0, None)
    off.begin(stop_s, stop=True)
    for now, says_off in steps:
        if says_off:
            off.reading(now, False)
        else:
            off.follow(False, now)
    return off.holds_orders


def test_a_stop_holds_orders_until_off_or_until_its_time_is_over() -> None:
    assert held_after(0.0)
    assert held_after(0.0, (0.1, True)), "at least one command to be off goes out first"
    assert not held_after(0.0, (0.1, True), (0.2, False))
    assert held_after(0.0, (1.9, False))
    assert not held_after(0.0, (2.0, False))


def test_a_driver_that_brought_the_unit_to_off_ends_the_hold() -> None:
    off = OffConfirm(2.0, None)
    off.begin(0.0, stop=True)
    report = off.confirm(0.5)
    assert report is not None and report.confirmed
    assert not off.holds_orders and not off.pending
    assert off.confirm(0.6) is None


def limits(charge_w: float, source: str = "vehicle", reason: Reason = Reason.VEHICLE_LIMIT) -> Limits:
    return Limits(charge_w, 5000.0, source, "vehicle", reason, Reason.VEHICLE_LIMIT)


@pytest.mark.parametrize(
    ("after", "news"),
    [
        (limits(10_000.0), False),
        (limits(10_090.0), False),
        (limits(10_200.0), True),
        (limits(0.0), True),
        (limits(math.inf), True),
        (limits(10_000.0, "charger"), True),
        (limits(10_000.0, reason=Reason.SOC_CEILING), True),
    ],
)
def test_limits_are_news_by_step_or_cause(after: Limits, news: bool) -> None:
    told = LimitNews()
    assert told.changed(limits(10_000.0))
    assert told.changed(after) is news


def test_small_steps_add_up_to_news() -> None:
    told = LimitNews()
    assert sum(told.changed(limits(10_000.0 + 10.0 * step)) for step in range(100)) == 1 + 9


@pytest.mark.parametrize(
    "wrong",
    [
        {"heartbeat_s": 0.0},
        {"heartbeat_s": math.nan},
        {"measurement_max_age_s": -1.0},
        {"ramp_charge_w_per_s": 0.0},
        {"ramp_discharge_w_per_s": math.inf},
        {"direction_dwell_s": -0.1},
        {"off_dwell_s": math.nan},
        {"reach_margin_s": -1.0},
    ],
)
def test_settings_out_of_range_are_named(wrong: dict[str, float]) -> None:
    (name,) = wrong
    with pytest.raises(LimitError, match=name):
        ControlSettings(**wrong)  # type: ignore[arg-type]


def test_zero_waiting_times_are_allowed() -> None:
    assert ControlSettings(direction_dwell_s=0.0, off_dwell_s=0.0, reach_margin_s=0.0).off_dwell_s == 0.0


@pytest.mark.parametrize(
    ("situation", "state"),
    [
        (Situation(True, True, True, False, False, False), ChargerState.CLOSED),
        (Situation(False, True, True, False, False, False), ChargerState.LOST),
        (Situation(False, False, True, True, True, False), ChargerState.LATCHED),
        (Situation(False, False, False, True, True, False), ChargerState.RUNNING),
        (Situation(False, False, False, True, None, False), ChargerState.STARTING),
        (Situation(False, False, False, True, False, False), ChargerState.STARTING),
        (Situation(False, False, False, False, True, True), ChargerState.STOPPING),
        (Situation(False, False, False, False, False, False), ChargerState.IDLE),
    ],
)
def test_each_situation_has_one_state(situation: Situation, state: ChargerState) -> None:
    assert charger_state(situation) is state


def test_the_worse_fault_of_a_component_stays() -> None:
    book = FaultBook()
    warning = Fault(FaultKind.FAN, "module 1", Severity.WARNING)
    stop = Fault(FaultKind.FAN, "module 1", Severity.STOP)
    assert book.add(warning) and not book.add(warning)
    assert [*book.present] == [warning] and not book.stopping
    assert book.add(stop) and not book.add(warning)
    assert [*book.present] == [stop]
    assert book.remove(FaultKind.FAN, "module 1") == stop
    assert book.remove(FaultKind.FAN, "module 1") is None
    assert [*book.present] == []


def test_ended_orders_are_remembered_but_not_for_ever() -> None:
    book = OrderBook(EffectRules(200.0, 0.02))
    for number in range(1, KEPT + 2):
        order = OrderRequest(number, "me", 0, 1.0, 0.0, 1.0)
        book.end(Ended(order, OrderState.EXPIRED, Reason.EXPIRED))
    assert book.status(1) is None
    last = book.status(KEPT + 1)
    assert last is not None and last.state is OrderState.EXPIRED
