"""The service port of the reference charger over USB, on virtual time."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator

import pytest

from tests.emulated.usb_charger import Bench, in_process_origin
from tests.support.service_bench import answer
from v2xsdk.errors import (
    Closed,
    ConfigError,
    DecodeError,
    DeviceRefused,
    DeviceTimeout,
    EncodeError,
    LimitError,
    LinkLost,
)
from v2xsdk.model.service import ServiceFeature, SlotState, TestState
from v2xsdk.protocol.usb.diagnostics import Command, Refusal
from v2xsdk_emulator.usb.faults import Fault


@pytest.fixture
def bench() -> Iterator[Bench]:
    with in_process_origin(Bench()) as made:
        yield made


async def test_identity_and_capabilities(bench: Bench) -> None:
    async with bench.port() as port:
        identity = port._identity
        assert (identity.product, identity.serial, identity.hardware_revision) == (
            "reference charger",
            "V2X-000001",
            "rev 3",
        )
        assert identity.firmware_version == "1.0.0.0"
        found = await port.capabilities()
        assert found.features == frozenset(ServiceFeature)
        assert len(found.values) == 64
        assert found.stream_rate_hz == 1000.0
        assert found.self_tests == ("insulation monitor", "fans", "contactor drivers")
        current = next(s for s in found.settings if s.name == "max_current_a")
        assert (current.unit, current.minimum, current.maximum, current.writable) == ("A", 0.0, 200.0, True)


async def test_live_values_are_the_device_values(bench: Bench) -> None:
    names = ["dc_voltage_v", "coolant_temperature_c", "grid_frequency_hz"]
    async with bench.port() as port:
        samples = []
        stream = port.live_values(names, 0.001)
        async for sample in stream:
            samples.append(sample)
            if len(samples) == 100:
                break
        await stream.aclose()
    model = bench.charger.model
    assert [s.sequence for s in samples] == list(range(100))
    for sample in samples:
        at_s = sample.time_s - model.clock_offset_s
        voltage, temperature, frequency = sample.values
        assert voltage == pytest.approx(model.values[0].read(at_s), abs=1e-3)
        assert frequency == pytest.approx(model.values[4].read(at_s), abs=1e-3)
        assert temperature is None
    assert port.lost_samples == 0


async def test_reader_that_falls_behind_sees_the_gap_counted(bench: Bench) -> None:
    async with bench.port() as port:
        seen, lost = [], 0
        stream = port.live_values(["dc_voltage_v"], 0.001)
        async for sample in stream:
            seen.append(sample.sequence)
            lost += sample.lost
            if len(seen) == 40:
                bench.time.advance(10.0)
            if lost:
                break
        await stream.aclose()
        assert lost == seen[-1] + 1 - len(seen)
        assert lost > 5000
        assert port.lost_samples >= lost


async def test_silent_stream_ends_by_time_out(bench: Bench) -> None:
    async with bench.port() as port:
        stream = port.live_values(["dc_voltage_v"], 0.01)
        await anext(stream)
        bench.charger.device.faults.add(Fault("ignore", endpoint=0x82, times=-1))
        with pytest.raises(DeviceTimeout):
            async for _ in stream:
                pass


async def test_stream_of_unknown_values_or_period_is_refused(bench: Bench) -> None:
    async with bench.port() as port:
        with pytest.raises(ConfigError, match="dc_voltage_v"):
            await anext(port.live_values(["dc_volts"], 0.01))
        with pytest.raises(LimitError):
            await anext(port.live_values([], 0.0))
        with pytest.raises(DeviceRefused) as refused:
            await anext(port.live_values([], 0.0001))
        assert refused.value.code == Refusal.OUT_OF_RANGE


async def test_faults_with_snapshots(bench: Bench) -> None:
    model = bench.charger.model
    model.raise_fault(0x1234, "contactor weld", 2, 0.0)
    model.raise_fault(0x1234, "contactor weld", 2, 5.0)
    model.raise_fault(0x0A12, "coolant sensor open", 1, 1.0)
    model.faults[0x0A12].active = False
    async with bench.port(unlocked=True) as port:
        weld, coolant = await port.faults(snapshots=True)
        assert (weld.code, weld.name, weld.active, weld.severity, weld.count) == (
            0x1234,
            "contactor weld",
            True,
            "stop",
            2,
        )
        assert weld.last_time_s == pytest.approx(model.clock_offset_s + 5.0)
        assert weld.snapshot is not None
        assert weld.snapshot["dc_voltage_v"] == pytest.approx(412.0)
        assert math.isnan(weld.snapshot["coolant_temperature_c"])
        assert not coolant.active
        await port.clear_faults()
        assert [f.code for f in await port.faults()] == [0x1234]
        with pytest.raises(DeviceRefused) as unknown:
            await port.clear_faults(0x9999)
        assert unknown.value.code == Refusal.UNKNOWN_ID


async def test_long_lists_come_in_pieces(bench: Bench) -> None:
    for code in range(600):
        bench.charger.model.raise_fault(code, f"fault number {code}", 1, 0.0)
    async with bench.port() as port:
        assert [f.code for f in await port.faults()] == list(range(600))


async def test_event_log_goes_on_where_it_stopped(bench: Bench) -> None:
    model = bench.charger.model
    for number in range(300):
        model.log(number, 1, f"event {number}")
    async with bench.port() as port:
        first = []
        log = port.event_log()
        async for entry in log:
            first.append(entry)
            if len(first) == 120:
                break
        await log.aclose()
        model.log(300.0, 2, "later")
        rest = [entry async for entry in port.event_log(first[-1].sequence + 1)]
        numbers = [e.sequence for e in first + rest]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert (rest[-1].text, rest[-1].level) == ("later", "warning")
        for number in range(2000):
            model.log(number, 1, "flood")
        after = [entry async for entry in port.event_log(rest[-1].sequence + 1)]
        assert after[0].lost == 1000
        assert len(after) == 1000


async def test_settings_change_all_or_none(bench: Bench) -> None:
    async with bench.port(unlocked=True) as port:
        await port.write_settings({"max_current_a": 80, "discharge_enabled": False, "site_name": "Depot Süd"})
        found = await port.read_settings(["site_name", "max_current_a"])
        assert found == {"site_name": "Depot Süd", "max_current_a": 80.0}
        with pytest.raises(DeviceRefused) as refused:
            await port.write_settings({"site_name": "other", "max_current_a": 500.0})
        assert refused.value.code == Refusal.OUT_OF_RANGE
        assert (await port.read_settings())["site_name"] == "Depot Süd"
        with pytest.raises(ConfigError, match="cannot be written"):
            await port.write_settings({"rated_voltage_v": 1.0})
        with pytest.raises(EncodeError, match="true or false"):
            await port.write_settings({"discharge_enabled": 1.0})
        await port.write_settings({"max_current_a": 10.0})


async def test_cable_pulled_inside_a_transaction_changes_nothing(bench: Bench) -> None:
    async with bench.port(unlocked=True) as port:
        device = bench.charger.device
        # BEGIN and STAGE pass, COMMIT does not arrive
        device.faults.add(Fault("delay", endpoint=0x01, times=3))
        device.faults.add(Fault("unplug", endpoint=0x01))
        with pytest.raises(LinkLost):
            await port.write_settings({"max_current_a": 1.0})
    assert bench.charger.model.settings[0] == 125.0


async def test_locked_port_refuses_writing(bench: Bench) -> None:
    async with bench.port() as port:
        with pytest.raises(DeviceRefused) as locked:
            await port.write_settings({"max_current_a": 1.0})
        assert locked.value.code == Refusal.LOCKED
        await port.unlock(answer)
        await port.write_settings({"max_current_a": 1.0})
        await port.lock()
        with pytest.raises(DeviceRefused):
            await port.clear_faults()


async def test_wrong_keys_make_the_device_wait(bench: Bench) -> None:
    async with bench.port() as port:
        codes = []
        for _ in range(4):
            with pytest.raises(DeviceRefused) as refused:
                await port.unlock(lambda _: bytes(32))
            codes.append(refused.value.code)
        assert codes == [Refusal.WRONG_KEY] * 3 + [Refusal.TOO_MANY_ATTEMPTS]
        bench.charger.restart()
    async with bench.port() as port:
        with pytest.raises(DeviceRefused, match="wait 10 s"):
            await port.unlock(answer)
        bench.time.advance(10.1)
        await port.unlock(answer)


@pytest.mark.parametrize("action", ["write", "test", "restart", "clear"])
async def test_nothing_of_this_while_energised(bench: Bench, action: str) -> None:
    bench.charger.model.raise_fault(1, "x", 1, 0.0)
    async with bench.port(unlocked=True) as port:
        bench.charger.model.energised = True
        with pytest.raises(DeviceRefused, match="energised|session"):
            if action == "write":
                await port.write_settings({"max_current_a": 1.0})
            elif action == "test":
                await anext(port.self_test("fans"))
            elif action == "restart":
                await port.restart()
            else:
                await port.clear_faults()
        assert bench.charger.model.settings[0] == 125.0
        assert bench.charger.device.plugged


@pytest.mark.parametrize("command", [Command.BEGIN, Command.CLEAR_FAULTS, Command.START_TEST, Command.RESTART])
async def test_device_itself_refuses_while_energised(bench: Bench, command: Command) -> None:
    async with bench.port(unlocked=True) as port:
        bench.charger.model.energised = True
        with pytest.raises(DeviceRefused) as refused:
            port._parts()[0].ask(command, bytes(4))
        assert refused.value.code == Refusal.ENERGISED


async def test_transaction_begun_before_the_session_is_not_committed_in_it(bench: Bench) -> None:
    async with bench.port(unlocked=True) as port:
        channel = port._parts()[0]
        channel.ask(Command.BEGIN)
        channel.ask(Command.STAGE, struct.pack("<HBd", 0, 1, 3.0))
        bench.charger.model.energised = True
        with pytest.raises(DeviceRefused) as refused:
            channel.ask(Command.COMMIT, struct.pack("<H", 1))
        assert refused.value.code == Refusal.ENERGISED
        bench.charger.model.energised = False
        bench.time.advance(6.0)
        with pytest.raises(DeviceRefused) as too_late:
            channel.ask(Command.COMMIT, struct.pack("<H", 1))
        assert too_late.value.code == Refusal.NO_TRANSACTION
        assert bench.charger.model.settings[0] == 125.0


async def test_self_tests_tell_progress_and_outcome(bench: Bench) -> None:
    async with bench.port() as port:
        steps = [p async for p in port.self_test("fans")]
        assert steps[0].state is TestState.RUNNING
        assert [p.percent for p in steps] == sorted(p.percent for p in steps)
        assert (steps[-1].state, steps[-1].percent, steps[-1].detail) == (TestState.PASSED, 100.0, "1800 rpm")
        last = [p async for p in port.self_test("contactor drivers")][-1]
        assert last.state is TestState.FAILED
        running = port.self_test("insulation monitor")
        await anext(running)
        await running.aclose()
        assert [p async for p in port.self_test("fans")][-1].state is TestState.PASSED


async def test_clock_is_set(bench: Bench) -> None:
    async with bench.port() as port:
        ahead = await port.synchronise_time(1_800_000_000.0)
        assert ahead == pytest.approx(-100_000_000.0, abs=1.0)
        assert await port.synchronise_time(1_800_000_000.0) == pytest.approx(0.0, abs=0.01)


async def test_restart_on_request(bench: Bench) -> None:
    async with bench.port(unlocked=True) as port:
        await port.restart()
        bench.time.advance(0.1)
        with pytest.raises(LinkLost):
            await port.capabilities()
    async with bench.port() as port:
        assert (await port.firmware_state()).slots[0].state is SlotState.CONFIRMED


async def test_damaged_request_is_refused_and_the_next_one_works(bench: Bench) -> None:
    async with bench.port() as port:
        bench.charger.device.faults.add(Fault("corrupt", endpoint=0x01))
        with pytest.raises(DeviceRefused, match="could not read the request"):
            await port.synchronise_time(1.8e9)
        assert len((await port.capabilities()).values) == 64


@pytest.mark.parametrize("kind", ["corrupt", "short"])
async def test_damaged_answer_is_an_error_and_the_next_one_is_right(bench: Bench, kind: str) -> None:
    async with bench.port() as port:
        bench.charger.device.faults.add(Fault(kind, endpoint=0x81, keep_bytes=20))  # type: ignore[arg-type]
        with pytest.raises(DecodeError):
            await port.synchronise_time(1.8e9)
        assert len((await port.capabilities()).values) == 64


async def test_late_answer_is_not_taken_for_the_next_one(bench: Bench) -> None:
    async with bench.port() as port:
        bench.charger.device.faults.add(Fault("ignore", endpoint=0x81))
        with pytest.raises(DeviceTimeout):
            await port.synchronise_time(1.8e9)
        assert (await port.read_settings(["site_name"])) == {"site_name": "depot 4"}


async def test_closed_port_says_so(bench: Bench) -> None:
    async with bench.port() as port:
        pass
    with pytest.raises(Closed):
        await port.faults()


async def test_windows_finds_its_descriptors(bench: Bench) -> None:
    async with bench.port() as port:
        handle = port._parts()[0].handle
        bos = handle.control_in(0x80, 6, 0x0F00, 0, 64)
        code, length = bos[-2], struct.unpack_from("<H", bos, len(bos) - 4)[0]
        found = handle.control_in(0xC0, code, 0, 7, length)
        assert len(found) == length
        assert "DeviceInterfaceGUIDs".encode("utf-16-le") in found
