"""Firmware over DFU: installed, refused, interrupted, continued; judged by what the charger's flash holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as ec_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.emulated.usb_charger import Bench, in_process_origin
from tests.support.firmware_images import BODY, FILES, KEY, loaded, signed
from tests.support.service_bench import check_installed
from v2xsdk.drivers.usb_diagnostics.firmware import DfuInterface
from v2xsdk.errors import ConfigError, DecodeError, DeviceRefused, LinkLost
from v2xsdk.firmware import image, keys
from v2xsdk.firmware.image import FirmwareVersion, SignedImage
from v2xsdk.firmware.sign import parse_hardware, parse_version
from v2xsdk.firmware.update import UpdateProgress, update
from v2xsdk.model.service import FirmwareState, SlotState
from v2xsdk.protocol.usb import dfu
from v2xsdk.protocol.usb.dfu_suffix import Suffix, add_suffix
from v2xsdk.spi_service import FirmwareTarget
from v2xsdk.transport.usb.handle import open_device
from v2xsdk.transport.usb.known import DFU_MODE
from v2xsdk_emulator.usb.faults import Fault
from v2xsdk_emulator.usb.reference import dfu as device_dfu
from v2xsdk_emulator.usb.reference.controller import BROKEN, PRODUCT
from v2xsdk_emulator.usb.reference.image_check import TEST_KEY


@pytest.fixture(params=["detach and reset", "will detach", "tolerant"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    extra = {"detach and reset": 0, "will detach": device_dfu.WILL_DETACH, "tolerant": device_dfu.TOLERANT}
    with in_process_origin(Bench(3 | extra[request.param])) as made:
        yield made


@pytest.fixture
def plain() -> Iterator[Bench]:
    with in_process_origin(Bench()) as made:
        yield made


async def install(bench: Bench, new: SignedImage, seen: list[UpdateProgress] | None = None) -> FirmwareState:
    async with bench.port() as port:
        return await update(port.firmware(), new, (seen if seen is not None else []).append)


async def test_update_installs_starts_and_confirms(bench: Bench) -> None:
    seen: list[UpdateProgress] = []
    after = await install(bench, loaded(signed(security_counter=4)), seen)
    check_installed(after, seen, bench.charger.boot.slots[1].content())
    assert after.security_counter == 4
    again = await install(bench, loaded(signed(BODY[::-1], version=FirmwareVersion(2, 2), security_counter=4)))
    assert again.active == "a"


async def test_downgrade_within_one_counter_is_allowed_below_it_not(plain: Bench) -> None:
    await install(plain, loaded(signed(version=FirmwareVersion(3), security_counter=2)))
    after = await install(plain, loaded(signed(version=FirmwareVersion(2), security_counter=2)))
    assert after.active == "a"
    with pytest.raises(DeviceRefused, match="security counter 1"):
        await install(plain, loaded(signed(security_counter=1)))


async def test_image_that_does_not_start_is_abandoned(plain: Bench) -> None:
    async with plain.port() as port:
        state = await update(port.firmware(), loaded(signed(BROKEN + BODY, security_counter=9)))
        assert state.slots[1].state is SlotState.TRIAL
    for _ in range(3):
        plain.charger.restart()
    async with plain.port() as port:
        after = await port.firmware_state()
        assert (after.active, after.security_counter) == ("a", 1)
        assert after.slots[0].state is SlotState.CONFIRMED


@pytest.mark.parametrize("case", FILES)
def test_tool_refuses_bad_files(case: str) -> None:
    with pytest.raises((DecodeError, DeviceRefused), match="firmware"):
        loaded(FILES[case]())


def send_raw(bench: Bench, file: bytes) -> tuple[str, set[str]]:
    """Send a file without any check of the tool; return the device's reason and the areas it erased."""
    bench.charger.enter_dfu()
    bench.charger.flash.erased.clear()
    with open_device(bench.selector) as handle:
        mode = DfuInterface(handle, DFU_MODE, bench.time.advance)
        try:
            number = 0
            for at in range(0, len(file), mode.transfer_size):
                mode.run(dfu.send_block(number, file[at : at + mode.transfer_size]))
                number += 1
            mode.run(dfu.manifest(number))
        except DeviceRefused as refused:
            return str(refused), bench.charger.flash.erased - {"staging"}
    return "", bench.charger.flash.erased


@pytest.mark.parametrize("case", FILES.keys() - {"empty"})
def test_device_itself_refuses_bad_files_and_erases_no_slot(plain: Bench, case: str) -> None:
    before = plain.charger.flash.read("b", 0, 4096)
    reason, erased = send_raw(plain, FILES[case]())
    assert reason
    assert erased == set()
    assert plain.charger.flash.read("b", 0, 4096) == before
    plain.charger.restart()
    assert plain.charger.running_version() == "1.0.0.0"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"product": "other"}, "for 'other'"),
        ({"hardware": (4, 5)}, "hardware"),
        ({"security_counter": 0}, "counter"),
    ],
)
async def test_wrong_product_hardware_or_counter(plain: Bench, changes: dict[str, object], reason: str) -> None:
    file = signed(**changes)  # type: ignore[arg-type]
    with pytest.raises(DeviceRefused, match="firmware"):
        await install(plain, loaded(file))
    assert not plain.charger.flash.erased
    told, erased = send_raw(plain, file)
    assert reason in told
    assert erased == set()


async def test_energised_charger_takes_no_update_by_tool_nor_device(plain: Bench) -> None:
    plain.charger.model.energised = True
    async with plain.port() as port:
        with pytest.raises(DeviceRefused, match="session"):
            await update(port.firmware(), loaded(signed()))
        with pytest.raises(DeviceRefused, match="session"):
            await port.firmware().begin(loaded(signed()).header)
        with pytest.raises(DeviceRefused):
            port._parts()[0].handle.control_out(0x21, dfu.DETACH, 1000, 1)
    reason, erased = send_raw(plain, signed())
    assert "session" in reason
    assert not erased
    assert not plain.charger.flash.erased


async def test_session_that_starts_during_the_download_stops_it(plain: Bench) -> None:
    def energise(progress: UpdateProgress) -> None:
        plain.charger.model.energised = progress.done >= 8192

    async with plain.port() as port:
        with pytest.raises(DeviceRefused, match="session"):
            await update(port.firmware(), loaded(signed()), energise)
    assert plain.charger.flash.erased <= {"staging"}
    plain.charger.model.energised = False
    assert (await install(plain, loaded(signed()))).active == "b"


@pytest.mark.parametrize("how", ["cable", "power"])
async def test_interrupted_update_goes_on_where_it_stopped(plain: Bench, how: str) -> None:
    def interrupt(progress: UpdateProgress) -> None:
        if progress.done == 8192:
            plain.charger.power_off()

    async with plain.port() as port:
        target = port.firmware()
        plain.time.call_later(0.5, plain.charger.power_on)
        with pytest.raises(LinkLost):
            await update(target, loaded(signed()), interrupt)
    if how == "power":
        plain.charger.restart()
    seen: list[UpdateProgress] = []
    after = await install(plain, loaded(signed()), seen)
    assert seen[0].resumed_at == 8192
    assert after.active == "b"


async def test_other_image_after_an_interruption_starts_over(plain: Bench) -> None:
    async with plain.port() as port:
        target = port.firmware()
        new = loaded(signed())
        await target.begin(new.header)
        await target.write(0, new.image[:4096])
        await target.close()
        assert (await target.state()).active == "a"
    seen: list[UpdateProgress] = []
    await install(plain, loaded(signed(BODY[::-1])), seen)
    assert seen[0].resumed_at == 0


async def test_stall_in_the_middle_is_an_error_with_the_reason(plain: Bench) -> None:
    async with plain.port() as port:
        target: FirmwareTarget = port.firmware()
        new = loaded(signed())
        await target.begin(new.header)
        with pytest.raises(DeviceRefused, match="does not match"):
            await target.write(0, bytes(4096))
        await target.close()


def test_upload_gives_the_signed_image_back(plain: Bench) -> None:
    plain.charger.enter_dfu()
    with open_device(plain.selector) as handle:
        mode = DfuInterface(handle, DFU_MODE, plain.time.advance)
        file = mode.run(dfu.upload(mode.transfer_size))
    assert file == plain.charger.boot.slots[0].content()
    assert loaded(file).manifest.product == PRODUCT


def test_device_left_in_any_state_becomes_idle(plain: Bench) -> None:
    plain.charger.enter_dfu()
    with open_device(plain.selector) as handle:
        mode = DfuInterface(handle, DFU_MODE, plain.time.advance)
        mode.ask(dfu.Ask(dfu.DNLOAD, 0, signed()[:64]))
        mode.run(dfu.to_idle())
        mode.ask(dfu.Ask(dfu.UPLOAD, 0, None, 64))
        mode.run(dfu.to_idle())
        with pytest.raises(DeviceRefused):
            mode.ask(dfu.Ask(dfu.CLRSTATUS))
        assert mode.run(dfu.get_status()).state is dfu.DfuState.ERROR
        mode.run(dfu.to_idle())


def test_device_that_stays_busy_is_given_up(plain: Bench) -> None:
    plain.charger.enter_dfu()
    with open_device(plain.selector) as handle:
        mode = DfuInterface(handle, DFU_MODE, plain.time.advance)
        plain.charger.device.faults.add(Fault("ignore", endpoint=0, request=dfu.GETSTATUS, times=-1))
        before = plain.time.now()
        with pytest.raises(TimeoutError):
            mode.run(dfu.send_block(0, signed()[:64]))
        assert plain.time.now() - before < 10.0


def test_files_may_carry_a_dfu_suffix() -> None:
    assert loaded(add_suffix(signed(), Suffix())).image == BODY


def test_test_key_flag_and_versions() -> None:
    manifest = loaded(signed(test_key=True)).manifest
    assert (manifest.test_key, str(manifest.version)) == (True, "2.1.0.0")
    assert parse_version("2.1.0.7") == FirmwareVersion(2, 1, 0, 7)
    assert (parse_hardware("3"), parse_hardware("1-4")) == ((3, 3), (1, 4))


@pytest.mark.parametrize("text", ["", "1.x", "1.2.3.4.5", "70000"])
def test_bad_version(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_version(text)


@pytest.mark.parametrize("text", ["", "4-1", "a", "1-70000"])
def test_bad_hardware_range(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_hardware(text)


@pytest.mark.parametrize(
    "changes",
    [{"product": ""}, {"product": "x" * 33}, {"block_size": 1000}, {"security_counter": -1}, {"body": b""}],
)
def test_what_the_format_cannot_carry_is_not_signed(changes: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        signed(**changes)  # type: ignore[arg-type]


def test_keys_from_pem_files(tmp_path: Path) -> None:
    private, public, other = tmp_path / "key.pem", tmp_path / "public.pem", tmp_path / "ec.pem"
    pem, pkcs8 = Encoding.PEM, PrivateFormat.PKCS8
    private.write_bytes(TEST_KEY.private_bytes(pem, pkcs8, NoEncryption()))
    public.write_bytes(TEST_KEY.public_key().public_bytes(pem, PublicFormat.SubjectPublicKeyInfo))
    other.write_bytes(ec_key(SECP256R1()).private_bytes(pem, pkcs8, NoEncryption()))
    assert keys.load_public_key(public).key_id == keys.load_public_key(private).key_id == KEY.public.key_id
    assert image.load(signed(key=keys.load_private_key(private)), [keys.load_public_key(public)])
    for load in (keys.load_private_key, keys.load_public_key):
        for path in (other, tmp_path / "missing.pem", Path(os.devnull)):
            with pytest.raises(ConfigError):
                load(path)
