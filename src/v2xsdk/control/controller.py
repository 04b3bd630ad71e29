"""One sans-IO object that turns orders, limits, readings and faults into commands."""

from __future__ import annotations

import math

from v2xsdk.control.command import Command
from v2xsdk.control.dispatcher import Dispatcher
from v2xsdk.control.effect import EffectRules
from v2xsdk.control.fault_desk import FaultDesk
from v2xsdk.control.latching import Trigger
from v2xsdk.control.limit_chain import LimitChain
from v2xsdk.control.limit_news import LimitNews
from v2xsdk.control.observer import Observer
from v2xsdk.control.off_confirm import OffConfirm
from v2xsdk.control.order_desk import OrderDesk
from v2xsdk.control.order_rules import check_order
from v2xsdk.control.part_limits import capability_limit
from v2xsdk.control.refusal import refusal
from v2xsdk.control.settings import ControlSettings
from v2xsdk.control.states import Situation, StateKeeper
from v2xsdk.errors import Closed
from v2xsdk.model import (
    ChargerStatus,
    DriverInfo,
    Event,
    Fault,
    FaultKind,
    Limits,
    LimitsChanged,
    LinkLostEvent,
    Measurement,
    NominalLimits,
    OrderRequest,
    OrderStatus,
    PowerLimit,
    Reason,
    VehicleChanged,
    VehicleStatus,
)


class Controller:
    """Call :meth:`tick` ten times a second, and at once after :meth:`stop`, a fault or a lost link.

    ``now`` is in seconds on the charger's clock, which counts suspend; a step back is ignored. Take all
    events with :meth:`next_event` after each call: a fall-back counts as reported when its event was taken,
    and until then every order is refused.
    """

    def __init__(
        self,
        info: DriverInfo,
        *,
        nominal: NominalLimits | None = None,
        settings: ControlSettings | None = None,
    ) -> None:
        self._settings = settings or ControlSettings()
        self._chain = LimitChain(info.loss_curve, self._settings.required_sources)
        self._chain.put(capability_limit(info), 0.0)
        self._observer = Observer(info, nominal, self._settings, self._chain)
        self._desk = OrderDesk(EffectRules(info.tolerance_w, info.tolerance_ratio, self._settings.deviation_s))
        self._faults = FaultDesk(self._desk)
        self._dispatch = Dispatcher(self._desk, info, self._settings)
        self._off = OffConfirm(info.stop_time_s, info.silence_timeout_s)
        self._news = LimitNews()
        self._lost: set[str] = set()
        self._closed = False
        self._states = StateKeeper()
        self._now = -math.inf
        self._limits = self._chain.merge(0.0)

    @property
    def limits(self) -> Limits:
        """The limits in force at the last tick."""
        return self._limits

    @property
    def command(self) -> Command:
        """The command of the last tick."""
        return self._dispatch.last

    def next_event(self) -> Event | None:
        """Return the oldest event not yet taken, ``None`` when there is none."""
        return self._desk.next_event()

    def order(self, number: int) -> OrderStatus | None:
        """Return the status of an order, ``None`` if it is unknown or long past."""
        return self._desk.status(number)

    def status(self, now: float) -> ChargerStatus:
        """Return the state of the charger."""
        number = self._dispatch.last.order_number
        return ChargerStatus(
            time_s=self._at(now),
            state=self._states.state,
            setpoint_w=self._dispatch.last.power_w,
            order=None if number is None else self._desk.status(number),
            faults=self._faults.present,
            vehicle=self._observer.vehicle,
            energy_charged_wh=self._observer.energy.charged_wh,
            energy_discharged_wh=self._observer.energy.discharged_wh,
        )

    def submit(
        self,
        power_w: float,
        now: float,
        *,
        owner: str = "default",
        priority: int = 0,
        expires_in_s: float = 30.0,
        fallback_w: float = 0.0,
    ) -> OrderRequest:
        """Give an order; its number says in the events what becomes of it.

        Raises ``LimitError`` for numbers out of range and ``Closed`` after :meth:`close`. An order that
        cannot be taken now is numbered and ends as refused.
        """
        if self._closed:
            raise Closed("this charger was closed; open it again to give orders")
        spec = check_order(power_w, owner=owner, priority=priority, expires_in_s=expires_in_s, fallback_w=fallback_w)
        now = self._at(now)
        # An order past its expiry falls back first, even when no tick saw it: a late loop must not hide it.
        self._desk.expire(now)
        why_not = refusal(self._lost, self._faults.stopping, self._off.holds_orders)
        return self._desk.submit(spec, now, why_not)

    def withdraw(self, owner: str, now: float) -> OrderRequest | None:
        """End the owner's order without a fall-back, and return it; ``None`` if it had none."""
        return self._desk.withdraw(owner, self._at(now))

    def stop(self, now: float) -> None:
        """End all orders, whoever gave them.

        None is taken until the unit said that it is off, or its stop time is over.
        """
        now = self._at(now)
        self._desk.end_all(Trigger.STOP, now)
        self._off.begin(now, stop=True)

    def off_confirmed(self, now: float) -> None:
        """The driver's own stop came back confirmed: orders are taken again."""
        now = self._at(now)
        off = self._off.confirm(now)
        if off is not None:
            self._desk.tell(off)
        self._turn_state(now)

    def close(self, now: float) -> None:
        """Stop for good: no order is taken any more."""
        now = self._at(now)
        self._closed = True
        self._desk.end_all(Trigger.CLOSE, now)
        self._off.begin(now, stop=True)
        self._turn_state(now, Reason.CLOSED)

    def deadman(self, now: float, detail: str = "") -> None:
        """Whoever executes the commands fell back by itself."""
        self._desk.end_all(Trigger.DEADMAN, self._at(now), "deadman", detail)

    def link_lost(self, component: str, detail: str, now: float) -> None:
        """A wire or the device at its far end is gone."""
        now = self._at(now)
        if component not in self._lost:
            self._lost.add(component)
            self._desk.tell(LinkLostEvent(time_s=now, component=component, detail=detail))
            self._desk.end_all(Trigger.LINK_LOST, now, component, detail)
            self._turn_state(now, Reason.LINK_LOST)

    def link_restored(self, component: str, now: float) -> None:
        """The wire or device is back. The latch stays."""
        self._lost.discard(component)
        self._turn_state(self._at(now))

    def fault(self, fault: Fault, now: float) -> None:
        """A component reports a fault; one that stops ends all orders and latches."""
        self._faults.raised(fault, self._at(now))

    def fault_cleared(self, kind: FaultKind, component: str, now: float) -> None:
        """A component no longer reports a fault. The latch stays."""
        self._faults.cleared(kind, component, self._at(now))

    def limit(self, limit: PowerLimit, now: float, max_age_s: float | None = None) -> None:
        """Replace a source's limit; older than ``max_age_s`` (default: by the settings) it is unknown."""
        if max_age_s is None:
            max_age_s = self._settings.limit_max_age_s.get(limit.source)
        self._chain.put(limit, self._at(now), max_age_s)

    def remove_limit(self, source: str) -> None:
        """Forget a source of limits; a required one permits nothing from then on."""
        self._chain.remove(source)

    def nominal(self, nominal: NominalLimits) -> None:
        """Replace the converter's rating, from which the limit named "charger" follows."""
        self._observer.nominal = nominal

    def vehicle(self, vehicle: VehicleStatus, now: float) -> None:
        """Take the vehicle's word as soon as it comes: its age is watched apart from the unit's."""
        now = self._at(now)
        if not self._observer.take_vehicle(vehicle):
            return
        self._desk.tell(VehicleChanged(time_s=now, vehicle=vehicle))
        if not vehicle.connected and self._desk.running(now):
            self._desk.end_all(Trigger.VEHICLE_LEFT, now, "vehicle", "the vehicle left")

    def measurement(self, measured: Measurement, vehicle: VehicleStatus | None, now: float) -> None:
        """Take a measurement, and what the vehicle last said (``None``: nothing new is known)."""
        now = self._at(now)
        if vehicle is not None:
            self.vehicle(vehicle, now)
        self._faults.weigh(self._observer.take(measured, self._dispatch.last), now)
        self._faults.weigh([self._observer.take_soc()], now)
        off = self._off.reading(measured.time_s, measured.output_on)
        if off is not None:
            self._desk.tell(off)
        self._dispatch.reading(measured, self._observer.power_w, self._observer.contradicted, now)

    def tick(self, now: float) -> Command:
        """Return what the unit is to do now."""
        now = self._at(now)
        self._desk.expire(now)
        self._faults.weigh(self._observer.silences(self._off.on_since_s, now), now)
        self._observer.feed(now)
        self._limits = self._chain.merge(now, self._observer.site_load(now))
        if self._news.changed(self._limits):
            self._desk.tell(LimitsChanged(time_s=now, limits=self._limits))
        previous = self._dispatch.last
        command = self._dispatch.command(self._limits, now, delivering=bool(self._observer.output_on))
        self._observer.commanded(previous, command, now)
        unconfirmed = self._off.follow(command.output_on, now)
        if unconfirmed is not None:
            self._desk.tell(unconfirmed)
        self._faults.weigh([self._dispatch.deviation()], now)
        self._turn_state(now)
        return command

    def _turn_state(self, now: float, reason: Reason | None = None) -> None:
        situation = Situation(
            closed=self._closed,
            lost=bool(self._lost),
            latched=self._desk.latched,
            wanted_on=self._dispatch.last.output_on,
            output_on=self._observer.output_on,
            off_pending=self._off.pending,
        )
        change = self._states.turn(situation, now, reason or self._desk.latch_reason)
        if change is not None:
            self._desk.tell(change)

    def _at(self, now: float) -> float:
        self._now = max(self._now, now)
        return self._now
