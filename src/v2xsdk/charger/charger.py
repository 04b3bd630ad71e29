"""What an integrator opens: one bidirectional charger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from v2xsdk.charger.broadcast import Broadcast
from v2xsdk.charger.core import Core
from v2xsdk.charger.order import Order
from v2xsdk.errors import Closed, LinkLost, OutputNotConfirmed, WrongLoop
from v2xsdk.model import ChargerStatus, DriverInfo, Event, Limits, Measurement, NominalLimits
from v2xsdk.runtime.emulator_child import EmulatorChild
from v2xsdk.spi import OffReport
