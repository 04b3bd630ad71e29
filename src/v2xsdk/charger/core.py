"""Joins the pure controller to a driver: the 10 Hz tick, the driver's reports, stopping and loss."""

from __future__ import annotations

import asyncio

from v2xsdk.charger.assembly import Assembly
from v2xsdk.charger.broadcast import Broadcast
from v2xsdk.charger.order import Order
from v2xsdk.charger.settings import ChargerSettings
from v2xsdk.control.controller import Controller
from v2xsdk.control.order_rules import check_order
from v2xsdk.errors import ConfigError, LinkLost
from v2xsdk.model import (
    ChargerStatus,
    Event,
    Limits,
    LinkLostEvent,
    Measurement,
    NominalLimits,
    OrderChanged,
    OutputOff,
    PowerLimit,
    VehicleStatus,
)
from v2xsdk.runtime.clock import clock_of, is_virtual
from v2xsdk.spi import DriverEvent, FaultGone, FaultNow, Lost, OffReport

TICK_S = 0.1
CLOSE_STOP_TIMEOUT_S = 1.4
DRIVER_CLOSE_TIMEOUT_S = 0.5
_MEASUREMENTS_KEPT = 1_000
_EVENTS_KEPT = 10_000


class Core:
    """One open charger. All methods run on the loop that made it."""

    def __init__(self, assembly: Assembly, settings: ChargerSettings) -> None:
        self._assembly = assembly
        self._driver = assembly.driver
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._clock = clock_of(self._loop)
        self._orders: dict[int, Order] = {}
        self._early: list[DriverEvent] = []
        self._controller: Controller | None = None
        self._ticker: asyncio.Task[None] | None = None
        self._stopping: asyncio.Task[OffReport] | None = None
        self._loss: Lost | None = None
        self.nominal: NominalLimits | None = None
        self.measurement: Measurement | None = None
        self.measurements: Broadcast[Measurement] = Broadcast(_MEASUREMENTS_KEPT)
        self.events: Broadcast[Event] = Broadcast(_EVENTS_KEPT)
