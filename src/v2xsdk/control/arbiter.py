"""Which order is in charge: owners, priorities, expiry, fall-back."""

from __future__ import annotations

import msgspec

from v2xsdk.control.latch import Latch
from v2xsdk.control.latching import LATCH_RULES, After, Latches, Trigger
from v2xsdk.control.order_rules import OrderSpec
from v2xsdk.model import FellBack, OrderRequest, OrderState, Reason


class Ended(msgspec.Struct, frozen=True):
    """An order that will not run any more, and why."""

    order: OrderRequest
    state: OrderState
    reason: Reason
    source: str = ""
    detail: str = ""


class Refusal(msgspec.Struct, frozen=True):
    """Why an order is not taken."""

    reason: Reason
    source: str
    detail: str = ""


class Decision(msgspec.Struct, frozen=True):
    """What is to run now: the order in charge, a fall-back, or nothing.

    ``power_w`` in W before any limit; ``until_s`` is when it ends by itself.
    """

    power_w: float = 0.0
    until_s: float = 0.0
    order: OrderRequest | None = None
    fallback_of: OrderRequest | None = None


class Arbiter:
    """Holds at most one live order an owner; the highest priority is in charge, the newest among equals.

    A covered order stays alive until its own expiry and takes over when those above it are gone. When the
    last live order expires, its fall-back runs, at most as long again as the order was allowed to, and the
    latch closes. What ends orders and what latches is in ``latching.LATCH_RULES``.
    """

    def __init__(self) -> None:
        self.latch = Latch()
        self._number = 0
        self._live: dict[str, OrderRequest] = {}
        self._fallback: OrderRequest | None = None
        self._ended: list[Ended] = []

    @property
    def last_number(self) -> int:
        """The highest number given out; numbers grow by one."""
        return self._number

    @property
    def live(self) -> tuple[OrderRequest, ...]:
        """All live orders, the one in charge first."""
        return tuple(sorted(self._live.values(), key=_rank, reverse=True))

    def submit(self, spec: OrderSpec, now: float, refusal: Refusal | None = None) -> OrderRequest:
        """Number the order and make it live, or end it at once as refused.

        It supersedes the same owner's live order, and it opens a latch that was reported.
        """
        self._number += 1
        order = _request(self._number, spec, now)
        if refusal is None and not self.latch.admits(order.number):
            refusal = Refusal(Reason.LATCHED, "latch", f"fell back ({self.latch.reason}), not yet reported")
        if refusal is not None:
            self._end(order, Trigger.ORDER_REFUSED, refusal)
            return order
        self.latch.release()
        self._fallback = None
        if spec.owner in self._live:
            self._end(self._live[spec.owner], Trigger.ORDER_SUPERSEDED)
        self._live[spec.owner] = order
        return order

    def withdraw(self, owner: str) -> OrderRequest | None:
        """End the owner's order on its own wish, and return it; ``None`` if it had none."""
        order = self._live.pop(owner, None)
        if order is not None:
            self._end(order, Trigger.ORDER_WITHDRAWN)
        return order

    def refuse(self, order: OrderRequest, refusal: Refusal) -> None:
        """End a live order that the limits do not let run at all."""
        if self._live.get(order.owner) is order:
            del self._live[order.owner]
            self._end(order, Trigger.ORDER_REFUSED, refusal)

    def end_all(self, trigger: Trigger, now: float, source: str = "", detail: str = "") -> FellBack | None:
        """End every order and any fall-back power; return the report if the trigger latches."""
        rule = LATCH_RULES[trigger]
        for order in self.live:
            self._end(order, trigger, Refusal(rule.reason, source, detail))
        self._live.clear()
        self._fallback = None
        if rule.latches is Latches.NO:
            return None
        return self.latch.close(rule.reason, self._number, now, detail)

    def expire(self, now: float) -> FellBack | None:
        """End the orders that are past their expiry; latch and report if none is left."""
        gone = [order for order in self._live.values() if order.expires_s <= now]
        for order in gone:
            del self._live[order.owner]
            self._end(order, Trigger.ORDER_EXPIRED)
        if not gone or self._live:
            return None
        # The one that lived longest was alone at the end, hence in charge.
        last = max(gone, key=lambda order: (order.expires_s, *_rank(order)))
        rule = LATCH_RULES[Trigger.ORDER_EXPIRED]
        self._fallback = last if rule.after is After.FALLBACK else None
        return self.latch.close(rule.reason, self._number, now, f"order {last.number} of {last.owner} expired")

    def decide(self, now: float) -> Decision:
        """Return what is to run now. Call :meth:`expire` first."""
        if self._live:
            order = max(self._live.values(), key=_rank)
            return Decision(order.power_w, order.expires_s, order=order)
        held = self._fallback
        if held is None or held.fallback_w == 0.0 or now >= fallback_end_s(held):
            return Decision()
        return Decision(held.fallback_w, fallback_end_s(held), fallback_of=held)

    def take_ended(self) -> list[Ended]:
        """Return what ended since the last call, in order."""
        ended, self._ended = self._ended, []
        return ended

    def _end(self, order: OrderRequest, trigger: Trigger, why: Refusal | None = None) -> None:
        rule = LATCH_RULES[trigger]
        why = why or Refusal(rule.reason, order.owner)
        self._ended.append(Ended(order, rule.state, why.reason, why.source, why.detail))


def fallback_end_s(order: OrderRequest) -> float:
    """Return when a fall-back power ends: it is held at most as long again as the order's own duration."""
    return order.expires_s + (order.expires_s - order.created_s)


def _rank(order: OrderRequest) -> tuple[int, int]:
    return order.priority, order.number


def _request(number: int, spec: OrderSpec, now: float) -> OrderRequest:
    return OrderRequest(
        number=number,
        owner=spec.owner,
        priority=spec.priority,
        power_w=spec.power_w,
        created_s=now,
        expires_s=now + spec.expires_in_s,
        fallback_w=spec.fallback_w,
    )
