"""Random orders, limits, readings, faults, losses and clock jumps against an independent model of the rules."""

from __future__ import annotations

import math

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from v2xsdk.control import Command, Controller, ControlSettings, SocSettings
from v2xsdk.model import (
    DriverInfo,
    Event,
    Fault,
    FaultKind,
    FellBack,
    Measurement,
    NominalLimits,
    OrderChanged,
    OrderRequest,
    OrderState,
    PowerLimit,
    Severity,
    VehicleStatus,
)

RATE_W_PER_S = 20_000.0
MINIMUM_W = 500.0
VEHICLE_AGE_MAX_S = 0.8
INFO = DriverInfo(
    "d", "v", can_discharge=True, minimum_power_w=MINIMUM_W, direction_change_time_s=0.5, ramp_w_per_s=RATE_W_PER_S
)
FINAL = {OrderState.REFUSED, OrderState.EXPIRED, OrderState.ENDED}
DISTURBANCES = ("stop", "deadman", "bus lost", "warning", "fault", "sign flipped", "unplugged", "throttled")
owners = st.sampled_from(["grid", "driver", "site"])
powers = st.floats(-40_000.0, 40_000.0) | st.sampled_from([0.0, 20_000.0, -20_000.0, 400.0])
magnitudes = st.none() | st.floats(0.0, 50_000.0) | st.sampled_from([0.0, math.inf])


class ControllerMachine(RuleBasedStateMachine):
    """``live``, ``dead_up_to`` and ``held`` follow from the rules in the documents, not from the code."""

    def __init__(self) -> None:
        super().__init__()
        self.controller = Controller(
            INFO,
            nominal=NominalLimits(200.0, 1000.0, 100.0, 100.0, 40_000.0, 40_000.0),
            settings=ControlSettings(soc=SocSettings(reserve_percent=20.0, capacity_wh=1e6)),
        )
        self.now = 0.0
        self.live: dict[str, OrderRequest] = {}
        self.dead_up_to = 0
        self.number = 0
        self.unreported = 0
        self.held: OrderRequest | None = None
        self.limits: dict[str, tuple[PowerLimit, float, float | None]] = {}
        self.vehicle = VehicleStatus(
            0.0,
            soc_percent=60.0,
            present_voltage_v=400.0,
            charge_current_max_a=80.0,
            discharge_current_max_a=80.0,
        )
        self.told = self.vehicle
        self.faults: set[str] = set()
        self.lost: set[str] = set()
        self.stopped = False
        self.ended: set[int] = set()
        self.command = Command(0.0, False, 0.0)
        self.previous = self.command
        self.pause_s = 0.0
        self._run(2)

    @rule(
        power_w=powers,
        owner=owners,
        priority=st.integers(-1, 2),
        expiry_s=st.floats(0.2, 20.0),
        fallback_w=powers,
    )
    def order(self, power_w: float, owner: str, priority: int, expiry_s: float, fallback_w: float) -> None:
        self._expire()
        order = self.controller.submit(
            power_w,
            self.now,
            owner=owner,
            priority=priority,
            expires_in_s=expiry_s,
            fallback_w=fallback_w,
        )
        assert order.number == self.number + 1
        self.number = order.number
        assert order.power_w * order.fallback_w >= 0.0
        assert abs(order.fallback_w) <= abs(order.power_w)
        if self.unreported or self.faults or self.lost:
            assert self._state(order.number) is OrderState.REFUSED
            return
        if self._state(order.number) is not OrderState.REFUSED:
            self.live[owner] = order
            self.held = None

    @rule(owner=owners)
    def withdraw(self, owner: str) -> None:
        self.controller.withdraw(owner, self.now)
        self.live.pop(owner, None)

    @rule(
        power_w=st.sampled_from([-20_000.0, 8000.0, 20_000.0]),
        owner=owners,
        expiry_s=st.floats(1.0, 10.0),
        fallback_ratio=st.sampled_from([0.0, 0.5, 1.0]),
        ticks=st.integers(5, 30),
    )
    def run_on_a_sound_unit(
        self, power_w: float, owner: str, expiry_s: float, fallback_ratio: float, ticks: int
    ) -> None:
        self._repair()
        self._run(15)
        self.order(power_w, owner, 3, expiry_s, fallback_ratio * power_w)
        assert self._state(self.number) is OrderState.ACCEPTED, "a new order always starts again"
        self._run(ticks)

    @rule(what=st.sampled_from(DISTURBANCES), tried=st.booleans(), repaired=st.booleans(), ticks=st.integers(0, 15))
    def disturb(self, what: str, tried: bool, repaired: bool, ticks: int) -> None:
        self._disturb(what)
        if tried:
            self.order(20_000.0, "grid", 3, 10.0, 0.0)
        self._run(ticks, flipped=what == "sign flipped", reported=False)
        if repaired:
            self._repair()
            self._run(ticks)

    @rule(
        source=st.sampled_from(["ems", "module"]),
        charge_w=magnitudes,
        discharge_w=magnitudes,
        age_s=st.none() | st.floats(0.3, 3.0),
    )
    def limit(self, source: str, charge_w: float | None, discharge_w: float | None, age_s: float | None) -> None:
        limit = PowerLimit(source, charge_w, discharge_w)
        self.controller.limit(limit, self.now, age_s)
        self.limits[source] = (limit, self.now, age_s)

    @rule(source=st.sampled_from(["ems", "module"]))
    def remove_limit(self, source: str) -> None:
        self.controller.remove_limit(source)
        self.limits.pop(source, None)

    @rule(
        charge_a=st.none() | st.floats(0.0, 100.0),
        discharge_a=st.none() | st.floats(0.0, 100.0),
        soc=st.none() | st.floats(0.0, 100.0),
        ready=st.booleans(),
    )
    def vehicle_changes(
        self, charge_a: float | None, discharge_a: float | None, soc: float | None, ready: bool
    ) -> None:
        self.vehicle = msgspec.structs.replace(
            self.vehicle,
            charge_current_max_a=charge_a,
            discharge_current_max_a=discharge_a,
            soc_percent=soc,
            ready=ready,
        )

    @rule(ticks=st.integers(1, 60), reported=st.booleans())
    def run(self, ticks: int, reported: bool) -> None:
        self._run(ticks, reported=reported)

    @rule(pause_s=st.floats(0.0, 3.0) | st.floats(3.0, 1e5))
    def jump(self, pause_s: float) -> None:
        self._tick(pause_s)

    @precondition(lambda self: self.unreported)
    @rule()
    def take_events(self) -> None:
        self._take()

    def a_set_point_needs_a_live_order_or_its_fallback(self) -> None:
        command = self.command
        if command.power_w == 0.0 and not command.output_on:
            return
        assert not self.stopped, "no command with power after a stop"
        if command.order_number is None:
            self._check_fallback()
            return
        order = next(order for order in self.live.values() if order.number == command.order_number)
        assert order.number > self.dead_up_to
        ends_w = self.previous.power_w, order.power_w, 0.0
        assert min(ends_w) <= command.power_w <= max(ends_w)
        assert command.valid_until_s <= order.expires_s

    def the_highest_live_order_is_in_charge(self) -> None:
        number = self.command.order_number
        if number is None:
            return
        alive = [order for order in self.live.values() if self._state(order.number) not in FINAL]
        assert number == max(alive, key=lambda order: (order.priority, order.number)).number

    def the_limits_are_kept_and_unknown_permits_nothing(self) -> None:
        charge_w, discharge_w = self._allowed()
        assert self.command.power_w <= charge_w + 1e-6
        assert -self.command.power_w <= discharge_w + 1e-6

    def the_output_moves_in_steps_and_not_through_zero(self) -> None:
        power_w, before_w = self.command.power_w, self.previous.power_w
        assert power_w * before_w >= 0.0
        grown_w = abs(power_w) - max(abs(before_w), MINIMUM_W)
        assert grown_w <= RATE_W_PER_S * min(self.pause_s, 1.0) + 1e-6
        assert power_w == 0.0 or abs(power_w) >= MINIMUM_W

    def a_command_is_valid_for_a_heartbeat_at_most(self) -> None:
        assert self.command.valid_until_s <= self.now + 1.0

    @invariant()
    def nothing_runs_on_a_lost_link_or_with_a_fault(self) -> None:
        if self.faults or self.lost or self.stopped:
            assert not self.live

    def teardown(self) -> None:
        self.controller.close(self.now)
        self._end_all(latches=False)
        self._tick(0.1)
        assert (self.command.power_w, self.command.output_on) == (0.0, False)

    def _run(self, ticks: int, *, flipped: bool = False, reported: bool = True) -> None:
        for _ in range(ticks):
            self._read(flipped)
            self._tick(0.1)
            if reported:
                self._take()

    def _fault(self, severity: Severity) -> None:
        self.controller.fault(Fault(FaultKind.HARDWARE, "module 1", severity, "", self.now), self.now)
        if severity is Severity.STOP and "module 1" not in self.faults:
            self.faults.add("module 1")
            self._end_all()

    def _lose(self, component: str) -> None:
        self.controller.link_lost(component, "gone", self.now)
        if component not in self.lost:
            self.lost.add(component)
            self._end_all()

    def _repair(self) -> None:
        """All is well again, and nothing but a new order may show it."""
        self.controller.fault_cleared(FaultKind.HARDWARE, "module 1", self.now)
        self.faults.discard("module 1")
        self.controller.link_restored("bus", self.now)
        self.lost.clear()
        for source in list(self.limits):
            self.remove_limit(source)
        self.vehicle = msgspec.structs.replace(
            self.vehicle,
            connected=True,
            ready=True,
            soc_percent=60.0,
            charge_current_max_a=80.0,
            discharge_current_max_a=80.0,
        )

    def _disturb(self, what: str) -> None:
        if what == "stop":
            self.controller.stop(self.now)
            self._end_all(latches=False)
            self.stopped = True
        elif what == "deadman":
            self.controller.deadman(self.now, "heartbeat")
            self._end_all()
        elif what == "bus lost":
            self._lose("bus")
        elif what in ("warning", "fault"):
            self._fault(Severity.STOP if what == "fault" else Severity.WARNING)
        elif what == "unplugged":
            self.vehicle = msgspec.structs.replace(self.vehicle, connected=False)
        elif what == "throttled":
            self.limit("ems", 3000.0, 3000.0, None)

    def _check_fallback(self) -> None:
        held = self.held
        assert held is not None, "power without an order and without a fall-back"
        assert self.command.power_w * held.fallback_w > 0.0
        assert abs(self.command.power_w) <= abs(held.fallback_w)
        assert abs(self.command.power_w) <= abs(self.previous.power_w), "a fall-back only goes down"
        assert self.now < held.expires_s + (held.expires_s - held.created_s)

    def _tick(self, pause_s: float) -> None:
        self.now += pause_s
        self.pause_s = pause_s
        self._expire()
        self.previous, self.command = self.command, self.controller.tick(self.now)
        self._look_for_own_latches()
        self.a_set_point_needs_a_live_order_or_its_fallback()
        self.the_highest_live_order_is_in_charge()
        self.the_limits_are_kept_and_unknown_permits_nothing()
        self.the_output_moves_in_steps_and_not_through_zero()
        self.a_command_is_valid_for_a_heartbeat_at_most()
        self.stopped = False

    def _read(self, flipped: bool) -> None:
        power_w = self.command.power_w
        self.vehicle = msgspec.structs.replace(
            self.vehicle, time_s=self.now, present_current_a=(-power_w if flipped else power_w) / 400.0
        )
        self.controller.vehicle(self.vehicle, self.now)
        if self.told.connected and not self.vehicle.connected:
            self._end_all(latches=bool(self.live or self.held))
        self.told = self.vehicle
        measured = Measurement(self.now, dc_voltage_v=400.0, dc_power_w=power_w, output_on=self.command.output_on)
        self.controller.measurement(measured, None, self.now)
        self._look_for_own_latches()

    def _look_for_own_latches(self) -> None:
        """Faults that the controller finds itself end all orders, which its status tells."""
        stopping = {
            fault.component for fault in self.controller.status(self.now).faults if fault.severity is Severity.STOP
        }
        if stopping - self.faults:
            for order in self.live.values():
                assert self._state(order.number) in FINAL
            self._end_all()
        self.faults = stopping

    def _expire(self) -> None:
        # An order that the limits refused at the last tick is gone already and does not expire.
        refused = {order.owner for order in self.live.values() if self._state(order.number) in FINAL}
        for owner in refused:
            del self.live[owner]
        gone = [order for order in self.live.values() if order.expires_s <= self.now]
        for order in gone:
            del self.live[order.owner]
        if gone and not self.live:
            last = max(gone, key=lambda order: (order.expires_s, order.priority, order.number))
            self.held = last if last.fallback_w else None
            self.dead_up_to = self.number
            self.unreported += 1

    def _end_all(self, latches: bool = True) -> None:
        self.live.clear()
        self.held = None
        self.dead_up_to = self.number
        self.unreported += latches

    def _take(self) -> None:
        while (event := self.controller.next_event()) is not None:
            self._taken(event)
        self.unreported = 0

    def _taken(self, event: Event) -> None:
        if isinstance(event, FellBack):
            assert event.last_order <= self.number
        if isinstance(event, OrderChanged):
            assert event.order.number not in self.ended, "an order that ended does not come back"
            if event.order.state in FINAL:
                self.ended.add(event.order.number)

    def _state(self, number: int) -> OrderState:
        status = self.controller.order(number)
        assert status is not None
        return status.state

    def _allowed(self) -> tuple[float, float]:
        charge_w = discharge_w = 40_000.0
        vehicle = self.told
        usable = vehicle.connected and vehicle.ready and self.now - vehicle.time_s <= VEHICLE_AGE_MAX_S
        return (
            min(charge_w, self._vehicle_w(vehicle.charge_current_max_a, usable), self._declared_w(True)),
            min(discharge_w, self._vehicle_w(vehicle.discharge_current_max_a, usable), self._declared_w(False)),
        )

    @staticmethod
    def _vehicle_w(current_a: float | None, usable: bool) -> float:
        return 400.0 * current_a if usable and current_a is not None else 0.0

    def _declared_w(self, charge: bool) -> float:
        allowed_w = math.inf
        for limit, since_s, age_s in self.limits.values():
            value = limit.charge_w if charge else limit.discharge_w
            stale = age_s is not None and self.now - since_s > age_s
            allowed_w = min(allowed_w, 0.0 if value is None or stale else value)
        return allowed_w


TestController = ControllerMachine.TestCase
TestController.settings = settings(stateful_step_count=40)
