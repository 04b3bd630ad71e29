"""v2xsdk: one typed object for a bidirectional EV charger.

Positive power flows to the vehicle, negative power back. ``open`` a charger by URL, order a power, read what
happened::

    async with v2xsdk.open("emulator:") as charger:
        await charger.set_power(-10_000, expires_in_s=60).in_effect()
        await charger.stop()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from v2xsdk import errors, model
from v2xsdk.errors import (
    Closed,
    DeviceTimeout,
    DriverNotFound,
    LinkLost,
    OrderRefused,
    OutputNotConfirmed,
    UrlError,
    V2xError,
)
from v2xsdk.model import (
    ChargerState,
    ChargerStatus,
    Direction,
    DriverInfo,
    Fault,
    FaultKind,
    Limits,
    Measurement,
    OrderState,
    OrderStatus,
    PowerLimit,
    Reason,
    VehicleStatus,
)

if TYPE_CHECKING:
    from v2xsdk.charger import Charger, Found, Order, discover, listen, open

__version__ = "0.1.0"

_LATE = {
    "Charger": "v2xsdk.charger",
    "Found": "v2xsdk.charger",
    "Order": "v2xsdk.charger",
    "discover": "v2xsdk.charger",
    "listen": "v2xsdk.charger",
    "open": "v2xsdk.charger",
}

__all__ = [
    "Charger",
    "ChargerState",
    "ChargerStatus",
    "Closed",
    "DeviceTimeout",
    "Direction",
    "DriverInfo",
    "DriverNotFound",
    "Fault",
    "FaultKind",
    "Found",
    "Limits",
    "LinkLost",
    "Measurement",
    "Order",
    "OrderRefused",
    "OrderState",
    "OrderStatus",
    "OutputNotConfirmed",
    "PowerLimit",
    "Reason",
    "UrlError",
    "V2xError",
    "VehicleStatus",
    "discover",
    "errors",
    "listen",
    "model",
    "open",
]


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(_LATE[name]), name)
    globals()[name] = value
    return value
