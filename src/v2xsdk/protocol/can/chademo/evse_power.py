"""Direction, offers and current of a running session (chademo, sections 5, step 10, and 6.3)."""

from __future__ import annotations

import math

from v2xsdk.model import Direction
from v2xsdk.protocol.can.chademo.allowance import Allowance
from v2xsdk.protocol.can.chademo.demand import DEMAND_OFF, Demand, DemandMode
from v2xsdk.protocol.can.chademo.evse_states import EvseState
from v2xsdk.protocol.can.chademo.evse_table import NORMAL_STOPS
from v2xsdk.protocol.can.chademo.evse_view import EvseView
from v2xsdk.protocol.can.chademo.levels import discharge_floor_percent
from v2xsdk.protocol.can.chademo.records import EvDischargeLimits

RAMP_A_PER_S = 20.0
TURN_CURRENT_A = 1.0
FLOOR_HYSTERESIS_PERCENT = 1.0


class EvsePower:
    """Turns the order (``EvseOffer.setpoint_w``) and the car's requests into offers and a current."""

    def __init__(self, view: EvseView) -> None:
        self._view = view
        self._reset()

    def _reset(self) -> None:
        self.demand = DEMAND_OFF
        self.charge_offer_a = 0
        self.discharge_offer_a = 0
        self.allowances = {Direction.CHARGE: Allowance(), Direction.DISCHARGE: Allowance()}
        self.direction = Direction.CHARGE
        self._current_a = 0.0
        self._updated_s: float | None = None
        self._at_floor = False

    def update(self, now: float) -> None:
        """Work out offers and demand for the present state."""
        view = self._view
        if view.state is EvseState.WAKE:
            self._reset()
        self.charge_offer_a, self.discharge_offer_a = self._offers(now)
        if view.state is EvseState.ENERGY:
            self._follow_car(now)
            self._run(now)
        else:
            self._current_a = 0.0
            self.demand = self._test() if view.state is EvseState.INSULATION else DEMAND_OFF
        self._updated_s = now

    def charge_limit_a(self) -> float:
        """The greatest charge current of the charger, its order-giver and the version in use (A)."""
        view = self._view
        own = min(view.options.charge_current_max_a, view.version.current_max_a)
        return own if view.offer is None else max(0.0, min(own, view.offer.charge_current_max_a))

    def discharge_limit_a(self) -> float:
        """The greatest discharge current of the charger and its order-giver (A)."""
        own = self._view.options.discharge_current_max_a
        offer = self._view.offer
        return own if offer is None else max(0.0, min(own, offer.discharge_current_max_a))

    def _offers(self, now: float) -> tuple[int, int]:
        view = self._view
        if view.state is EvseState.ENERGY:
            return self._chosen_offers(now)
        if NORMAL_STOPS.issuperset(view.causes):
            return math.floor(self.charge_limit_a()), self._discharge_offer(self.discharge_limit_a())
        return 0, 0

    def _chosen_offers(self, now: float) -> tuple[int, int]:
        want = self._wanted()
        charge = self._ordered_offer_a(Direction.CHARGE, self.charge_limit_a(), now)
        discharge = self._ordered_offer_a(Direction.DISCHARGE, self.discharge_limit_a(), now)
        if want is Direction.CHARGE:
            kept = 0 if self._view.options.withdraw_discharge_offer else math.floor(self.discharge_limit_a())
            return charge, self._discharge_offer(kept)
        return 0, self._discharge_offer(discharge) if want is Direction.DISCHARGE else 0

    def _ordered_offer_a(self, direction: Direction, limit_a: float, now: float) -> int:
        needed = math.ceil(self._ordered_a(now)) + self.allowances[direction].headroom_a
        return min(math.floor(limit_a), needed)

    def _discharge_offer(self, current_a: float) -> int:
        return 0 if self.discharge_masked else math.floor(current_a)

    @property
    def discharge_masked(self) -> bool:
        """The first value of 0x200 may mean nothing (section 3); nothing is offered before the second."""
        return self._view.count(EvDischargeLimits) < 2

    def _wanted(self) -> Direction | None:
        setpoint_w = 0.0 if self._view.offer is None else self._view.offer.setpoint_w
        if setpoint_w == 0 or not math.isfinite(setpoint_w):
            return None
        return Direction.CHARGE if setpoint_w > 0 else Direction.DISCHARGE

    def _ordered_a(self, now: float) -> float:
        view = self._view
        voltage_v = view.measured_voltage_v(now) or view.control.target_battery_voltage_v
        if view.offer is None or voltage_v <= 0:
            return 0.0
        return abs(view.offer.setpoint_w) / voltage_v

    def _follow_car(self, now: float) -> None:
        charge, discharge = self.allowances[Direction.CHARGE], self.allowances[Direction.DISCHARGE]
        charge.update(self._view.request_a, self.charge_offer_a, now)
        discharge.update(self._view.discharge_allowed_a(now), self.discharge_offer_a, now)

    def _run(self, now: float) -> None:
        want = self._wanted()
        if want is not None and want is not self.direction and self._may_turn(now):
            self.direction = want
        target_a = self._target_a(now) if want is self.direction else 0.0
        self._current_a = min(target_a, self._current_a + RAMP_A_PER_S * self._elapsed(now))
        self.demand = self._energy_demand()

    def _may_turn(self, now: float) -> bool:
        current = self._view.measured_current_a(now)
        return self._current_a == 0 and current is not None and abs(current) <= TURN_CURRENT_A

    def _target_a(self, now: float) -> float:
        ordered_a = self._ordered_a(now)
        if self.direction is Direction.CHARGE:
            return min(ordered_a, self.charge_offer_a, self._view.request_a)
        if self.battery_low(now):
            return 0.0
        return min(ordered_a, self.discharge_offer_a, self._view.discharge_allowed_a(now))

    def battery_low(self, now: float) -> bool:
        """Discharging ends at the voltages of 0x200 and 0x208, and at the level of 0x200 byte 6 (section 6.3)."""
        self._follow_floor()
        voltage_v = self._view.measured_voltage_v(now)
        running = self._view.state is EvseState.ENERGY
        below = running and voltage_v is not None and voltage_v < self.cutoff_voltage_v()
        return below or self._at_floor

    def _follow_floor(self) -> None:
        floor, soc = self.floor_percent(), self._view.soc_percent
        if floor is None or soc is None:
            return
        self._at_floor = soc <= floor + (FLOOR_HYSTERESIS_PERCENT if self._at_floor else 0.0)

    def floor_percent(self) -> float | None:
        """The car's level at which discharging ends, in percent."""
        limits = self._view.get(EvDischargeLimits)
        if limits is None:
            return None
        capacity_kwh = self._view.capacity_kwh or 0.0
        return discharge_floor_percent(limits, capacity_kwh, in_kwh=self._view.levels_in_kwh)

    def cutoff_voltage_v(self) -> float:
        """The lowest voltage while discharging: the higher of both sides' limits."""
        limits = self._view.get(EvDischargeLimits)
        car_v = 0 if limits is None else limits.min_discharge_voltage_v
        return max(self._view.options.discharge_voltage_min_v, car_v)

    def _elapsed(self, now: float) -> float:
        return 0.0 if self._updated_s is None else max(0.0, now - self._updated_s)

    def _energy_demand(self) -> Demand:
        mode = DemandMode.CHARGE if self.direction is Direction.CHARGE else DemandMode.DISCHARGE
        return Demand(mode, self._ceiling_v(), self._current_a, self.cutoff_voltage_v())

    def _ceiling_v(self) -> float:
        target_v = self._view.control.target_battery_voltage_v
        return min(self._view.threshold_voltage_v(), target_v or self._view.threshold_voltage_v())

    def _test(self) -> Demand:
        view = self._view
        return Demand(
            DemandMode.INSULATION_TEST, min(view.options.insulation_test_voltage_v, view.options.voltage_max_v)
        )
