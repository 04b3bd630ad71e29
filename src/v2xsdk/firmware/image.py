"""The signed image format (docs/reference/firmware-image.md): taking apart, and checking before anything is used."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence

import msgspec

from v2xsdk.errors import DecodeError, DeviceRefused
from v2xsdk.firmware.keys import PublicKey
from v2xsdk.protocol.usb.dfu_suffix import split_suffix

MAGIC = b"V2XIMG\r\n"
FORMAT, ED25519, TEST_KEY_FLAG = 1, 1, 1
SIGNATURE_SIZE = 64
HEAD = struct.Struct("<8sHBBI8s32sHHHHHHIIIII32s")
BLOCK_SIZES = tuple(1 << bits for bits in range(8, 17))
LARGEST_IMAGE = 1 << 26


class FirmwareVersion(msgspec.Struct, frozen=True, order=True):
    """A version number; it is told, the security counter decides."""

    major: int = 0
    minor: int = 0
    patch: int = 0
    build: int = 0

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}.{self.build}"


class Manifest(msgspec.Struct, frozen=True):
    """What is signed. ``hardware`` is the oldest and newest revision; sizes in bytes; hashes are SHA-256."""

    product: str
    hardware: tuple[int, int]
    version: FirmwareVersion
    security_counter: int
    image_size: int
    block_size: int
    image_hash: bytes
    block_hashes: tuple[bytes, ...]
    key_id: bytes
    test_key: bool = False


class SignedImage(msgspec.Struct, frozen=True):
    """A file taken apart; ``header`` is manifest and signature as they go to the device."""

    manifest: Manifest
    header: bytes
    image: bytes

    @property
    def manifest_hash(self) -> bytes:
        """SHA-256 of the manifest: what an interrupted transfer is recognised by."""
        return hashlib.sha256(self.header[:-SIGNATURE_SIZE]).digest()


def load(data: bytes, keys: Sequence[PublicKey]) -> SignedImage:
    """Return the image in a file, with signature and all hashes checked.

    Raises :class:`DecodeError` for a file that is damaged or no image, :class:`DeviceRefused` for one that is not
    signed by any of ``keys``. Nothing of the manifest is used before its signature is proven.
    """
    data, _ = split_suffix(data)
    length = _manifest_length(data)
    raw, signature = data[:length], data[length : length + SIGNATURE_SIZE]
    _signer(raw[16:24], keys).verify(raw, signature)
    found = SignedImage(_manifest(raw), raw + signature, data[length + SIGNATURE_SIZE :])
    _check_content(found)
    return found


def image_size(header: bytes) -> int:
    """Return how many bytes of image a header announces; raises :class:`DecodeError` for one that is cut off."""
    if len(header) < HEAD.size:
        raise DecodeError(f"firmware: a header of {len(header)} bytes is cut off")
    return int(HEAD.unpack_from(header)[15])


def _manifest_length(data: bytes) -> int:
    if len(data) < HEAD.size or data[:8] != MAGIC:
        raise DecodeError("firmware: this is no signed image (it does not start with V2XIMG)")
    version, algorithm, flags, length = struct.unpack_from("<HBBI", data, 8)
    if version != FORMAT or flags & ~TEST_KEY_FLAG:
        raise DecodeError(f"firmware: format {version} with flags {flags:#x}; this SDK reads format {FORMAT}")
    if algorithm != ED25519:
        raise DecodeError(f"firmware: signature algorithm {algorithm} is not accepted, only Ed25519 (1)")
    if length < HEAD.size or len(data) < length + SIGNATURE_SIZE:
        raise DecodeError(f"firmware: {len(data)} bytes do not hold a manifest of {length}; the file is cut off")
    return int(length)


def _signer(key_id: bytes, keys: Sequence[PublicKey]) -> PublicKey:
    for key in keys:
        if key.key_id == key_id:
            return key
    known = ", ".join(key.key_id.hex() for key in keys) or "none"
    raise DeviceRefused(f"firmware: signed by key {key_id.hex()}, which is not trusted here (known: {known})")


def _manifest(raw: bytes) -> Manifest:
    (_, _, _, flags, _, key_id, product, oldest, newest, *version, counter, _, size, block, count, whole) = (
        HEAD.unpack_from(raw)
    )
    if not 0 < size <= LARGEST_IMAGE or block not in BLOCK_SIZES or count != -(-size // block):
        raise DecodeError(f"firmware: {size} bytes in {count} blocks of {block} bytes cannot be")
    if len(raw) != HEAD.size + 32 * count:
        raise DecodeError(f"firmware: a manifest of {len(raw)} bytes for {count} blocks")
    hashes = tuple(raw[at : at + 32] for at in range(HEAD.size, len(raw), 32))
    name = product.rstrip(b"\0").decode("ascii", "replace")
    test = bool(flags & TEST_KEY_FLAG)
    number = FirmwareVersion(*version)
    return Manifest(name, (oldest, newest), number, counter, size, block, whole, hashes, key_id, test)


def _check_content(found: SignedImage) -> None:
    manifest = found.manifest
    if len(found.image) != manifest.image_size:
        raise DecodeError(f"firmware: {len(found.image)} bytes of image, the manifest tells {manifest.image_size}")
    for number, expected in enumerate(manifest.block_hashes):
        block = found.image[number * manifest.block_size : (number + 1) * manifest.block_size]
        if hashlib.sha256(block).digest() != expected:
            raise DecodeError(f"firmware: block {number} is damaged or out of place")
    if hashlib.sha256(found.image).digest() != manifest.image_hash:
        raise DecodeError("firmware: the image does not match its hash")
