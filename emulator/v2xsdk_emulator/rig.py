"""One emulated charger: plant, power bus with BEG modules, battery bus with the vehicle's broadcast.

The same rig serves a process of its own (doors, real time) and tests in one process (virtual time, ports).
"""

from __future__ import annotations

import asyncio
import math
from pathlib import Path
from typing import Any

import msgspec

from v2xsdk.errors import ConfigError
from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.bus.can_bus import CanBus
from v2xsdk_emulator.clock import PlantClock
from v2xsdk_emulator.devices.battery_can import BatteryBroadcast
from v2xsdk_emulator.devices.infypower_beg import BegModule, BegParams, BegRack
from v2xsdk_emulator.faults import Faults
from v2xsdk_emulator.plant.grid import GridConnection
from v2xsdk_emulator.plant.plant import Plant
from v2xsdk_emulator.plant.vehicle import Vehicle
from v2xsdk_emulator.plant.vehicles import VEHICLES
from v2xsdk_emulator.truth import STEP_PERIOD_S, TruthLog
from v2xsdk_emulator.uds.rig_ecu import RigEcu

POWER_BIT_RATE = 125_000.0
BATTERY_BIT_RATE = 500_000.0
SUPERVISION_PERIOD_S = 0.1
MAX_MODULES = 0x3F
MAX_TIME_SCALE = 10_000.0
MIN_TEMPERATURE_C, MAX_TEMPERATURE_C = -40.0, 60.0


class RigOptions(msgspec.Struct, frozen=True):
    """What to build. ``pacing`` false lets frames pass at once instead of at the buses' bit rates.

    ``module_powers_w`` rates the modules one by one; those beyond its end are rated as ``beg`` says.
    """

    vehicle: str = "school-bus"
    soc_percent: float = 60.0
    temperature_c: float = 25.0
    modules: int = 3
    group: int = 0
    beg: BegParams = BegParams()
    module_powers_w: tuple[float, ...] = ()
    time_scale: float = 1.0
    step_s: float = 0.02
    seed: int = 1
    house_load_w: float = 0.0
    pacing: bool = True
    sabotage: str | None = None
    log: Path | None = None

    def check(self) -> None:
        """Raise :class:`ConfigError` for a value that cannot be built."""
        if self.vehicle not in VEHICLES:
            raise ConfigError(f"no vehicle class {self.vehicle!r}: choose one of {', '.join(VEHICLES)}")
        if not 0.0 <= self.soc_percent <= 100.0:
            raise ConfigError(f"a state of charge lies between 0 and 100 %, not at {self.soc_percent:g}")
        if not 1 <= self.modules <= MAX_MODULES:
            raise ConfigError(f"a rack has 1 to {MAX_MODULES} modules, not {self.modules}")
        if not 0 < self.time_scale <= MAX_TIME_SCALE:
            raise ConfigError(f"a time scale is above 0 and at most {MAX_TIME_SCALE:g}, not {self.time_scale:g}")
        if not MIN_TEMPERATURE_C <= self.temperature_c <= MAX_TEMPERATURE_C:
            raise ConfigError(f"a pack is not at {self.temperature_c:g} degC here: choose -40 to 60")
        if not all(power_w > 0 for power_w in (self.beg.rated_w, *self.module_powers_w)):
            raise ConfigError("a module's rated power is above zero")
        if not math.isfinite(self.house_load_w):
            raise ConfigError(f"a house load is a power in W, not {self.house_load_w}")


class Rig:
    """Builds everything on the running loop; :meth:`start` sets it in motion, :meth:`close` ends it.

    ``failed`` is done with an exception when the emulation itself broke (an energy balance, a bug).
    """

    def __init__(self, options: RigOptions) -> None:
        options.check()
        self.options = options
        loop = asyncio.get_running_loop()
        self._loop = loop
        self.clock = PlantClock(loop.time(), step_s=options.step_s, scale=options.time_scale)
        self.truth_log = TruthLog(options.log, self.wire_s)
        self.power_bus = CanBus("power", POWER_BIT_RATE if options.pacing else None)
        self.battery_bus = CanBus("battery", BATTERY_BIT_RATE if options.pacing else None)
        self.grid = GridConnection(house_load_w=options.house_load_w, seed=options.seed)
        kind = VEHICLES[options.vehicle]
        self.vehicle = Vehicle(kind, soc_percent=options.soc_percent, temperature_c=options.temperature_c)
        modules = [self._module(address) for address in range(options.modules)]
        power_port = self.power_bus.open_port("beg", queue_limit=1024)
        power_port.subscribe(self._received)
        self.plant = Plant(self.vehicle, self.grid, [module.unit for module in modules])
        self.rack = BegRack(modules, power_port, self.grid, loop.time, self.truth_log.event)
        self.battery = BatteryBroadcast(self.vehicle, self.battery_bus.open_port("battery"))
        self.ecu = RigEcu(self)
        self.faults = Faults(self)
        self.failed: asyncio.Future[None] = loop.create_future()
        self._timer: asyncio.TimerHandle | None = None
        self._next_step_s = 0.0
        self._next_supervision_s = 0.0

    def _module(self, address: int) -> BegModule:
        options = self.options
        params = options.beg
        if address < len(options.module_powers_w):
            params = msgspec.structs.replace(params, rated_w=options.module_powers_w[address])
        return BegModule(
            address,
            params,
            now=self._loop.time(),
            report=self.truth_log.event,
            group=options.group,
        )

    def wire_s(self) -> float:
        """Return wire seconds since the rig was built."""
        return self._loop.time() - self.clock.start_s

    def start(self) -> None:
        """Begin to live: the plant steps, devices send."""
        if self.options.sabotage is not None:
            self.faults.sabotage(self.options.sabotage, on=True)
        self.plant.step(self.options.step_s, self.options.step_s)
        self._tick()

    def close(self) -> None:
        """Stop everything; ports and buses are dead afterwards."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.faults.close()
        self.power_bus.close()
        self.battery_bus.close()
        self.truth_log.close()
        self.failed.cancel()

    def _tick(self) -> None:
        now = self._loop.time()
        try:
            for _ in range(self.clock.steps_due(now)):
                self._step(now)
            self.battery.tick(now)
        except Exception as error:
            self._fail(error)
            return
        self._timer = self._loop.call_at(self._next_tick_s(now), self._tick)

    def _received(self, frame: CanFrame) -> None:
        try:
            self.rack.receive(frame)
        except Exception as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        """Stand still: the emulation cannot go on, whatever it was, and its owner has to know."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self.failed.done():
            self.failed.set_exception(error)

    def _next_tick_s(self, now: float) -> float:
        clock = self.clock
        due_s = clock.start_s + (int((now - clock.start_s) / clock.step_s + 1e-6) + 1) * clock.step_s
        return max(due_s, now)

    def _step(self, now: float) -> None:
        clock = self.clock
        self.faults.tick(now)
        self.rack.tick(now)
        self.plant.step(clock.step_s, clock.step_s * clock.scale)
        if clock.wire_s >= self._next_supervision_s:
            self._next_supervision_s = clock.wire_s + SUPERVISION_PERIOD_S
            self.ecu.observe()
            self.grid.wander(SUPERVISION_PERIOD_S)
            if self.vehicle.supervise(SUPERVISION_PERIOD_S):
                self.truth_log.event("vehicle opened its contactors", cause=self.vehicle.fault)
        if clock.wire_s >= self._next_step_s:
            self._next_step_s = clock.wire_s + STEP_PERIOD_S
            self.truth_log.step(self.truth())

    def truth(self) -> dict[str, Any]:
        """Return what is really going on now; powers and currents are positive into the vehicle."""
        plant = self.plant
        modules = self.rack.modules
        return {
            "t_s": round(self.wire_s(), 4),
            "plant_s": round(self.clock.plant_s, 3),
            "soc_percent": round(self.vehicle.soc_percent, 5),
            "pack_voltage_v": round(self.vehicle.pack.voltage_v, 4),
            "dc_voltage_v": round(plant.voltage_v, 4),
            "dc_current_a": round(plant.current_a, 4),
            "dc_power_w": round(plant.voltage_v * plant.current_a, 2),
            "ac_power_w": round(plant.ac_power_w, 2),
            "site_power_w": round(self.grid.site_power_w, 2),
            "loss_w": round(plant.loss_w, 2),
            "temperature_c": round(self.vehicle.pack.temperature_c, 3),
            "output_on": any(module.delivering for module in modules),
            "mode": "inverter" if any(module.inverter for module in modules) else "rectifier",
            "modules": [_module_truth(module) for module in modules],
            "energy_charged_wh": round(plant.energy_charged_wh, 4),
            "energy_discharged_wh": round(plant.energy_discharged_wh, 4),
            "balance_error_w": plant.balance_error_w,
        }


def _module_truth(module: BegModule) -> dict[str, Any]:
    return {
        "address": module.address,
        "on": module.delivering,
        "current_a": round(module.unit.current_a, 4),
        "alarms": module.alarm_flags(),
    }
