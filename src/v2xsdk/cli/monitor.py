"""`v2x monitor`."""

from __future__ import annotations

import asyncio

import click

from v2xsdk.charger.overhearing import overhear
from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.interrupt import Interrupts, finished_before
from v2xsdk.cli.options import common_options
from v2xsdk.cli.units import DURATION
from v2xsdk.cli.view import Snapshot, View, open_view
from v2xsdk.cli.view.wording import fault_text
from v2xsdk.errors import LinkLost
from v2xsdk.model import FaultCleared, FaultRaised, Measurement
from v2xsdk.spi import DriverEvent, FaultGone, FaultNow, Lost

_SMALLEST_SCALE_W = 1_000.0
_OUTPUT = {True: "on", False: "off", None: "unknown"}


@click.command()
@click.argument("url")
@click.option("--for", "for_s", type=DURATION, metavar="S", help="End after this time; else on Ctrl-C.")
@common_options
def monitor(url: str, for_s: float | None, as_json: bool) -> int:
    """Show power, SoC and voltage of the unit at URL while another program controls it.

    Listens only: nothing is put on the wire, so an abandoned unit is not kept running. A unit that nobody asks is
    silent, and so is this.
    """
    view = open_view(as_json)
    try:
        return asyncio.run(_monitor(url, for_s, view))
    finally:
        view.close()


async def _monitor(url: str, for_s: float | None, view: View) -> ExitCode:
    with Interrupts() as interrupts:
        listening = asyncio.ensure_future(_listen(url, view))
        if await finished_before(listening, interrupts.happened, for_s):
            listening.result()
        listening.cancel()
        await asyncio.wait({listening})
        return ExitCode.INTERRUPTED if interrupts.happened.is_set() else ExitCode.OK


async def _listen(url: str, view: View) -> None:
    shown = _Shown(url, view)
    async with overhear(url) as events:
        async for event in events:
            shown.take(event)


class _Shown:
    """Turns what is overheard into what the view shows; the power bar grows with the largest power seen."""

    def __init__(self, title: str, view: View) -> None:
        self._title = title
        self._view = view
        self._faults: dict[tuple[str, str], str] = {}
        self._scale_w = _SMALLEST_SCALE_W

    def take(self, event: DriverEvent) -> None:
        """Show one event; raises ``LinkLost`` when the wire is gone."""
        match event:
            case Measurement():
                self._measurement(event)
            case FaultNow(fault=fault):
                self._faults[fault.kind, fault.component] = fault_text(fault)
                self._view.event(FaultRaised(fault.time_s, fault))
            case FaultGone(fault=fault):
                self._faults.pop((fault.kind, fault.component), None)
                self._view.event(FaultCleared(fault.time_s, fault))
            case Lost():
                raise LinkLost(f"{event.component}: {event.detail}")
            case _:
                pass

    def _measurement(self, measurement: Measurement) -> None:
        self._scale_w = max(self._scale_w, abs(measurement.dc_power_w or 0.0))
        self._view.show(
            Snapshot(
                self._title,
                measurement,
                self._scale_w,
                state=_OUTPUT[measurement.output_on],
                faults=tuple(self._faults.values()),
            )
        )
