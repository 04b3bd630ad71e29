"""What happens to a charger, one record a fact. ``time_s`` is seconds on the charger's clock."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from v2xsdk.model.faults import Fault
from v2xsdk.model.limits import Limits
from v2xsdk.model.measurement import VehicleStatus
from v2xsdk.model.orders import OrderStatus
from v2xsdk.model.reasons import Reason


class ChargerState(StrEnum):
    """``stopping`` ends in ``idle`` once the unit said off; ``latched`` waits for a new order."""

    IDLE = "idle"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    LATCHED = "latched"
    LOST = "lost"
    CLOSED = "closed"


class Event(msgspec.Struct, frozen=True, tag=True):
    """Root of all events."""

    time_s: float


class StateChanged(Event, frozen=True):
    """The charger's state changed."""

    state: ChargerState
    previous: ChargerState
    reason: Reason = Reason.NONE
    detail: str = ""


class OrderChanged(Event, frozen=True):
    """An order reached a new state."""

    order: OrderStatus


class LimitsChanged(Event, frozen=True):
    """The limits in force changed, or another source sets them."""

    limits: Limits


class FaultRaised(Event, frozen=True):
    """A fault appeared."""

    fault: Fault


class FaultCleared(Event, frozen=True):
    """A fault is no longer reported by its component. A latch it caused stays."""

    fault: Fault


class FellBack(Event, frozen=True):
    """The output went to its fall-back and is latched; orders numbered up to ``last_order`` are dead."""

    reason: Reason
    last_order: int
    detail: str = ""


class VehicleChanged(Event, frozen=True):
    """The vehicle connected, left, or its readiness changed."""

    vehicle: VehicleStatus | None


class LinkLostEvent(Event, frozen=True):
    """A wire or the device at its far end is gone."""

    component: str
    detail: str


class OutputOff(Event, frozen=True):
    """Off was commanded. ``confirmed``: the unit said so; else it may deliver up to ``may_deliver_s``."""

    confirmed: bool
    may_deliver_s: float | None = None
    detail: str = ""
