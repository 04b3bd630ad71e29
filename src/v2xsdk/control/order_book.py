"""What became of the orders: one judge a live order, the last word of the others."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from v2xsdk.control.arbiter import Ended
from v2xsdk.control.effect import EffectJudge, EffectRules
from v2xsdk.model import OrderRequest, OrderStatus

KEPT = 256


class OrderBook:
    """Statuses of live orders and of the last ``KEPT`` ended ones."""

    def __init__(self, rules: EffectRules) -> None:
        self._rules = rules
        self._judges: dict[int, EffectJudge] = {}
        self._past: OrderedDict[int, OrderStatus] = OrderedDict()

    def judge(self, order: OrderRequest) -> EffectJudge:
        """Return the judge of a live order."""
        if order.number not in self._judges:
            self._judges[order.number] = EffectJudge(order, self._rules)
        return self._judges[order.number]

    def live(self, number: int) -> EffectJudge | None:
        """Return the judge of an order that is still live, else ``None``."""
        return self._judges.get(number)

    def status(self, number: int) -> OrderStatus | None:
        """Return what is known of an order, ``None`` if it is unknown or long past."""
        judge = self._judges.get(number)
        return judge.status if judge is not None else self._past.get(number)

    def end(self, ended: Ended) -> OrderStatus:
        """Return the last word on an order."""
        judge = self.judge(ended.order)
        judge.end(ended)
        del self._judges[ended.order.number]
        self._past[ended.order.number] = judge.status
        if len(self._past) > KEPT:
            self._past.popitem(last=False)
        return judge.status

    def cover(self, covered: Iterable[OrderRequest], by: OrderRequest) -> Iterator[OrderStatus]:
        """Yield the statuses that changed because ``by`` is in charge."""
        for order in covered:
            judge = self.judge(order)
            if judge.cover(by):
                yield judge.status
