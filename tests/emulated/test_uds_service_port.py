"""The service port of the emulated charger ECU over UDS, on virtual time."""

from __future__ import annotations

import asyncio
import math

import pytest

from tests.support.rig_charger import virtually
from tests.support.service_bench import answer
from tests.support.uds_bench import UdsBench
from v2xsdk.errors import (
    AccessDenied,
    Closed,
    ConfigError,
    DecodeError,
    DeviceRefused,
    DeviceTimeout,
    EncodeError,
    LimitError,
    LinkLost,
    NotNow,
    NotOffered,
)
from v2xsdk.model import CanFrame
from v2xsdk.model.can import to_record
from v2xsdk.model.service import ServiceFeature, SettingValue, SlotState, TestState


@virtually
async def test_identity_and_capabilities() -> None:
    bench = UdsBench()
    async with bench.port() as port:
        again = await port.open()
        assert (again.manufacturer, again.product, again.serial) == ("v2xsdk", "reference charger", "V2X-000001")
        assert (again.hardware_revision, again.firmware_version, again.bootloader_version) == (
            "rev 3",
            "1.0.0.0",
            "1.0.0",
        )
        found = await port.capabilities()
        assert found.features == frozenset(ServiceFeature)
        assert [v.name for v in found.values] == [v.name for v in bench.ecu.model.values]
        assert [s.name for s in found.settings] == [s.name for s in bench.ecu.model.setting_entries]
        assert [(s.minimum, s.maximum, s.writable) for s in found.settings] == [
            (s.minimum, s.maximum, s.writable) for s in bench.ecu.model.setting_entries
        ]
        assert set(found.self_tests) == {test.name for test in bench.ecu.model.tests}


@virtually
async def test_live_values_are_the_device_values() -> None:
    bench = UdsBench()
    names = ["dc_voltage_v", "coolant_temperature_c", "mode"]
    async with bench.port() as port:
        stream = port.live_values(names, 0.1)
        samples = [await anext(stream) for _ in range(20)]
        await stream.aclose()
        everything = await anext(port.live_values([], 1.0))
    assert len(everything.values) == len(bench.ecu.model.values)
    assert [s.sequence for s in samples] == list(range(20))
    for sample in samples:
        voltage, temperature, mode = sample.values
        assert voltage == pytest.approx(
            bench.ecu.model.values[0].read(sample.time_s - bench.ecu.model.clock_offset_s), abs=1e-2
        )
        assert (temperature, mode) == (None, 0.0)


@virtually
async def test_slow_reader_sees_the_gap_counted() -> None:

    bench = UdsBench()
    async with bench.port() as port:
        stream = port.live_values(["mode"], 0.1)
        assert (await anext(stream)).sequence == 0
        await asyncio.sleep(1.05)
        late = await anext(stream)
        assert (late.sequence, late.lost) == (10, 9)
        with pytest.raises(ConfigError, match="dc_voltage_v"):
            await anext(port.live_values(["volts"], 1.0))
        with pytest.raises(LimitError):
            await anext(port.live_values([], 0.0))


@virtually
async def test_faults_with_snapshots() -> None:
    bench = UdsBench()
    model = bench.ecu.model
    bench.ecu.store_fault(0x1234, "contactor weld", 2)
    model.raise_fault(0x1234, "contactor weld", 2, 5.0)
    bench.ecu.store_fault(0x0A12, "coolant sensor open", 1)
    model.faults[0x0A12].active = False
    async with bench.port(unlocked=True) as port:
        weld, coolant = await port.faults(snapshots=True)
        assert (weld.code, weld.name, weld.active, weld.severity, weld.count) == (
            0x1234, "contactor weld", True, "stop", 2,
        )  # fmt: skip
        assert weld.last_time_s == pytest.approx(model.clock_offset_s + 5.0)
        assert weld.snapshot is not None
        assert set(weld.snapshot) >= {"dc_voltage_v", "dc_current_a", "coolant_temperature_c", "mode"}
        assert weld.snapshot["dc_voltage_v"] == pytest.approx(412.0)
        assert math.isnan(weld.snapshot["coolant_temperature_c"])
        assert (coolant.active, coolant.severity) == (False, "warning")
        assert (await port.faults())[0].snapshot is None
        await port.clear_faults()
        assert [f.code for f in await port.faults()] == [0x1234]
        with pytest.raises(DeviceRefused) as unknown:
            await port.clear_faults(0x9999)
        assert unknown.value.code == 0x31


@virtually
async def test_many_faults_come_in_one_long_message() -> None:
    bench = UdsBench()
    for code in range(400):
        bench.ecu.store_fault(code, f"fault number {code}", 1)
    async with bench.port() as port:
        assert [f.code for f in await port.faults()] == list(range(400))
        for code in range(400, 1100):
            bench.ecu.store_fault(code, "one more", 1)
        with pytest.raises(DeviceRefused, match="responseTooLong"):
            await port.faults()


@virtually
async def test_fault_setting_off_keeps_the_memory_as_it_is() -> None:
    bench = UdsBench()
    async with bench.port() as port:
        await port.client.change_session(3)
        await port.client.request(b"\x85\x02")
        bench.ecu.store_fault(1, "caused by the technician", 1)
        assert not await port.faults()
    bench.ecu.store_fault(1, "real", 1)
    assert len(bench.ecu.model.faults) == 1


@virtually
async def test_event_log_goes_on_where_it_stopped() -> None:
    bench = UdsBench()
    for number in range(300):
        bench.ecu.model.log(number, 1, f"event {number}")
    async with bench.port() as port:
        first = [entry async for entry in port.event_log()]
        assert [entry.sequence for entry in first] == list(range(301))
        assert first[-1].text == "event 299"
        bench.ecu.model.log(1.0, 3, "one more")
        rest = [entry async for entry in port.event_log(first[-1].sequence + 1)]
        assert [(entry.level, entry.text) for entry in rest] == [("error", "one more")]
        for number in range(1200):
            bench.ecu.model.log(number, 1, "flood")
        assert (await anext(port.event_log(302))).lost == 502 - 302


BAD_SETTINGS: list[tuple[dict[str, SettingValue], type[Exception]]] = [
    ({"max": 1.0}, ConfigError),
    ({"rated_voltage_v": 1.0}, ConfigError),
    ({"site_name": 1.0}, EncodeError),
    ({"discharge_enabled": 1.0}, EncodeError),
    ({"max_current_a": True}, EncodeError),
]


@virtually
async def test_settings_change_all_or_none() -> None:
    bench = UdsBench()
    async with bench.port(unlocked=True) as port:
        before = await port.read_settings()
        assert list(before.values()) == bench.ecu.model.settings
        changed: dict[str, SettingValue] = {"max_current_a": 63.5, "discharge_enabled": False, "site_name": "Höfe"}
        await port.write_settings(changed)
        assert await port.read_settings() == before | changed
        with pytest.raises(DeviceRefused) as refused:
            await port.write_settings({"site_name": "x", "max_current_a": 1000.0})
        assert refused.value.code == 0x31
        assert await port.read_settings() == before | changed
        for bad, error in BAD_SETTINGS:
            with pytest.raises(error):
                await port.write_settings(bad)


@virtually
async def test_self_tests_with_progress() -> None:
    bench = UdsBench()
    async with bench.port() as port:
        steps = [step async for step in port.self_test("fans")]
        assert steps[0].percent < 100
        assert (steps[-1].state, steps[-1].percent, steps[-1].detail) == (TestState.PASSED, 100.0, "1800 rpm")
        running = port.self_test("insulation monitor")
        await anext(running)
        with pytest.raises(NotNow):
            await anext(port.self_test("fans"))
        await running.aclose()
        assert [step async for step in port.self_test("fans")][-1].state is TestState.PASSED
        with pytest.raises(AccessDenied):
            await anext(port.self_test("contactor drivers"))
        await port.unlock(answer)
        assert [step async for step in port.self_test("contactor drivers")][-1].state is TestState.FAILED
        with pytest.raises(ConfigError, match="fans"):
            await anext(port.self_test("nonsense"))


@virtually
async def test_clock_is_set() -> None:
    bench = UdsBench()
    async with bench.port() as port:
        assert await port.synchronise_time(1_800_000_000.0) == pytest.approx(-100_000_000.0, abs=1.0)
        assert await port.synchronise_time(1_800_000_000.0) == pytest.approx(0.0, abs=0.1)


@virtually
async def test_restart_on_request() -> None:

    bench = UdsBench()
    async with bench.port() as port:
        await port.restart()
        await asyncio.sleep(0.1)
        with pytest.raises(DeviceTimeout):
            await port.faults()
        await asyncio.sleep(0.3)
        assert (await port.firmware_state()).slots[0].state is SlotState.CONFIRMED


@virtually
async def test_closed_port_says_so() -> None:
    bench = UdsBench()
    async with bench.port() as port:
        pass
    with pytest.raises(Closed):
        await port.faults()
    with pytest.raises(Closed):
        await port.write_settings({})


@virtually
async def test_wire_that_breaks_ends_every_wait() -> None:
    bench = UdsBench()
    async with bench.port() as port:

        def cut(frame: CanFrame) -> list[CanFrame]:
            bench.near.cut(LinkLost("pulled"))
            return []

        bench.disturb = cut
        with pytest.raises(LinkLost):
            await port.faults()
        with pytest.raises(LinkLost):
            await port.faults()


@virtually
async def test_late_and_damaged_answers_are_never_taken_for_the_next() -> None:
    bench = UdsBench()
    async with bench.port() as port:
        held: list[CanFrame] = []

        def hold(frame: CanFrame) -> list[CanFrame]:
            if frame.can_id == 0x7E8:
                held.append(frame)
                return []
            return [frame]

        bench.disturb = hold
        with pytest.raises(DeviceTimeout):
            await port.read_settings(["max_current_a"])
        bench.disturb = lambda frame: [frame]
        for late in held:
            bench.near._received(to_record(late))
        assert await port.read_settings(["max_discharge_power_w"]) == {"max_discharge_power_w": 22_000.0}
        skipped = 0

        def skip(frame: CanFrame) -> list[CanFrame]:
            nonlocal skipped
            if frame.can_id == 0x7E8 and frame.data[0] == 0x21:
                skipped += 1
                return []
            return [frame]

        bench.ecu.model.settings[3] = "a site with a long name"
        bench.disturb = skip
        with pytest.raises(DecodeError):
            await port.read_settings(["site_name"])
        bench.disturb = lambda frame: [frame]
        assert skipped
        assert await port.read_settings(["site_name"]) == {"site_name": "a site with a long name"}


@virtually
async def test_service_that_an_ecu_lacks_is_not_offered() -> None:
    bench = UdsBench()
    async with bench.port() as port:
        with pytest.raises(NotOffered) as missing:
            await port.client.request(b"\x23\x11\x00\x01")
        assert missing.value.code == 0x11
