"""Hold one power for a time: the order is given again before it expires, and never after a fall-back."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import msgspec

from v2xsdk.charger import Charger, Order
from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.view import Snapshot, View
from v2xsdk.cli.view.wording import fault_text, order_text
from v2xsdk.errors import LinkLost, OrderRefused
from v2xsdk.model import ChargerState, Measurement, OrderState

_DEAD = (ChargerState.LATCHED, ChargerState.LOST, ChargerState.CLOSED)


class Hold(msgspec.Struct, frozen=True):
    """What to hold. ``for_s`` is ``None`` for "until interrupted"; powers in W, times in seconds."""

    power_w: float
    for_s: float | None = None
    owner: str = "default"
    priority: int = 0
    expires_s: float = 30.0
    title: str = ""
    reserve_percent: float | None = None


async def hold_power(charger: Charger, hold: Hold, view: View) -> ExitCode:
    """Hold the power and show it. ``OK`` when it was in effect, ``FAILED`` when it was only limited or fell back.

    Raises ``OrderRefused`` when an order is refused, ``LinkLost`` when the unit is gone.
    """
    async with _shown(charger, hold, view):
        return await _hold(charger, hold, view)


async def _hold(charger: Charger, hold: Hold, view: View) -> ExitCode:
    loop = asyncio.get_running_loop()
    end_s = None if hold.for_s is None else loop.time() + hold.for_s
    reached: set[OrderState] = set()
    while True:
        if (failure := _dead(charger, view)) is not None:
            return failure
        order = _order(charger, hold)
        refresh_s = loop.time() + hold.expires_s / 3
        until_s = refresh_s if end_s is None else min(refresh_s, end_s)
        await _watch(order, until_s, reached)
        if end_s is not None and loop.time() >= end_s:
            break
    view.result("order", order.status)
    view.note(order_text(order.status))
    return ExitCode.OK if OrderState.IN_EFFECT in reached else ExitCode.FAILED


def _order(charger: Charger, hold: Hold) -> Order:
    return charger.set_power(hold.power_w, owner=hold.owner, priority=hold.priority, expires_in_s=hold.expires_s)


async def _watch(order: Order, until_s: float, reached: set[OrderState]) -> None:
    """Wait until ``until_s`` or the order's end and note the states it was in; raises when it was refused."""
    loop = asyncio.get_running_loop()
    ended = asyncio.ensure_future(order.done())
    try:
        while not ended.done() and loop.time() < until_s:
            reached.add(order.status.state)
            await asyncio.wait({ended}, timeout=min(0.1, max(0.0, until_s - loop.time())))
    finally:
        ended.cancel()
    status = order.status
    reached.add(status.state)
    if status.state is OrderState.REFUSED:
        raise OrderRefused(order_text(status), reason=status.reason, source=status.source)


def _dead(charger: Charger, view: View) -> ExitCode | None:
    """Return how to end when the charger will not go on: a fall-back is not ordered away by a refresh."""
    status = charger.status
    if status.state not in _DEAD:
        return None
    faults = "; ".join(fault_text(fault) for fault in status.faults)
    if status.state is ChargerState.LOST:
        raise LinkLost(f"the unit is gone{': ' + faults if faults else ''}")
    view.note(f"ended: the charger is {status.state}{': ' + faults if faults else ''}")
    return ExitCode.FAILED


@contextlib.asynccontextmanager
async def _shown(charger: Charger, hold: Hold, view: View) -> AsyncIterator[None]:
    """Show measurements and events while inside."""
    tasks = [
        asyncio.ensure_future(_show_measurements(charger, hold, view)),
        asyncio.ensure_future(_show_events(charger, view)),
    ]
    await asyncio.sleep(0)  # both listen before the first order is given
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _show_measurements(charger: Charger, hold: Hold, view: View) -> None:
    async for measurement in charger.measurements():
        view.show(snapshot(charger, measurement, hold))


async def _show_events(charger: Charger, view: View) -> None:
    async for event in charger.events():
        view.event(event)


def snapshot(charger: Charger, measurement: Measurement, hold: Hold) -> Snapshot:
    """Return what a view shows of ``charger`` now."""
    status, nominal = charger.status, charger.nominal
    return Snapshot(
        title=hold.title,
        measurement=measurement,
        full_scale_w=max(nominal.charge_power_max_w, nominal.discharge_power_max_w),
        state=status.state,
        order=status.order,
        limits=charger.limits,
        faults=tuple(fault_text(fault) for fault in status.faults),
        energy_charged_wh=status.energy_charged_wh,
        energy_discharged_wh=status.energy_discharged_wh,
        reserve_percent=hold.reserve_percent,
    )
