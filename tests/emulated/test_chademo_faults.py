"""Stops from either side, faults, quirks and the dead-man, against an emulated car on virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import pytest

from tests.support.chademo_bench import Bench, chademo_bench, on_virtual_time, with_options
from tests.support.chademo_disturbed import QUICK_CAR, QUICK_OUTLET
from v2xsdk.drivers.chademo import ChademoOptions
from v2xsdk.errors import DeviceTimeout
from v2xsdk.model import CanFrame, Direction, FaultKind, VehicleStatus
from v2xsdk.protocol.can.chademo.ev_states import EvStopCause
from v2xsdk.protocol.can.chademo.evse_states import EvseState, StopCause
from v2xsdk.spi import FaultNow, SetPoint
from v2xsdk_emulator.chademo_rig import ChademoRigOptions
from v2xsdk_emulator.devices.chademo_outlet import OutletParams
from v2xsdk_emulator.devices.chademo_vehicle import CarProfile

QUICK = ChademoRigOptions(car=QUICK_CAR, outlet=QUICK_OUTLET)
LINK = ChademoOptions(charge_current_max_a=15.0, discharge_current_max_a=15.0)


def car(**changes: object) -> ChademoRigOptions:
    """A quick plug whose car differs in these options."""
    options = msgspec.structs.replace(QUICK_CAR.options, **changes)
    return msgspec.structs.replace(QUICK, car=CarProfile(QUICK_CAR.kind, options))


def faults(bench: Bench) -> list[FaultKind]:
    return [event.fault.kind for event in bench.said if isinstance(event, FaultNow)]


async def running(bench: Bench, power_w: float) -> None:
    """Bring the session into its energy loop at ``power_w``."""
    for _ in range(150):
        if bench.link.machine.state is EvseState.ENERGY:
            break
        await bench.hold(power_w, 0.1)
    await bench.hold(power_w, 2.0)
    assert abs(bench.rig.plant.current_a * bench.rig.plant.voltage_v - power_w) < 300


async def ended(bench: Bench, power_w: float) -> None:
    """Keep ordering until the session is over, whatever ended it."""
    for _ in range(150):
        if bench.link.machine.state in (EvseState.IDLE, EvseState.WELDED):
            return
        await bench.hold(power_w, 0.1)
    raise AssertionError(f"still {bench.link.machine.state}")


@pytest.mark.parametrize("power_w", [5000.0, -5000.0])
@on_virtual_time
async def test_the_driver_stops(power_w: float) -> None:
    async with chademo_bench(QUICK) as bench:
        await running(bench, power_w)
        bench.rig.vehicle.stop(bench.now)
        await ended(bench, power_w)
        assert bench.link.machine.cause in (StopCause.VEHICLE_STOP, StopCause.PERMISSION_WITHDRAWN)
        assert faults(bench) == []
        assert abs(bench.contactor_events()[-1][2]["current_a"]) <= 5.0  # type: ignore[arg-type]


@on_virtual_time
async def test_stop_by_wire_alone() -> None:
    async with chademo_bench(QUICK) as bench:
        await running(bench, 5000.0)
        released_s = bench.now
        bench.rig.wires.set("k", False)
        await bench.hold(5000.0, 0.3)
        assert bench.link.machine.cause is StopCause.PERMISSION_WITHDRAWN
        stops = [at_s for at_s, demand in bench.demands if demand.mode == "off" and at_s >= released_s]
        assert stops[0] - released_s < 0.05


@on_virtual_time
async def test_stop_by_can_alone() -> None:
    async with chademo_bench(QUICK) as bench:
        await running(bench, -5000.0)
        bench.rig.wires.stuck.add("k")
        bench.rig.vehicle.stop(bench.now)
        await ended(bench, -5000.0)
        assert bench.link.machine.cause is StopCause.VEHICLE_STOP


@pytest.mark.parametrize(
    ("cause", "kind", "words"),
    [
        (EvStopCause.BATTERY_HOT, FaultKind.VEHICLE, "high battery temperature"),
        (EvStopCause.UNDER_VOLTAGE, FaultKind.VEHICLE, "battery under voltage"),
        (EvStopCause.SYSTEM_FAULT, FaultKind.VEHICLE, "vehicle system fault"),
    ],
)
@on_virtual_time
async def test_a_fault_of_the_car_is_told_in_its_words(cause: EvStopCause, kind: FaultKind, words: str) -> None:
    async with chademo_bench(QUICK) as bench:
        await running(bench, 5000.0)
        bench.rig.wires.stuck.add("k")
        bench.rig.vehicle.stop(bench.now, cause)
        await ended(bench, 5000.0)
        told = [event.fault for event in bench.said if isinstance(event, FaultNow)]
        assert (told[0].kind, told[0].detail) == (kind, words)


@on_virtual_time
async def test_a_silent_car_loses_current_d2_and_d1() -> None:
    async with chademo_bench(QUICK) as bench:
        await running(bench, 5000.0)
        bench.rig.vehicle.muted = frozenset(range(0x100, 0x800))
        silent_s = bench.now
        await ended(bench, 5000.0)
        assert faults(bench) == [FaultKind.VEHICLE_SILENT]
        off = [change.time_s - silent_s for change in bench.rig.wires.log if not change.on and change.name == "d2"]
        assert 1.0 <= off[-1] < 1.6
        assert bench.rig.plant.current_a == 0.0


@on_virtual_time
async def test_blind_sensors_stop_as_a_malfunction() -> None:
    async with chademo_bench(QUICK) as bench:
        await running(bench, -5000.0)
        bench.blind = True
        await ended(bench, -5000.0)
        assert bench.link.machine.state is EvseState.WELDED
        assert FaultKind.COMMUNICATION in faults(bench)
        assert not bench.rig.battery.contactors_closed


@on_virtual_time
async def test_a_welded_contactor_keeps_the_plug_locked() -> None:
    async with chademo_bench(QUICK) as bench:
        await running(bench, 5000.0)
        bench.rig.vehicle.welded = True
        assert await bench.link.stop() is EvseState.WELDED
        assert bench.rig.wires["locked"] and not bench.rig.wires["d1"]
        assert FaultKind.PROTECTION in faults(bench)


@on_virtual_time
async def test_failed_insulation_never_switches_d2() -> None:
    bad = msgspec.structs.replace(QUICK, outlet=msgspec.structs.replace(QUICK_OUTLET, insulation_good=False))
    async with chademo_bench(bad) as bench:
        await ended(bench, 0.0)
        assert bench.link.machine.cause is StopCause.INSULATION_FAILED
        assert "d2" not in {change.name for change in bench.rig.wires.log}


@on_virtual_time
async def test_an_order_not_renewed_ends_the_session() -> None:
    async with chademo_bench(QUICK) as bench:
        await running(bench, 5000.0)
        await asyncio.sleep(1.3)
        assert bench.link.machine.cause is StopCause.DEADMAN
        assert bench.rig.plant.current_a == 0.0
        status, limits = _last(bench, 0x109), _last(bench, 0x108)
        assert status.data[5] & 0x21 == 0x20 and limits.data[3] == 0 and _last(bench, 0x208).data[3] == 0xFF


@on_virtual_time
async def test_a_frozen_controller_loses_d1_and_d2_to_the_watchdog() -> None:
    async with chademo_bench(QUICK) as bench:
        await running(bench, 5000.0)
        _freeze(bench)
        frozen_s = bench.now
        await asyncio.sleep(0.45)
        assert _lines(bench) == (True, True)
        await asyncio.sleep(0.25)
        assert _lines(bench) == (False, False)
        assert not bench.rig.battery.contactors_closed
        assert bench.frames[-1].time_s > frozen_s
        assert not any(frame.can_id in (0x108, 0x109) and frame.time_s > frozen_s + 0.2 for frame in bench.frames)


def _lines(bench: Bench) -> tuple[bool, bool]:
    return bench.rig.wires["d1"], bench.rig.wires["d2"]


def _freeze(bench: Bench) -> None:
    bench.blind = True
    link = bench.link
    link._serve = lambda: None  # type: ignore[method-assign]
    assert link._timer is not None
    link._timer.cancel()


@on_virtual_time
async def test_safe_frames_say_stop_and_offer_nothing() -> None:
    async with chademo_bench(QUICK) as bench:
        await running(bench, -5000.0)
        plan = bench.link.cyclic_plan()
        assert {frame.message for frame in plan.frames} >= {"evse_limits", "evse_status", "evse_discharge_limits"}
        assert all(frame.period_s == 0.1 for frame in plan.frames)
        safe = {frame.message: frame.values for frame in plan.safe}
        assert "stop_control" in safe["evse_status"]["status_flags"]  # type: ignore[operator]
        assert "charging" not in safe["evse_status"]["status_flags"]  # type: ignore[operator]
        assert safe["evse_limits"]["available_output_current_a"] == 0
        assert safe["evse_discharge_limits"]["max_input_current_a"] == 0


@on_virtual_time
async def test_a_zero_hang_on_the_early_discharge_bit_and_its_remedy() -> None:
    shy = car(hangs_on_early_discharge_bit=True)
    with pytest.raises(DeviceTimeout):
        async with chademo_bench(shy, LINK):
            pass
    async with chademo_bench(shy, with_options(LINK, discharge_bit_after_permission=True)) as bench:
        await running(bench, -5000.0)


@on_virtual_time
async def test_only_measured_values_are_reported() -> None:
    async with chademo_bench(QUICK, LINK) as bench:
        await running(bench, -4000.0)
        volts, amps = bench.rig.plant.voltage_v, -bench.rig.plant.current_a
        await bench.hold(-4000.0, 0.2)
        status, discharge = _last(bench, 0x109), _last(bench, 0x208)
        assert int.from_bytes(status.data[1:3], "little") == pytest.approx(volts, abs=1.5)
        assert status.data[3] == 0 and 255 - discharge.data[0] == pytest.approx(amps, abs=1.0)


@on_virtual_time
async def test_a_battery_that_tapers_is_the_binding_limit() -> None:
    async with chademo_bench(QUICK, LINK) as bench:
        await running(bench, 5000.0)
        bench.rig.battery.limit_factor = 0.03
        await bench.hold(5000.0, 3.0)
        allowed_a = bench.rig.battery.limits.charge_current_a
        said = [event for event in bench.said if isinstance(event, VehicleStatus)][-1]
        assert said.charge_current_max_a is not None and said.charge_current_max_a <= allowed_a
        assert bench.rig.plant.current_a <= allowed_a + 0.1
        assert bench.link.machine.state is EvseState.ENERGY


@on_virtual_time
async def test_discharging_ends_at_the_cars_level_and_charging_goes_on() -> None:
    low = msgspec.structs.replace(car(min_discharge_level_raw=72), soc_percent=76.0, time_scale=200.0)
    async with chademo_bench(low, LINK) as bench:
        await running(bench, -5000.0)
        await bench.hold(-5000.0, 15.0)
        assert bench.link.machine.state is EvseState.ENERGY
        assert bench.rig.plant.current_a == 0.0
        said = [event for event in bench.said if isinstance(event, VehicleStatus)][-1]
        assert said.discharge_current_max_a == 0.0
        await bench.hold(5000.0, 3.0)
        assert bench.rig.plant.current_a > 10.0


@on_virtual_time
async def test_no_session_without_a_car() -> None:
    with pytest.raises(DeviceTimeout, match="no_vehicle"):
        async with chademo_bench(QUICK, LINK, plugged=False):
            pass


@on_virtual_time
async def test_a_session_can_follow_a_session() -> None:
    async with chademo_bench(QUICK, LINK) as bench:
        for power_w in (4000.0, -4000.0):
            await running(bench, power_w)
            assert await bench.link.stop() is EvseState.IDLE
            await asyncio.sleep(1.0)
            bench.link.start()
        assert faults(bench) == []


@on_virtual_time
async def test_the_set_point_is_bound_to_what_the_car_asks() -> None:
    async with chademo_bench(QUICK, LINK) as bench:
        await running(bench, 4000.0)
        wanted = SetPoint(voltage_v=400.0, current_a=50.0, cutoff_voltage_v=250.0, valid_until_s=1e9)
        bound = bench.link.bound(Direction.CHARGE, wanted)
        assert bound.current_a == pytest.approx(bench.link.machine.power.demand.current_a)
        assert bench.link.bound(Direction.DISCHARGE, wanted).current_a == 0.0


@pytest.mark.parametrize("moment", [EvseState.WAKE, EvseState.LOCKING, EvseState.CLOSING, EvseState.ENERGY])
@on_virtual_time
async def test_close_at_any_moment_leaves_nothing_on(moment: EvseState) -> None:
    async with chademo_bench(QUICK, LINK) as bench:
        if moment is EvseState.WAKE:
            await bench.link.stop()
            await asyncio.sleep(1.0)
            bench.link.start()
        else:
            await bench.until(moment)
            await bench.hold(5000.0, 0.5)
        began_s = bench.now
        await bench.link.close()
        assert bench.now - began_s <= 2.0
        await asyncio.sleep(0.7)
        assert _lines(bench) == (False, False)
        assert not bench.rig.battery.contactors_closed and not bench.rig.outlet.unit.enabled


def _drop(can_id: int) -> Callable[[CanFrame], CanFrame | None]:
    return lambda frame: None if frame.can_id == can_id else frame


def _edit(can_id: int, byte: int, change: Callable[[int], int]) -> Callable[[CanFrame], CanFrame | None]:
    def edit(frame: CanFrame) -> CanFrame:
        if frame.can_id != can_id:
            return frame
        data = bytearray(frame.data)
        data[byte] = change(data[byte])
        return msgspec.structs.replace(frame, data=bytes(data))

    return edit


@pytest.mark.parametrize(
    ("charger_quirk", "cause"),
    [
        (_drop(0x208), EvStopCause.NO_DISCHARGE_FRAMES),
        (_edit(0x109, 2, lambda high: 1 - high), EvStopCause.VOLTAGE_DEVIATION),
        (_edit(0x109, 5, lambda status: status | 2), EvStopCause.EVSE_FAULT),
        (_edit(0x109, 5, lambda status: status & ~1 | 32), EvStopCause.NO_CURRENT),
        (_drop(0x109), EvStopCause.EVSE_SILENT),
    ],
    ids=["missing 0x208", "mirrored voltage", "malfunction", "never says charging", "silent"],
)
@on_virtual_time
async def test_a_car_stops_for_what_is_wrong_with_a_charger(
    charger_quirk: Callable[[CanFrame], CanFrame | None], cause: EvStopCause
) -> None:
    async with chademo_bench(QUICK, LINK) as bench:
        bench.rig.vehicle.hears = charger_quirk
        await ended(bench, 4000.0)
        assert bench.rig.vehicle.machine.cause is cause
        assert not bench.rig.battery.contactors_closed


@on_virtual_time
async def test_over_current_trips_the_car_after_five_seconds() -> None:
    strong = msgspec.structs.replace(QUICK, outlet=OutletParams(rated_w=20_000.0, lock_s=0.1, insulation_test_s=0.3))
    async with chademo_bench(strong, LINK) as bench:
        await running(bench, 3000.0)
        bench.rig.outlet.stubborn_a = 25.0
        began_s = bench.now
        await ended(bench, 3000.0)
        assert bench.rig.vehicle.machine.cause is EvStopCause.CURRENT_DEVIATION
        told = [frame.time_s for frame in bench.frames if frame.can_id == 0x102 and frame.data[4] & 4]
        assert 4.9 < told[0] - began_s < 5.4


def _last(bench: Bench, can_id: int) -> CanFrame:
    return [frame for frame in bench.frames if frame.can_id == can_id][-1]
