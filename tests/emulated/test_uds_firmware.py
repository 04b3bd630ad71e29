"""Firmware over UDS: installed, refused, interrupted, continued, cut off; judged by what the charger's flash holds."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable

import pytest

from tests.support.firmware_images import BODY, FILES, image_of, loaded, signed
from tests.support.rig_charger import virtually
from tests.support.service_bench import answer, check_installed
from tests.support.uds_bench import UdsBench
from v2xsdk.drivers.uds.client import PROGRAMMING_SESSION, UdsTiming
from v2xsdk.drivers.uds.port import UdsServicePort
from v2xsdk.drivers.uds.profile import CHECK_IMAGE, IMAGE_ADDRESS, MANIFEST_ADDRESS
from v2xsdk.errors import AccessDenied, DeviceRefused, DeviceTimeout, NotNow, V2xError
from v2xsdk.firmware.image import FirmwareVersion, SignedImage
from v2xsdk.firmware.update import UpdateProgress, update
from v2xsdk.model import CanFrame
from v2xsdk.model.service import FirmwareState, SlotState
from v2xsdk_emulator.uds.download import BLOCK_LENGTH
from v2xsdk_emulator.usb.reference.controller import BROKEN

BLOCK = BLOCK_LENGTH - 2
CUTS = 1000 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 100
SLOT_SIZE = 1 << 14
SHORT = UdsTiming(p2_s=0.2, p2_star_s=5.0)


async def install(bench: UdsBench, new: SignedImage, seen: list[UpdateProgress] | None = None) -> FirmwareState:
    async with bench.port(unlocked=True, timing=SHORT) as port:
        return await update(port.firmware(), new, (seen if seen is not None else []).append)


@virtually
async def test_update_installs_starts_and_confirms() -> None:
    bench = UdsBench()
    seen: list[UpdateProgress] = []
    after = await install(bench, loaded(signed(security_counter=4)), seen)
    check_installed(after, seen, bench.ecu.boot.slots[1].content())
    assert after.security_counter == 4
    assert seen[1].done == BLOCK
    again = await install(bench, loaded(signed(BODY[::-1], version=FirmwareVersion(2, 2), security_counter=4)))
    assert again.active == "a"
    assert b"\x7f\x31\x78" in [f.data[1:4] for f in bench.frames if f.can_id == 0x7E8]  # pending was waited for


@virtually
async def test_block_counter_wraps() -> None:
    bench = UdsBench(slot_size=1 << 20)
    new = loaded(signed(bytes(BLOCK * 270), block_size=65536))
    assert (await install(bench, new)).active == "b"


@virtually
async def test_programming_needs_rights() -> None:
    bench = UdsBench()
    async with bench.port() as port:
        with pytest.raises(AccessDenied, match="unlock"):
            await update(port.firmware(), loaded(signed()))
        assert port.client.session == 1
    assert not bench.ecu.flash.erased


@virtually
async def test_image_that_does_not_start_is_abandoned() -> None:
    bench = UdsBench()
    async with bench.port(unlocked=True) as port:
        state = await update(port.firmware(), loaded(signed(BROKEN + BODY, security_counter=9)))
        assert state.slots[1].state is SlotState.TRIAL
        for _ in range(3):
            bench.ecu.power_off()
            bench.ecu.power_on()
        after = await port.firmware_state()
        assert (after.active, after.security_counter) == ("a", 1)


async def send_raw(bench: UdsBench, port: UdsServicePort, file: bytes, header: int) -> str:
    """Send a file without any check of the tool; return the device's reason."""
    services = port._services
    await port.client.change_session(PROGRAMMING_SESSION)
    await port._rights.unlock(answer, 2)
    try:
        for address, part in ((MANIFEST_ADDRESS, file[:header]), (IMAGE_ADDRESS, file[header:])):
            room = await services.request_download(address, len(part) or 1)
            for number, at in enumerate(range(0, len(part), room), 1):
                await services.transfer(number, part[at : at + room])
            await services.end_transfer()
        await services.routine(1, CHECK_IMAGE)
    except DeviceRefused as refused:
        return (await services.read(0xFE02)).decode() or str(refused)
    return ""


def device_refuses(file: bytes, header: int) -> str:
    reasons: list[str] = []

    @virtually
    async def run() -> None:
        bench = UdsBench()
        before = bench.ecu.flash.read("b", 0, 4096)
        async with bench.port() as port:
            reasons.append(await send_raw(bench, port, file, header))
        assert bench.ecu.flash.erased <= {"staging"}
        assert bench.ecu.flash.read("b", 0, 4096) == before
        bench.ecu.power_off()
        bench.ecu.power_on()
        assert bench.ecu.running_version() == "1.0.0.0"

    run()
    return reasons[0]


@pytest.mark.parametrize("case", sorted(FILES.keys() - {"empty"}))
def test_device_itself_refuses_bad_files_and_erases_no_slot(case: str) -> None:
    assert device_refuses(FILES[case](), len(signed()) - len(BODY))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"product": "other"}, "for 'other'"), ({"hardware": (4, 5)}, "hardware"), ({"security_counter": 0}, "counter")],
)
def test_wrong_product_hardware_or_counter(changes: dict[str, object], reason: str) -> None:
    file = signed(**changes)  # type: ignore[arg-type]
    assert reason in device_refuses(file, len(file) - len(BODY))

    @virtually
    async def by_tool() -> None:
        bench = UdsBench()
        with pytest.raises(DeviceRefused, match="firmware"):
            await install(bench, loaded(file))
        assert not bench.ecu.flash.erased
        assert b"\x10\x02" not in bench.requests()

    by_tool()


@virtually
async def test_refusal_carries_the_reason_of_the_device() -> None:
    bench = UdsBench()
    async with bench.port(unlocked=True) as port:
        target, new = port.firmware(), loaded(signed())
        await target.begin(new.header)
        with pytest.raises(DeviceRefused, match="does not match"):
            await target.write(0, bytes(target.block_size()))
        await target.close()


@pytest.mark.parametrize("how", ["model", "output"])
def test_session_that_starts_during_the_download_stops_it(how: str) -> None:
    @virtually
    async def run() -> None:
        bench = UdsBench()

        def energise(progress: UpdateProgress) -> None:
            if progress.done >= 4 * BLOCK:
                bench.ecu.model.energised, bench.output_on = how == "model", how == "output"

        async with bench.port(unlocked=True) as port:
            with pytest.raises(NotNow):
                await update(port.firmware(), loaded(signed()), energise)
        assert bench.ecu.flash.erased <= {"staging"}
        bench.ecu.model.energised = bench.output_on = False
        seen: list[UpdateProgress] = []
        assert (await install(bench, loaded(signed()), seen)).active == "b"
        assert seen[0].resumed_at == 4 * BLOCK

    run()


@virtually
async def test_energised_between_check_and_switch_is_refused() -> None:
    bench = UdsBench()
    async with bench.port(unlocked=True) as port:
        target, new = port.firmware(), loaded(signed())
        await target.begin(new.header)
        for at in range(0, len(new.image), target.block_size()):
            await target.write(at, new.image[at : at + target.block_size()])
        await port._services.end_transfer()
        asyncio.get_running_loop().call_later(0.2, lambda: setattr(bench, "output_on", True))
        with pytest.raises(NotNow):
            await port._services.routine(1, CHECK_IMAGE)
    assert bench.ecu.active_slot() == 0


def swallow(bench: UdsBench, matches: Callable[[CanFrame], bool], times: int) -> None:
    left = times

    def drop(frame: CanFrame) -> list[CanFrame]:
        nonlocal left
        if left and matches(frame):
            left -= 1
            return []
        return [frame]

    bench.disturb = drop


@virtually
async def test_block_whose_answer_was_lost_is_sent_again_and_written_once() -> None:
    bench = UdsBench()
    swallow(bench, lambda frame: frame.can_id == 0x7E8 and frame.data[1:3] == b"\x76\x03", 1)
    assert (await install(bench, loaded(signed()))).active == "b"


@pytest.mark.parametrize("how", ["cable", "power", "session"])
def test_interrupted_update_goes_on_where_it_stopped(how: str) -> None:
    @virtually
    async def run() -> None:
        bench = UdsBench()

        def interrupt(progress: UpdateProgress) -> None:
            if progress.done == 4 * BLOCK:
                if how == "power":
                    bench.ecu.power_off()
                elif how == "session":
                    bench.ecu.server.enter(1)
                else:
                    bench.disturb = lambda frame: []

        async with bench.port(unlocked=True, timing=SHORT) as port:
            with pytest.raises((DeviceTimeout, DeviceRefused)):
                await update(port.firmware(), loaded(signed()), interrupt)
            await asyncio.sleep(10.0)
        bench.disturb = lambda frame: [frame]
        if how == "power":
            bench.ecu.power_on()
        seen: list[UpdateProgress] = []
        after = await install(bench, loaded(signed()), seen)
        assert seen[0].resumed_at == 4 * BLOCK
        assert after.active == "b"

    run()


@virtually
async def test_other_image_after_an_interruption_starts_over() -> None:
    bench = UdsBench()
    async with bench.port(unlocked=True) as port:
        target, new = port.firmware(), loaded(signed())
        await target.begin(new.header)
        await target.write(0, new.image[:BLOCK])
        await target.close()
        assert (await target.state()).active == "a"
    seen: list[UpdateProgress] = []
    await install(bench, loaded(signed(BODY[::-1])), seen)
    assert seen[0].resumed_at == 0


@virtually
async def test_what_was_kept_can_be_erased() -> None:
    bench = UdsBench()
    async with bench.port(unlocked=True) as port:
        target, new = port.firmware(), loaded(signed())
        await target.begin(new.header)
        await target.write(0, new.image[:BLOCK])
        await port._services.routine(1, 0xFF00)
        await target.close()
    seen: list[UpdateProgress] = []
    await install(bench, new, seen)
    assert seen[0].resumed_at == 0


def operations_of_update(new: SignedImage) -> int:
    counts: list[int] = []

    @virtually
    async def run() -> None:
        bench = UdsBench(slot_size=SLOT_SIZE)
        before = bench.ecu.flash.operations
        await install(bench, new)
        counts.append(bench.ecu.flash.operations - before)

    run()
    return counts[0]


def cut_at(new: SignedImage, cut: int, *, deep: bool, second: bool = False) -> None:
    @virtually
    async def run() -> None:
        bench = UdsBench(slot_size=SLOT_SIZE)
        flash = bench.ecu.flash
        flash.cut_at = flash.operations + cut
        with contextlib.suppress(V2xError):
            await install(bench, new)
        assert not flash.cut_pending
        bench.ecu.power_off()
        if second:
            flash.cut_at = flash.operations + 1
            bench.ecu.power_on()
        for _ in range(5):
            if not bench.ecu.powered:
                bench.ecu.power_on()
        flash.cut_at = None
        assert bench.ecu.running_version() in ("1.0.0.0", str(new.manifest.version))
        assert bench.ecu.security_counter() in (1, 2)
        if deep:
            assert (await install(bench, new)).security_counter == 2

    run()


def test_every_power_cut_ends_in_a_bootable_charger() -> None:
    tried = seed = 0
    while tried < CUTS:
        new = image_of(seed)
        for cut in range(1, operations_of_update(new) + 1):
            if tried < CUTS:
                cut_at(new, cut, deep=cut % 7 == 0)
            tried += 1
        seed += 1


@pytest.mark.parametrize("before_end", range(1, 8))
def test_second_cut_while_starting_after_the_first(before_end: int) -> None:
    new = image_of(1)
    cut_at(new, operations_of_update(new) - before_end, deep=True, second=True)
