"""What benches of service ports share, whatever the wire: opening, unlocking, what an update must have shown."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from tests.support.firmware_images import BODY
from v2xsdk.firmware.update import UpdateProgress
from v2xsdk.model.service import Challenge, FirmwareState, SlotState
from v2xsdk.spi_service import ServicePort
from v2xsdk_emulator.usb.reference.security import TEST_KEY

PortT = TypeVar("PortT", bound=ServicePort)


@asynccontextmanager
async def opened(port: PortT, *, unlocked: bool) -> AsyncIterator[PortT]:
    """Open ``port``, unlock it if asked to, and close it again."""
    await port.open()
    try:
        if unlocked:
            await port.unlock(answer)
        yield port
    finally:
        await port.close()


def answer(challenge: Challenge) -> bytes:
    """Unlock the emulated charger."""
    message = b"v2xsdk unlock 1" + bytes((challenge.level,)) + challenge.seed + challenge.serial.encode()
    return hmac.new(TEST_KEY, message, hashlib.sha256).digest()


def check_installed(after: FirmwareState, seen: list[UpdateProgress], content: bytes) -> None:
    """Check the first update of a new device to the default image: slots, progress, and what its flash holds."""
    assert after.active == "b"
    assert [(s.name, s.state, s.version) for s in after.slots] == [
        ("a", SlotState.READY, "1.0.0.0"),
        ("b", SlotState.CONFIRMED, "2.1.0.0"),
    ]
    assert seen[0].done == 0
    assert seen[-1].done == seen[-1].total == len(BODY)
    assert content.endswith(BODY)
