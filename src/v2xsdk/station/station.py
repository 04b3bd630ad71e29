"""A charger made of a power stage and a vehicle link."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec

from v2xsdk.errors import ConfigError, LinkLost, OutputNotConfirmed, V2xError
from v2xsdk.model import Direction, EvseOffer, Fault, FaultKind, Measurement, NominalLimits, Severity, VehicleStatus
from v2xsdk.runtime.clock import clock_of
from v2xsdk.spi import (
    ChargerDriver,
    CyclicPlan,
    DriverEvent,
    FaultNow,
    LinkEvent,
    OffReport,
    PowerStage,
    SetPoint,
    StageEvent,
    StageLimits,
    StageReading,
    VehicleLink,
)
from v2xsdk.station.electrical import check_window, direction_of, set_point


class Station(ChargerDriver):
    """Turns power orders into volts, amps and direction of the stage, within what the vehicle says.

    A stage alone never energises: without a voltage window from the link ``open`` refuses.
    """

    def __init__(self, stage: PowerStage, link: VehicleLink) -> None:
        self.info = stage.info
        self._stage = stage
        self._link = link
        self._nominal: NominalLimits | None = None
        self._vehicle: VehicleStatus | None = None
        self._reading: StageReading | None = None
        self._running: Direction | None = None
        self._starting: Direction | None = None
        self._target: tuple[float, float, Direction | None] | None = None
        self._actuator: asyncio.Task[None] | None = None

    async def open(self, report: Callable[[DriverEvent], None]) -> NominalLimits:
        """Listen to the vehicle, then make the stage safe; raises ``ConfigError`` without a usable voltage window."""
        self._report = report
        self._clock = clock_of(asyncio.get_running_loop())
        self._wake = asyncio.Event()
        try:
            await self._link.open(self._link_event)
            self._nominal = await self._stage.open(self._stage_event)
            self.info = self._stage.info
            if self._vehicle is None:
                raise ConfigError("the vehicle link said nothing about its vehicle")
            check_window(self._vehicle, self._nominal)
        except BaseException:
            await self.close()
            raise
        self._actuator = asyncio.get_running_loop().create_task(self._actuate(), name="station actuator")
        self._offer(0.0)
        return self._nominal

    def command(self, power_w: float, valid_until_s: float, direction: Direction | None = None) -> None:
        """Hold ``power_w`` until ``valid_until_s``; turn to ``direction`` while it is 0."""
        self._target = (power_w, valid_until_s, direction_of(power_w) or direction)
        if self._starting:
            self._stage.set_point(self._set_point(self._starting, 0.0, valid_until_s))
        self._wake.set()

    async def stop(self) -> OffReport:
        """Give up whatever is under way, and switch the stage off."""
        self._target = None
        await self._cancel_actuator()
        try:
            return await self._stage.stop()
        finally:
            self._running = None
            self._offer(0.0)
            self._actuator = asyncio.get_running_loop().create_task(self._actuate(), name="station actuator")

    async def close(self) -> None:
        """Let stage and link go."""
        await self._cancel_actuator()
        try:
            await self._stage.close()
        finally:
            await self._link.close()

    def cyclic_plan(self) -> CyclicPlan | None:
        """The stage's periodic traffic."""
        return self._stage.cyclic_plan()

    async def _actuate(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._follow()
            except OutputNotConfirmed as error:
                self._fail(FaultKind.OFF_NOT_CONFIRMED, error)
            except LinkLost as error:
                self._fail(FaultKind.COMMUNICATION, error)
            except V2xError as error:
                self._fail(FaultKind.MODE_NOT_CONFIRMED, error)

    async def _follow(self) -> None:
        if self._target is None:
            return
        power_w, valid_until_s, direction = self._target
        if direction is not None and direction is not self._running:
            await self._turn_to(direction)
            return
        if self._running is not None:
            self._stage.set_point(self._set_point(self._running, abs(power_w), valid_until_s))
            self._offer(power_w)

    async def _turn_to(self, direction: Direction) -> None:
        if self._running is not None:
            self._running = None
            await self._stage.stop()
        if self._target is None:
            return
        self._starting = direction
        try:
            await self._stage.start(direction, self._set_point(direction, 0.0, self._target[1]))
            self._running = direction
        finally:
            self._starting = None
        self._wake.set()

    async def _cancel_actuator(self) -> None:
        if self._actuator is not None:
            self._actuator.cancel()
            await asyncio.gather(self._actuator, return_exceptions=True)
            self._actuator = None

    def _set_point(self, direction: Direction, power_w: float, valid_until_s: float) -> SetPoint:
        if self._nominal is None or self._vehicle is None:
            raise ConfigError("the station is not open")
        # The higher of two readings of one node: it asks for less current, and one of them is always younger.
        readings = (self._reading.voltage_v if self._reading else None, self._vehicle.present_voltage_v)
        volts = max((value for value in readings if value is not None), default=None)
        return set_point(direction, power_w, volts, self._vehicle, self._nominal, valid_until_s)

    def _stage_event(self, event: StageEvent) -> None:
        if isinstance(event, StageReading):
            self._reading = event
            self._report(measurement_of(event, self._vehicle))
        elif isinstance(event, StageLimits):
            self._nominal = event.limits
            self._report(event.limits)
        else:
            self._report(event)

    def _link_event(self, event: LinkEvent) -> None:
        if isinstance(event, VehicleStatus):
            self._vehicle = self._keep_window(event)
            self._report(self._vehicle)
        else:
            self._report(event)

    def _keep_window(self, new: VehicleStatus) -> VehicleStatus:
        old = self._vehicle
        if old is None or new.voltage_max_v is not None:
            return new
        return msgspec.structs.replace(new, voltage_min_v=old.voltage_min_v, voltage_max_v=old.voltage_max_v)

    def _offer(self, power_w: float) -> None:
        if (nominal := self._nominal) is None:
            return
        self._link.offer(
            EvseOffer(
                voltage_min_v=nominal.voltage_min_v,
                voltage_max_v=nominal.voltage_max_v,
                charge_current_max_a=nominal.charge_current_max_a,
                discharge_current_max_a=nominal.discharge_current_max_a,
                charge_power_max_w=nominal.charge_power_max_w,
                discharge_power_max_w=nominal.discharge_power_max_w,
                setpoint_w=power_w,
            )
        )

    def _fail(self, kind: FaultKind, error: V2xError) -> None:
        self._target = None
        self._report(FaultNow(Fault(kind, "stage", Severity.STOP, str(error), self._clock())))


def measurement_of(reading: StageReading, vehicle: VehicleStatus | None) -> Measurement:
    """Return a stage's reading, and what the vehicle says beside it, as a measurement."""
    volts, amps = reading.voltage_v, reading.current_a
    return Measurement(
        time_s=reading.time_s,
        dc_voltage_v=volts,
        dc_current_a=amps,
        dc_power_w=None if volts is None or amps is None else volts * amps,
        ac_power_w=reading.ac_power_w,
        soc_percent=vehicle.soc_percent if vehicle else None,
        temperature_c=reading.temperature_c,
        grid_frequency_hz=reading.grid_frequency_hz,
        output_on=reading.output_on,
    )
