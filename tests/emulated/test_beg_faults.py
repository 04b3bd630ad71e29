"""Faults and sabotage on command, judged by the truth and by what the wire says."""

from __future__ import annotations

import asyncio

import pytest

from tests.emulated.beg_controller import INVERTER, OFF, ON, Controller, event_names, with_rig
from v2xsdk.errors import ConfigError
from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.devices.infypower_beg.status import STATES, STATUS_BITS, TRIPPING
from v2xsdk_emulator.faults import SABOTAGES
from v2xsdk_emulator.rig import Rig, RigOptions

DC_OFF = 0x100


@pytest.mark.parametrize("flag", sorted(STATUS_BITS.keys() - STATES))
def test_each_alarm_sets_its_bit_and_trips_if_it_must(flag: str) -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.run(780, 30)
        rig.faults.apply("alarm", module=1, value=flag)
        await controller.keep(0.5)
        word = (await controller.read(0x1110))[1].value
        assert word >> STATUS_BITS[flag] & 1
        assert [m["on"] for m in rig.truth()["modules"]] == [True, flag not in TRIPPING, True]
        assert flag in rig.truth()["modules"][1]["alarms"]
        if flag in TRIPPING:
            assert {a.error for a in await controller.write(0x1110, ON)} == {0}
            await controller.keep(1.0)
            assert not rig.truth()["modules"][1]["on"]  # no start while the alarm stands
        rig.faults.apply("alarm", module=1, value=flag, on=False)
        await controller.keep(1.0)
        assert rig.truth()["modules"][1]["on"] == (flag not in TRIPPING)  # nor by itself afterwards
        await controller.write(0x1110, ON)
        await controller.keep(3.0)
        assert rig.truth()["dc_current_a"] == pytest.approx(30.0)

    with_rig(RigOptions(), scenario)


def test_grid_loss_trips_with_alarms_and_nothing_returns_by_itself() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.run(780, 30)
        rig.faults.apply("grid-loss")
        await controller.keep(0.5)
        truth = rig.truth()
        assert not truth["output_on"]
        assert truth["ac_power_w"] == 0.0
        assert truth["modules"][0]["alarms"] == ["ac_phase_lost", "ac_too_low", "pfc_side_off"]
        assert (await controller.read(0x1103))[0].value == 0
        rig.faults.apply("grid-loss", on=False)
        await controller.keep(1.0)
        assert rig.truth()["modules"][0]["alarms"] == []
        assert not rig.truth()["output_on"]

    with_rig(RigOptions(), scenario)


def test_derating_lowers_capability_and_output() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.run(780, 80)
        rig.faults.apply("derate", value=0.25)
        await controller.keep(1.0)
        assert rig.truth()["dc_power_w"] == pytest.approx(0.25 * 66_000, rel=0.01)
        rig.faults.apply("derate", on=False)
        await controller.keep(2.0)
        assert rig.truth()["dc_current_a"] == pytest.approx(80.0)

    with_rig(RigOptions(), scenario)


def test_bus_off_drops_everything_until_the_restart() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        rig.faults.apply("bus-off")
        assert [(f.error, f.can_id) for f in controller.heard if f.error] == [(True, 0x040)]
        assert not controller.port.send(CanFrame(can_id=0x02E300F0, data=bytes(8)))
        controller.heard.clear()
        await asyncio.sleep(1.0)
        assert controller.heard == []
        rig.faults.apply("bus-off", on=False)
        assert [f.can_id for f in controller.heard if f.error] == [0x100]
        assert len(await controller.read(0x1110)) == 3

    with_rig(RigOptions(), scenario)


def test_garbage_comes_from_a_seed_and_disturbs_no_module() -> None:
    async def scenario(rig: Rig, controller: Controller) -> list[tuple[int, bytes]]:
        await controller.run(780, 30)
        rig.faults.apply("garbage")
        controller.heard.clear()
        await asyncio.sleep(3.0)
        garbage = [(f.can_id, f.data) for f in controller.heard if f.can_id >> 16 != 0x0757]
        assert len(garbage) > 100
        assert rig.truth()["dc_current_a"] == pytest.approx(30.0)
        rig.faults.apply("garbage", on=False)
        await controller.keep(0.5)
        return garbage

    first, again = (with_rig(RigOptions(seed=7), scenario) for _ in range(2))
    assert first == again
    assert first != with_rig(RigOptions(seed=8), scenario)


def test_duplicate_address_answers_twice_with_the_bit_set() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        rig.faults.apply("duplicate-address")
        answers = await controller.read(0x1110)
        assert [a.address for a in answers] == [0, 0, 2]
        assert [a.value >> 17 & 1 for a in answers] == [1, 1, 0]
        assert len(await controller.read(0x1001)) == 2  # two believe to be master
        assert (await controller.read(0x1010))[0].value == 2
        rig.faults.apply("duplicate-address", on=False)
        assert [a.address for a in await controller.read(0x1110)] == [0, 1, 2]

    with_rig(RigOptions(), scenario)


def test_a_second_controller_reads_writes_and_keeps_modules_awake() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.run(780, 30)
        rig.faults.apply("second-controller")
        await asyncio.sleep(12.0)
        assert rig.truth()["output_on"]  # its frames feed the silence time-out
        assert rig.truth()["dc_current_a"] == pytest.approx(5.0)
        assert {f.can_id & 0xFF for f in controller.heard} >= {0xF1}
        rig.faults.apply("second-controller", on=False)
        await asyncio.sleep(11.0)
        assert not rig.truth()["output_on"]

    with_rig(RigOptions(), scenario)


@pytest.mark.parametrize(("mode", "expected_a"), [(0xA0, -30.0), (INVERTER, 30.0)])
def test_sign_flipped(mode: int, expected_a: float) -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.run(780, 30, mode=mode)
        assert rig.truth()["dc_current_a"] == pytest.approx(expected_a)
        assert (await controller.read(0x1002))[0].value == pytest.approx(30_000, abs=1)
        assert (await controller.read(0x1111))[0].value == (mode == INVERTER)

    with_rig(RigOptions(sabotage="sign-flipped"), scenario)


def test_under_delivery_reports_what_was_asked() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.run(780, 30)
        assert rig.truth()["dc_current_a"] == pytest.approx(27.0)
        assert (await controller.read(0x1002))[0].value == pytest.approx(30_000, abs=1)

    with_rig(RigOptions(sabotage="under-delivery"), scenario)


def test_frozen_soc_moves_in_truth_only() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.run(780, 80)
        assert rig.vehicle.soc_percent > 60.5
        assert rig.battery.soc_percent == 60.0

    with_rig(RigOptions(sabotage="frozen-soc", time_scale=60), scenario)


@pytest.mark.parametrize(
    ("name", "says_off", "delivers"),
    [
        ("ignored-off", False, True),
        ("ignored-off-hidden", True, True),
        ("ignored-off-unconfirmed", False, False),
    ],
)
def test_ignored_off(name: str, says_off: bool, delivers: bool) -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.run(780, 30)
        await controller.write(0x1002, 0)
        assert {a.error for a in await controller.write(0x1110, OFF)} == {0}
        await controller.keep(2.0)
        assert {bool(a.value & DC_OFF) for a in await controller.read(0x1110)} == {says_off}
        assert rig.truth()["output_on"] is delivers
        assert (abs(rig.truth()["dc_current_a"]) > 1) is delivers
        await asyncio.sleep(11.0)
        assert not rig.truth()["output_on"]  # its own silence time-out still works

    with_rig(RigOptions(sabotage=name), scenario)


def test_silent_module_falls_silent_in_mid_delivery() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        assert len(await controller.read(0x1110)) == 3
        await controller.run(780, 60)
        await controller.keep(3.0)
        assert [a.address for a in await controller.read(0x1110)] == [0, 1]
        assert rig.truth()["modules"][2]["on"]
        assert "fault injected" in event_names(rig)

    with_rig(RigOptions(sabotage="silent-module"), scenario)


@pytest.mark.parametrize("name", SABOTAGES)
def test_every_sabotage_can_be_undone(name: str) -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        rig.faults.sabotage(name, on=False)
        await controller.run(780, 30)
        await controller.keep(3.0)
        assert rig.truth()["dc_current_a"] == pytest.approx(30.0)
        assert (await controller.read(0x1002))[0].value == pytest.approx(30_000, abs=1)
        assert rig.battery.soc_percent == rig.vehicle.soc_percent
        await controller.write(0x1110, OFF)
        await controller.keep(1.0)
        assert {a.value & DC_OFF for a in await controller.read(0x1110)} == {DC_OFF}

    with_rig(RigOptions(sabotage=name), scenario)


@pytest.mark.parametrize(
    ("kind", "arguments", "text"),
    [
        ("alrm", {}, "no fault 'alrm'"),
        ("alarm", {"value": "boredom"}, "no alarm 'boredom'"),
        ("alarm", {"value": "dc_side_off"}, "no alarm"),
        ("alarm", {"module": 3}, "no module 3"),
        ("derate", {"value": 1.5}, "between 0 and 1"),
        ("derate", {"value": "half"}, "between 0 and 1"),
        ("sabotage", {"value": "laziness"}, "no sabotage 'laziness'"),
    ],
)
def test_senseless_commands_are_refused(kind: str, arguments: dict[str, object], text: str) -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        with pytest.raises(ConfigError, match=text):
            rig.faults.apply(kind, **arguments)  # type: ignore[arg-type]
        assert event_names(rig) == []

    with_rig(RigOptions(), scenario)
