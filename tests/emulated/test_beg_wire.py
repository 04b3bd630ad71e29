"""What BEG modules put on the wire, byte for byte: the published rows and every index."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.emulated.beg_controller import ALL, GROUP, INVERTER, MODULE, OFF, ON, Controller, with_rig
from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.devices.infypower_beg import BegModule, BegParams
from v2xsdk_emulator.devices.infypower_beg.frames import INTERNAL_ID, split_identifier
from v2xsdk_emulator.rig import Rig, RigOptions

QUIET = RigOptions(modules=2, beg=BegParams(walk_in=False))


def _nothing(rig: Rig) -> None:
    pass


def _at_400_v_15_a(rig: Rig) -> None:
    for module in rig.rack.modules:
        module.unit.settle(400.0, 7.5)


def _abnormal_and_limited(rig: Rig) -> None:
    for module in rig.rack.modules:
        module.unit.enabled = True
        module.unit.capability = 0.5
        module.alarms.add("discharge_abnormal")


def _inverting(rig: Rig) -> None:
    for module in rig.rack.modules:
        module.inverter = True


# Request, what the modules are like, and the first answer; composed from two independent implementations.
ROWS: list[tuple[str, str, Callable[[Rig], None], str, str]] = [
    ("02e300f0", "1010000000000000", _nothing, "02e3f000", "1010000000000002"),
    ("02e300f0", "1001000000000000", _at_400_v_15_a, "02e3f000", "1001000000061a80"),
    ("02e300f0", "1002000000000000", _at_400_v_15_a, "02e3f000", "1002000000003a98"),
    ("02e300f0", "1110000000000000", _nothing, "02e3f000", "1110000000000100"),
    ("02e300f0", "1110000000000000", _abnormal_and_limited, "02e3f000", "1110000000010020"),
    ("02e300f0", "1111000000000000", _inverting, "02e3f000", "1111000000000001"),
    ("02e300f0", "1130000000000000", _nothing, "02e3f000", "11300000000f4240"),
    ("02e300f0", "1131000000000000", _nothing, "02e3f000", "1131000000030d40"),
    ("02e300f0", "1132000000000000", _nothing, "02e3f000", "1132000000011e54"),
    ("02e300f0", "1133000000000000", _nothing, "02e3f000", "11330000014fb180"),
    ("02e400f0", "1001000000061a80", _nothing, "02e4f000", "1001000000061a80"),
    ("02e400f0", "1002000000004e20", _nothing, "02e4f000", "1002000000004e20"),
    ("02e400f0", "1132000000055730", _nothing, "02e4f000", "1132000000055730"),
    ("02e400f0", "11100000000000a1", _nothing, "02e4f000", "11100000000000a1"),
    ("02e400f0", "21100000000000a1", _nothing, "02e4f000", "21100000000000a1"),
    ("02a43ff0", "11260000000000a2", _nothing, "02a4f000", "11260000000000a2"),
    ("02e400f0", "1001000000f42400", _nothing, "0ee4f000", "1001000000f42400"),
]


@pytest.mark.parametrize(("request_id", "data", "prepare", "answer_id", "answer"), ROWS)
def test_published_rows(
    request_id: str, data: str, prepare: Callable[[Rig], None], answer_id: str, answer: str
) -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        prepare(rig)
        controller.port.send(CanFrame(can_id=int(request_id, 16), data=bytes.fromhex(data)))
        await asyncio.sleep(0.015)  # shorter than a step, which would undo what was prepared

    async def listening(rig: Rig, controller: Controller) -> list[tuple[int, bytes]]:
        await scenario(rig, controller)
        return [(f.can_id, f.data) for f in controller.heard if f.can_id & ~0xFF != INTERNAL_ID]

    first, *others = with_rig(QUIET, listening)
    assert first == (int(answer_id, 16), bytes.fromhex(answer))
    assert len(others) == (0 if data.startswith("10") else 1)  # 10xx: the master alone; else each module


def test_identifier_fields_of_all_public_rows(shared_vectors: Path) -> None:
    lines = (shared_vectors / "can" / "infypower_beg.jsonl").read_text().splitlines()
    assert lines
    for row in map(json.loads, lines):
        found, decoded = split_identifier(int(row["id"], 16)), row["decoded"]
        assert found.error == decoded["error_code"]
        assert found.device == decoded["device_number"]
        assert found.command == decoded["command"]
        assert found.destination == decoded["destination_address"]
        assert found.source == decoded["source_address"]
        assert found.from_controller == (row["direction"] == "controller_to_module")


def _signed(value: int) -> int:
    return value - (1 << 32) if value & 1 << 31 else value


def test_every_read_index_in_charge() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.write(0x2105, (-950) & 0xFFFF_FFFF)  # power factor 0.95, the other quadrant
        await controller.run(780, 40)
        truth = rig.truth()
        values = {index: (await controller.read(index))[0].value for index in EXPECTED}
        line_v = rig.grid.line_voltage_v
        active_w = truth["ac_power_w"] / 2
        reactive_var = -active_w * math.tan(math.acos(0.95))
        apparent_va = math.hypot(active_w, reactive_var)
        phase_v = line_v / math.sqrt(3)
        near = {
            0x1001: truth["dc_voltage_v"],
            0x1002: 40.0,
            0x1103: line_v,
            0x1104: line_v,
            0x1105: line_v,
            0x1106: 25.0,
            0x2101: phase_v,
            0x2102: phase_v,
            0x2103: phase_v,
            0x2104: apparent_va / 3 / phase_v,
            0x2105: apparent_va / 3 / phase_v,
            0x2106: apparent_va / 3 / phase_v,
            0x2107: 60.0,
            0x2108: active_w,
            0x2109: active_w / 3,
            0x210A: active_w / 3,
            0x210B: active_w / 3,
            0x210C: reactive_var,
            0x210D: reactive_var / 3,
            0x210E: reactive_var / 3,
            0x210F: reactive_var / 3,
            0x2110: apparent_va / 3,
            0x2111: apparent_va / 3,
            0x2112: apparent_va / 3,
            0x2113: apparent_va,
            0x4101: truth["dc_voltage_v"],
            0x4102: 20.0,
        }
        for index, expected in near.items():
            assert _signed(values[index]) / 1000 == pytest.approx(expected, rel=0.01), f"{index:04x}"

    with_rig(RigOptions(modules=2), scenario)


EXPECTED = [0x1001, 0x1002, *range(0x1103, 0x1107), *range(0x2101, 0x2114), 0x4101, 0x4102]


def test_an_index_that_cannot_be_read_or_written_is_an_invalid_command() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        for index in (0x1122, 0x1126, 0x2100, 0x9999):
            assert {answer.error for answer in await controller.read(index)} == {2}, f"{index:04x}"
        for index in (0x1103, 0x1130, 0x2108, 0x4101, 0x1010, 0x9999):
            assert {answer.error for answer in await controller.write(index, 1)} == {2}, f"{index:04x}"

    with_rig(QUIET, scenario)


@pytest.mark.parametrize(
    ("index", "value"),
    [
        (0x1001, 1_000_001),
        (0x1002, 146_601),
        (0x1110, 0xA2),
        (0x1122, 0),
        (0x1126, 0xA3),
        (0x1132, 1_000_001),
        (0x2105, 1001),
        (0x2110, 0x1A0),
    ],
)
def test_values_out_of_range_are_invalid_data_and_change_nothing(index: int, value: int) -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.set_point(700, 10)
        before = [_settings(module) for module in rig.rack.modules]
        answers = await controller.write(index, value)
        assert {answer.error for answer in answers} == {3}
        assert {answer.value for answer in answers} == {value}
        assert [_settings(module) for module in rig.rack.modules] == before
        assert rig.rack.total_a[0] == 10.0

    with_rig(QUIET, scenario)


def _settings(module: BegModule) -> tuple[object, ...]:
    return (
        module.voltage_setpoint_v,
        module.cutoff_v,
        module.on,
        module.walk_in,
        module.output_stage,
        module.power_factor,
        module.inverter,
    )


def test_who_is_addressed() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        both = [0, 1]
        assert [a.address for a in await controller.read(0x1110)] == both
        assert [a.address for a in await controller.read(0x1110, device=MODULE, to=ALL)] == both
        assert [a.address for a in await controller.read(0x1110, device=GROUP, to=ALL)] == both
        assert [a.address for a in await controller.read(0x1110, device=MODULE, to=1)] == [1]
        assert [a.address for a in await controller.read(0x1001, device=MODULE, to=ALL)] == [0]
        assert await controller.read(0x1110, device=GROUP, to=1) == []
        assert await controller.read(0x1110, device=MODULE, to=2) == []
        assert await controller.read(0x1110, device=0x0C, to=0) == []

    with_rig(QUIET, scenario)


def test_one_module_can_be_ordered_alone() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.set_point(780, 30)
        await controller.write(0x1002, 4_000, device=MODULE, to=1)
        await controller.write(0x1110, ON)
        await controller.keep(3)
        assert [round(m["current_a"], 2) for m in rig.truth()["modules"]] == [15.0, 4.0]
        assert (await controller.read(0x1002, device=MODULE, to=1))[0].value == pytest.approx(4_000, abs=1)
        await controller.write(0x1110, OFF, device=MODULE, to=0)
        await controller.keep(1)
        assert [m["on"] for m in rig.truth()["modules"]] == [False, True]
        await controller.write(0x1002, 20_000)
        await controller.keep(1)
        assert [round(m["current_a"], 2) for m in rig.truth()["modules"]] == [0.0, 20.0]

    with_rig(QUIET, scenario)


def test_other_controllers_are_answered_at_their_address() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        other = Controller(rig, address=0xF8)
        assert [a.address for a in await other.read(0x1111)] == [0, 1]

    with_rig(QUIET, scenario)


def test_frames_that_are_no_requests_are_ignored() -> None:
    async def scenario(rig: Rig, controller: Controller) -> int:
        for can_id, data in (
            (0x02E3F000, "1010000000000002"),  # an answer
            (0x0757F801, "0000000000000000"),  # internal traffic
            (0x02E300F0, "101000"),  # cut short
            (0x0EE300F0, "1010000000000000"),  # a request with an error code
        ):
            controller.port.send(CanFrame(can_id=can_id, data=bytes.fromhex(data)))
        controller.port.send(CanFrame(can_id=0x2E3, data=bytes(8), extended=False))
        controller.port.send(CanFrame(can_id=0x02E300F0, data=b"", remote=True))
        controller.heard.clear()
        await asyncio.sleep(0.1)
        return len([f for f in controller.heard if f.can_id & ~0xFF != INTERNAL_ID])

    assert with_rig(QUIET, scenario) == 0


def test_modules_talk_to_each_other() -> None:
    async def scenario(rig: Rig, controller: Controller) -> set[int]:
        await asyncio.sleep(1.0)
        return {f.can_id for f in controller.heard}

    assert with_rig(QUIET, scenario) == {INTERNAL_ID, INTERNAL_ID + 1}


def test_discharge_currents_are_magnitudes() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.run(560, 30, mode=INVERTER)
        assert rig.truth()["dc_current_a"] == pytest.approx(-30.0)
        assert (await controller.read(0x1002))[0].value == pytest.approx(30_000, abs=1)
        assert (await controller.read(0x1111))[0].value == 1

    with_rig(QUIET, scenario)
