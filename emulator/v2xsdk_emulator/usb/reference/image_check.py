"""How the device itself judges a firmware image (docs/reference/firmware-image.md)."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HEAD = struct.Struct("<8sHBBI8s32sHHHHHHIIIII32s")
MAGIC = b"V2XIMG\r\n"
CONTEXT = b"v2xsdk firmware 1\0"
SIGNATURE = 64
LARGEST_BLOCKS = 4096
NOT_AN_IMAGE, ALGORITHM, KEY, SIGNATURE_WRONG, PRODUCT, HARDWARE, COUNTER, SIZE = 1, 2, 3, 4, 5, 6, 7, 8
BLOCK, WHOLE, ENERGISED, FLASH = 9, 10, 11, 12
#: Everybody can sign with it: it is for emulators.
TEST_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"v2xsdk emulator firmware test key").digest())


class ImageRefused(Exception):
    """The device does not take this image; ``code`` is what GET_REFUSAL tells."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class Accepted(msgspec.Struct, frozen=True):
    """A manifest with a good signature."""

    raw: bytes
    product: str
    hardware: tuple[int, int]
    version: str
    counter: int
    length: int
    block_size: int
    image_hash: bytes
    block_hashes: tuple[bytes, ...]

    @property
    def header_size(self) -> int:
        """Bytes of manifest and signature."""
        return len(self.raw)

    def block_range(self, block: int) -> tuple[int, int]:
        """Return offset and size of a block in the image."""
        offset = block * self.block_size
        return offset, min(self.block_size, self.length - offset)


def key_id(public: Ed25519PublicKey) -> bytes:
    """Return the 8 bytes that name a key."""
    return hashlib.sha256(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).digest()[:8]


def header_length(data: bytes) -> int | None:
    """Return the bytes of manifest and signature, ``None`` while too little has come to tell."""
    if len(data) < HEAD.size:
        return None
    magic, version, algorithm, flags, length, *_ = HEAD.unpack_from(data)
    if magic != MAGIC or version != 1 or flags > 1:
        raise ImageRefused(NOT_AN_IMAGE, "not a firmware image of format 1")
    if algorithm != 1:
        raise ImageRefused(ALGORITHM, f"signature algorithm {algorithm} is not accepted")
    if length < HEAD.size or length > HEAD.size + 32 * LARGEST_BLOCKS:
        raise ImageRefused(SIZE, f"a manifest of {length} bytes")
    return int(length) + SIGNATURE


def accept(header: bytes, keys: Iterable[Ed25519PublicKey]) -> Accepted:
    """Return what a header of manifest and signature says, once the signature is proven."""
    manifest, signature = header[:-SIGNATURE], header[-SIGNATURE:]
    wanted = manifest[16:24]
    known = next((key for key in keys if key_id(key) == wanted), None)
    if known is None:
        raise ImageRefused(KEY, f"no key {wanted.hex()} is built in")
    try:
        known.verify(signature, CONTEXT + manifest)
    except InvalidSignature as error:
        raise ImageRefused(SIGNATURE_WRONG, "the signature is wrong") from error
    return _unpack(header, manifest)


def _unpack(header: bytes, manifest: bytes) -> Accepted:
    fields = HEAD.unpack_from(manifest)
    length, size, count = fields[15:18]
    if not length or size not in [1 << n for n in range(8, 17)] or count != -(-length // size):
        raise ImageRefused(SIZE, f"{length} bytes in {count} blocks of {size}")
    if len(manifest) != HEAD.size + 32 * count:
        raise ImageRefused(SIZE, f"a manifest of {len(manifest)} bytes for {count} blocks")
    hashes = tuple(manifest[at : at + 32] for at in range(HEAD.size, len(manifest), 32))
    product = fields[6].rstrip(b"\0").decode("ascii", "replace")
    version = ".".join(str(n) for n in fields[9:13])
    return Accepted(header, product, fields[7:9], version, fields[13], length, size, fields[18], hashes)


def fits(image: Accepted, product: str, hardware: int, counter: int, slot_size: int) -> None:
    """Refuse an image that is not for this device, or older than its security counter allows."""
    if image.product != product:
        raise ImageRefused(PRODUCT, f"for {image.product!r}, this is {product!r}")
    if not image.hardware[0] <= hardware <= image.hardware[1]:
        raise ImageRefused(HARDWARE, f"for hardware {image.hardware[0]} to {image.hardware[1]}, this is {hardware}")
    if image.counter < counter:
        raise ImageRefused(COUNTER, f"security counter {image.counter}, at least {counter} is required")
    if image.header_size + image.length > slot_size:
        raise ImageRefused(SIZE, f"{image.length} bytes do not fit into a slot of {slot_size}")


def build(
    body: bytes, product: str, hardware: tuple[int, int], version: tuple[int, int, int, int], counter: int
) -> bytes:
    """Sign ``body`` with the test key, in blocks of 1024: the factory's firmware."""
    blocks = [body[at : at + 1024] for at in range(0, len(body), 1024)]
    numbers = (*hardware, *version, counter, 0, len(body), 1024, len(blocks))
    head = (MAGIC, 1, 1, 1, HEAD.size + 32 * len(blocks), key_id(TEST_KEY.public_key()), product.encode())
    manifest = HEAD.pack(*head, *numbers, hashlib.sha256(body).digest())
    manifest += b"".join(hashlib.sha256(block).digest() for block in blocks)
    return manifest + TEST_KEY.sign(CONTEXT + manifest) + body
