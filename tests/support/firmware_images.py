"""Signed images for the reference charger."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from v2xsdk.firmware import image, keys
from v2xsdk.firmware.image import FirmwareVersion, SignedImage
from v2xsdk.firmware.sign import sign
from v2xsdk_emulator.usb.reference.controller import PRODUCT
from v2xsdk_emulator.usb.reference.image_check import TEST_KEY

KEY = keys.PrivateKey(TEST_KEY)
BODY = b"".join(hashlib.sha256(bytes((n,))).digest() for n in range(256)) * 2 + b"tail"


def signed(body: bytes = BODY, key: keys.PrivateKey = KEY, **changes: object) -> bytes:
    """Return an image file; ``changes`` are fields of the manifest."""
    fields: dict[str, object] = {
        "product": PRODUCT,
        "hardware": (1, 5),
        "version": FirmwareVersion(2, 1),
        "security_counter": 1,
        "block_size": 1024,
    }
    return sign(body, key, **(fields | changes))  # type: ignore[arg-type]


def image_of(seed: int) -> SignedImage:
    """Return an image of another size and block size for each seed."""
    body = random.Random(seed).randbytes(3000 + seed * 97 % 4000)
    block_size = (256, 1024, 2048)[seed % 3]
    return loaded(signed(body, KEY, block_size=block_size, security_counter=2))


def loaded(data: bytes) -> SignedImage:
    """Return a file taken apart and checked."""
    return image.load(data, [KEY.public])


#: Files that neither tool nor device takes.
FILES: dict[str, Callable[[], bytes]] = {
    "unsigned": lambda: BODY * 2,
    "truncated": lambda: signed()[:-1],
    "truncated in the manifest": lambda: signed()[:130],
    "longer": lambda: signed() + b"x",
    "empty": lambda: b"",
    "bit flipped in the image": lambda: _flipped(signed(), -100),
    "bit flipped in the manifest": lambda: _flipped(signed(), 70),
    "bit flipped in a hash": lambda: _flipped(signed(), 125),
    "bit flipped in the signature": lambda: _flipped(signed(), 120 + 32 * 17 + 5),
    "swapped blocks": lambda: _swapped(signed()),
    "another algorithm": lambda: _with_byte(signed(), 10, 2),
    "another key": lambda: signed(key=keys.PrivateKey(Ed25519PrivateKey.generate())),
    "key id forged": lambda: _forged_key_id(),
}


def _flipped(data: bytes, at: int) -> bytes:
    at %= len(data)
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


def _with_byte(data: bytes, at: int, value: int) -> bytes:
    return data[:at] + bytes((value,)) + data[at + 1 :]


def _swapped(data: bytes) -> bytes:
    body = len(data) - len(BODY)
    return data[:body] + data[body + 1024 : body + 2048] + data[body : body + 1024] + data[body + 2048 :]


def _forged_key_id() -> bytes:
    data = signed(key=keys.PrivateKey(Ed25519PrivateKey.generate()))
    return data[:16] + KEY.public.key_id + data[24:]
