"""Contactors, lock and lines under loss, delay and contradiction, judged by what the emulated plug really did."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.support.chademo_bench import Bench
from tests.support.chademo_disturbed import Disturbance, disturbed_bench
from v2xsdk.errors import DeviceTimeout
from v2xsdk.protocol.can.chademo.evse_states import EvseState
from v2xsdk_emulator.clock import run_virtual
from v2xsdk_emulator.devices.chademo_vehicle.wires import WireChange

SAFE_CURRENT_A = 5.0
CLOSE_INLET_V = 20.0
UNLOCK_V = 10.0
SHARE = st.sampled_from([0.0, 0.0, 0.1, 0.5, 0.9, 1.0])

disturbances = st.builds(
    lambda from_s, length_s, lost, doubled, falsified, delay_s: Disturbance(
        from_s, from_s + length_s, lost, doubled, falsified, delay_s
    ),
    st.floats(0.0, 8.0),
    st.floats(0.1, 3.0),
    SHARE,
    SHARE,
    st.sampled_from([0.0, 0.0, 0.02, 0.2]),
    st.sampled_from([0.0, 0.0, 0.05, 0.3, 1.5]),
)
orders = st.lists(st.tuples(st.sampled_from([-5000.0, -500.0, 0.0, 500.0, 5000.0]), st.floats(0.1, 2.0)), max_size=6)
glitches = st.lists(
    st.tuples(st.floats(0.0, 8.0), st.sampled_from(["k", "locked", "blind", "sighted", "driver"])), max_size=3
)


@given(st.lists(disturbances, max_size=3), orders, glitches, st.integers(0, 2**32))
def test_contactors_keep_their_rule(
    noise: list[Disturbance], wanted: list[tuple[float, float]], faults: list[tuple[float, str]], seed: int
) -> None:
    async def run() -> None:
        async with disturbed_bench(noise, seed) as bench:
            watch = _Watch(bench)
            for at_s, name in faults:
                asyncio.get_running_loop().call_at(max(at_s, bench.now), watch.glitch, name)
            await bench.hold(0.0, 1.0)
            for power_w, duration_s in wanted:
                await bench.hold(power_w, duration_s)
            await _end(bench)
            watch.judge()

    run_virtual(run())


async def _end(bench: Bench) -> None:
    if bench.link.machine.state is not EvseState.IDLE and not bench.refused:
        try:
            await bench.link.stop(timeout_s=25.0)
        except DeviceTimeout as error:
            raise AssertionError(f"the session did not end: {error}") from error
    await asyncio.sleep(3.0)


class _Watch:
    """Takes down what the plug was like at each change of contactors, lock and d2."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._wrong: list[str] = []
        self._was_blind = False
        self._seen = len(bench.rig.events)
        self._log(bench.contactor_events())
        bench.rig.wires.listen(self._wire)

    def glitch(self, name: str) -> None:
        bench = self._bench
        if name == "driver":
            bench.rig.vehicle.stop(bench.now)
        elif name in ("blind", "sighted"):
            bench.blind = name == "blind"
            self._was_blind = True
        else:
            bench.rig.wires.set(name, not bench.rig.wires[name])

    def judge(self) -> None:
        rig = self._bench.rig
        self._log(self._bench.contactor_events())
        assert self._wrong == []
        assert not rig.battery.contactors_closed
        assert not rig.wires["d1"] and not rig.wires["d2"]
        assert not rig.outlet.unit.enabled
        state = self._bench.link.machine.state
        # Whoever could not see the plug dead keeps it locked.
        assert state is EvseState.IDLE or (state is EvseState.WELDED and self._was_blind)

    def _log(self, events: list[tuple[float, str, dict[str, Any]]]) -> None:
        for time_s, name, values in events:
            closed = name.endswith("closed")
            if closed and not values["inlet_v"] < CLOSE_INLET_V:
                self._wrong.append(f"{time_s}: closed onto {values['inlet_v']} V")
            if closed and not self._on_at(time_s, ("d1", "d2", "locked")):
                self._wrong.append(f"{time_s}: closed without d1, d2 and lock")
            if not closed and abs(values["current_a"]) > SAFE_CURRENT_A:
                self._wrong.append(f"{time_s}: opened at {values['current_a']} A")

    def _on_at(self, time_s: float, names: tuple[str, ...]) -> bool:
        states = dict.fromkeys(names, False)
        change: WireChange
        for change in self._bench.rig.wires.log:
            if change.time_s <= time_s and change.name in states:
                states[change.name] = change.on
        return all(states.values())

    def _wire(self, name: str, on: bool) -> None:
        rig = self._bench.rig
        if name == "lock" and not on and rig.plant.voltage_v > UNLOCK_V:
            self._wrong.append(f"unlocked at {rig.plant.voltage_v} V")
        if name == "d2" and not on and abs(rig.plant.current_a) > SAFE_CURRENT_A:
            self._wrong.append(f"d2 fell at {rig.plant.current_a} A")
        if name == "d2" and on and not (rig.wires["locked"] and rig.plant.voltage_v < UNLOCK_V + 1):
            self._wrong.append(f"d2 on with lock {rig.wires['locked']} and {rig.plant.voltage_v} V")
