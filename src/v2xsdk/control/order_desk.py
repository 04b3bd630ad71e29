"""Orders from submission to their last word, told as events."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from v2xsdk.control.arbiter import Arbiter, Decision, Refusal
from v2xsdk.control.effect import EffectJudge, EffectRules
from v2xsdk.control.grant import Grant
from v2xsdk.control.latching import Trigger
from v2xsdk.control.order_book import OrderBook
from v2xsdk.control.order_rules import OrderSpec
from v2xsdk.model import Event, FellBack, OrderChanged, OrderRequest, OrderStatus, Reason


class OrderDesk:
    """Joins the arbiter to the judges of its orders, and queues the events in order."""

    def __init__(self, rules: EffectRules) -> None:
        self._arbiter = Arbiter()
        self._book = OrderBook(rules)
        self._events: deque[Event] = deque()

    @property
    def latched(self) -> bool:
        """Whether a fall-back waits for a new order."""
        return self._arbiter.latch.closed

    @property
    def latch_reason(self) -> Reason:
        """Why it is latched, ``none`` if it is not."""
        return self._arbiter.latch.reason

    def tell(self, event: Event) -> None:
        """Queue an event."""
        self._events.append(event)

    def next_event(self) -> Event | None:
        """Hand out the oldest event; a fall-back is reported by this."""
        if not self._events:
            return None
        event = self._events.popleft()
        if isinstance(event, FellBack):
            self._arbiter.latch.report()
        return event

    def submit(self, spec: OrderSpec, now: float, refusal: Refusal | None) -> OrderRequest:
        """Take or refuse an order."""
        order = self._arbiter.submit(spec, now, refusal)
        self._close_ended(now)
        if order in self._arbiter.live:
            self._tell_order(self._book.judge(order).status, now)
        return order

    def withdraw(self, owner: str, now: float) -> OrderRequest | None:
        """End the owner's order."""
        order = self._arbiter.withdraw(owner)
        self._close_ended(now)
        return order

    def end_all(self, trigger: Trigger, now: float, source: str = "", detail: str = "") -> None:
        """End all orders; tell the fall-back if the trigger latches."""
        fell_back = self._arbiter.end_all(trigger, now, source, detail)
        self._close_ended(now)
        if fell_back is not None:
            self.tell(fell_back)

    def expire(self, now: float) -> None:
        """End what is past its expiry; tell the fall-back if nothing is left."""
        fell_back = self._arbiter.expire(now)
        self._close_ended(now)
        if fell_back is not None:
            self.tell(fell_back)

    def choose(self, now: float, grant: Callable[[float], Grant]) -> tuple[Decision, Grant]:
        """Return what is to run, and what is granted of it.

        An order that gets nothing of the power it asks for, the first time it is in charge, is refused, and
        the next one is looked at.
        """
        while True:
            decision = self._arbiter.decide(now)
            granted = grant(decision.power_w)
            order = decision.order
            if order is None or not self._nothing_left(order, granted):
                return decision, granted
            self._arbiter.refuse(order, Refusal(granted.reason, granted.source, granted.detail))
            self._close_ended(now)

    def judge(self, order: OrderRequest) -> EffectJudge:
        """Return the judge of a live order."""
        return self._book.judge(order)

    def live_judge(self, number: int | None) -> EffectJudge | None:
        """Return the judge of an order if it is still live."""
        return None if number is None else self._book.live(number)

    def cover(self, by: OrderRequest, now: float) -> None:
        """Tell the other live orders that ``by`` is in charge."""
        others = [order for order in self._arbiter.live if order is not by]
        for status in self._book.cover(others, by):
            self._tell_order(status, now)

    def changed(self, judge: EffectJudge, changed: bool, now: float) -> None:
        """Tell a status if it changed."""
        if changed:
            self._tell_order(judge.status, now)

    def status(self, number: int) -> OrderStatus | None:
        """Return what is known of an order."""
        return self._book.status(number)

    def running(self, now: float) -> bool:
        """Whether a live order or a fall-back power is there."""
        decision = self._arbiter.decide(now)
        return decision.order is not None or decision.fallback_of is not None

    def _nothing_left(self, order: OrderRequest, granted: Grant) -> bool:
        return order.power_w != 0.0 and granted.granted_w == 0.0 and self._book.judge(order).fresh

    def _close_ended(self, now: float) -> None:
        for ended in self._arbiter.take_ended():
            self._tell_order(self._book.end(ended), now)

    def _tell_order(self, status: OrderStatus, now: float) -> None:
        self.tell(OrderChanged(time_s=now, order=status))
