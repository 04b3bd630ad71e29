"""Brings an image onto a device, over whatever service port it has."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from v2xsdk.errors import DeviceRefused
from v2xsdk.firmware.image import Manifest, SignedImage
from v2xsdk.model.service import FirmwareState
from v2xsdk.spi_service import FirmwareTarget


class UpdateProgress(msgspec.Struct, frozen=True):
    """How far an update is: bytes of image on the device, of how many; ``resumed_at`` where this run went on."""

    done: int
    total: int
    resumed_at: int = 0


async def update(
    target: FirmwareTarget, image: SignedImage, progress: Callable[[UpdateProgress], None] = lambda _: None
) -> FirmwareState:
    """Install a checked image and return the state of the device afterwards.

    Refused before a byte is sent when the device is energised or the image is not for it. When the transfer is
    interrupted, calling this again with the same image goes on where it stopped.
    """
    check_fits(image.manifest, await target.state())
    try:
        await _transfer(target, image, progress)
        await target.finish()
    finally:
        await target.close()
    after = await target.state()
    _check_runs(image.manifest, after)
    return after


def check_fits(manifest: Manifest, state: FirmwareState) -> None:
    """Raise :class:`DeviceRefused` when this image must not go onto a device in this state."""
    if state.energised is not False:
        raise DeviceRefused("firmware: a session runs, contactors are closed or the output is on; stop it first")
    if state.product and manifest.product != state.product:
        raise DeviceRefused(f"firmware: made for {manifest.product!r}, the device is {state.product!r}")
    oldest, newest = manifest.hardware
    if state.hardware is not None and not oldest <= state.hardware <= newest:
        raise DeviceRefused(f"firmware: for hardware {oldest} to {newest}, the device is revision {state.hardware}")
    counter = manifest.security_counter
    if state.security_counter is not None and counter < state.security_counter:
        raise DeviceRefused(f"firmware: security counter {counter}, the device takes {state.security_counter} or more")


async def _transfer(target: FirmwareTarget, image: SignedImage, progress: Callable[[UpdateProgress], None]) -> None:
    total = len(image.image)
    offset = resumed_at = await target.begin(image.header)
    progress(UpdateProgress(offset, total, resumed_at))
    while offset < total:
        block = image.image[offset : offset + target.block_size()]
        await target.write(offset, block)
        offset += len(block)
        progress(UpdateProgress(offset, total, resumed_at))


def _check_runs(manifest: Manifest, after: FirmwareState) -> None:
    active = next((slot for slot in after.slots if slot.name == after.active), None)
    version = str(manifest.version)
    if active is None or active.version != version:
        running = active.version if active is not None else "nothing"
        raise DeviceRefused(f"firmware: the device went back to {running}; {version} did not start")
