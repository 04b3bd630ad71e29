"""Firmware in by 34, 36 and 37: first the signed manifest, then the image from where it stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from v2xsdk_emulator.uds.server import NOT_NOW, OUT_OF_RANGE, WRONG_LENGTH, WRONG_ORDER, Nrc
from v2xsdk_emulator.usb.reference.controller import PRODUCT
from v2xsdk_emulator.usb.reference.image_check import ENERGISED, ImageRefused

if TYPE_CHECKING:
    from v2xsdk_emulator.uds.ecu import ChargerEcu

MANIFEST_ADDRESS, IMAGE_ADDRESS = 0x0000_0000, 0x0100_0000
#: Bytes of a 36 request in all; two of them are no data.
BLOCK_LENGTH = 2050
FAILED, WRONG_BLOCK = 0x72, 0x73


class Download:
    """One transfer at a time. ``refusal`` says why the last one was refused."""

    refusal: str

    def __init__(self, ecu: ChargerEcu) -> None:
        self._ecu = ecu
        self.refusal = ""
        self.end()

    def end(self) -> None:
        """Leave what is under way; the blocks kept stay in the flash."""
        self._left: int | None = None
        self._counter = 0
        self._last: bytes | None = None
        self._manifest_known = False

    def request(self, rest: bytes) -> bytes:
        """34: data format 00, address, size."""
        address, size = _location(rest)
        self.refusal = ""
        if address == MANIFEST_ADDRESS:
            self._ecu.staging.begin()
            self._manifest_known = False
        elif not self._manifest_known:
            raise Nrc(WRONG_ORDER)
        elif address - IMAGE_ADDRESS != self._ecu.staging.kept:
            raise Nrc(OUT_OF_RANGE)
        self._left, self._counter, self._last = size, 0, None
        return b"\x20" + BLOCK_LENGTH.to_bytes(2, "big")

    def block(self, rest: bytes) -> bytes:
        """36: the next block, or the last one once more when its answer was lost."""
        if not rest:
            raise Nrc(WRONG_LENGTH)
        counter, data = rest[0], rest[1:]
        if self._left is None:
            raise Nrc(WRONG_ORDER)
        if self._last is not None and counter == self._counter & 0xFF and data == self._last:
            return rest[:1]
        if counter != (self._counter + 1) & 0xFF:
            raise Nrc(WRONG_BLOCK)
        if not data or len(data) > min(self._left, BLOCK_LENGTH - 2):
            raise Nrc(WRONG_LENGTH)
        model = self._ecu.model
        counter_allowed = self._ecu.security_counter()
        self._attempt(lambda: self._ecu.staging.take(data, PRODUCT, model.hardware, counter_allowed))
        self._counter, self._last, self._left = self._counter + 1, data, self._left - len(data)
        return rest[:1]

    def exit(self, rest: bytes) -> bytes:
        """37: all that was announced has come."""
        if rest:
            raise Nrc(WRONG_LENGTH)
        if self._left is None or self._left:
            raise Nrc(WRONG_ORDER)
        self._left = None
        self._manifest_known = self._ecu.staging.header_accepted
        if not self._manifest_known:
            self.refusal = "the manifest ends too early"
            raise Nrc(FAILED)
        return b""

    def install(self) -> None:
        """Check the whole image and switch to it; refuse when it became energised meanwhile."""
        if self._ecu.energised():
            raise Nrc(NOT_NOW)
        self._attempt(self._ecu.staging.finish)
        self.end()

    def _attempt(self, action: Callable[[], None]) -> None:
        try:
            self._ecu.survive(action)
        except ImageRefused as refused:
            self.refusal = str(refused)
            self._left = None
            raise Nrc(NOT_NOW if refused.code == ENERGISED else FAILED) from refused


def _location(rest: bytes) -> tuple[int, int]:
    if len(rest) < 2:
        raise Nrc(WRONG_LENGTH)
    address_size, size_size = rest[1] & 0x0F, rest[1] >> 4
    if rest[0] or not address_size or not size_size:
        raise Nrc(OUT_OF_RANGE)
    if len(rest) != 2 + address_size + size_size:
        raise Nrc(WRONG_LENGTH)
    address = int.from_bytes(rest[2 : 2 + address_size], "big")
    size = int.from_bytes(rest[2 + address_size :], "big")
    if not size:
        raise Nrc(OUT_OF_RANGE)
    return address, size
