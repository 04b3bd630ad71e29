"""The state of a charger at one moment."""

from __future__ import annotations

import msgspec

from v2xsdk.model.events import ChargerState
from v2xsdk.model.faults import Fault
from v2xsdk.model.measurement import VehicleStatus
from v2xsdk.model.orders import OrderStatus


class ChargerStatus(msgspec.Struct, frozen=True):
    """State, the order in charge, present faults, and what the vehicle last said.

    ``energy_charged_wh`` and ``energy_discharged_wh`` are counted from measurements since ``open``.
    """

    time_s: float
    state: ChargerState
    setpoint_w: float
    order: OrderStatus | None
    faults: tuple[Fault, ...]
    vehicle: VehicleStatus | None
    energy_charged_wh: float
    energy_discharged_wh: float
