"""Everything an open charger says, kept with times of the emulator's clock."""

from __future__ import annotations

import asyncio

import msgspec

from v2xsdk import model
from v2xsdk.charger import Charger
from v2xsdk.cli.report.data import LimitsAt, Mark, OrderSpan
from v2xsdk.cli.view import View
from v2xsdk.cli.view.wording import event_text

_FINAL = frozenset({model.OrderState.REFUSED, model.OrderState.EXPIRED, model.OrderState.ENDED})


class Recorder:
    """Collects measurements, events, limits and order states.

    ``offset_s`` leads from the charger's clock to the one of the emulator's log.
    """

    def __init__(self, charger: Charger, view: View, offset_s: float) -> None:
        self._charger = charger
        self._view = view
        self.offset_s = offset_s
        self.measurements: list[model.Measurement] = []
        self.limits: list[LimitsAt] = [LimitsAt(self.now_s(), charger.limits)]
        self.marks: list[Mark] = []
        self.faults: list[model.Fault] = []
        self.spans: list[OrderSpan] = []
        self._orders: dict[int, tuple[float, model.OrderStatus]] = {}
        self._measurements = charger.measurements()
        self._events = charger.events()

    def now_s(self) -> float:
        """Return the time of the emulator's log."""
        return self._charger.status.time_s + self.offset_s

    def mark(self, origin: str, text: str) -> None:
        """Note something at this moment."""
        self.marks.append(Mark(self.now_s(), origin, text))

    def listen(self) -> list[asyncio.Task[None]]:
        """Begin to take measurements and events; the tasks run until cancelled or the charger is closed."""
        return [asyncio.ensure_future(self._take_measurements()), asyncio.ensure_future(self._take_events())]

    def finish(self) -> None:
        """End the spans of the orders that still live."""
        for number in list(self._orders):
            self._end_span(number, self.now_s())

    def faults_between(self, start_s: float, end_s: float) -> tuple[model.Fault, ...]:
        """Return the faults raised from ``start_s`` to ``end_s``."""
        return tuple(fault for fault in self.faults if start_s <= fault.time_s <= end_s)

    def measured_between(self, start_s: float, end_s: float) -> tuple[model.Measurement, ...]:
        """Return the measurements from ``start_s`` to ``end_s``."""
        return tuple(entry for entry in self.measurements if start_s <= entry.time_s <= end_s)

    async def _take_measurements(self) -> None:
        async for measurement in self._measurements:
            self.measurements.append(msgspec.structs.replace(measurement, time_s=measurement.time_s + self.offset_s))

    async def _take_events(self) -> None:
        async for event in self._events:
            self._view.event(event)
            self._take_event(event, event.time_s + self.offset_s)

    def _take_event(self, event: model.Event, time_s: float) -> None:
        match event:
            case model.OrderChanged():
                self._take_order(event.order, time_s)
            case model.LimitsChanged():
                self.limits.append(LimitsAt(time_s, event.limits))
                return
            case model.FaultRaised():
                self.faults.append(msgspec.structs.replace(event.fault, time_s=time_s))
            case _:
                pass
        self.marks.append(Mark(time_s, "charger", event_text(event)))

    def _take_order(self, order: model.OrderStatus, time_s: float) -> None:
        before = self._orders.get(order.number)
        if before is not None and _alike(before[1], order):
            return
        self._end_span(order.number, time_s)
        if order.state not in _FINAL:
            self._orders[order.number] = (time_s, order)

    def _end_span(self, number: int, time_s: float) -> None:
        if (entry := self._orders.pop(number, None)) is None:
            return
        start_s, order = entry
        self.spans.append(
            OrderSpan(
                start_s, time_s, order.owner, order.power_w, order.granted_w, order.state, order.reason, order.source
            )
        )


def _alike(one: model.OrderStatus, other: model.OrderStatus) -> bool:
    """Return whether two states of an order look the same in a plot."""
    return (one.state, one.reason, one.source) == (other.state, other.reason, other.source) and abs(
        one.granted_w - other.granted_w
    ) < 500.0
