"""Receives an image block by block into memory that survives a power cut, and installs it when it is whole."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from v2xsdk_emulator.usb.reference.boot import Bootloader
from v2xsdk_emulator.usb.reference.flash import PAGE, Flash
from v2xsdk_emulator.usb.reference.image_check import (
    BLOCK,
    SIZE,
    WHOLE,
    Accepted,
    ImageRefused,
    accept,
    fits,
    header_length,
)

AREA = "staging"


class Staging:
    """The download area: header first, then the blocks at fixed places behind it."""

    def __init__(self, flash: Flash, boot: Bootloader, keys: tuple[Ed25519PublicKey, ...]) -> None:
        self._flash = flash
        self._boot = boot
        self._keys = keys
        self._received = b""
        self._image: Accepted | None = None
        self._kept = 0

    def progress(self) -> tuple[bytes, int]:
        """Return hash of the manifest in the area and the image bytes kept, by looking at the memory itself."""
        held = self._held()
        if held is None:
            return bytes(32), 0
        return hashlib.sha256(held.raw[:-64]).digest(), self._kept_of(held)

    def begin(self) -> None:
        """Expect a header."""
        self._received, self._image = b"", None

    def take(self, data: bytes, product: str, hardware: int, counter: int) -> None:
        """Take the next bytes of the file; raise :class:`ImageRefused` at the first that do not belong."""
        self._received += data
        if self._image is None:
            self._take_header(product, hardware, counter)
        while self._image is not None and self._received and self._take_block(self._image):
            pass

    @property
    def header_accepted(self) -> bool:
        """Whether blocks may come: the manifest was good."""
        return self._image is not None

    @property
    def kept(self) -> int:
        """Bytes of image that the transfer under way goes on from."""
        return self._kept

    def forget(self) -> None:
        """Forget what was kept of an interrupted transfer."""
        self.begin()
        self._flash.erase(AREA, 0, self._flash.size(AREA))

    def finish(self) -> None:
        """Check that all is there, write it into the inactive slot, and switch to it on trial."""
        image = self._image
        if image is None or self._received:
            raise ImageRefused(SIZE, "the image ends too early")
        content = self._flash.read(AREA, self._data_at(image), image.length)
        if self._kept != image.length:
            raise ImageRefused(SIZE, f"{self._kept} of {image.length} bytes have come")
        if hashlib.sha256(content).digest() != image.image_hash:
            raise ImageRefused(WHOLE, "the image does not match its hash")
        target = self._boot.slots[1 - self._boot.store.read().active]
        target.program(image.raw + content)
        if target.check() is None:
            raise ImageRefused(WHOLE, "the slot does not read back")
        self._boot.switch()

    def _take_header(self, product: str, hardware: int, counter: int) -> None:
        length = header_length(self._received)
        if length is None or len(self._received) < length:
            return
        image = accept(self._received[:length], self._keys)
        fits(image, product, hardware, counter, self._flash.size("a"))
        self._received = self._received[length:]
        held = self._held()
        if held is not None and held.raw == image.raw:
            self._image, self._kept = image, self._kept_of(image)
            return
        self._flash.erase(AREA, 0, self._data_at(image))
        self._flash.write(AREA, 0, image.raw)
        self._image, self._kept = image, 0

    def _take_block(self, image: Accepted) -> bool:
        """Keep the next whole block; return whether there was one."""
        block = self._kept // image.block_size
        if block >= len(image.block_hashes):
            raise ImageRefused(SIZE, "more bytes than the manifest tells")
        offset, size = image.block_range(block)
        if len(self._received) < size:
            return False
        data, self._received = self._received[:size], self._received[size:]
        if hashlib.sha256(data).digest() != image.block_hashes[block]:
            raise ImageRefused(BLOCK, f"block {block} does not match the manifest")
        at = self._data_at(image) + offset
        if at % PAGE == 0:
            self._flash.erase(AREA, at, size)
        self._flash.write(AREA, at, data)
        self._kept += size
        return True

    def _held(self) -> Accepted | None:
        try:
            length = header_length(self._flash.read(AREA, 0, 256))
            return accept(self._flash.read(AREA, 0, length or 0), self._keys)
        except ImageRefused:
            return None

    def _kept_of(self, image: Accepted) -> int:
        kept = 0
        for block, expected in enumerate(image.block_hashes):
            offset, size = image.block_range(block)
            data = self._flash.read(AREA, self._data_at(image) + offset, size)
            if hashlib.sha256(data).digest() != expected:
                break
            kept += size
        # go on at the start of a page: the one that was cut off must be erased as a whole
        return kept if kept == image.length else kept - kept % PAGE

    def _data_at(self, image: Accepted) -> int:
        return (image.header_size + PAGE - 1) // PAGE * PAGE
