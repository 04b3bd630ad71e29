"""One emulated CHAdeMO plug: a car, the charger's hardware behind the plug, and both buses.

The SDK is the controller between them. The same rig serves a process of its own and tests in one process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from v2xsdk.errors import ConfigError
from v2xsdk_emulator.bus.can_bus import CanBus
from v2xsdk_emulator.devices.chademo_lines import LineModule
from v2xsdk_emulator.devices.chademo_outlet import ChademoOutlet, OutletParams
from v2xsdk_emulator.devices.chademo_vehicle import PROFILES, CarProfile, ChademoVehicle, PlugWires
from v2xsdk_emulator.plant.grid import GridConnection
from v2xsdk_emulator.plant.plant import Plant
from v2xsdk_emulator.plant.vehicle import Vehicle

BIT_RATE = 500_000.0
STEP_S = 0.01
SUPERVISION_PERIOD_S = 0.1


class ChademoRigOptions(msgspec.Struct, frozen=True):
    """What to build. ``car`` overrides the profile that ``vehicle`` names; ``time_scale`` speeds up energy only."""

    vehicle: str = "leaf-ze0"
    car: CarProfile | None = None
    soc_percent: float = 73.0
    outlet: OutletParams = OutletParams()
    time_scale: float = 1.0
    watchdog_s: float | None = 0.5
    pacing: bool = True

    def profile(self) -> CarProfile:
        """The car to build; raises ``ConfigError`` for an unknown name."""
        if self.car is not None:
            return self.car
        if self.vehicle not in PROFILES:
            raise ConfigError(f"no CHAdeMO car {self.vehicle!r}: choose one of {', '.join(PROFILES)}")
        return PROFILES[self.vehicle]


class ChademoRig:
    """Builds everything on the running loop; :meth:`start` sets it in motion, :meth:`close` ends it.

    ``events`` is the emulator's own record of what happened: (time in s, name, values). ``on_measured`` and
    ``on_insulation`` are what the charger's sensors tell its controller.
    """

    def __init__(self, options: ChademoRigOptions) -> None:
        profile = options.profile()
        self._loop = asyncio.get_running_loop()
        self._time_scale = options.time_scale
        self.events: list[tuple[float, str, dict[str, Any]]] = []
        self.on_measured: Callable[[float, float], None] = _ignore_measured
        self.on_insulation: Callable[[bool], None] = _ignore_insulation
        rate = BIT_RATE if options.pacing else None
        self.can_bus = CanBus("chademo", rate)
        self.line_bus = CanBus("chademo lines", rate)
        self.wires = PlugWires(self._loop.time, watchdog_s=options.watchdog_s)
        self.outlet = ChademoOutlet(options.outlet, self.wires, self._insulation_tested)
        self.battery = Vehicle(profile.kind, soc_percent=options.soc_percent)
        self.plant = Plant(self.battery, GridConnection(), [self.outlet.unit])
        self.plant.voltage_v = 0.0
        self.vehicle = ChademoVehicle(
            profile, self.battery, self.plant, self.can_bus.open_port("car"), self.wires, self._event
        )
        self.lines = LineModule(self.line_bus.open_port("lines"), self.wires)
        self.failed: asyncio.Future[None] = self._loop.create_future()
        self._timer: asyncio.TimerHandle | None = None
        self._supervised_s = self._loop.time()

    def start(self) -> None:
        """Begin to live, with the plug in the car."""
        self.wires.set("proximity", True)
        self._next_s = self._loop.time()
        self._tick()

    def close(self) -> None:
        """Stop everything."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.can_bus.close()
        self.line_bus.close()
        self.failed.cancel()

    def _tick(self) -> None:
        now = self._loop.time()
        try:
            self._step(now)
        except Exception as error:
            if not self.failed.done():
                self.failed.set_exception(error)
            return
        self._next_s = max(self._next_s + STEP_S, now)
        self._timer = self._loop.call_at(self._next_s, self._tick)

    def _step(self, now: float) -> None:
        self.wires.tick(now)
        self.outlet.tick(now)
        self.plant.step(STEP_S, STEP_S * self._time_scale)
        if now - self._supervised_s >= SUPERVISION_PERIOD_S:
            self._supervised_s = now
            self.battery.supervise(SUPERVISION_PERIOD_S)
        self.on_measured(self.plant.voltage_v, self.plant.current_a)
        self.vehicle.tick(now)
        self.lines.tick(now)

    def _insulation_tested(self, passed: bool) -> None:
        self.on_insulation(passed)

    def _event(self, name: str, **values: Any) -> None:
        self.events.append((self._loop.time(), name, values))


def _ignore_measured(voltage_v: float, current_a: float) -> None:
    """No controller listens."""


def _ignore_insulation(passed: bool) -> None:
    """No controller listens."""
