"""Grid, converters, DC node and vehicle as one physical thing, with its energy balance checked every step."""

from __future__ import annotations

import math
from collections.abc import Sequence

from v2xsdk.errors import EmulatorError
from v2xsdk_emulator.plant.converter import ConverterUnit
from v2xsdk_emulator.plant.dc_node import solve
from v2xsdk_emulator.plant.grid import GridConnection
from v2xsdk_emulator.plant.vehicle import Vehicle

#: Longest piece of plant time with one constant current.
LONGEST_PIECE_S = 10.0
BALANCE_TOLERANCE_W = 0.05
BALANCE_TOLERANCE_RATIO = 1e-6
#: What the difference of two stored energies loses to rounding, as a share of them.
ROUNDING = 1e-14
#: A unit's power limit depends on the node's voltage: passes until it moves less than this.
SETTLED_V = 0.01
PASSES = 8
#: An open node follows its converters, and decays through its bleeder.
OPEN_NODE_RISE_V_PER_S = 1000.0
OPEN_NODE_DECAY_S = 0.2
DEAD_NODE_V = 0.05


class Plant:
    """Everything that carries energy behind one connector.

    Currents and powers are positive into the vehicle; ``ac_power_w`` is positive from the grid. ``voltage_v``
    is the node's mean voltage in the last step, ``energy_*_wh`` count what passed the connector.
    """

    __slots__ = (
        "ac_power_w",
        "balance_error_w",
        "current_a",
        "energy_charged_wh",
        "energy_discharged_wh",
        "grid",
        "loss_w",
        "units",
        "vehicle",
        "voltage_v",
    )

    def __init__(self, vehicle: Vehicle, grid: GridConnection, units: Sequence[ConverterUnit]) -> None:
        self.vehicle = vehicle
        self.grid = grid
        self.units = tuple(units)
        self.voltage_v = vehicle.voltage_v
        self.current_a = 0.0
        self.ac_power_w = 0.0
        self.loss_w = 0.0
        self.balance_error_w = 0.0
        self.energy_charged_wh = 0.0
        self.energy_discharged_wh = 0.0

    def step(self, wire_dt_s: float, plant_dt_s: float) -> None:
        """Live through one step: ramps for ``wire_dt_s``, energies for ``plant_dt_s``.

        Raises :class:`EmulatorError` when energy appeared or vanished: the physics is then wrong.
        """
        for unit in self.units:
            unit.powered = self.grid.present
            if not unit.powered:
                unit.trip()
            unit.ramp(wire_dt_s)
        pieces = max(1, math.ceil(plant_dt_s / LONGEST_PIECE_S))
        for _ in range(pieces):
            self._exchange(wire_dt_s / pieces, plant_dt_s / pieces)

    def _exchange(self, wire_dt_s: float, dt_s: float) -> None:
        stored_j = self.vehicle.pack.stored_j
        if self.vehicle.contactors_closed:
            self._exchange_with_vehicle(dt_s)
        else:
            self._idle_open(wire_dt_s, dt_s)
        self.ac_power_w = sum(unit.ac_power_w for unit in self.units)
        self.loss_w = sum(unit.loss_w for unit in self.units)
        self.grid.meter(self.ac_power_w, dt_s)
        self._count(dt_s)
        rounding_w = ROUNDING * stored_j / dt_s
        self._check_balance((self.vehicle.pack.stored_j - stored_j) / dt_s, rounding_w)

    def _exchange_with_vehicle(self, dt_s: float) -> None:
        currents_a = self._solve(dt_s)
        self.current_a = math.fsum(currents_a)
        self.voltage_v = self.vehicle.step(self.current_a, dt_s)
        for unit, current_a in zip(self.units, currents_a, strict=True):
            unit.settle(self.voltage_v, current_a)

    def _solve(self, dt_s: float) -> list[float]:
        """Return each unit's current, with the side of the pack's hysteresis that fits their sum."""
        direction = self.vehicle.pack.direction
        for side in (direction, -direction):
            currents_a, total_a = self._solve_side(dt_s, side)
            if total_a * side >= 0:
                return currents_a
        return [0.0] * len(self.units)

    def _solve_side(self, dt_s: float, side: int) -> tuple[list[float], float]:
        source_v, r_ohm = self.vehicle.linearised(dt_s, side)
        guess_v = self.voltage_v
        for _ in range(PASSES):
            branches = [unit.branch(guess_v) for unit in self.units]
            voltage_v, total_a = solve(branches, source_v, r_ohm)
            if abs(voltage_v - guess_v) < SETTLED_V:
                break
            guess_v = voltage_v
        return [branch.current_a for branch in branches], total_a

    def _idle_open(self, wire_dt_s: float, dt_s: float) -> None:
        """Contactors open: no current flows, the node's voltage follows what feeds it."""
        feeding_v = max((u.threshold_v for u in self.units if u.ramp_a > 0 and u.direction > 0), default=0.0)
        if feeding_v >= self.voltage_v:
            self.voltage_v = min(self.voltage_v + OPEN_NODE_RISE_V_PER_S * wire_dt_s, feeding_v)
        else:
            decayed_v = self.voltage_v * math.exp(-wire_dt_s / OPEN_NODE_DECAY_S)
            self.voltage_v = max(decayed_v, feeding_v) if decayed_v > DEAD_NODE_V else feeding_v
        self.current_a = 0.0
        self.vehicle.step(0.0, dt_s)
        for unit in self.units:
            unit.settle(self.voltage_v, 0.0)

    def _count(self, dt_s: float) -> None:
        energy_wh = self.voltage_v * self.current_a * dt_s / 3600.0
        if energy_wh >= 0:
            self.energy_charged_wh += energy_wh
        else:
            self.energy_discharged_wh -= energy_wh

    def _check_balance(self, stored_w: float, rounding_w: float) -> None:
        """Grid in = converter loss (by curve) + heat in the pack + auxiliaries + change of stored energy."""
        spent_w = self.loss_w + self.vehicle.pack.heat_w + self.vehicle.auxiliary_w + stored_w
        self.balance_error_w = self.ac_power_w - spent_w
        allowed_w = BALANCE_TOLERANCE_W + BALANCE_TOLERANCE_RATIO * abs(self.ac_power_w) + rounding_w
        if not abs(self.balance_error_w) <= allowed_w:
            raise EmulatorError(
                f"energy balance violated by {self.balance_error_w:.3f} W: grid {self.ac_power_w:.1f} W, "
                f"losses {self.loss_w:.1f} W, pack heat {self.vehicle.pack.heat_w:.1f} W, "
                f"stored {stored_w:.1f} W"
            )
