"""Hold one power for a time: the order is given again before it expires, and never after a fall-back."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator

import msgspec

from v2xsdk.charger import Charger, Order
from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.view import Snapshot, View
from v2xsdk.cli.view.wording import fault_text, order_text
from v2xsdk.errors import LinkLost, OrderRefused
from v2xsdk.model import ChargerState, Measurement, OrderState, OrderStatus

START_TIMEOUT_S = 15.0
_POLL_S = 0.05
_REACHED = (OrderState.IN_EFFECT, OrderState.LIMITED)
_ENDED = (OrderState.EXPIRED, OrderState.ENDED)
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
    progress = _Progress(hold.for_s)
    while True:
        order = _order(charger, hold)
        await _watch(order, progress, hold.expires_s / 3)
        if progress.over or order.status.state in _ENDED or charger.status.state in _DEAD:
            break
    # An order given again is first accepted, while its power flows on: what counts is what was reached.
    status = progress.best or order.status
    view.result("order", status)
    view.note(order_text(status))
    if not progress.over:
        return _ended_early(charger, view)
    return ExitCode.OK if status.state is OrderState.IN_EFFECT else ExitCode.FAILED


class _Progress:
    """What was reached, and when to end: ``for_s`` after that, or when nothing was within ``START_TIMEOUT_S``."""

    def __init__(self, for_s: float | None) -> None:
        self._now = asyncio.get_running_loop().time
        self._for_s = for_s
        self._end_s = math.inf if for_s is None else self._now() + START_TIMEOUT_S
        self.best: OrderStatus | None = None

    def see(self, status: OrderStatus) -> None:
        """Note the order's state; the first that is in effect, or limited, starts the time."""
        if status.state not in _REACHED:
            return
        if self.best is None and self._for_s is not None:
            self._end_s = self._now() + self._for_s
        if self.best is None or self.best.state is not OrderState.IN_EFFECT:
            self.best = status

    @property
    def over(self) -> bool:
        """Whether it is time to end."""
        return self._now() >= self._end_s


def _order(charger: Charger, hold: Hold) -> Order:
    return charger.set_power(hold.power_w, owner=hold.owner, priority=hold.priority, expires_in_s=hold.expires_s)


async def _watch(order: Order, progress: _Progress, refresh_s: float) -> None:
    """Follow the order for ``refresh_s``, or until its end, or the end of all; raises when it was refused."""
    loop = asyncio.get_running_loop()
    until_s = loop.time() + refresh_s
    ended = asyncio.ensure_future(order.done())
    try:
        while not (ended.done() or progress.over or loop.time() >= until_s):
            progress.see(order.status)
            await asyncio.wait({ended}, timeout=min(_POLL_S, refresh_s / 2))
    finally:
        ended.cancel()
    status = order.status
    if status.state is OrderState.REFUSED:
        raise OrderRefused(order_text(status), reason=status.reason, source=status.source)


def _ended_early(charger: Charger, view: View) -> ExitCode:
    """Say why the order ended before its time: it is not given again, a fall-back must not be ordered away."""
    status = charger.status
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
