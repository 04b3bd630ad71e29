"""The vehicle link that listens to a battery's broadcast. It never sends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from v2xsdk.drivers.battery_can.table import TABLE
from v2xsdk.errors import DecodeError, DeviceTimeout
from v2xsdk.model import CanFrame, DriverInfo, EvseOffer, Fault, FaultKind, Severity, VehicleStatus
from v2xsdk.protocol.can.codec import FrameCodec
from v2xsdk.runtime.clock import clock_of
from v2xsdk.spi import CanBus, DriverKind, DriverSpec, FaultGone, FaultNow, LinkEvent, Lost, VehicleLink

Report = Callable[[LinkEvent], None]


class BatteryCanOptions(msgspec.Struct, frozen=True):
    """Options of the link. ``silence_s``: after how long without a frame the vehicle counts as gone."""

    bus: str = ""
    silence_s: float = 1.0
    first_frame_s: float = 2.0


class BatteryCan(VehicleLink):
    """Turns the broadcast into ``VehicleStatus``; a broadcast that stops becomes the fault ``vehicle_silent``."""

    def __init__(self, bus: CanBus, options: BatteryCanOptions) -> None:
        self.info = DriverInfo(driver="battery-can", vendor="any", protocol="battery-can 1")
        self._bus = bus
        self._options = options
        self._codec = FrameCodec(TABLE)
        self._values: dict[str, Any] = {}
        self._seen: set[str] = set()
        self._status: VehicleStatus | None = None
        self._fault: Fault | None = None
        self._undo: list[Callable[[], None]] = []
        self._watch: asyncio.Task[None] | None = None

    async def open(self, report: Report) -> None:
        """Listen until the battery has said everything once; raises ``DeviceTimeout`` when it does not."""
        self._report = report
        self._loop = asyncio.get_running_loop()
        self._clock = clock_of(self._loop)
        self._complete = asyncio.Event()
        self._undo = [self._bus.listen(self._receive), self._bus.on_loss(self._lost)]
        try:
            async with asyncio.timeout(self._options.first_frame_s):
                await self._complete.wait()
        except TimeoutError:
            missing = sorted({message.name for message in TABLE.messages} - self._seen)
            raise DeviceTimeout(
                f"no {', '.join(missing)} from a battery on {self._bus.name} within {self._options.first_frame_s} s"
            ) from None
        self._watch = self._loop.create_task(self._watch_silence(), name="battery-can silence watch")

    def offer(self, offer: EvseOffer) -> None:
        """A broadcast has no way back: the offer is not sent."""

    async def close(self) -> None:
        """Stop listening."""
        for undo in self._undo:
            undo()
        self._undo = []
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None

    def _receive(self, frame: CanFrame) -> None:
        try:
            decoded = self._codec.decode_frame(frame)
        except DecodeError as error:
            self._raise_fault(FaultKind.VEHICLE, f"unreadable frame: {error}", Severity.WARNING)
            return
        if decoded is None:
            return
        self._values.update(decoded.values)
        self._seen.add(decoded.message)
        self._last_s = self._clock()
        if len(self._seen) == len(TABLE.messages):
            self._complete.set()
            self._update()

    def _update(self) -> None:
        value = self._values.get
        allowed_charge = bool(value("charge_allowed")) and bool(value("contactors_closed"))
        allowed_discharge = bool(value("discharge_allowed")) and bool(value("contactors_closed"))
        capacity_kwh = value("usable_capacity_kwh")
        self._status = VehicleStatus(
            time_s=self._clock(),
            connected=True,
            ready=bool(value("contactors_closed")) and not value("fault"),
            soc_percent=value("soc_percent"),
            capacity_wh=None if capacity_kwh is None else capacity_kwh * 1000.0,
            present_voltage_v=value("pack_voltage_v"),
            present_current_a=value("pack_current_a"),
            voltage_min_v=value("discharge_voltage_limit_v"),
            voltage_max_v=value("charge_voltage_limit_v"),
            charge_current_max_a=value("charge_current_limit_a") if allowed_charge else 0.0,
            discharge_current_max_a=value("discharge_current_limit_a") if allowed_discharge else 0.0,
            temperature_c=value("pack_temperature_degc"),
        )
        self._report(self._status)
        if value("fault"):
            self._raise_fault(FaultKind.VEHICLE, "the battery reports a fault", Severity.STOP)
        elif self._fault is not None:
            self._report(FaultGone(self._fault))
            self._fault = None

    async def _watch_silence(self) -> None:
        while True:
            await asyncio.sleep(self._options.silence_s / 4)
            quiet_s = self._clock() - self._last_s
            if quiet_s > self._options.silence_s:
                self._silent(quiet_s)

    def _silent(self, quiet_s: float) -> None:
        if self._fault is None or self._fault.kind is not FaultKind.VEHICLE_SILENT:
            detail = f"nothing from the battery for {quiet_s:.1f} s"
            self._raise_fault(FaultKind.VEHICLE_SILENT, detail, Severity.STOP)
            self._report(VehicleStatus(time_s=self._clock(), connected=False, ready=False))

    def _raise_fault(self, kind: FaultKind, detail: str, severity: Severity) -> None:
        if self._fault is not None and self._fault.kind is kind:
            return
        self._fault = Fault(kind, "vehicle", severity, detail, self._clock())
        self._report(FaultNow(self._fault))

    def _lost(self, error: Exception) -> None:
        self._report(Lost("vehicle bus", str(error)))


def _make(bus: CanBus | None, options: Any) -> BatteryCan:
    if bus is None:
        raise ValueError("battery-can needs a CAN bus")
    return BatteryCan(bus, options)


DRIVER = DriverSpec(
    name="battery-can",
    kind=DriverKind.LINK,
    vendor="any",
    summary="a battery that broadcasts SoC, voltage and limits on CAN",
    options=BatteryCanOptions,
    make=_make,
    listen_only=True,
    can_discharge=True,
)
