"""Who may do what on the emulated charger ECU over UDS: keys, certificates, sessions, and never while energised."""

from __future__ import annotations

import asyncio
import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.support.rig_charger import virtually
from tests.support.service_bench import answer
from tests.support.uds_bench import DISTURBING, UdsBench, certificate
from v2xsdk.errors import (
    AccessDenied,
    DeviceRefused,
    NotNow,
)
from v2xsdk.model.service import Challenge
from v2xsdk_emulator.uds.access import TEST_AUTHORITY


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
