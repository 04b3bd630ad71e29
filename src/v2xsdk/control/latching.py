"""What ends orders and what latches: one table, executed by the arbiter.

A latched charger starts again only with an order made after the fall-back was reported, with a new number.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from v2xsdk.model import OrderState, Reason


class Trigger(StrEnum):
    """What may end one order, or all of them."""

    ORDER_EXPIRED = "order_expired"
    ORDER_WITHDRAWN = "order_withdrawn"
    ORDER_SUPERSEDED = "order_superseded"
    ORDER_REFUSED = "order_refused"
    STOP = "stop"
    CLOSE = "close"
    FAULT = "fault"
    LINK_LOST = "link_lost"
    VEHICLE_LEFT = "vehicle_left"
    DEADMAN = "deadman"


class Ends(StrEnum):
    """Which live orders a trigger ends."""

    ITS_ORDER = "its_order"
    ALL = "all"


class Latches(StrEnum):
    """``when_last``: only if no other live order is left to take over."""

    NO = "no"
    WHEN_LAST = "when_last"
    YES = "yes"


class After(StrEnum):
    """What the output does when no live order is left."""

    FALLBACK = "fallback"
    ZERO = "zero"


class LatchRule(msgspec.Struct, frozen=True):
    """One row: ``state`` and ``reason`` are what the ended orders report.

    A refused order reports the reason of whatever refused it.
    """

    ends: Ends
    latches: Latches
    after: After
    state: OrderState
    reason: Reason


_ONE, _ALL = Ends.ITS_ORDER, Ends.ALL
_ENDED, _EXPIRED, _REFUSED = OrderState.ENDED, OrderState.EXPIRED, OrderState.REFUSED
_NO, _LAST, _YES = Latches.NO, Latches.WHEN_LAST, Latches.YES

LATCH_RULES: dict[Trigger, LatchRule] = {
    Trigger.ORDER_EXPIRED: LatchRule(_ONE, _LAST, After.FALLBACK, _EXPIRED, Reason.EXPIRED),
    Trigger.ORDER_WITHDRAWN: LatchRule(_ONE, _NO, After.ZERO, _ENDED, Reason.WITHDRAWN),
    Trigger.ORDER_SUPERSEDED: LatchRule(_ONE, _NO, After.ZERO, _ENDED, Reason.SUPERSEDED),
    Trigger.ORDER_REFUSED: LatchRule(_ONE, _NO, After.ZERO, _REFUSED, Reason.NONE),
    Trigger.STOP: LatchRule(_ALL, _NO, After.ZERO, _ENDED, Reason.STOPPED),
    Trigger.CLOSE: LatchRule(_ALL, _NO, After.ZERO, _ENDED, Reason.CLOSED),
    Trigger.FAULT: LatchRule(_ALL, _YES, After.ZERO, _ENDED, Reason.FAULT),
    Trigger.LINK_LOST: LatchRule(_ALL, _YES, After.ZERO, _ENDED, Reason.LINK_LOST),
    Trigger.VEHICLE_LEFT: LatchRule(_ALL, _YES, After.ZERO, _ENDED, Reason.NO_VEHICLE),
    Trigger.DEADMAN: LatchRule(_ALL, _YES, After.ZERO, _ENDED, Reason.DEADMAN),
}
"""Warnings, cleared faults, restored links and a limit at 0 end nothing and change no latch."""
