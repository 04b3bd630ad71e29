"""The DFU file suffix: which device a file is for, and a CRC (usb, section 6). It is no signature."""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

from v2xsdk.errors import DecodeError

SIZE = 16
ANY = 0xFFFF
_SUFFIX = struct.Struct("<HHHH3sBI")


class Suffix(NamedTuple):
    """Who a file is for; 0xFFFF means any."""

    device_release: int = ANY
    product_id: int = ANY
    vendor_id: int = ANY


def add_suffix(data: bytes, suffix: Suffix) -> bytes:
    """Return ``data`` with its suffix."""
    head = _SUFFIX.pack(*suffix, 0x0100, b"UFD", SIZE, 0)[:-4]
    return data + head + struct.pack("<I", _crc(data + head))


def split_suffix(data: bytes) -> tuple[bytes, Suffix | None]:
    """Return the content and the suffix, ``None`` without one; raise :class:`DecodeError` for a wrong CRC."""
    if len(data) < SIZE or data[-8:-5] != b"UFD":
        return data, None
    release, product, vendor, version, _, size, crc = _SUFFIX.unpack(data[-SIZE:])
    if version != 0x0100 or size != SIZE or crc != _crc(data[:-4]):
        raise DecodeError("DFU suffix: wrong version, length or CRC; the file is damaged")
    return data[:-SIZE], Suffix(release, product, vendor)


def _crc(data: bytes) -> int:
    """Return CRC-32 as DFU wants it: not inverted at the end."""
    return zlib.crc32(data) ^ 0xFFFF_FFFF
