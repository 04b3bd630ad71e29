"""The service port of the emulated charger ECU over UDS, on virtual time."""

from __future__ import annotations

import asyncio
import datetime
import hashlib
import hmac
import math

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.support.rig_charger import virtually
from tests.support.uds_bench import UdsBench, answer
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
from v2xsdk.model.service import Challenge, ServiceFeature, SettingValue, SlotState, TestState
from v2xsdk_emulator.uds.access import TEST_AUTHORITY


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
        await stream.aclose()  # type: ignore[attr-defined]
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
async def test_writing_needs_unlocking_and_lock_takes_it_back() -> None:
    bench = UdsBench()
    async with bench.port() as port:
        with pytest.raises(AccessDenied) as denied:
            await port.write_settings({"max_current_a": 10.0})
        assert denied.value.code == 0x33
        await port.unlock(answer)
        await port.unlock(answer)
        await port.write_settings({"max_current_a": 10.0})
        await port.lock()
        with pytest.raises(AccessDenied):
            await port.write_settings({"max_current_a": 20.0})
    assert bench.ecu.model.settings[0] == 10.0


@virtually
async def test_three_wrong_keys_close_the_lock_for_ten_seconds() -> None:

    def wrong(challenge: Challenge) -> bytes:
        return hmac.new(b"another", challenge.seed, hashlib.sha256).digest()

    bench = UdsBench()
    async with bench.port() as port:
        codes = []
        for guess in (wrong, wrong, wrong, answer):
            with pytest.raises(AccessDenied) as denied:
                await port.unlock(guess)
            codes.append(denied.value.code)
        assert codes == [0x35, 0x35, 0x36, 0x37]
        await asyncio.sleep(10.1)
        await port.unlock(answer)
        with pytest.raises(DeviceRefused) as unknown:
            await port.unlock(answer, level=7)
        assert unknown.value.code == 0x12


def certificate(key: Ed25519PrivateKey, issuer: Ed25519PrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "service technician")])
    day = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, day, day + datetime.timedelta(days=9999))
    return builder.sign(issuer, None).public_bytes(Encoding.DER)


@virtually
async def test_certificate_opens_what_a_key_opens() -> None:
    bench = UdsBench()
    mine, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    async with bench.port() as port:
        for shown, signer, code in (
            (certificate(mine, other), mine, 0x51),
            (b"no certificate", mine, 0x54),
            (certificate(mine, TEST_AUTHORITY), other, 0x58),
        ):
            with pytest.raises(AccessDenied) as denied:
                await port.authenticate(shown, signer.sign)
            assert denied.value.code == code
        with pytest.raises(AccessDenied):
            await port.write_settings({"max_current_a": 10.0})
        await port.authenticate(certificate(mine, TEST_AUTHORITY), mine.sign)
        await port.write_settings({"max_current_a": 10.0})
        assert await port.client.request(b"\x29\x08") == b"\x69\x08\x02"
        assert await port.client.request(b"\x29\x00") == b"\x69\x00\x10"
        with pytest.raises(AccessDenied):
            await port.write_settings({"max_current_a": 20.0})


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
        await running.aclose()  # type: ignore[attr-defined]
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


ENERGISED = {"session or contactors": "model", "output on": "output"}


@pytest.mark.parametrize("how", ENERGISED)
def test_nothing_disturbing_while_energised_by_tool_nor_device(how: str) -> None:
    @virtually
    async def run() -> None:
        bench = UdsBench()
        async with bench.port(unlocked=True) as port:
            if how == "output on":
                bench.output_on = True
            else:
                bench.ecu.model.energised = True
            sent = len(bench.requests())
            for attempt in (
                port.write_settings({"max_current_a": 1.0}),
                port.clear_faults(),
                port.restart(),
                anext(port.self_test("contactor drivers")),
                anext(port.self_test("fans")),
                port.firmware().begin(b"x" * 200),
            ):
                with pytest.raises(NotNow, match="output"):
                    await attempt
            assert set(bench.requests()[sent:]) == {b"\x22\xfe\x00"}
            for request in DISTURBING:
                with pytest.raises(NotNow) as refused:
                    await port.client.request(request)
                assert refused.value.code == 0x22, request.hex()
            assert bench.ecu.model.settings[0] == 125.0
            assert not bench.ecu.flash.erased
            assert len(await port.faults()) == 0

    run()


IDLE_ONLY = "1002 1003 1101 1103 14ffffff 2efd000000000000000000 31010201 31010202 31010301 31010302"
DISTURBING = [bytes.fromhex(text) for text in IDLE_ONLY.split()]


@virtually
async def test_energised_during_programming_stops_the_download() -> None:
    bench = UdsBench()
    async with bench.port(unlocked=True) as port:
        await port.client.change_session(2)
        await port._rights.unlock(answer, 2)
        bench.output_on = True
        for request in ("34004400000000000000ff", "360100", "37", "3101ff00", "3101ff01", "1101"):
            with pytest.raises(NotNow) as refused:
                await port.client.request(bytes.fromhex(request))
            assert refused.value.code == 0x22
        await port.client.change_session(1)


@virtually
async def test_what_each_session_allows() -> None:
    bench = UdsBench()
    async with bench.port() as port:
        refusals: dict[int, dict[str, int | None]] = {1: {}, 2: {}, 3: {}}
        for session, found in refusals.items():
            await port.client.change_session(session)
            for request in PROFILE:
                try:
                    await port.client.request(bytes.fromhex(request))
                    found[request] = None
                except DeviceRefused as refused:
                    found[request] = refused.code
    for request, expected in PROFILE.items():
        assert tuple(refusals[session][request] for session in (1, 3, 2)) == expected, request


#: Refusals in the default, extended and programming session; ``None`` is a positive answer.
PROFILE: dict[str, tuple[int | None, int | None, int | None]] = {
    "14ffffff": (None, None, 0x7F),
    "1901ff": (None, None, 0x7F),
    "1902ff": (None, None, 0x7F),
    "190a": (None, None, 0x7F),
    "1903": (0x12, 0x12, 0x7F),
    "22f189": (None, None, None),
    "22f186": (None, None, None),
    "220200": (None, None, 0x31),
    "22f190": (0x31, 0x31, 0x31),
    "22": (0x13, 0x13, 0x13),
    "22020002010202020302040205020602070208": (0x13, 0x13, 0x13),
    "2701": (0x7F, None, None),
    "2703": (0x7F, None, None),
    "2709": (0x7F, 0x12, 0x12),
    "270200": (0x7F, 0x24, 0x24),
    "2908": (0x7F, None, None),
    "280302": (0x7F, None, 0x7F),
    "280301": (0x7F, 0x31, 0x7F),
    "280303": (0x7F, 0x31, 0x7F),
    "8501": (0x7F, None, 0x7F),
    "2efd00" + "00" * 8: (0x7F, 0x33, 0x7F),
    "2f03000332": (0x7F, 0x33, 0x7F),
    "31010201": (0x7F, None, 0x31),
    "31010202": (0x7F, 0x33, 0x31),
    "31010999": (0x7F, 0x31, 0x31),
    "31040201": (0x7F, 0x12, 0x12),
    "3101ff00": (0x7F, 0x31, 0x33),
    "3400440000000000000010": (0x7F, 0x7F, 0x33),
    "360100": (0x7F, 0x7F, 0x33),
    "37": (0x7F, 0x7F, 0x33),
    "3e00": (None, None, None),
    "3e01": (0x12, 0x12, 0x12),
    "10": (0x13, 0x13, 0x13),
    "1004": (0x12, 0x12, 0x12),
    "2301": (0x11, 0x11, 0x11),
}


@virtually
async def test_io_control_is_given_back_when_the_session_ends() -> None:

    bench = UdsBench()
    async with bench.port(unlocked=True) as port:
        assert (await port.client.request(bytes.fromhex("2f03000350")))[-1] == 0x50
        assert bench.ecu.controls.outputs[0x0300] == 0x50
        await asyncio.sleep(60.0)
        assert bench.ecu.controls.outputs[0x0300] == 0x50  # tester present is kept up
        for bad in ("2f02000350", "2f03000399", "2f030009", "2f0300"):
            with pytest.raises(DeviceRefused):
                await port.client.request(bytes.fromhex(bad))
    assert bench.ecu.controls.outputs[0x0300] == 30


@virtually
async def test_tester_that_vanishes_leaves_nothing_behind() -> None:

    bench = UdsBench()
    async with bench.port(unlocked=True) as port:
        await port.client.request(bytes.fromhex("31010301"))
        await port.client.request(bytes.fromhex("2efd00") + bytes(8))
        bench.disturb = lambda frame: []
        await asyncio.sleep(6.0)
        assert (bench.ecu.server.session, bench.ecu.access.level) == (1, 0)
        assert bench.ecu.transaction.staged is None
        assert bench.ecu.model.settings[0] == 125.0
        bench.disturb = lambda frame: [frame]


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
