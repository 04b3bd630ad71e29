"""The vehicle's broadcast on the battery bus, decoded by hand."""

from __future__ import annotations

import asyncio
import struct
from typing import NamedTuple

import pytest

from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.clock import run_virtual
from v2xsdk_emulator.rig import Rig, RigOptions


class Broadcast(NamedTuple):
    limits: tuple[int, ...]
    state: tuple[int, ...]
    present: tuple[int, ...]


async def listen(rig: Rig, seconds: float) -> list[CanFrame]:
    heard: list[CanFrame] = []
    port = rig.battery_bus.open_port("listener")
    port.subscribe(heard.append)
    await asyncio.sleep(seconds)
    port.close()
    return heard


async def latest(rig: Rig) -> Broadcast:
    frames = {frame.can_id: frame for frame in await listen(rig, 0.25)}
    assert frames.keys() == {0x351, 0x355, 0x356}
    assert not any(frame.extended for frame in frames.values())
    return Broadcast(
        struct.unpack("<4H", frames[0x351].data),
        struct.unpack("<3H2B", frames[0x355].data),
        struct.unpack("<3hH", frames[0x356].data),
    )


def test_values_and_period() -> None:
    async def scenario() -> None:
        rig = Rig(RigOptions(vehicle="leaf-40", soc_percent=42.5, temperature_c=-4.0))
        rig.start()
        frames = await listen(rig, 2.05)
        by_id = {can_id: [f for f in frames if f.can_id == can_id] for can_id in (0x351, 0x355, 0x356)}
        for sent in by_id.values():
            times = [frame.time_s for frame in sent]
            assert len(times) == pytest.approx(20, abs=1)
            assert all(b - a == pytest.approx(0.1, abs=0.021) for a, b in zip(times, times[1:], strict=False))
        counters = [frame.data[7] for frame in by_id[0x355]]
        assert all((b - a) % 256 == 1 for a, b in zip(counters, counters[1:], strict=False))
        limits, state, present = await latest(rig)
        volts = rig.vehicle.pack.voltage_v
        assert limits[0] == 4030
        assert limits[1] == pytest.approx(10 * rig.vehicle.limits.charge_current_a, abs=1)
        assert 0 < limits[1] < 10 * 0.2 * 39_000 / volts  # cold
        assert limits[2] == pytest.approx(10 * 22_000 / volts, rel=0.2)
        assert limits[3] == 2780
        assert state[:4] == (4250, 10_000, 390, 0b0111)
        assert present[0] == pytest.approx(10 * volts, abs=1)
        assert present[1:] == (0, -40, 0)
        rig.close()

    run_virtual(scenario())


def test_current_is_positive_into_the_battery() -> None:
    async def scenario() -> None:
        rig = Rig(RigOptions())
        rig.start()
        for sign in (1, -1):
            for module in rig.rack.modules:
                unit = module.unit
                module.inverter = sign < 0
                module.voltage_setpoint_v, module.cutoff_v = 780.0, 560.0
                module.on = unit.enabled = True
                module.own_current_a = 10.0
            await asyncio.sleep(2.0)
            assert (await latest(rig)).present[1] == sign * 300
        rig.close()

    run_virtual(scenario())


def test_flags_limits_and_silence_follow_faults() -> None:
    async def scenario() -> None:
        rig = Rig(RigOptions(soc_percent=5.0))
        rig.start()
        assert (await latest(rig)).state[3] == 0b0011  # below its own lowest state of charge: no discharge
        rig.vehicle.set_soc(60)
        await asyncio.sleep(0.2)
        full = await latest(rig)
        assert full.state[3] == 0b0111
        rig.faults.apply("vehicle-limit", value=0.5)
        await asyncio.sleep(0.2)
        assert (await latest(rig)).limits[2] == pytest.approx(full.limits[2] / 2, abs=1)
        rig.faults.apply("vehicle-limit", on=False)
        rig.faults.apply("vehicle-fault")
        opened = await latest(rig)
        assert opened.state[3] == 0b1000
        assert opened.limits[1:3] == (0, 0)
        rig.faults.apply("vehicle-fault", on=False)
        rig.faults.apply("battery-silent")
        await asyncio.sleep(0.1)
        assert await listen(rig, 1.0) == []
        rig.faults.apply("battery-silent", on=False)
        assert (await latest(rig)).state[3] == 0b0111
        rig.close()

    run_virtual(scenario())
