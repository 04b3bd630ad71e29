"""The charger's hardware at a CHAdeMO plug: converter, lock with feedback, insulation tester, sensors."""

from __future__ import annotations

import math
from collections.abc import Callable

import msgspec

from v2xsdk.protocol.can.chademo.demand import Demand, DemandMode
from v2xsdk_emulator.devices.chademo_vehicle.wires import PlugWires
from v2xsdk_emulator.plant.converter import ConverterParams, ConverterUnit, loss_curve_for

TEST_CURRENT_A = 0.5


class OutletParams(msgspec.Struct, frozen=True):
    """Ratings in W, V, A; times in s. ``insulation_good`` false: the test fails."""

    rated_w: float = 10_000.0
    voltage_max_v: float = 500.0
    current_max_a: float = 30.0
    fall_a_per_s: float = 60.0
    lock_s: float = 0.3
    unlock_s: float = 0.3
    insulation_test_s: float = 1.0
    insulation_good: bool = True


class ChademoOutlet:
    """Obeys a ``Demand`` at once, like a converter without a start-up of its own.

    ``on_insulation`` is told the result of each test. ``stuck_lock`` keeps the lock's feedback as it is,
    ``stubborn_a`` is a current the converter gives while on, whatever is demanded.
    """

    def __init__(self, params: OutletParams, wires: PlugWires, on_insulation: Callable[[bool], None]) -> None:
        self.params = params
        self.unit = ConverterUnit(
            ConverterParams(
                rated_w=params.rated_w,
                voltage_min_v=50.0,
                voltage_max_v=params.voltage_max_v,
                current_max_a=params.current_max_a,
                loss=loss_curve_for(params.rated_w),
                fall_a_per_s=params.fall_a_per_s,
            )
        )
        self.stuck_lock = False
        self.stubborn_a: float | None = None
        self._wires = wires
        self._on_insulation = on_insulation
        self._test_ends_s = math.inf
        self._lock_moves_s = math.inf
        wires.listen(self._wire_changed)

    def obey(self, demand: Demand, now: float) -> None:
        """Set the converter as demanded."""
        testing = demand.mode is DemandMode.INSULATION_TEST
        if not testing:
            self._test_ends_s = math.inf
        elif self._test_ends_s == math.inf:
            self._test_ends_s = now + self.params.insulation_test_s
        self.unit.enabled = demand.mode is not DemandMode.OFF
        if not self.unit.enabled:
            self.unit.target_a = 0.0
            return
        discharging = demand.mode is DemandMode.DISCHARGE
        self.unit.direction = -1 if discharging else 1
        self.unit.threshold_v = demand.cutoff_voltage_v if discharging else demand.voltage_v
        self.unit.target_a = TEST_CURRENT_A if testing else demand.current_a

    def tick(self, now: float) -> None:
        """Finish what takes time."""
        if self.stubborn_a is not None and self.unit.enabled:
            self.unit.target_a = self.stubborn_a
        if now >= self._lock_moves_s and not self.stuck_lock:
            self._lock_moves_s = math.inf
            self._wires.set("locked", self._wires["lock"])
        if now >= self._test_ends_s:
            self._test_ends_s = math.inf
            self._on_insulation(self.params.insulation_good)

    def _wire_changed(self, name: str, on: bool) -> None:
        if name == "lock":
            self._lock_moves_s = self._wires.clock() + (self.params.lock_s if on else self.params.unlock_s)
