"""Whatever is done in whatever order, no output is left on after close; judged by the emulator alone."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.rig_charger import rig_charger
from v2xsdk.charger import Charger
from v2xsdk.errors import V2xError
from v2xsdk_emulator.clock import run_virtual
from v2xsdk_emulator.rig import Rig, RigOptions

POWERS = st.floats(-70_000, 70_000) | st.sampled_from([0.0, 1.0, -1.0, 66_000.0, -66_000.0])
FAULTS = st.sampled_from(["alarm", "silence", "derate", "garbage", "grid-loss", "bus-off", "battery-silent"])

STEPS = st.one_of(
    st.tuples(st.just("order"), POWERS, st.floats(0.2, 20), st.sampled_from(["a", "b"]), st.integers(0, 3)),
    st.tuples(st.just("wait"), st.floats(0.01, 8)),
    st.tuples(st.just("stop")),
    st.tuples(st.just("cancelled stop"), st.floats(0.0, 0.5)),
    st.tuples(st.just("withdraw")),
    st.tuples(st.just("fault"), FAULTS, st.booleans(), st.integers(0, 2)),
)


async def perform(step: tuple[Any, ...], charger: Charger, rig: Rig) -> None:
    """Do one step; a typed error is a legal answer to any of them."""
    match step:
        case ("order", power_w, expires_in_s, owner, priority):
            charger.set_power(power_w, owner=owner, priority=priority, expires_in_s=expires_in_s)
        case ("wait", seconds):
            await asyncio.sleep(seconds)
        case ("stop",):
            await charger.stop()
        case ("cancelled stop", seconds):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await charger.stop()
        case ("withdraw",):
            charger.set_power(1_000, owner="c").withdraw()
        case ("fault", kind, on, module):
            value = {"alarm": "fault", "derate": 0.4}.get(kind)
            rig.faults.apply(kind, on=on, module=None if kind in ("garbage", "grid-loss") else module, value=value)


async def play(steps: list[tuple[Any, ...]]) -> None:
    """Play the steps, close, and look at the emulator after the unit's own silence time-out."""
    async with rig_charger(RigOptions(vehicle="school-bus")) as (charger, rig):
        for step in steps:
            with contextlib.suppress(V2xError):
                await perform(step, charger, rig)
        loop = asyncio.get_running_loop()
        closing_s = loop.time()
        report = await charger.close()
        assert loop.time() - closing_s < 2.0
        if report.confirmed:
            assert not rig.truth()["output_on"]
        await asyncio.sleep((charger.info.silence_timeout_s or 0.0) + 1.0)
        assert not rig.truth()["output_on"]


@given(steps=st.lists(STEPS, max_size=12))
@settings(deadline=None)
def test_no_sequence_leaves_the_output_on(steps: list[tuple[Any, ...]]) -> None:
    run_virtual(play(steps))


@given(
    power_w=st.sampled_from([30_000.0, -30_000.0]),
    cancel_after_s=st.floats(0.0, 6.0),
)
def test_cancelling_anything_at_any_time_leaves_no_output_on(power_w: float, cancel_after_s: float) -> None:
    async def work(charger: Charger) -> None:
        await charger.set_power(power_w, expires_in_s=60).in_effect()
        await charger.set_power(-power_w, expires_in_s=60).in_effect()
        await charger.stop()

    async def run() -> None:
        async with rig_charger(RigOptions(vehicle="school-bus")) as (charger, rig):
            task = asyncio.create_task(work(charger))
            await asyncio.sleep(cancel_after_s)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert (await charger.close()).confirmed
            assert not rig.truth()["output_on"]

    run_virtual(run())


@given(cancel_after_s=st.floats(0.0, 3.0))
def test_cancelling_open_leaves_nothing_behind(cancel_after_s: float) -> None:
    async def run() -> None:
        async def opened() -> None:
            async with rig_charger(RigOptions(vehicle="school-bus")) as (charger, _):
                await charger.set_power(10_000).in_effect()

        task = asyncio.create_task(opened())
        await asyncio.sleep(cancel_after_s)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.sleep(0.1)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    run_virtual(run())
