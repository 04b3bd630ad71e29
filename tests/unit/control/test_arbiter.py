"""Owners, priorities, expiry, fall-back and latch of orders."""

from __future__ import annotations

from v2xsdk.control.arbiter import Arbiter
from v2xsdk.control.latching import Trigger
from v2xsdk.control.order_rules import check_order
from v2xsdk.model import OrderRequest, OrderState, Reason


def submit(
    arbiter: Arbiter,
    power_w: float,
    now: float = 0.0,
    *,
    owner: str = "a",
    priority: int = 0,
    expires_in_s: float = 10.0,
    fallback_w: float = 0.0,
) -> OrderRequest:
    spec = check_order(power_w, owner=owner, priority=priority, expires_in_s=expires_in_s, fallback_w=fallback_w)
    return arbiter.submit(spec, now)


def ends(arbiter: Arbiter) -> list[tuple[int, OrderState, Reason]]:
    return [(ended.order.number, ended.state, ended.reason) for ended in arbiter.take_ended()]


def test_nothing_ordered_nothing_runs() -> None:
    assert Arbiter().decide(0.0).power_w == 0.0


def test_numbers_grow_by_one_also_over_refused_orders() -> None:
    arbiter = Arbiter()
    submit(arbiter, 1.0)
    arbiter.end_all(Trigger.FAULT, 0.0)
    assert [submit(arbiter, 1.0).number, submit(arbiter, 1.0).number] == [2, 3]


def test_a_new_order_supersedes_the_same_owners_old_one() -> None:
    arbiter = Arbiter()
    submit(arbiter, 1000.0)
    newer = submit(arbiter, 2000.0)
    assert arbiter.live == (newer,)
    assert ends(arbiter) == [(1, OrderState.ENDED, Reason.SUPERSEDED)]


def test_higher_priority_wins_whatever_came_first() -> None:
    arbiter = Arbiter()
    high = submit(arbiter, 1000.0, owner="grid", priority=5)
    submit(arbiter, 2000.0, owner="driver")
    assert arbiter.decide(0.0).order == high


def test_among_equals_the_newest_wins() -> None:
    arbiter = Arbiter()
    submit(arbiter, 1000.0, owner="a")
    submit(arbiter, 2000.0, owner="b")
    assert arbiter.decide(0.0).power_w == 2000.0
    submit(arbiter, 3000.0, owner="a")
    assert arbiter.decide(0.0).power_w == 3000.0


def test_a_covered_order_takes_over_when_the_one_above_expires() -> None:
    arbiter = Arbiter()
    below = submit(arbiter, 2000.0, owner="driver", expires_in_s=20.0)
    submit(arbiter, -1000.0, owner="grid", priority=5, expires_in_s=5.0, fallback_w=-500.0)
    assert arbiter.expire(5.0) is None, "an order is left, so nothing falls back"
    assert arbiter.decide(5.0).order == below
    assert not arbiter.latch.closed


def test_a_covered_order_dies_at_its_own_expiry() -> None:
    arbiter = Arbiter()
    submit(arbiter, 2000.0, owner="driver", expires_in_s=3.0)
    high = submit(arbiter, -1000.0, owner="grid", priority=5, expires_in_s=5.0)
    assert arbiter.expire(4.0) is None
    assert arbiter.live == (high,)


def test_expiry_of_the_last_order_falls_back_and_latches() -> None:
    arbiter = Arbiter()
    submit(arbiter, 5000.0, fallback_w=2000.0, expires_in_s=10.0)
    report = arbiter.expire(10.0)
    assert report is not None
    assert (report.reason, report.last_order) == (Reason.EXPIRED, 1)
    assert arbiter.decide(10.0).power_w == 2000.0
    assert ends(arbiter) == [(1, OrderState.EXPIRED, Reason.EXPIRED)]


def test_a_fallback_lasts_as_long_again_and_then_ends() -> None:
    arbiter = Arbiter()
    submit(arbiter, 5000.0, fallback_w=2000.0, expires_in_s=10.0)
    arbiter.expire(10.0)
    assert arbiter.decide(19.9).until_s == 20.0
    assert arbiter.decide(20.0).power_w == 0.0


def test_after_a_clock_jump_the_order_that_lived_longest_gives_the_fallback() -> None:
    arbiter = Arbiter()
    submit(arbiter, 5000.0, owner="a", fallback_w=4000.0, expires_in_s=10.0, priority=9)
    submit(arbiter, 3000.0, owner="b", fallback_w=1000.0, expires_in_s=60.0)
    arbiter.expire(100.0)
    assert arbiter.decide(100.0).power_w == 1000.0
    assert arbiter.decide(120.0).power_w == 0.0, "the fall-back counts from the expiry, not from the jump"


def test_after_a_long_suspend_the_fallback_is_over_as_well() -> None:
    arbiter = Arbiter()
    submit(arbiter, 5000.0, fallback_w=4000.0, expires_in_s=10.0)
    assert arbiter.expire(5000.0) is not None
    assert arbiter.decide(5000.0).power_w == 0.0


def test_withdrawing_neither_falls_back_nor_latches() -> None:
    arbiter = Arbiter()
    submit(arbiter, 5000.0, fallback_w=4000.0)
    assert arbiter.withdraw("a") is not None
    assert arbiter.withdraw("a") is None
    assert arbiter.decide(0.0).power_w == 0.0
    assert not arbiter.latch.closed
    assert ends(arbiter) == [(1, OrderState.ENDED, Reason.WITHDRAWN)]


def test_stop_ends_every_order_and_the_fallback() -> None:
    arbiter = Arbiter()
    submit(arbiter, 5000.0, owner="a", priority=99)
    submit(arbiter, 5000.0, owner="b")
    assert arbiter.end_all(Trigger.STOP, 1.0) is None
    assert arbiter.live == ()
    assert {reason for _, _, reason in ends(arbiter)} == {Reason.STOPPED}
    submit(arbiter, 5000.0, now=1.0, fallback_w=3000.0)
    arbiter.expire(11.0)
    arbiter.end_all(Trigger.STOP, 11.0)
    assert arbiter.decide(11.0).power_w == 0.0


def test_a_latch_admits_only_an_order_made_after_its_report() -> None:
    arbiter = Arbiter()
    submit(arbiter, 5000.0)
    report = arbiter.end_all(Trigger.FAULT, 1.0, "module 1", "fan")
    assert report is not None and report.last_order == 1
    early = submit(arbiter, 5000.0, now=1.0)
    assert ends(arbiter)[-1] == (early.number, OrderState.REFUSED, Reason.LATCHED)
    assert arbiter.decide(1.0).power_w == 0.0
    arbiter.latch.report()
    later = submit(arbiter, 5000.0, now=1.1)
    assert arbiter.decide(1.1).order == later
    assert not arbiter.latch.closed


def test_two_fallbacks_need_two_reports() -> None:
    arbiter = Arbiter()
    arbiter.end_all(Trigger.FAULT, 1.0)
    arbiter.end_all(Trigger.LINK_LOST, 1.0)
    arbiter.latch.report()
    submit(arbiter, 5000.0, now=1.0)
    assert arbiter.decide(1.0).power_w == 0.0
    arbiter.latch.report()
    submit(arbiter, 5000.0, now=1.0)
    assert arbiter.decide(1.0).power_w == 5000.0


def test_a_new_order_ends_the_fallback() -> None:
    arbiter = Arbiter()
    submit(arbiter, 5000.0, fallback_w=2000.0)
    arbiter.expire(10.0)
    arbiter.latch.report()
    submit(arbiter, -1000.0, now=11.0)
    arbiter.withdraw("a")
    assert arbiter.decide(11.0).power_w == 0.0
