"""A controller, an ideal unit and a vehicle on a virtual clock."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar

import msgspec

from v2xsdk.control import Command, Controller, ControlSettings, SocSettings
from v2xsdk.model import (
    DriverInfo,
    Event,
    Fault,
    FaultKind,
    FaultRaised,
    Measurement,
    NominalLimits,
    OrderRequest,
    OrderStatus,
    PowerLimit,
    Severity,
    VehicleStatus,
)

E = TypeVar("E", bound=Event)

INFO = DriverInfo(
    driver="bench", vendor="bench", can_discharge=True, direction_change_time_s=1.0, minimum_power_w=500.0
)
NOMINAL = NominalLimits(200.0, 1000.0, 100.0, 100.0, 40_000.0, 40_000.0)
VOLTAGE_V = 400.0
STEP_S = 0.1


def settings(**soc: float | None) -> ControlSettings:
    return ControlSettings(soc=SocSettings(**soc))  # type: ignore[arg-type]


def all_open(source: str) -> PowerLimit:
    return PowerLimit(source, math.inf, math.inf)


class Bench:
    """Steps of 0.1 s. ``unit`` and ``meter`` turn the last command into what is read back."""

    def __init__(self, info: DriverInfo = INFO, control: ControlSettings | None = None) -> None:
        self.controller = Controller(info, nominal=NOMINAL, settings=control)
        self.nominal = NOMINAL
        self.now = 0.0
        self.command = Command(0.0, False, 0.0)
        self.events: list[Event] = []
        self.orders: list[OrderRequest] = []
        self.unit: Callable[[Command], float | None] = lambda command: command.power_w
        self.meter: Callable[[Command], float | None] = lambda command: command.power_w
        self.output: Callable[[Command], bool | None] = lambda command: command.output_on
        self.vehicle = VehicleStatus(
            time_s=0.0,
            soc_percent=60.0,
            capacity_wh=60_000.0,
            present_voltage_v=VOLTAGE_V,
            voltage_min_v=300.0,
            charge_current_max_a=80.0,
            discharge_current_max_a=80.0,
        )
        self.vehicle_speaks = self.unit_speaks = True
        self.site_power_w: float | None = None
        self.ac_power_w: float | None = None

    def change_vehicle(self, **changes: float | bool | None) -> None:
        self.vehicle = msgspec.structs.replace(self.vehicle, **changes)

    def run(self, seconds: float) -> Command:
        for _ in range(round(seconds / STEP_S)):
            self.step()
        return self.command

    def step(self, seconds: float = STEP_S) -> Command:
        self.now += seconds
        self._vehicle_says()
        if self.unit_speaks:
            self.controller.measurement(self._measured(), None, self.now)
        self.command = self.controller.tick(self.now)
        self.take()
        return self.command

    def order(
        self,
        power_w: float,
        *,
        owner: str = "default",
        priority: int = 0,
        expires_in_s: float = 3600.0,
        fallback_w: float = 0.0,
    ) -> OrderRequest:
        order = self.controller.submit(
            power_w,
            self.now,
            owner=owner,
            priority=priority,
            expires_in_s=expires_in_s,
            fallback_w=fallback_w,
        )
        self.orders.append(order)
        self.take()
        return order

    def last_order(self, owner: str = "default") -> OrderRequest:
        return next(order for order in reversed(self.orders) if order.owner == owner)

    def fault(self, severity: Severity = Severity.STOP, component: str = "module 1") -> Fault:
        fault = Fault(FaultKind.HARDWARE, component, severity, "relay stuck", self.now)
        self.controller.fault(fault, self.now)
        return fault

    def take(self) -> None:
        while (event := self.controller.next_event()) is not None:
            self.events.append(event)

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def faults(self) -> list[FaultKind]:
        return [event.fault.kind for event in self.of(FaultRaised)]

    def status(self, order: OrderRequest) -> OrderStatus:
        status = self.controller.order(order.number)
        assert status is not None
        return status

    def _vehicle_says(self) -> None:
        if self.vehicle_speaks:
            flows_w = self.meter(self.command)
            amps = None if flows_w is None else flows_w / VOLTAGE_V
            self.change_vehicle(time_s=self.now, present_current_a=amps)
            self.controller.vehicle(self.vehicle, self.now)

    def _measured(self) -> Measurement:
        return Measurement(
            time_s=self.now,
            dc_voltage_v=VOLTAGE_V,
            dc_power_w=self.unit(self.command),
            ac_power_w=self.ac_power_w,
            site_power_w=self.site_power_w,
            output_on=self.output(self.command),
        )


def running(power_w: float = 10_000.0, info: DriverInfo = INFO, control: ControlSettings | None = None) -> Bench:
    """Return a bench whose order of ``power_w`` is in effect."""
    bench = Bench(info, control)
    bench.run(0.3)
    bench.order(power_w)
    bench.run(0.5)
    assert bench.command.power_w == power_w
    return bench
