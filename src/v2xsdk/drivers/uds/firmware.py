"""Firmware by 34, 36 and 37: the manifest first, then the image from the byte the ECU goes on from."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Awaitable
from typing import TypeVar

from v2xsdk.drivers.uds.access import PROGRAMMING, Rights
from v2xsdk.drivers.uds.client import DEFAULT_SESSION, PROGRAMMING_SESSION
from v2xsdk.drivers.uds.profile import (
    CHECK_IMAGE,
    FIRMWARE_PROGRESS,
    FIRMWARE_REFUSAL,
    FIRMWARE_STATE,
    IDENTITY,
    IMAGE_ADDRESS,
    MANIFEST_ADDRESS,
)
from v2xsdk.drivers.uds.services import START, UdsServices
from v2xsdk.errors import DecodeError, DeviceRefused, DeviceTimeout, NotNow, TransportError
from v2xsdk.firmware.image import SIGNATURE_SIZE, image_size
from v2xsdk.model.service import FirmwareSlot, FirmwareState, SlotState
from v2xsdk.protocol.uds.cursor import Cursor
from v2xsdk.spi_service import FirmwareTarget

T = TypeVar("T")

BLOCK_TRIES = 3
START_TIMEOUT_S = 20.0
ASK_AGAIN_S = 0.2
_FAILED = 0x72
_SLOT_STATES = tuple(SlotState)


class UdsFirmwareTarget(FirmwareTarget):
    """The firmware of one ECU."""

    def __init__(self, services: UdsServices, rights: Rights) -> None:
        self._services = services
        self._rights = rights
        self._room = 0
        self._counter = 0
        self._announced = False

    async def state(self) -> FirmwareState:
        """Ask the ECU."""
        return await read_state(self._services)

    async def begin(self, manifest: bytes) -> int:
        """Go to the programming session, prove the right to it, and send the manifest."""
        if (await self.state()).energised is not False:
            raise NotNow("firmware: a session runs, contactors are closed or the output is on")
        await self._services.client.change_session(PROGRAMMING_SESSION)
        await self._rights.renew(PROGRAMMING)
        await self._explained(self._send_manifest(manifest))
        cursor = Cursor(await self._services.read(FIRMWARE_PROGRESS), "firmware progress")
        held, kept = cursor.take(32), cursor.unsigned(4)
        if held != hashlib.sha256(manifest[:-SIGNATURE_SIZE]).digest():
            raise DecodeError("firmware: the ECU holds another manifest than the one it has just taken")
        await self._explained(self._announce(kept, image_size(manifest)))
        return kept

    def block_size(self) -> int:
        """Return how many bytes of image the ECU takes at once."""
        return self._room

    async def write(self, offset: int, data: bytes) -> None:
        """Send one block; one whose answer was lost is sent again, which the ECU recognises by its counter."""
        self._counter = (self._counter + 1) & 0xFF
        await self._explained(self._transfer(data))

    async def finish(self) -> None:
        """Have the image checked and installed, restart the ECU, and wait until it answers."""
        if self._announced:
            await self._explained(self._services.end_transfer())
        await self._explained(self._services.routine(START, CHECK_IMAGE))
        await self._services.reset()
        await self._services.client.session_is(DEFAULT_SESSION)
        await self._until_started()

    async def close(self) -> None:
        """Leave the programming session; the blocks received so far stay with the ECU."""
        client = self._services.client
        if client.session != DEFAULT_SESSION:
            with contextlib.suppress(TransportError, DeviceTimeout, DeviceRefused, DecodeError):
                # Gone, or not willing: the session ends by itself when nothing more is said.
                await client.change_session(DEFAULT_SESSION)
        await client.session_is(DEFAULT_SESSION)

    async def _send_manifest(self, manifest: bytes) -> None:
        room = await self._services.request_download(MANIFEST_ADDRESS, len(manifest))
        self._counter = 0
        for at in range(0, len(manifest), room):
            self._counter = (self._counter + 1) & 0xFF
            await self._transfer(manifest[at : at + room])
        await self._services.end_transfer()
        self._room, self._announced = room, False

    async def _announce(self, kept: int, size: int) -> None:
        if kept < size:
            self._room = await self._services.request_download(IMAGE_ADDRESS + kept, size - kept)
            self._counter, self._announced = 0, True

    async def _transfer(self, data: bytes) -> None:
        for _ in range(BLOCK_TRIES - 1):
            with contextlib.suppress(DeviceTimeout, DecodeError):
                return await self._services.transfer(self._counter, data)
        return await self._services.transfer(self._counter, data)

    async def _explained(self, work: Awaitable[T]) -> T:
        """Do ``work``; a refusal carries the ECU's own reason where it gives one."""
        try:
            return await work
        except DeviceRefused as refused:
            if refused.code != _FAILED:
                raise
            reason = (await self._services.read(FIRMWARE_REFUSAL)).decode("utf-8", "replace")
            raise DeviceRefused(f"firmware: refused by the device: {reason}", code=refused.code) from refused

    async def _until_started(self) -> None:
        loop = asyncio.get_running_loop()
        ends_s = loop.time() + START_TIMEOUT_S
        await asyncio.sleep(ASK_AGAIN_S)  # the ECU still answers for a moment before it goes down
        while True:
            try:
                await self._services.read(IDENTITY["firmware_version"])
                return
            except (DeviceTimeout, DecodeError):
                if loop.time() > ends_s:
                    raise
            await asyncio.sleep(ASK_AGAIN_S)


async def read_state(services: UdsServices) -> FirmwareState:
    """Return slots, versions, and whether the device is energised."""
    cursor = Cursor(await services.read(FIRMWARE_STATE), "firmware state")
    product = _text(cursor)
    hardware, counter, energised = cursor.unsigned(2), cursor.unsigned(4), bool(cursor.unsigned(1))
    active, count = cursor.unsigned(1), cursor.unsigned(1)
    slots = tuple(_slot(cursor) for _ in range(count))
    if active >= count:
        raise DecodeError(f"firmware state: slot {active} of {count} runs")
    return FirmwareState(slots, slots[active].name, product, hardware, counter, energised)


def _slot(cursor: Cursor) -> FirmwareSlot:
    name, state, version = _text(cursor), cursor.unsigned(1), _text(cursor)
    if state >= len(_SLOT_STATES):
        raise DecodeError(f"firmware state: slot {name} is in state {state}, which does not exist")
    return FirmwareSlot(name, _SLOT_STATES[state], version, cursor.unsigned(4))


def _text(cursor: Cursor) -> str:
    return cursor.take(cursor.unsigned(1)).decode("utf-8", "replace")
