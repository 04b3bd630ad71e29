"""Orders on an emulated unit, judged by the emulator's own truth."""

from __future__ import annotations

import asyncio
import math

import pytest

from tests.support.rig_charger import rig_charger, until, virtually, within
from v2xsdk.charger import ChargerSettings
from v2xsdk.drivers.fixed_vehicle import FixedVehicle, FixedVehicleOptions
from v2xsdk.drivers.infypower_beg.options import BegOptions
from v2xsdk.errors import Closed, LimitError, OrderRefused
from v2xsdk.model import ChargerState, OrderState, Reason
from v2xsdk_emulator.rig import RigOptions

BUS = RigOptions(vehicle="school-bus", soc_percent=60.0)


@virtually
async def test_power_flows_both_ways_as_ordered() -> None:
    async with rig_charger(BUS) as (charger, rig):
        for power_w in (30_000.0, -20_000.0, 8_000.0):
            status = await charger.set_power(power_w, expires_in_s=60).in_effect()
            assert status.state is OrderState.IN_EFFECT
            assert rig.truth()["dc_power_w"] == pytest.approx(power_w, rel=0.01)
            assert charger.measurement is not None
            assert charger.measurement.dc_power_w == pytest.approx(power_w, rel=0.01)
            assert charger.measurement.ac_power_w is not None
            assert charger.measurement.dc_power_w is not None
            assert charger.measurement.ac_power_w > charger.measurement.dc_power_w


@virtually
async def test_stop_is_confirmed_by_the_unit() -> None:
    async with rig_charger(BUS) as (charger, rig):
        await charger.set_power(-20_000).in_effect()
        report = await within(charger.stop(), 2.0)
        assert report.confirmed
        assert not rig.truth()["output_on"]
        assert charger.status.state is ChargerState.IDLE
        await charger.set_power(5_000).in_effect()


@virtually
async def test_an_expired_order_falls_back_and_latches() -> None:
    async with rig_charger(BUS) as (charger, rig):
        order = charger.set_power(-20_000, expires_in_s=10)
        await order.in_effect()
        status = await within(order.done(), 11)
        assert (status.state, status.reason) == (OrderState.EXPIRED, Reason.EXPIRED)
        await asyncio.sleep(charger.info.stop_time_s)
        assert not rig.truth()["output_on"]
        assert charger.status.state is ChargerState.LATCHED
        await asyncio.sleep(30)
        assert not rig.truth()["output_on"]
        await charger.set_power(5_000).in_effect()
        assert rig.truth()["output_on"]


@virtually
async def test_a_fall_back_power_is_held_no_longer_than_the_order_was() -> None:
    async with rig_charger(BUS) as (charger, rig):
        order = charger.set_power(10_000, expires_in_s=10, fallback_w=4_000)
        await order.done()
        await asyncio.sleep(4)
        assert rig.truth()["dc_power_w"] == pytest.approx(4_000, rel=0.02)
        await asyncio.sleep(10)
        assert not rig.truth()["output_on"]


@virtually
async def test_a_higher_priority_is_in_charge_until_it_withdraws() -> None:
    async with rig_charger(BUS) as (charger, rig):
        low = charger.set_power(10_000, owner="schedule", expires_in_s=120)
        await low.in_effect()
        high = charger.set_power(-15_000, owner="grid event", priority=5, expires_in_s=60)
        await high.in_effect()
        assert rig.truth()["dc_power_w"] == pytest.approx(-15_000, rel=0.01)
        high.withdraw()
        assert low.status.reason is Reason.HIGHER_PRIORITY
        await until(lambda: low.status.state is OrderState.IN_EFFECT, 10)
        assert rig.truth()["dc_power_w"] == pytest.approx(10_000, rel=0.01)


@virtually
async def test_the_source_that_limits_is_named() -> None:
    settings = ChargerSettings(ac_export_limit_w=10_000.0, charge_limit_w=12_000.0)
    async with rig_charger(BUS, settings) as (charger, rig):
        status = await charger.set_power(-30_000).in_effect()
        assert (status.state, status.reason, status.source) == (
            OrderState.LIMITED,
            Reason.SITE_LIMIT,
            "grid connection",
        )
        assert -rig.truth()["ac_power_w"] <= 10_000.0
        status = await charger.set_power(30_000).in_effect()
        assert (status.state, status.source) == (OrderState.LIMITED, "declared")
        assert rig.truth()["dc_power_w"] == pytest.approx(12_000, rel=0.01)


@virtually
async def test_an_order_beyond_the_reserve_is_refused_with_its_reason() -> None:
    async with rig_charger(BUS, ChargerSettings(reserve_percent=80.0)) as (charger, rig):
        with pytest.raises(OrderRefused) as refused:
            await charger.set_power(-5_000).in_effect()
        assert (refused.value.reason, refused.value.source) == (Reason.SOC_RESERVE, "soc")
        assert not rig.truth()["output_on"]


@virtually
async def test_a_silent_vehicle_needs_an_energy_budget_to_discharge() -> None:
    pack = FixedVehicleOptions(550.0, 780.0, charge_current_max_a=60.0, discharge_current_max_a=60.0)
    async with rig_charger(BUS, link=FixedVehicle(pack)) as (charger, rig):
        with pytest.raises(OrderRefused) as refused:
            await charger.set_power(-5_000).in_effect()
        assert refused.value.reason == Reason.SOC_UNKNOWN
        assert (await charger.set_power(5_000).in_effect()).state is OrderState.IN_EFFECT
    budget = ChargerSettings(energy_budget_wh=1_000.0)
    async with rig_charger(BUS, budget, link=FixedVehicle(pack)) as (charger, rig):
        await charger.set_power(-5_000).in_effect()
        assert rig.truth()["dc_power_w"] == pytest.approx(-5_000, rel=0.02)


@virtually
async def test_numbers_that_no_order_can_have_are_refused_at_once() -> None:
    async with rig_charger(BUS) as (charger, rig):
        for power_w in (math.nan, math.inf, -math.inf, 1e9):
            with pytest.raises(LimitError):
                charger.set_power(power_w)
        for expires_in_s in (0.0, 0.1, -1.0, 86_401.0, math.nan, math.inf):
            with pytest.raises(LimitError):
                charger.set_power(1_000, expires_in_s=expires_in_s)
        await asyncio.sleep(2)
        assert not rig.truth()["output_on"]


@virtually
async def test_after_close_nothing_runs_and_everything_ends() -> None:
    async with rig_charger(BUS) as (charger, rig):
        order = charger.set_power(10_000)
        await order.in_effect()
        stream = charger.measurements()
        report = await within(charger.close(), 2.0)
        assert report.confirmed
        assert not rig.truth()["output_on"]
        assert (await within(order.done(), 0.1)).reason is Reason.CLOSED
        assert [measured async for measured in stream] == []
        with pytest.raises(Closed):
            charger.set_power(1_000)
        assert (await charger.close()).confirmed


@virtually
async def test_energies_of_both_sides_agree_within_one_percent() -> None:
    async with rig_charger(BUS) as (charger, rig):
        for power_w in (30_000.0, -25_000.0):
            order = charger.set_power(power_w, expires_in_s=120)
            await order.in_effect()
            await asyncio.sleep(90)
        await charger.stop()
        truth, status = rig.truth(), charger.status
        assert status.energy_charged_wh == pytest.approx(truth["energy_charged_wh"], rel=0.01)
        assert status.energy_discharged_wh == pytest.approx(truth["energy_discharged_wh"], rel=0.01)


@virtually
async def test_one_module_alone_is_addressed_by_its_number() -> None:
    async with rig_charger(BUS, beg=BegOptions(module=1)) as (charger, rig):
        assert charger.info.module_count == 1
        await charger.set_power(-10_000, expires_in_s=60).in_effect()
        on = {module["address"]: module["on"] for module in rig.truth()["modules"]}
        assert on == {0: False, 1: True, 2: False}
        assert rig.truth()["dc_power_w"] == pytest.approx(-10_000, rel=0.01)
        assert charger.limits.charge_w <= 22_000
        assert (await charger.stop()).confirmed
