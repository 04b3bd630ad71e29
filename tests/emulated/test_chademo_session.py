"""A whole V2X session as a logged Leaf ZE0 and its charger held it (chademo, section 6.2), frames compared."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support.chademo_bench import CHARGE_A, DISCHARGE_A, Bench, chademo_bench, on_virtual_time
from v2xsdk.drivers.chademo import ChademoOptions
from v2xsdk.model import CanFrame
from v2xsdk.protocol.can.chademo.evse_states import EvseState
from v2xsdk_emulator.chademo_rig import ChademoRigOptions
from v2xsdk_emulator.clock import run_virtual
from v2xsdk_emulator.devices.chademo_outlet import OutletParams

LOG_SOURCE = "nissan-leaf-chademo-start-stop"
CHARGE_FROM_S, STOP_AT_S = 24.2, 46.7

# That charger locked late and kept its offer to discharge while charging.
CHARGER = ChademoOptions(
    charge_current_max_a=CHARGE_A, discharge_current_max_a=DISCHARGE_A, withdraw_discharge_offer=False
)
OUTLET = OutletParams(lock_s=8.72, insulation_test_s=2.6)

# Log time in s, tolerance in s, identifier, data from the log ("." is a measured or ramping digit).
TIMETABLE = [
    (0.00, 0.05, 0x100, "00000000b301f000"),
    (0.07, 0.03, 0x108, "01f4010fb3010000"),
    (0.07, 0.03, 0x109, "020000000120ffff"),
    (0.07, 0.15, 0x208, "fff401f00000fa00"),
    (0.07, 0.03, 0x209, "0200000000000000"),
    (3.90, 0.10, 0x102, "029a010000c94900"),
    (12.66, 0.10, 0x109, "02....0001240000"),
    (17.30, 0.20, 0x102, "029a010000c14900"),
    (19.04, 0.15, 0x102, "029a010200c14900"),
    (19.56, 0.55, 0x109, "02....0.0105ff3c"),
    (19.56, 0.55, 0x209, "0205000000000000"),
    (19.56, 0.55, 0x108, "01f40100b3010000"),
    (19.64, 0.55, 0x102, "029a010000c14900"),
    (20.15, 0.15, 0x200, "f0000000fa0043b2"),
    (24.26, 0.10, 0x108, "01f4010fb3010000"),
    (24.95, 0.15, 0x102, "029a010e00c14900"),
    (46.76, 0.10, 0x109, "02......0125ff3c"),
    (46.96, 0.15, 0x109, "02....0.01240000"),
    (46.97, 0.15, 0x102, "029a010000c04900"),
    (46.98, 0.15, 0x200, "ff000000fa0043b2"),
    (49.87, 0.20, 0x102, "029a010000c84900"),
    (50.56, 0.20, 0x109, "02....0001200000"),
]

# Each change of a frame without measured values, the rise of the first request aside: how far it gets depends on
# how soon the charger says that it runs.
CHANGES = {
    0x100: ["00000000b301f000", "00000000b3016400"],
    0x101: ["0000000000000000", "0000000000f00000", "0000000000de0000", "00ff3c0000de0000"],
    0x108: ["01f4010fb3010000", "01f40100b3010000", "01f4010fb3010000"],
    0x209: ["0200000000000000", "0205000000000000"],
    0x102: [
        *("029a010000c80300", "029a010000c80100", "029a010000c84900", "029a010000c94900", "029a010000c14900"),
        *("029a010200c14900", "029a010000c14900"),
        *(f"029a01{amps:02x}00c14900" for amps in range(2, 15, 2)),
        *("029a010000c04900", "029a010000c84900"),
    ],
    0x200: [
        *("ff000000fa00ffff", "ff000000fa0043b2"),
        *(f"{255 - amps:02x}000000fa0043b2" for amps in (2, 4, 6, 8, 10, 12, 14, 15)),
        "ff000000fa0043b2",
    ],
}


@pytest.fixture(scope="module")
def session() -> list[CanFrame]:
    """The frames of the session, times counted from the first one."""
    frames: list[CanFrame] = []

    async def run() -> None:
        async with chademo_bench(ChademoRigOptions(vehicle="leaf-ze0", outlet=OUTLET), CHARGER) as bench:
            frames.extend(await _hold_session(bench))

    run_virtual(run())
    return frames


async def _hold_session(bench: Bench) -> list[CanFrame]:
    await bench.hold(-6000.0, CHARGE_FROM_S - bench.now)
    assert bench.link.machine.state is EvseState.ENERGY
    await bench.hold(6000.0, STOP_AT_S - bench.now)
    assert await bench.link.stop() is EvseState.IDLE
    await asyncio.sleep(1.0)
    return list(bench.frames)


@pytest.mark.parametrize(("at_s", "tolerance_s", "can_id", "data"), TIMETABLE)
def test_each_step_of_the_log(session: list[CanFrame], at_s: float, tolerance_s: float, can_id: int, data: str) -> None:
    times = [frame.time_s for frame in _changes(session, can_id) if _matches(frame, data)]
    assert times, f"{can_id:03x} {data} never came"
    assert min(abs(time_s - at_s) for time_s in times) <= tolerance_s, times


@pytest.mark.parametrize("can_id", CHANGES)
def test_frames_change_as_in_the_log(session: list[CanFrame], can_id: int) -> None:
    assert [frame.data.hex() for frame in _changes(session, can_id)] == CHANGES[can_id]


def test_status_sequence(session: list[CanFrame]) -> None:
    states = [frame.data[5] for frame in session if frame.can_id == 0x109]
    assert _runs(states) == [0x20, 0x24, 0x05, 0x25, 0x24, 0x20]


def test_both_sides_keep_the_cycle(session: list[CanFrame]) -> None:
    for can_id in (0x102, 0x109):
        times = [frame.time_s for frame in session if frame.can_id == can_id]
        gaps = [later - earlier for earlier, later in zip(times, times[1:], strict=False)]
        assert min(gaps) > 0.09 and max(gaps) < 0.11, can_id


def test_every_logged_frame_of_that_session(session: list[CanFrame], shared_vectors: Path) -> None:
    lines = (shared_vectors / "can" / "chademo.jsonl").read_text().splitlines()
    rows = [row for row in map(json.loads, lines) if LOG_SOURCE in row["source"] and row["evidence"] == "device_log"]
    assert len(rows) >= 20
    ours = {(frame.can_id, _without_measured(frame.can_id, frame.data.hex())) for frame in session}
    missing = [
        row["data"]
        for row in rows
        if (int(row["id"], 16), _without_measured(int(row["id"], 16), row["data"])) not in ours
    ]
    assert missing == []


@on_virtual_time
async def test_the_direction_follows_the_order_both_ways_in_a_ze1() -> None:
    async with chademo_bench(ChademoRigOptions(vehicle="leaf-ze1")) as bench:
        await bench.until(EvseState.ENERGY)
        for power_w, amps in ((4000.0, 10.6), (-4000.0, -10.6), (2000.0, 5.3), (-2000.0, -5.3)):
            await bench.hold(power_w, 8.0)
            assert bench.rig.plant.current_a == pytest.approx(amps, abs=0.3), power_w
        await bench.hold(0.0, 3.0)
        assert bench.rig.plant.current_a == 0.0
        assert await bench.link.stop() is EvseState.IDLE
        assert bench.rig.vehicle.truth()["cause"] == "evse_stop"


def _changes(frames: Iterable[CanFrame], can_id: int) -> list[CanFrame]:
    found: list[CanFrame] = []
    for frame in frames:
        if frame.can_id == can_id and (not found or found[-1].data != frame.data):
            found.append(frame)
    return found


def _matches(frame: CanFrame, pattern: str) -> bool:
    return all(wanted in (".", digit) for wanted, digit in zip(pattern, frame.data.hex(), strict=True))


def _without_measured(can_id: int, data: str) -> str:
    return data[:2] + data[8:] if can_id == 0x109 else data


def _runs(values: Iterable[int]) -> list[int]:
    runs: list[int] = []
    for value in values:
        if not runs or runs[-1] != value:
            runs.append(value)
    return runs
