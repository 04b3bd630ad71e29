"""What lasts in the reference charger whatever wire its service port has: flash, slots, settings, the lock."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from v2xsdk_emulator.usb.reference import image_check
from v2xsdk_emulator.usb.reference.boot import Bootloader
from v2xsdk_emulator.usb.reference.flash import PAGE, Flash
from v2xsdk_emulator.usb.reference.model import ChargerModel
from v2xsdk_emulator.usb.reference.security import Lock
from v2xsdk_emulator.usb.reference.staging import Staging

PRODUCT = "reference-charger"
SLOT_SIZE = 1 << 20
EMPTY, INVALID, READY, TRIAL, CONFIRMED = range(5)
#: Firmware that starts with this does not pass its own start-up checks.
BROKEN = b"BROKEN"
FACTORY = b"factory firmware " + hashlib.sha256(b"factory").digest() * 64
TEST_KEYS = (image_check.TEST_KEY.public_key(),)


class SlotReport(msgspec.Struct, frozen=True):
    """What a firmware slot holds."""

    name: str
    state: int
    version: str
    counter: int


class Controller:
    """The controller of a charger. What runs is empty while the boot loader waits or there is no power."""

    product = PRODUCT
    bootloader_version = "1.0.0"

    def __init__(
        self, keys: tuple[Ed25519PublicKey, ...], serial: str, slot_size: int, levels: Sequence[int] = (1,)
    ) -> None:
        self.model = ChargerModel()
        self.model.serial = serial
        self.flash = Flash({"a": slot_size, "b": slot_size, "staging": slot_size, "boot0": PAGE, "boot1": PAGE})
        self.boot = Bootloader(self.flash, keys)
        self.staging = Staging(self.flash, self.boot, keys)
        self.security = Lock(serial, levels=levels)
        self._running: int | None = None
        factory = image_check.build(FACTORY, PRODUCT, (1, 9), (1, 0, 0, 0), 1)
        self.flash.write("a", 0, factory)
        self.boot.store.write(active=0, trial=0, counter=1)
        self.flash.erased.clear()

    def choose_slot(self) -> bool:
        """Choose the slot to run; false when none is good."""
        self._running = self.boot.start()
        return self._running is not None

    def prove_slot(self, now_s: float) -> None:
        """Let the chosen firmware start and check itself."""
        if self._running is None:
            return
        self.model.log(now_s, 1, f"started firmware {self.running_version()}")
        held = self.boot.slots[self._running].check()
        if held is not None and self.flash.read("ab"[self._running], held.header_size, 6) != BROKEN:
            self.boot.confirm()

    def nothing_runs(self) -> None:
        """Note that the boot loader waits, or that there is no power."""
        self._running = None

    def running_version(self) -> str:
        """Return the version that runs, empty when none does."""
        return self._version(self._running) if self._running is not None else ""

    def security_counter(self) -> int:
        """Return the lowest counter still accepted."""
        return self.boot.store.read().counter

    def active_slot(self) -> int:
        """Return the number of the slot that runs or will run."""
        return self.boot.store.read().active

    def slot_reports(self) -> list[SlotReport]:
        """Return what the slots hold."""
        return [self._report(number) for number in range(len(self.boot.slots))]

    def _version(self, number: int) -> str:
        held = self.boot.slots[number].check()
        return held.version if held is not None else ""

    def _report(self, number: int) -> SlotReport:
        slot, record = self.boot.slots[number], self.boot.store.read()
        held = slot.check()
        if held is None:
            return SlotReport(slot.name, EMPTY if slot.is_empty() else INVALID, "", 0)
        proven = CONFIRMED if not record.trial else TRIAL
        return SlotReport(slot.name, proven if number == record.active else READY, held.version, held.counter)
