"""How BEG modules behave: start, ramps, modes, sharing, election, silence - on virtual time."""

from __future__ import annotations

import asyncio

import pytest

from tests.emulated.beg_controller import (
    INVERTER,
    OFF,
    ON,
    RECTIFIER,
    Controller,
    event_names,
    with_rig,
)
from v2xsdk_emulator.devices.infypower_beg import BegParams
from v2xsdk_emulator.rig import Rig, RigOptions

THREE = RigOptions(modules=3)
DC_OFF, INTERRUPTED = 0x100, 0x8000


def test_walk_in_is_a_soft_ramp_and_can_be_switched_off() -> None:
    async def current_after(rig: Rig, controller: Controller, seconds: float) -> float:
        await controller.set_point(780, 60)
        await controller.write(0x1110, ON)
        await asyncio.sleep(rig.options.beg.start_s + seconds - 0.04)
        return float(rig.truth()["dc_current_a"])

    async def soft(rig: Rig, controller: Controller) -> float:
        return await current_after(rig, controller, 0.2)

    async def hard(rig: Rig, controller: Controller) -> float:
        await controller.write(0x1122, 0xA0)
        return await current_after(rig, controller, 0.2)

    # 73.3 A a module in 1 s: after 0.2 s it is at 14.7 A, and the three at 44 A.
    assert with_rig(THREE, soft) == pytest.approx(44.0, abs=5.0)
    assert with_rig(THREE, hard) == pytest.approx(60.0, abs=0.1)


def test_start_procedure_is_answered_with_7() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.set_point(780, 10)
        assert {a.error for a in await controller.write(0x1110, ON)} == {0}
        assert {a.error for a in await controller.write(0x2110, INVERTER)} == {7}
        assert {a.error for a in await controller.write(0x1110, ON)} == {0}  # it is on: nothing to refuse
        assert {a.error for a in await controller.write(0x2110, RECTIFIER)} == {0}
        assert {a.error for a in await controller.write(0x1110, OFF)} == {0}  # off is always obeyed
        await controller.keep(0.2)
        assert {a.value & DC_OFF for a in await controller.read(0x1110)} == {DC_OFF}

    with_rig(THREE, scenario)


def test_after_power_up_writes_wait_but_reads_do_not() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        assert {a.error for a in await controller.write(0x1110, ON)} == {7}
        assert {a.error for a in await controller.read(0x1110)} == {0}
        await controller.keep(2.0)
        assert {a.error for a in await controller.write(0x1110, ON)} == {0}

    with_rig(RigOptions(beg=BegParams(power_up_s=2.0)), scenario)


def test_mode_change_needs_off_and_takes_its_declared_time() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.run(780, 30)
        assert {a.error for a in await controller.write(0x2110, INVERTER)} == {2}
        await controller.write(0x1110, OFF)
        await controller.keep(0.3)
        start_s = asyncio.get_running_loop().time()
        assert {a.error for a in await controller.write(0x2110, INVERTER)} == {0}
        while asyncio.get_running_loop().time() < start_s + 1.3:
            assert {a.error for a in await controller.write(0x1110, ON)} == {7}
        for _ in range(20):
            if (await controller.read(0x1111))[0].value == 1:
                break
        took_s = asyncio.get_running_loop().time() - start_s
        assert took_s == pytest.approx(1.5, abs=0.15)
        assert rig.truth()["mode"] == "inverter"

    with_rig(THREE, scenario)


def test_mode_change_while_on_can_be_allowed_and_passes_through_zero() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.write(0x1132, 560_000)
        await controller.run(780, 30)
        assert {a.error for a in await controller.write(0x2110, INVERTER)} == {0}
        seen = []
        for _ in range(200):
            await asyncio.sleep(0.02)
            seen.append(rig.truth()["dc_current_a"])
        assert seen[-1] == pytest.approx(-30.0)
        rising = seen.index(0.0)
        assert all(a == 0.0 for a in seen[rising : rising + 60])  # at least 1.2 s at zero

    with_rig(RigOptions(beg=BegParams(refuse_mode_change_while_on=False)), scenario)


def test_discharge_stops_at_the_cut_off_voltage() -> None:
    async def scenario(rig: Rig, controller: Controller) -> float:
        await controller.run(780, 90, mode=INVERTER)
        held_v = rig.truth()["dc_voltage_v"]
        assert held_v < rig.vehicle.pack.curve.volts(rig.vehicle.pack.soc) - 5
        await controller.write(0x1132, round((held_v + 3) * 1000))
        await controller.keep(1.0)
        truth = rig.truth()
        assert truth["dc_voltage_v"] == pytest.approx(held_v + 3, abs=0.05)
        return float(truth["dc_current_a"])

    assert -90 < with_rig(THREE, scenario) < -1


def test_without_a_cut_off_the_voltage_set_point_is_one() -> None:
    async def scenario(rig: Rig, controller: Controller) -> float:
        await controller.change_mode(INVERTER)
        await controller.set_point(696, 90)
        await controller.write(0x1110, ON)
        await controller.keep(3.0)
        return float(rig.truth()["dc_voltage_v"])

    assert with_rig(THREE, scenario) == pytest.approx(696.0, abs=0.05)


def test_charging_holds_the_voltage_set_point() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.run(rig.truth()["dc_voltage_v"] + 2.0, 90)
        truth = rig.truth()
        assert truth["dc_voltage_v"] == pytest.approx(rig.rack.modules[0].voltage_setpoint_v, abs=1e-3)
        assert 0 < truth["dc_current_a"] < 60

    with_rig(THREE, scenario)


def test_voltage_floor_and_low_range() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        rig.faults.apply("vehicle-fault")  # open node: it follows the set-point
        await controller.set_point(50, 1)
        await controller.write(0x1110, ON)
        await controller.keep(2.0)
        assert rig.truth()["dc_voltage_v"] == pytest.approx(200.0)
        await controller.set_point(800, 1)
        await controller.keep(2.0)
        assert rig.truth()["dc_voltage_v"] == pytest.approx(800.0)
        await controller.write(0x1126, 0xA0)
        await controller.keep(2.0)
        assert rig.truth()["dc_voltage_v"] == pytest.approx(500.0)

    with_rig(THREE, scenario)


def test_inverting_without_a_battery_is_an_alarm() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        rig.faults.apply("vehicle-fault")
        await controller.change_mode(INVERTER)
        await controller.set_point(560, 10)
        await controller.write(0x1110, ON)
        await controller.keep(2.0)
        assert {a.value & 0x20 for a in await controller.read(0x1110)} == {0x20}
        assert not rig.truth()["output_on"]

    with_rig(THREE, scenario)


def test_the_master_shares_and_moves_what_one_cannot_carry() -> None:
    async def scenario(rig: Rig, controller: Controller) -> list[float]:
        rig.faults.apply("derate", module=1, value=0.1)
        await controller.run(780, 60)
        assert (await controller.read(0x1132))[1].value == pytest.approx(7_330, abs=1)
        assert (await controller.read(0x1133))[1].value == 2_200_000
        assert (await controller.read(0x1110))[1].value & 0x10000
        return [module["current_a"] for module in rig.truth()["modules"]]

    first, derated, last = with_rig(THREE, scenario)
    assert derated < 3.2
    assert first == pytest.approx(last)
    assert first + derated + last == pytest.approx(60.0, abs=1e-3)


def test_power_limit_holds_above_300_v() -> None:
    async def scenario(rig: Rig, controller: Controller) -> float:
        await controller.run(780, 200)
        return float(rig.truth()["dc_power_w"])

    assert with_rig(RigOptions(modules=3, soc_percent=40), scenario) == pytest.approx(66_000, rel=1e-4)


def test_the_next_address_takes_over_from_a_silent_master() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.run(780, 60)
        rig.faults.apply("silence", module=0)
        assert await controller.read(0x1001) == []  # nobody knows yet
        await controller.keep(2.0)
        assert [a.address for a in await controller.read(0x1001)] == [1]
        assert (await controller.read(0x1010))[0].value == 2
        # The silent one goes on with its share until its own time-out; the others carry the whole set-point.
        assert rig.truth()["dc_current_a"] == pytest.approx(80.0, abs=0.5)
        await controller.keep(10.0)
        assert [m["on"] for m in rig.truth()["modules"]] == [False, True, True]
        assert rig.truth()["dc_current_a"] == pytest.approx(60.0, abs=0.5)

    with_rig(THREE, scenario)


@pytest.mark.parametrize("timeout_s", [2.0, 10.0])
def test_silence_switches_off_and_stays_visible_until_a_write(timeout_s: float) -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        await controller.run(780, 60)
        await controller.read(0x1001)
        await asyncio.sleep(timeout_s - 0.1)
        assert rig.truth()["output_on"]
        await asyncio.sleep(0.2)
        assert not rig.truth()["output_on"]
        assert event_names(rig).count("silence time-out") == 3
        assert {a.value & INTERRUPTED for a in await controller.read(0x1110)} == {INTERRUPTED}
        await controller.keep(3.0)
        assert not rig.truth()["output_on"]  # nothing starts again by itself
        await controller.write(0x1110, ON)
        assert {a.value & INTERRUPTED for a in await controller.read(0x1110)} == {0}
        await controller.keep(3.0)
        assert rig.truth()["dc_current_a"] == pytest.approx(60.0)

    with_rig(RigOptions(beg=BegParams(silence_timeout_s=timeout_s)), scenario)


def test_off_modules_fall_asleep_and_wake_up() -> None:
    async def scenario(rig: Rig, controller: Controller) -> None:
        assert rig.truth()["ac_power_w"] == pytest.approx(90.0)
        await controller.keep(2.5)
        assert rig.truth()["ac_power_w"] == pytest.approx(24.0)
        assert (await controller.read(0x1110))[0].value & 0x10
        await controller.run(780, 10)
        assert rig.truth()["dc_current_a"] == pytest.approx(10.0)

    with_rig(RigOptions(beg=BegParams(sleep_after_s=2.0)), scenario)


def test_only_energy_runs_at_the_time_scale() -> None:
    async def scenario(rig: Rig, controller: Controller) -> tuple[float, float]:
        await controller.run(780, 60)
        return rig.vehicle.soc_percent, rig.wire_s()

    plain, fast = (with_rig(RigOptions(time_scale=scale), scenario) for scale in (1.0, 60.0))
    assert plain[1] == pytest.approx(fast[1])  # ramps and answers took the same time
    assert (fast[0] - 60) / (plain[0] - 60) == pytest.approx(60, rel=0.02)
