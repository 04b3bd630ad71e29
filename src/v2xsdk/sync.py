"""The same as :mod:`v2xsdk`, blocking: for scripts and notebooks.

::

    import v2xsdk.sync

    with v2xsdk.sync.open("emulator:") as charger:
        charger.set_power(5_000).in_effect()
        charger.stop()

Each charger runs on one background event loop that all of them share. The calls may come from any thread, but not
from that loop itself.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar

from v2xsdk.charger import Charger, Found, Order
from v2xsdk.charger import discover as _discover
from v2xsdk.charger import open as _open
from v2xsdk.errors import WrongLoop
from v2xsdk.model import ChargerStatus, DriverInfo, Event, Limits, Measurement, OrderStatus
from v2xsdk.spi import OffReport

T = TypeVar("T")


class _LoopThread:
    """One event loop in a daemon thread, made on first use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run ``coroutine`` there and wait for it; an interrupt cancels it."""
        loop = self._running_loop()
        if _current_loop() is loop:
            coroutine.close()
            raise WrongLoop("v2xsdk.sync was called from its own event loop; use the asynchronous API there")
        future = asyncio.run_coroutine_threadsafe(coroutine, loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None or self._loop.is_closed():
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="v2xsdk.sync", daemon=True).start()
            return self._loop


_thread = _LoopThread()


class SyncOrder:
    """The handle of one order, blocking."""

    def __init__(self, order: Order) -> None:
        self._order = order

    @property
    def number(self) -> int:
        """The order's number."""
        return self._order.number

    @property
    def status(self) -> OrderStatus:
        """What became of the order so far."""
        return self._order.status

    def in_effect(self) -> OrderStatus:
        """Wait until the unit's read-back shows the order; raises ``OrderRefused`` when it will not."""
        return _thread.run(self._order.in_effect())

    def done(self) -> OrderStatus:
        """Wait for the order's end."""
        return _thread.run(self._order.done())

    def withdraw(self) -> None:
        """End this order."""
        _thread.run(_call(self._order.withdraw))

    def __repr__(self) -> str:
        return repr(self._order)


class SyncCharger:
    """A charger, blocking. See :class:`v2xsdk.Charger` for what each name means."""

    def __init__(self, charger: Charger) -> None:
        self._charger = charger

    @property
    def info(self) -> DriverInfo:
        """Identity and declared behaviour."""
        return self._charger.info

    @property
    def limits(self) -> Limits:
        """The limits in force now."""
        return self._charger.limits

    @property
    def status(self) -> ChargerStatus:
        """State, order, faults and vehicle."""
        return self._charger.status

    @property
    def measurement(self) -> Measurement | None:
        """The latest measurement."""
        return self._charger.measurement

    def measurements(self) -> Iterator[Measurement]:
        """Iterate over measurements as they come, until the charger is closed."""
        return _iterate(self._charger.measurements)

    def events(self) -> Iterator[Event]:
        """Iterate over events as they come, until the charger is closed."""
        return _iterate(self._charger.events)

    def set_power(
        self,
        power_w: float,
        *,
        owner: str = "default",
        priority: int = 0,
        expires_in_s: float = 30.0,
        fallback_w: float = 0.0,
    ) -> SyncOrder:
        """Order a power in W at the vehicle connector; negative discharges the vehicle."""
        order = _thread.run(
            _call(
                lambda: self._charger.set_power(
                    power_w, owner=owner, priority=priority, expires_in_s=expires_in_s, fallback_w=fallback_w
                )
            )
        )
        return SyncOrder(order)

    def stop(self) -> OffReport:
        """Go to 0 W and off; raises ``OutputNotConfirmed`` when the unit did not say so."""
        return _thread.run(self._charger.stop())

    def close(self) -> None:
        """Stop and release everything."""
        _thread.run(self._charger.close())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open(url: str, **options: Any) -> SyncCharger:
    """Open a charger; the options are those of :func:`v2xsdk.open`."""
    return SyncCharger(_thread.run(_open_now(url, options)))


def discover(bus_url: str | None = None, *, active: bool = False, listen_s: float = 1.0) -> list[Found]:
    """Return what is on the buses of this machine; see :func:`v2xsdk.discover`."""
    return _thread.run(_discover(bus_url, active=active, listen_s=listen_s))


async def _open_now(url: str, options: dict[str, Any]) -> Charger:
    return await _open(url, **options)


async def _call(function: Any) -> Any:
    return function()


def _iterate(subscribe: Any) -> Iterator[Any]:
    reader: AsyncIterator[Any] = _thread.run(_call(subscribe))
    while True:
        try:
            yield _thread.run(_next(reader))
        except StopAsyncIteration:
            return


async def _next(reader: AsyncIterator[T]) -> T:
    return await anext(reader)


def _current_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
