"""What a vendor implements: three small interfaces, and the types they speak in.

A driver is handed its transport. It never reconnects, retries, ramps or clamps: ``Charger`` does that once for
all. Positive power and current flow to the vehicle. All methods run on the loop that opened the driver; every
coroutine may be cancelled at any await and must then leave the output no more energised than before.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any

import msgspec

from v2xsdk.model import (
    CanFrame,
    Deadman,
    Direction,
    DriverInfo,
    EvseOffer,
    Fault,
    Measurement,
    NominalLimits,
    PowerLimit,
    VehicleStatus,
)
from v2xsdk.plugins import SPI_VERSION
from v2xsdk.protocol.can.plan import Answer, CyclicFrame, CyclicPlan, Fill, SafeFrame, Slot, When
from v2xsdk.protocol.can.tables import FrameTable, Message, Signal
from v2xsdk.transport.can.bus import CanBus


class StageReading(msgspec.Struct, frozen=True):
    """What a converter measures now. ``current_a`` is signed; unknown is ``None``.

    ``output_on`` is what the unit *says*, ``direction`` the mode as last read, ``time_s`` when the oldest of the
    values was received.
    """

    time_s: float
    voltage_v: float | None = None
    current_a: float | None = None
    ac_power_w: float | None = None
    output_on: bool | None = None
    direction: Direction | None = None
    temperature_c: float | None = None
    grid_frequency_hz: float | None = None


class SetPoint(msgspec.Struct, frozen=True):
    """What a converter shall do: magnitudes in V and A, valid until ``valid_until_s`` on the loop's clock.

    ``voltage_v`` is the upper voltage while charging; ``cutoff_voltage_v`` the lowest allowed while discharging.
    """

    voltage_v: float
    current_a: float
    cutoff_voltage_v: float
    valid_until_s: float


class StageLimits(msgspec.Struct, frozen=True):
    """The converter's limits changed (derating, a module lost)."""

    limits: NominalLimits


class FaultNow(msgspec.Struct, frozen=True):
    """A fault is present."""

    fault: Fault


class FaultGone(msgspec.Struct, frozen=True):
    """A fault is no longer reported."""

    fault: Fault


class Lost(msgspec.Struct, frozen=True):
    """A wire, or the device at its far end, is gone for good; only a new ``open`` helps."""

    component: str
    detail: str


class OffReport(msgspec.Struct, frozen=True):
    """The end of a stop. ``confirmed``: the unit said that its output is off."""

    confirmed: bool
    may_deliver_s: float | None = None
    detail: str = ""


StageEvent = StageReading | StageLimits | FaultNow | FaultGone | Lost
LinkEvent = VehicleStatus | FaultNow | FaultGone | Lost
DriverEvent = Measurement | VehicleStatus | PowerLimit | NominalLimits | FaultNow | FaultGone | Lost


class PowerStage(ABC):
    """A converter that takes volts, amps and a direction."""

    info: DriverInfo

    @abstractmethod
    async def open(self, report: Callable[[StageEvent], None]) -> NominalLimits:
        """Identify the unit, bring it to current 0 and off, return its nominal limits."""

    @abstractmethod
    async def start(self, direction: Direction, set_point: SetPoint) -> None:
        """Switch the output on in ``direction`` at zero current; return when the unit confirmed it."""

    @abstractmethod
    def set_point(self, set_point: SetPoint) -> None:
        """Take a new set-point for the running direction; never blocks."""

    @abstractmethod
    async def stop(self) -> OffReport:
        """Current 0, off; return when the unit said off or its time to say so is over."""

    @abstractmethod
    async def close(self) -> None:
        """Release everything, within 2 s, whatever the state; after it the device hears nothing."""

    def cyclic_plan(self) -> CyclicPlan | None:
        """Return the periodic traffic as data, ``None`` where there is none."""
        return None


class VehicleLink(ABC):
    """What the vehicle says and is told."""

    info: DriverInfo

    @abstractmethod
    async def open(self, report: Callable[[LinkEvent], None]) -> None:
        """Start to listen; each new ``VehicleStatus`` goes to ``report``."""

    @abstractmethod
    def offer(self, offer: EvseOffer) -> None:
        """Tell the vehicle what the charger offers; never blocks."""

    @abstractmethod
    async def close(self) -> None:
        """Release everything, within 2 s."""


class ChargerDriver(ABC):
    """A unit that takes power orders."""

    info: DriverInfo

    @abstractmethod
    async def open(self, report: Callable[[DriverEvent], None]) -> NominalLimits:
        """Identify the unit, bring it to 0 W and off, return its nominal limits."""

    @abstractmethod
    def command(self, power_w: float, valid_until_s: float, direction: Direction | None = None) -> None:
        """Hold ``power_w`` (DC, signed) until ``valid_until_s``; never blocks.

        ``direction`` is where the power goes next: a unit may turn round while the power still rests at 0.
        The driver falls back to off by itself when the time is over without a newer command.
        """

    @abstractmethod
    async def stop(self) -> OffReport:
        """Go to 0 W and off; return when the unit said off or its time to say so is over."""

    @abstractmethod
    async def close(self) -> None:
        """Release everything, within 2 s, whatever the state."""

    def cyclic_plan(self) -> CyclicPlan | None:
        """Return the periodic traffic as data, ``None`` where there is none."""
        return None


class DriverKind(StrEnum):
    """What a driver makes."""

    STAGE = "stage"
    LINK = "link"
    CHARGER = "charger"


class DriverSpec(msgspec.Struct, frozen=True):
    """What an entry point names: how to make a driver, and what may be asked before it is made.

    ``options`` is the record that URL options are read into. ``make(bus, options)`` returns the driver; ``bus`` is
    ``None`` for a driver with ``needs_bus`` false, and only listens where ``listen_only`` is true. ``recognise``
    says what a frame seen on a bus tells of a device of this family; ``probe`` asks on an open bus and returns one
    line for each device that answered. ``quality`` is the level that the conformance kit gave it.
    ``observer(options)`` returns what turns frames heard on the bus, with their time, into readings, sending nothing.
    """

    name: str
    kind: DriverKind
    vendor: str
    summary: str
    options: type[msgspec.Struct]
    make: Callable[[CanBus | None, Any], PowerStage | VehicleLink | ChargerDriver]
    spi: tuple[int, int] = (1, 0)
    needs_bus: bool = True
    listen_only: bool = False
    can_discharge: bool = False
    deadman: Deadman = Deadman.ASYNCIO
    evidence: str = "not run on hardware"
    quality: str = "unrated"
    observer: Callable[[Any], Callable[[CanFrame, float], StageReading | None]] | None = None
    recognise: Callable[[CanFrame], str | None] | None = None
    probe: Callable[[CanBus], Awaitable[list[str]]] | None = None


__all__ = [
    "SPI_VERSION",
    "Answer",
    "CanBus",
    "ChargerDriver",
    "CyclicFrame",
    "CyclicPlan",
    "DriverEvent",
    "DriverKind",
    "DriverSpec",
    "FaultGone",
    "FaultNow",
    "Fill",
    "FrameTable",
    "LinkEvent",
    "Lost",
    "Message",
    "OffReport",
    "PowerStage",
    "SafeFrame",
    "SetPoint",
    "Signal",
    "Slot",
    "StageEvent",
    "StageLimits",
    "StageReading",
    "VehicleLink",
    "When",
]
