"""Makes signed images."""

from __future__ import annotations

import hashlib

from v2xsdk.errors import ConfigError
from v2xsdk.firmware.image import (
    BLOCK_SIZES,
    ED25519,
    FORMAT,
    HEAD,
    LARGEST_IMAGE,
    MAGIC,
    TEST_KEY_FLAG,
    FirmwareVersion,
)
from v2xsdk.firmware.keys import PrivateKey

DEFAULT_BLOCK_SIZE = 4096


def sign(
    image: bytes,
    key: PrivateKey,
    *,
    product: str,
    hardware: tuple[int, int],
    version: FirmwareVersion,
    security_counter: int,
    block_size: int = DEFAULT_BLOCK_SIZE,
    test_key: bool = False,
) -> bytes:
    """Return the signed image file; raise :class:`ConfigError` for a field that the format cannot carry."""
    _check(image, product, hardware, version, security_counter, block_size)
    blocks = [image[at : at + block_size] for at in range(0, len(image), block_size)]
    manifest = HEAD.pack(
        MAGIC,
        FORMAT,
        ED25519,
        TEST_KEY_FLAG if test_key else 0,
        HEAD.size + 32 * len(blocks),
        key.public.key_id,
        product.encode("ascii"),
        *hardware,
        version.major,
        version.minor,
        version.patch,
        version.build,
        security_counter,
        0,
        len(image),
        block_size,
        len(blocks),
        hashlib.sha256(image).digest(),
    )
    manifest += b"".join(hashlib.sha256(block).digest() for block in blocks)
    return manifest + key.sign(manifest) + image


def parse_version(text: str) -> FirmwareVersion:
    """Return the version written as ``2.1`` to ``2.1.0.7``; raise :class:`ConfigError` for anything else."""
    parts = text.split(".")
    if not 1 <= len(parts) <= 4 or not all(part.isdecimal() and int(part) <= 0xFFFF for part in parts):
        raise ConfigError(f"{text!r} is no version: write one to four numbers up to 65535, as in 2.1.0")
    return FirmwareVersion(*map(int, parts))


def parse_hardware(text: str) -> tuple[int, int]:
    """Return the range written as ``3`` or ``1-4``; raise :class:`ConfigError` for anything else."""
    first, _, last = text.partition("-")
    numbers = [first, last or first]
    if not all(n.isdecimal() and int(n) <= 0xFFFF for n in numbers) or int(numbers[0]) > int(numbers[1]):
        raise ConfigError(f"{text!r} is no range of hardware revisions: write 3 or 1-4")
    return int(numbers[0]), int(numbers[1])


def _check(
    image: bytes, product: str, hardware: tuple[int, int], version: FirmwareVersion, counter: int, block_size: int
) -> None:
    if not 0 < len(image) <= LARGEST_IMAGE:
        raise ConfigError(f"an image has 1 to {LARGEST_IMAGE} bytes, not {len(image)}")
    if not 0 < len(product) <= 32 or not product.isascii():
        raise ConfigError(f"a product name has 1 to 32 ASCII characters, not {product!r}")
    if block_size not in BLOCK_SIZES:
        raise ConfigError(f"a block size is a power of two from 256 to 65536, not {block_size}")
    numbers = (*hardware, version.major, version.minor, version.patch, version.build)
    if not all(0 <= n <= 0xFFFF for n in numbers) or not 0 <= counter <= 0xFFFF_FFFF:
        raise ConfigError("hardware revisions and versions go up to 65535, the security counter up to 4294967295")
