"""Orders: who wants which power, until when, and what became of it."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from v2xsdk.model.reasons import Reason

EXPIRY_MIN_S = 0.2
EXPIRY_MAX_S = 86_400.0


class OrderRequest(msgspec.Struct, frozen=True):
    """One order as the arbiter holds it. Powers in W at the vehicle connector, times on the charger's clock.

    ``number`` grows by one with each order of a charger; a latched charger starts again only with an order
    whose number is higher than the last one known when the latch was reported.
    """

    number: int
    owner: str
    priority: int
    power_w: float
    created_s: float
    expires_s: float
    fallback_w: float = 0.0


class OrderState(StrEnum):
    """``accepted``, ``in_effect`` and ``limited`` may still change; the others are final."""

    ACCEPTED = "accepted"
    IN_EFFECT = "in_effect"
    LIMITED = "limited"
    REFUSED = "refused"
    EXPIRED = "expired"
    ENDED = "ended"


class OrderStatus(msgspec.Struct, frozen=True):
    """What became of an order.

    ``granted_w`` is what the limit chain left of ``power_w``; ``measured_w`` the DC power read back when the
    state was reached; ``reason`` and ``source`` say what limited, refused or ended it.
    """

    number: int
    owner: str
    state: OrderState
    power_w: float
    granted_w: float = 0.0
    measured_w: float | None = None
    reason: Reason = Reason.NONE
    source: str = ""
    detail: str = ""
