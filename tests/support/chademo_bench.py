"""A CHAdeMO link whose buses are those of an emulated plug, in one process."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from tests.support.rig_charger import RigBus
from v2xsdk.drivers.chademo import ChademoLink, ChademoOptions, LineModule
from v2xsdk.model import CanFrame, EvseOffer
from v2xsdk.protocol.can.chademo.demand import Demand
from v2xsdk.protocol.can.chademo.evse_states import EvseState
from v2xsdk.spi import LinkEvent, StageReading
from v2xsdk_emulator.chademo_rig import ChademoRig, ChademoRigOptions
from v2xsdk_emulator.clock import run_virtual

CHARGE_A, DISCHARGE_A = 15.0, 15.0


class Bench:
    """The rig, the link, and everything either of them said.

    ``blind``: the sensors say nothing any more. ``refused``: the link did not open.
    """

    def __init__(self, rig: ChademoRig, link: ChademoLink) -> None:
        self.rig = rig
        self.link = link
        self.said: list[LinkEvent] = []
        self.frames: list[CanFrame] = []
        self.demands: list[tuple[float, Demand]] = []
        self.blind = False
        self.refused = False
        self._loop = asyncio.get_running_loop()
        rig.on_measured = self._measured
        rig.on_insulation = link.insulation_result
        rig.can_bus.open_port("sniffer").subscribe(self.frames.append)
        link.on_demand = self._demanded

    @property
    def now(self) -> float:
        return self._loop.time()

    def order(self, power_w: float) -> None:
        """Offer as a station does, once."""
        self.link.offer(EvseOffer(150.0, 500.0, CHARGE_A, DISCHARGE_A, 7500.0, 7500.0, power_w))

    async def hold(self, power_w: float, duration_s: float) -> None:
        """Keep an order alive for a while."""
        ends_s = self.now + duration_s
        while self.now < ends_s:
            self.order(power_w)
            await asyncio.sleep(0.1)

    async def until(self, state: EvseState, timeout_s: float = 40.0) -> None:
        """Wait for a state of the charger."""
        async with asyncio.timeout(timeout_s):
            while self.link.machine.state is not state:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    def contactor_events(self) -> list[tuple[float, str, dict[str, object]]]:
        """What the car's contactors really did."""
        return [event for event in self.rig.events if "contactors" in event[1]]

    def _measured(self, voltage_v: float, current_a: float) -> None:
        if not self.blind:
            self.link.measured(StageReading(self.now, voltage_v, current_a))

    def _demanded(self, demand: Demand) -> None:
        self.demands.append((self.now, demand))
        self.rig.outlet.obey(demand, self.now)


@asynccontextmanager
async def chademo_bench(
    rig_options: ChademoRigOptions | None = None, options: ChademoOptions | None = None, *, plugged: bool = True
) -> AsyncIterator[Bench]:
    """A running plug with its car, and an open link; both end with the context."""
    rig = ChademoRig(rig_options or ChademoRigOptions())
    bus, lines = RigBus(rig.can_bus, "rig:chademo"), RigBus(rig.line_bus, "rig:lines")
    chosen = options or ChademoOptions(charge_current_max_a=CHARGE_A, discharge_current_max_a=DISCHARGE_A)
    link = ChademoLink(bus, LineModule(lines), chosen)
    bench = Bench(rig, link)
    rig.start()
    rig.wires.set("proximity", plugged)
    await bus.open()
    try:
        await link.open(bench.said.append)
        yield bench
    finally:
        if rig.failed.done():
            rig.failed.result()
        await link.close()
        await bus.close()
        rig.close()


def on_virtual_time(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run a coroutine test, with its parameters and fixtures, on virtual time."""

    @functools.wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        run_virtual(test(*args, **kwargs))

    return run


def with_options(options: ChademoOptions, **changes: object) -> ChademoOptions:
    """A changed copy."""
    return msgspec.structs.replace(options, **changes)
