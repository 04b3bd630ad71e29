"""The lock on writing: challenge, response, and a wait after wrong ones (section 7 of the specification)."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Sequence

from v2xsdk_emulator.usb.reference.packing import Refused

ATTEMPTS, WAIT_S = 3, 10.0
DOMAIN = b"v2xsdk unlock 1"
#: Known to everybody: it guards an emulator.
TEST_KEY = b"v2xsdk emulator test key, level 1"


class Lock:
    """Level 0 is locked. ``wrong`` and the wait survive a session reset and a restart."""

    def __init__(self, serial: str, key: bytes = TEST_KEY, levels: Sequence[int] = (1,)) -> None:
        self.level = 0
        self._levels = tuple(levels)
        self._serial = serial.encode()
        self._key = key
        self._seed: bytes | None = None
        self._wrong = 0
        self._closed_until_s = 0.0

    def challenge(self, level: int, now_s: float) -> bytes:
        """Return a fresh seed."""
        if level not in self._levels:
            raise Refused(4, f"no level {level}")
        if self.waits(now_s):
            raise Refused(10, f"wait {self._closed_until_s - now_s:.0f} s")
        self._seed = os.urandom(32)
        return self._seed

    def waits(self, now_s: float) -> bool:
        """Whether challenges are refused for now, after too many wrong responses."""
        return now_s < self._closed_until_s

    def respond(self, level: int, response: bytes, now_s: float) -> None:
        """Unlock, or refuse; a seed is good for one try."""
        seed, self._seed = self._seed, None
        if seed is None:
            raise Refused(8, "no challenge is open")
        expected = hmac.new(self._key, DOMAIN + bytes((level,)) + seed + self._serial, hashlib.sha256).digest()
        if not hmac.compare_digest(expected, response):
            self._wrong += 1
            if self._wrong >= ATTEMPTS:
                self._wrong, self._closed_until_s = 0, now_s + WAIT_S
            raise Refused(9, "wrong response")
        self._wrong = 0
        self.level = level

    def lock(self) -> None:
        """Take the right to write back."""
        self.level, self._seed = 0, None
