"""A bidirectional SCPI supply as a power stage."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from v2xsdk.drivers.scpi_supply.options import SupplyOptions
from v2xsdk.drivers.scpi_supply.profile import GENERIC, Profile
from v2xsdk.drivers.scpi_supply.unit import Measured, SupplyUnit, protections_for
from v2xsdk.drivers.usbtmc.session import TmcSession
from v2xsdk.errors import Closed, LimitError, LinkLost, OutputNotConfirmed, V2xError
from v2xsdk.model import (
    Deadman,
    Direction,
    DriverInfo,
    Fault,
    FaultKind,
    NominalLimits,
    Severity,
    SilenceResult,
)
from v2xsdk.runtime.clock import clock_of
from v2xsdk.spi import FaultGone, FaultNow, Lost, OffReport, PowerStage, SetPoint, StageEvent, StageReading
from v2xsdk.transport.usb.handle import open_device
from v2xsdk.transport.usb.known import UsbRole
from v2xsdk.transport.usb.selector import selector_of
from v2xsdk.transport.usb.worker import ThreadWorker, Worker

CLOSE_TIMEOUT_S = 1.8


class ScpiSupply(PowerStage):
    """One supply. Protections are written and read back before its output goes on.

    Without an output watchdog the unit goes on delivering when this process dies: ``info.deadman`` says ``none``.
    """

    def __init__(self, options: SupplyOptions, profile: Profile = GENERIC, worker: Worker | None = None) -> None:
        self._options = options
        self._profile = profile
        self._worker = worker or ThreadWorker("scpi-supply")
        self._unit: SupplyUnit | None = None
        self._limits: NominalLimits
        self._live: Direction | None = None
        self._point: SetPoint | None = None
        self._written: SetPoint | None = None
        self._tripped = False
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.info = DriverInfo(driver="scpi-supply", vendor="", deadman=Deadman.NONE)

    async def open(self, report: Callable[[StageEvent], None]) -> NominalLimits:
        """Open and clear the unit, switch it off, read its ratings, arm its watchdog if it has one."""
        self._report = report
        self._clock = clock_of(asyncio.get_running_loop())
        try:
            self._limits = await self._worker.run(self._open)
        except BaseException:
            await self.close()
            raise
        self._task = asyncio.get_running_loop().create_task(self._run(), name="SCPI supply")
        return self._limits

    async def start(self, direction: Direction, set_point: SetPoint) -> None:
        """Write and read back protections, set current 0, switch on."""
        unit = self._opened()
        self._check(set_point)
        self._point = None
        zero = SetPoint(set_point.voltage_v, 0.0, set_point.cutoff_voltage_v, set_point.valid_until_s)
        try:
            await self._worker.run(lambda: self._start(unit, direction, zero))
        except BaseException:
            await self._worker.run(lambda: _off_quietly(unit))
            raise
        self._written, self._live = zero, direction
        if self._point is None:
            self._point = zero

    def set_point(self, set_point: SetPoint) -> None:
        """Take a new set-point; one beyond the unit's ratings raises ``LimitError`` and changes nothing."""
        self._check(set_point)
        self._point = set_point
        self._changed.set()

    async def stop(self) -> OffReport:
        """Current 0 and off; confirmed when the unit says off."""
        self._live = None
        unit = self._unit
        if unit is None:
            return OffReport(confirmed=False, detail="the supply is not open")
        try:
            await self._worker.run(unit.off)
        except (V2xError, OSError) as error:
            return OffReport(confirmed=False, may_deliver_s=self.info.silence_timeout_s, detail=str(error))
        return OffReport(confirmed=True)

    async def close(self) -> None:
        """Switch off what is on, then release the unit."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        unit, self._unit = self._unit, None
        if unit is not None:
            live, self._live = self._live, None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_TIMEOUT_S):
                    await self._worker.run(lambda: _leave(unit, off=live is not None))
        self._worker.close()

    def _open(self) -> NominalLimits:
        handle = open_device(selector_of(self._options.device), UsbRole.USBTMC)
        try:
            session = TmcSession(handle, self._options.timeout_s)
            unit = SupplyUnit(session, self._profile)
        except BaseException:
            handle.close()
            raise
        self._unit = unit
        unit.off()
        limits = unit.ratings()
        self.info = _info(unit.identity, self._options, watchdog=unit.arm_watchdog(self._options.watchdog_s))
        return limits

    def _start(self, unit: SupplyUnit, direction: Direction, zero: SetPoint) -> None:
        unit.off()
        unit.protect(protections_for(self._options, self._limits, direction, zero))
        unit.set(direction, zero)
        unit.on()

    def _opened(self) -> SupplyUnit:
        if self._unit is None:
            raise Closed("the supply is not open")
        return self._unit

    def _check(self, point: SetPoint) -> None:
        most_a = max(self._limits.charge_current_max_a, self._limits.discharge_current_max_a)
        if not 0.0 <= point.current_a <= most_a:
            raise LimitError(f"{point.current_a:g} A is outside what the supply can do (0 to {most_a:g} A)")
        for volts in (point.voltage_v, point.cutoff_voltage_v):
            if not self._limits.voltage_min_v <= volts <= self._limits.voltage_max_v:
                low, high = self._limits.voltage_min_v, self._limits.voltage_max_v
                raise LimitError(f"{volts:g} V is outside what the supply can do ({low:g} to {high:g} V)")

    async def _run(self) -> None:
        """Write new set-points at once, measure every period, fall back when a set-point grew stale."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._options.period_s):
                    await self._changed.wait()
            self._changed.clear()
            try:
                await self._turn()
            except LinkLost as error:
                self._report(Lost("supply", str(error)))
                return
            except (V2xError, OSError) as error:
                self._raise(FaultKind.COMMUNICATION, str(error), Severity.STOP)

    async def _turn(self) -> None:
        unit, live, point = self._opened(), self._live, self._point
        if live is not None and point is not None:
            if self._clock() >= point.valid_until_s:
                await self._fall_back(unit)
            elif point is not self._written:
                self._written = point
                await self._worker.run(lambda: unit.set(live, point))
        measured = await self._worker.run(unit.measure)
        self._publish(measured)

    async def _fall_back(self, unit: SupplyUnit) -> None:
        self._live = None
        self._raise(FaultKind.STALE_SET_POINT, "no newer set-point came in time", Severity.STOP)
        await self._worker.run(unit.off)
        self._clear(FaultKind.STALE_SET_POINT, "no newer set-point came in time")

    def _publish(self, measured: Measured) -> None:
        if bool(measured.tripped) != self._tripped:
            self._tripped = bool(measured.tripped)
            detail = f"questionable condition {measured.tripped}"
            if self._tripped:
                self._live = None
                self._raise(FaultKind.PROTECTION, detail, Severity.STOP)
            else:
                self._clear(FaultKind.PROTECTION, detail)
        self._report(
            StageReading(
                time_s=self._clock(),
                voltage_v=measured.voltage_v,
                current_a=measured.current_a,
                output_on=measured.output_on,
                direction=self._live,
            )
        )

    def _raise(self, kind: FaultKind, detail: str, severity: Severity) -> None:
        self._report(FaultNow(Fault(kind, "supply", severity, detail, self._clock())))

    def _clear(self, kind: FaultKind, detail: str) -> None:
        self._report(FaultGone(Fault(kind, "supply", Severity.STOP, detail, self._clock())))


def _off_quietly(unit: SupplyUnit) -> None:
    with contextlib.suppress(V2xError, OSError):  # the error that led here is the one to report
        unit.off()


def _leave(unit: SupplyUnit, *, off: bool) -> None:
    try:
        if off:
            unit.off()
    except (OutputNotConfirmed, V2xError, OSError):
        return  # close() cannot report; stop() is what confirms
    finally:
        unit.close()


def _info(identity: str, options: SupplyOptions, *, watchdog: bool) -> DriverInfo:
    vendor, model, serial, firmware = (*identity.split(","), "", "", "", "")[:4]
    return DriverInfo(
        driver="scpi-supply",
        vendor=vendor,
        model=model,
        serial=serial,
        firmware=firmware,
        protocol="SCPI over USBTMC",
        can_discharge=True,
        direction_change_time_s=0.5,
        stop_time_s=0.5,
        silence_timeout_s=options.watchdog_s if watchdog else None,
        silence_result=SilenceResult.OFF if watchdog else SilenceResult.NONE,
        deadman=Deadman.DEVICE if watchdog else Deadman.NONE,
    )
