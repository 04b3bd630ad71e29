"""What an integrator opens: one bidirectional charger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

from v2xsdk.charger.core import Core
from v2xsdk.charger.order import Order
from v2xsdk.errors import OutputNotConfirmed, WrongLoop
from v2xsdk.model import ChargerStatus, DriverInfo, Event, Limits, Measurement, NominalLimits
from v2xsdk.runtime.emulator_child import EmulatorChild
from v2xsdk.spi import OffReport


class Charger:
    """One open charger, bound to the event loop that opened it.

    Positive power flows to the vehicle, negative power back. Leaving the context, or ``close()``, switches the
    output off.
    """

    def __init__(self, core: Core, emulator: EmulatorChild | None = None) -> None:
        self._core = core
        self._loop = asyncio.get_running_loop()
        self._emulator = emulator
        self._closed: OffReport | None = None

    @property
    def info(self) -> DriverInfo:
        """Identity and declared behaviour of the unit."""
        return self._core.info

    @property
    def nominal(self) -> NominalLimits:
        """What the converter can do by its rating."""
        return self._core.nominal

    @property
    def limits(self) -> Limits:
        """The limits in force now, in W of DC power at the vehicle connector, each with its source."""
        return self._core.limits

    @property
    def status(self) -> ChargerStatus:
        """State, the order in charge, present faults and the vehicle."""
        return self._core.status

    @property
    def measurement(self) -> Measurement | None:
        """The latest measurement, ``None`` before the first."""
        return self._core.measurement

    @property
    def emulator(self) -> EmulatorChild | None:
        """The emulator behind an ``emulator:`` URL, to give it faults; ``None`` otherwise."""
        return self._emulator

    def measurements(self) -> AsyncIterator[Measurement]:
        """Return a stream of the measurements from now on.

        It ends when the charger is closed and raises ``LinkLost`` when the unit is gone. A reader that lags loses
        the oldest ones.
        """
        self._check_loop()
        return self._core.measurement_stream()

    def events(self) -> AsyncIterator[Event]:
        """Return a stream of the events from now on.

        A fault does not end it. It ends when the charger is closed, or after the loss of the unit was reported.
        """
        self._check_loop()
        return self._core.event_stream()

    def set_power(
        self,
        power_w: float,
        *,
        owner: str = "default",
        priority: int = 0,
        expires_in_s: float = 30.0,
        fallback_w: float = 0.0,
    ) -> Order:
        """Order ``power_w`` of DC power at the vehicle connector; negative discharges the vehicle.

        The order ends after ``expires_in_s`` (0.2 s to 24 h) and the output goes to ``fallback_w``, which has the
        direction and at most the magnitude of the order, is held no longer than the order was, and then goes to
        off. The highest ``priority`` is in charge, the newest among equals; each owner has one order.

        Raises ``LimitError`` for values that no order can have, ``LinkLost`` when the unit is gone, ``Closed`` after
        ``close()``, ``WrongLoop`` from another loop.
        """
        self._check_loop()
        return self._core.submit(
            power_w, owner=owner, priority=priority, expires_in_s=expires_in_s, fallback_w=fallback_w
        )

    async def stop(self) -> OffReport:
        """End all orders and switch off; always works, from every state.

        Raises ``OutputNotConfirmed`` when the unit did not say that it is off.
        """
        self._check_loop()
        report = await self._core.stop()
        if not report.confirmed:
            raise _not_confirmed(report)
        return report

    async def close(self) -> OffReport:
        """Stop and release everything, within 2 s whatever the state; may be called again.

        It never raises for a unit that does not confirm: look at the report, or leave the context.
        """
        self._check_loop()
        if self._closed is None:
            try:
                self._closed = await self._core.close()
            finally:
                if self._emulator is not None:
                    await self._emulator.close()
        return self._closed

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        known = self._closed is not None
        report = await self.close()
        if report.confirmed or known:
            return
        if error is None:
            raise _not_confirmed(report)
        error.add_note(str(_not_confirmed(report)))

    def _check_loop(self) -> None:
        try:
            running = asyncio.get_running_loop()
        except RuntimeError:
            running = None
        if running is not self._loop:
            raise WrongLoop(
                "this charger belongs to the event loop that opened it; use v2xsdk.sync from other threads and from "
                "code without a loop"
            )


def _not_confirmed(report: OffReport) -> OutputNotConfirmed:
    bound = (
        "its silence time-out is not documented: it may deliver until it is switched off by hand"
        if report.may_deliver_s is None
        else f"the unit may deliver up to {report.may_deliver_s:g} s"
    )
    return OutputNotConfirmed(f"off is not confirmed: {bound} ({report.detail})", may_deliver_s=report.may_deliver_s)
