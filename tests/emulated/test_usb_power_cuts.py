"""A power cut anywhere in an update, the slot switch included, ends in a bootable charger that can be updated.

On virtual time, in one process: every flash operation of an update is tried as the one that is cut off.
"""

from __future__ import annotations

import contextlib
import os

import pytest

from tests.emulated.usb_charger import Bench, in_process_origin
from tests.support.firmware_images import image_of
from v2xsdk.drivers.usb_diagnostics.firmware import DfuInterface
from v2xsdk.errors import LinkLost
from v2xsdk.firmware.image import SignedImage
from v2xsdk.firmware.update import update
from v2xsdk.protocol.usb import dfu
from v2xsdk.transport.usb.handle import open_device
from v2xsdk.transport.usb.known import DFU_MODE

CUTS = 1000 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 100
SLOT_SIZE = 1 << 14


def download(bench: Bench, new: SignedImage) -> None:
    """Send an image as fast as a host can; ends early when the power goes."""
    bench.charger.enter_dfu()
    with open_device(bench.selector) as handle:
        mode = DfuInterface(handle, DFU_MODE, bench.time.advance)
        number = 0
        for part in (new.header, new.image):
            for at in range(0, len(part), mode.transfer_size):
                mode.run(dfu.send_block(number, part[at : at + mode.transfer_size]))
                number += 1
        if mode.run(dfu.manifest(number)):
            handle.reset()


def operations_of_update(new: SignedImage) -> int:
    with in_process_origin(Bench(slot_size=SLOT_SIZE)) as bench:
        before = bench.charger.flash.operations
        download(bench, new)
        assert bench.charger.active_slot() == 1
        return bench.charger.flash.operations - before


def power_on_again(bench: Bench) -> None:
    """Give power back until the charger has started, as it would be after cuts during the start."""
    for _ in range(5):
        bench.charger.power_on()
        if bench.charger.device.plugged:
            return
    raise AssertionError("the charger does not start")


async def test_every_cut_ends_in_a_bootable_charger() -> None:
    tried = seed = 0
    while tried < CUTS:
        new = image_of(seed)
        total = operations_of_update(new)
        for cut in range(1, total + 1):
            if tried == CUTS:
                return
            await cut_at(new, cut, deep=cut % 7 == 0)
            tried += 1
        seed += 1


async def cut_at(new: SignedImage, cut: int, *, deep: bool) -> None:
    with in_process_origin(Bench(slot_size=SLOT_SIZE)) as bench:
        flash = bench.charger.flash
        flash.cut_at = flash.operations + cut
        with contextlib.suppress(LinkLost):
            download(bench, new)
        assert not flash.cut_pending
        if bench.charger.device.plugged:
            bench.charger.power_off()
        power_on_again(bench)
        assert bench.charger.running_version() in ("1.0.0.0", str(new.manifest.version))
        assert bench.charger.security_counter() in (1, 2)
        if deep:
            async with bench.port() as port:
                after = await update(port.firmware(), new)
            assert after.security_counter == 2


@pytest.mark.parametrize("second", range(1, 8))
def test_second_cut_while_starting_after_the_first(second: int) -> None:
    new = image_of(1)
    total = operations_of_update(new)
    with in_process_origin(Bench(slot_size=SLOT_SIZE)) as bench:
        flash = bench.charger.flash
        flash.cut_at = flash.operations + total - second
        with contextlib.suppress(LinkLost):
            download(bench, new)
        bench.charger.power_off()
        flash.cut_at = flash.operations + 1
        bench.charger.power_on()
        power_on_again(bench)
        assert bench.charger.running_version() in ("1.0.0.0", "2.1.0.0")
