"""The emulator's own codec of all management messages, SLAC's and the vendors'."""

from __future__ import annotations

from v2xsdk.protocol.slac.records import Mme
from v2xsdk_emulator.plc.mme import decode_mme, encode_mme, mmtype_of
from v2xsdk_emulator.plc.mme_vendor import decode_vendor, encode_vendor

_VENDOR = 0x8000


def encode(record: Mme) -> bytes:
    """Return the frame of any record, by the emulator's own encoders."""
    return encode_vendor(record) if type(record).__module__.endswith(".vendor") else encode_mme(record)


def decode(frame: bytes) -> Mme:
    """Return the record in a frame, by the emulator's own decoders; raises :class:`DecodeError`."""
    mmtype = mmtype_of(frame)
    return decode_vendor(frame) if mmtype is not None and mmtype >= _VENDOR else decode_mme(frame)
