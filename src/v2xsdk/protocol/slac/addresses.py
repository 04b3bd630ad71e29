"""MAC addresses as SLAC uses them: six bytes in records, colons in text (slac, section 10)."""

from __future__ import annotations

from v2xsdk.errors import EncodeError

MAC_SIZE = 6
BROADCAST = b"\xff" * MAC_SIZE
LOCAL_MODEM = bytes.fromhex("00b052000001")
"""Reaches the modem attached to the sender and never the wire."""


def format_mac(mac: bytes) -> str:
    """Return ``mac`` as ``aa:bb:cc:dd:ee:ff``."""
    return mac.hex(":")


def parse_mac(text: str) -> bytes:
    """Return the six bytes of ``aa:bb:cc:dd:ee:ff``; raises :class:`EncodeError` for anything else."""
    parts = text.split(":")
    try:
        mac = bytes(int(part, 16) for part in parts if len(part) == 2)
    except ValueError:
        mac = b""
    if len(parts) != MAC_SIZE or len(mac) != MAC_SIZE:
        raise EncodeError(f"{text!r} is no MAC address; write six hexadecimal pairs with colons")
    return mac
