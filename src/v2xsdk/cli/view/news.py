"""Which events people want to read: an order that is given again and again is one order to them."""

from __future__ import annotations

from v2xsdk.model import Event, LimitsChanged, OrderChanged, OrderState, OrderStatus, Reason

_REACHED = (OrderState.IN_EFFECT, OrderState.LIMITED)


class News:
    """Remembers what was told of each owner's order."""

    def __init__(self) -> None:
        self._told: dict[str, OrderStatus] = {}

    def tells(self, event: Event) -> bool:
        """Return whether ``event`` says something new. Limits are left out: they come with every cell voltage."""
        if isinstance(event, LimitsChanged):
            return False
        return self._tells_order(event.order) if isinstance(event, OrderChanged) else True

    def _tells_order(self, order: OrderStatus) -> bool:
        if order.reason is Reason.SUPERSEDED:
            return False
        before = self._told.get(order.owner)
        if before is None or before.power_w != order.power_w:
            self._told[order.owner] = order
            return True
        if order.state is OrderState.ACCEPTED and before.state in _REACHED:
            return False
        self._told[order.owner] = order
        return _look(before) != _look(order)


def _look(order: OrderStatus) -> tuple[OrderState, Reason, str, int]:
    """Return what people see of an order, its granted power in kW."""
    return order.state, order.reason, order.source, round(order.granted_w / 1000)
