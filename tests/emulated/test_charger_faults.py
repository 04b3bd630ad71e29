"""What goes wrong on the wire and in the unit, judged by the emulator's own truth."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.rig_charger import rig_charger, until, virtually, within
from v2xsdk.charger import Charger, ChargerSettings
from v2xsdk.drivers.infypower_beg.options import BegOptions
from v2xsdk.errors import BusBusy, ConfigError, DeviceRefused, DeviceTimeout, LinkLost, OutputNotConfirmed
from v2xsdk.model import ChargerState, FaultKind, Reason
from v2xsdk_emulator.rig import Rig, RigOptions

BUS = RigOptions(vehicle="school-bus", soc_percent=60.0)


async def delivering(charger: Charger, power_w: float = -20_000.0) -> None:
    await charger.set_power(power_w, expires_in_s=600).in_effect()


def kinds(charger: Charger) -> set[FaultKind]:
    return {fault.kind for fault in charger.status.faults}


async def stays_off(rig: Rig, seconds: float = 30.0) -> None:
    await asyncio.sleep(seconds)
    assert not rig.truth()["output_on"]


@virtually
async def test_a_module_alarm_switches_off_and_latches() -> None:
    async with rig_charger(BUS) as (charger, rig):
        await delivering(charger)
        rig.faults.apply("alarm", on=True, module=1, value="over_temperature")
        await until(lambda: not rig.truth()["output_on"], 3)
        assert charger.status.state is ChargerState.LATCHED
        rig.faults.apply("alarm", on=False, module=1, value="over_temperature")
        await stays_off(rig)
        await delivering(charger, 5_000.0)


@virtually
async def test_one_silent_module_stops_all_and_counts_as_delivering() -> None:
    async with rig_charger(BUS) as (charger, rig):
        await delivering(charger)
        rig.faults.apply("silence", on=True, module=2, value=None)
        await until(lambda: FaultKind.MODULE_SILENT in kinds(charger), 2.0)
        with pytest.raises(OutputNotConfirmed) as problem:
            await charger.stop()
        assert problem.value.may_deliver_s == charger.info.silence_timeout_s


@virtually
async def test_all_modules_silent_is_a_lost_link_within_two_seconds() -> None:
    async with rig_charger(BUS) as (charger, rig):
        await delivering(charger)
        stream = charger.measurements()
        for module in range(3):
            rig.faults.apply("silence", on=True, module=module, value=None)
        with pytest.raises(LinkLost):
            await within(_drain(stream), 2.0)
        assert charger.status.state is ChargerState.LOST
        with pytest.raises(LinkLost):
            charger.set_power(1_000)
        report = await within(charger.close(), 2.0)
        assert not report.confirmed
        assert report.may_deliver_s == charger.info.silence_timeout_s
        await stays_off(rig, 15.0)


async def _drain(stream: object) -> None:
    async for _ in stream:  # type: ignore[attr-defined]
        pass


@virtually
async def test_a_lost_link_ends_every_await() -> None:
    async with rig_charger(BUS) as (charger, rig):
        await delivering(charger)
        waiting = asyncio.gather(
            charger.set_power(30_000).in_effect(),
            _drain(charger.measurements()),
            _drain(charger.events()),
            return_exceptions=True,
        )
        await asyncio.sleep(0.05)
        for module in range(3):
            rig.faults.apply("silence", on=True, module=module, value=None)
        order, measurements, events = await within(waiting, 8.0)
        assert isinstance(order, LinkLost)
        assert isinstance(measurements, LinkLost)
        assert events is None


@virtually
async def test_a_second_controller_is_a_fault_and_stops() -> None:
    async with rig_charger(BUS) as (charger, rig):
        await delivering(charger)
        rig.faults.apply("second-controller", on=True, module=None, value=None)
        await until(lambda: FaultKind.SECOND_CONTROLLER in kinds(charger), 3)
        await until(lambda: not rig.truth()["output_on"], 3)
        assert charger.status.state is ChargerState.LATCHED


async def test_opening_beside_a_second_controller_is_refused() -> None:
    await _refused(BusBusy, "second-controller")


async def test_two_modules_with_one_address_are_refused() -> None:
    await _refused(DeviceRefused, "duplicate-address")


async def _refused(error: type[Exception], fault: str) -> None:
    from tests.support.rig_charger import RigBus
    from v2xsdk.drivers.infypower_beg.stage import InfyPowerBeg

    rig = Rig(BUS)
    rig.start()
    rig.faults.apply(fault, on=True, module=1, value=None)
    bus = RigBus(rig.power_bus, "rig:power")
    await bus.open()
    try:
        with pytest.raises(error):
            await InfyPowerBeg(bus, BegOptions()).open(lambda event: None)
        assert not rig.truth()["output_on"]
    finally:
        await bus.close()
        rig.close()


@virtually
async def test_another_number_of_modules_than_declared_is_refused() -> None:
    with pytest.raises(ConfigError, match="modules=5"):
        async with rig_charger(BUS, beg=BegOptions(modules=5)):
            pass


@virtually
async def test_no_module_in_that_group_is_a_timeout_that_says_what_to_check() -> None:
    with pytest.raises(DeviceTimeout, match="group 7"):
        async with rig_charger(BUS, beg=BegOptions(group=7)):
            pass


@virtually
async def test_bus_off_stops_and_after_a_restart_nothing_re_energises() -> None:
    async with rig_charger(BUS) as (charger, rig):
        await delivering(charger)
        rig.faults.apply("bus-off", on=True, module=None, value=None)
        await until(lambda: FaultKind.BUS_OFF in kinds(charger), 2)
        rig.faults.apply("bus-off", on=False, module=None, value=None)
        await stays_off(rig, 20.0)
        assert charger.status.state in (ChargerState.LATCHED, ChargerState.LOST)


@virtually
async def test_garbage_on_the_bus_neither_hangs_nor_leaves_output_on() -> None:
    async with rig_charger(BUS) as (charger, rig):
        await delivering(charger)
        rig.faults.apply("garbage", on=True, module=None, value=None)
        await asyncio.sleep(5)
        await within(charger.close(), 2.0)
        await stays_off(rig, 15.0)


@virtually
async def test_grid_loss_stops_and_does_not_come_back_by_itself() -> None:
    async with rig_charger(BUS) as (charger, rig):
        await delivering(charger)
        rig.faults.apply("grid-loss", on=True, module=None, value=None)
        await until(lambda: charger.status.state is ChargerState.LATCHED, 3)
        rig.faults.apply("grid-loss", on=False, module=None, value=None)
        await stays_off(rig)


@virtually
async def test_derating_lowers_the_limit_and_says_so() -> None:
    async with rig_charger(BUS) as (charger, rig):
        order = charger.set_power(60_000, expires_in_s=120)
        await order.in_effect()
        rig.faults.apply("derate", on=True, module=None, value=0.5)
        await until(lambda: order.status.reason is Reason.CHARGER_LIMIT, 5)
        await until(lambda: FaultKind.DERATED in kinds(charger), 1)
        assert charger.limits.charge_w == pytest.approx(33_000, rel=0.01)
        await asyncio.sleep(2)
        assert rig.truth()["dc_power_w"] <= 33_100
        rig.faults.apply("derate", on=False, module=None, value=None)
        await until(lambda: rig.truth()["dc_power_w"] > 59_000, 10)


@virtually
async def test_a_vehicle_that_falls_silent_stops_the_output() -> None:
    async with rig_charger(BUS) as (charger, rig):
        await delivering(charger)
        rig.faults.apply("battery-silent", on=True, module=None, value=None)
        await until(lambda: not rig.truth()["output_on"], 4)
        assert FaultKind.VEHICLE_SILENT in kinds(charger)
        await stays_off(rig)


SABOTAGE = {
    "sign-flipped": FaultKind.SIGN_MISMATCH,
    "under-delivery": FaultKind.POWER_MISMATCH,
    "ignored-off-hidden": FaultKind.OFF_NOT_CONFIRMED,
}


@pytest.mark.parametrize("sabotage", SABOTAGE)
def test_a_lying_unit_is_caught_by_the_independent_measurement(sabotage: str) -> None:
    async def run() -> None:
        async with rig_charger(RigOptions(vehicle="school-bus", sabotage=sabotage)) as (charger, rig):
            seen: set[FaultKind] = set()

            async def watch() -> None:
                async for event in charger.events():
                    fault = getattr(event, "fault", None)
                    if fault is not None:
                        seen.add(fault.kind)

            watcher = asyncio.create_task(watch())
            charger.set_power(20_000, expires_in_s=60)
            await asyncio.sleep(15)
            try:
                await charger.stop()
            except OutputNotConfirmed:
                seen.add(FaultKind.OFF_NOT_CONFIRMED)
            await asyncio.sleep(8)
            assert SABOTAGE[sabotage] in seen
            watcher.cancel()

    virtually(run)()


@virtually
async def test_a_frozen_state_of_charge_ends_the_discharge() -> None:
    options = RigOptions(vehicle="school-bus", sabotage="frozen-soc", time_scale=60.0)
    async with rig_charger(options, ChargerSettings(reserve_percent=20.0, energy_time_scale=60.0)) as (charger, rig):
        order = charger.set_power(-50_000, expires_in_s=300)
        await order.in_effect()
        await until(lambda: order.status.reason is Reason.SOC_UNKNOWN, 60)
        await asyncio.sleep(3)
        assert abs(rig.truth()["dc_power_w"]) < 1.0
