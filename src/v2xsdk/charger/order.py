"""The handle of one order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from v2xsdk.errors import LinkLost, OrderRefused
from v2xsdk.model import OrderRequest, OrderState, OrderStatus, Reason

_FINAL = frozenset({OrderState.REFUSED, OrderState.EXPIRED, OrderState.ENDED})
_REACHED = frozenset({OrderState.IN_EFFECT, OrderState.LIMITED})


class Order:
    """One order given to a charger. Awaiting it never hangs: an order always ends."""

    def __init__(self, request: OrderRequest, withdraw: Callable[[str], None]) -> None:
        self._request = request
        self._withdraw = withdraw
        self._status = OrderStatus(request.number, request.owner, OrderState.ACCEPTED, request.power_w)
        self._changed = asyncio.Event()

    @property
    def number(self) -> int:
        """The order's number; it grows with each order of a charger."""
        return self._request.number

    @property
    def request(self) -> OrderRequest:
        """What was ordered."""
        return self._request

    @property
    def status(self) -> OrderStatus:
        """What became of the order so far."""
        return self._status

    async def in_effect(self) -> OrderStatus:
        """Wait until the unit's read-back shows the order, and return its status.

        The state is ``in_effect``, or ``limited`` with reason and source when less than asked is running. Raises
        ``OrderRefused`` when the order ended without either, ``LinkLost`` when the unit is gone.
        """
        while self._status.state not in _REACHED:
            if self._status.state in _FINAL:
                raise _refused(self._status)
            await self._next_change()
        return self._status

    async def done(self) -> OrderStatus:
        """Wait for the order's end and return its final status."""
        while self._status.state not in _FINAL:
            await self._next_change()
        return self._status

    def withdraw(self) -> None:
        """End this order; the next one by priority takes over, else the output goes to 0 W."""
        if self._status.state not in _FINAL:
            self._withdraw(self._request.owner)

    def update(self, status: OrderStatus) -> None:
        """Take a new status (called by the charger)."""
        self._status = status
        self._changed.set()
        self._changed = asyncio.Event()

    async def _next_change(self) -> None:
        await self._changed.wait()

    def __repr__(self) -> str:
        status = self._status
        why = f", {status.reason} by {status.source}" if status.reason is not Reason.NONE else ""
        return f"<Order {self.number} {status.power_w:g} W {status.state}{why}>"


def is_final(status: OrderStatus) -> bool:
    """Return whether the order can no longer change."""
    return status.state in _FINAL


def _refused(status: OrderStatus) -> OrderRefused | LinkLost:
    if status.reason is Reason.LINK_LOST:
        return LinkLost(f"order {status.number} of {status.power_w:g} W ended: {status.source} lost, {status.detail}")
    detail = f": {status.detail}" if status.detail else ""
    return OrderRefused(
        f"order {status.number} of {status.power_w:g} W was {status.state}: {status.reason} by {status.source}{detail}",
        reason=status.reason,
        source=status.source,
    )
