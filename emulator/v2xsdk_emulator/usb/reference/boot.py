"""Two slots and the boot record that chooses between them, safe against a cut at any moment."""

from __future__ import annotations

import hashlib
import struct
import zlib

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from v2xsdk_emulator.usb.reference.flash import PAGE, Flash
from v2xsdk_emulator.usb.reference.image_check import Accepted, ImageRefused, accept, header_length

SLOTS = ("a", "b")
TRIAL_BOOTS = 3
_RECORD = struct.Struct("<IIBBI")
_MAGIC = 0xB007_0001


class BootRecord(msgspec.Struct, frozen=True):
    """Which slot to start, how many starts are left to prove it (0: proven), and the security counter."""

    sequence: int = 0
    active: int = 0
    trial: int = 0
    counter: int = 0


class BootStore:
    """The boot record in two pages, written in turn: while one is being written, the other is whole."""

    def __init__(self, flash: Flash) -> None:
        self._flash = flash

    def read(self) -> BootRecord:
        """Return the newest whole record."""
        found = [r for r in (self._page("boot0"), self._page("boot1")) if r is not None]
        return max(found, key=lambda r: r.sequence) if found else BootRecord()

    def write(self, *, active: int, trial: int, counter: int) -> BootRecord:
        """Write a new record over the older page."""
        record = BootRecord(self.read().sequence + 1, active, trial, counter)
        raw = _RECORD.pack(_MAGIC, record.sequence, active, trial, counter)
        page = f"boot{record.sequence % 2}"
        self._flash.erase(page, 0, PAGE)
        self._flash.write(page, 0, raw + struct.pack("<I", zlib.crc32(raw)))
        return record

    def _page(self, name: str) -> BootRecord | None:
        raw = self._flash.read(name, 0, _RECORD.size + 4)
        magic, *fields = _RECORD.unpack_from(raw)
        if magic != _MAGIC or zlib.crc32(raw[:-4]) != struct.unpack("<I", raw[-4:])[0]:
            return None
        return BootRecord(*fields)


class Slot:
    """One slot: header, then image."""

    def __init__(self, flash: Flash, name: str, keys: tuple[Ed25519PublicKey, ...]) -> None:
        self.name = name
        self._flash = flash
        self._keys = keys

    def is_empty(self) -> bool:
        """Return whether nothing was ever written."""
        return self._flash.read(self.name, 0, 64) == b"\xff" * 64

    def check(self) -> Accepted | None:
        """Return what the slot holds if signature and content are good."""
        try:
            length = header_length(self._flash.read(self.name, 0, 256))
            held = accept(self._flash.read(self.name, 0, length or 0), self._keys)
        except ImageRefused:
            return None
        image = self._flash.read(self.name, held.header_size, held.length)
        return held if hashlib.sha256(image).digest() == held.image_hash else None

    def content(self) -> bytes:
        """Return header and image, nothing when they are not good."""
        held = self.check()
        return self._flash.read(self.name, 0, held.header_size + held.length) if held else b""

    def program(self, content: bytes) -> None:
        """Erase the slot and write ``content``; the first page comes last, so half a slot is never taken for whole."""
        self._flash.erase(self.name, 0, len(content))
        if len(content) > PAGE:
            self._flash.write(self.name, PAGE, content[PAGE:])
        self._flash.write(self.name, 0, content[:PAGE])


class Bootloader:
    """Chooses and proves slots."""

    def __init__(self, flash: Flash, keys: tuple[Ed25519PublicKey, ...]) -> None:
        self.store = BootStore(flash)
        self.slots = tuple(Slot(flash, name, keys) for name in SLOTS)

    def start(self) -> int | None:
        """Return the slot to run after power-on or reset, ``None`` when none is good."""
        record = self.store.read()
        other = 1 - record.active
        if record.trial == 1:
            record = self.store.write(active=other, trial=0, counter=record.counter)
        elif record.trial > 1:
            record = self.store.write(active=record.active, trial=record.trial - 1, counter=record.counter)
        if self.slots[record.active].check() is None:
            if self.slots[1 - record.active].check() is None:
                return None
            record = self.store.write(active=1 - record.active, trial=0, counter=record.counter)
        return record.active

    def switch(self) -> None:
        """Make the inactive slot the next to start, on trial."""
        record = self.store.read()
        self.store.write(active=1 - record.active, trial=TRIAL_BOOTS, counter=record.counter)

    def confirm(self) -> None:
        """Take the running slot as proven; only now the security counter rises to that of its image."""
        record = self.store.read()
        held = self.slots[record.active].check()
        if record.trial and held is not None:
            self.store.write(active=record.active, trial=0, counter=max(record.counter, held.counter))
