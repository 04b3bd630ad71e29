"""Network keys of HomePlug: NMK and DAK from a password, NID from an NMK (slac, section 4)."""

from __future__ import annotations

import hashlib
import secrets

from v2xsdk.errors import EncodeError

NMK_SIZE = 16
NID_SIZE = 7
_NMK_SALT = bytes.fromhex("08856daf7cf58186")
_DAK_SALT = bytes.fromhex("08856daf7cf58185")
_PASSWORD_ROUNDS = 1000
_NID_ROUNDS = 5


class Nmk(bytes):
    """A network membership key (16 bytes) whose text forms never show it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Nmk(<hidden>)"

    __str__ = __repr__


def generate_nmk() -> Nmk:
    """Return a fresh random key; charging uses one a session, a password is a bench convenience."""
    return Nmk(secrets.token_bytes(NMK_SIZE))


def nmk_from_password(password: str) -> Nmk:
    """Return the network membership key of a password (UTF-8)."""
    return Nmk(_stretch(password, _NMK_SALT))


def dak_from_password(password: str) -> Nmk:
    """Return the device access key of a password (UTF-8)."""
    return Nmk(_stretch(password, _DAK_SALT))


def nid_from_nmk(nmk: bytes, security_level: int = 0) -> bytes:
    """Return the 7-byte network identifier: 52 bits of hash, then the security level (0 for charging).

    Raises :class:`EncodeError` for a key that has not 16 bytes or a level other than 0 and 1.
    """
    if len(nmk) != NMK_SIZE:
        raise EncodeError(f"an NMK has {NMK_SIZE} bytes, not {len(nmk)}")
    if security_level not in (0, 1):
        raise EncodeError(f"security level {security_level} does not exist; use 0 (simple) or 1 (secure)")
    digest = bytes(nmk)
    for _ in range(_NID_ROUNDS):
        digest = hashlib.sha256(digest).digest()
    return digest[:6] + bytes([digest[6] >> 4 | security_level << 4])


def _stretch(password: str, salt: bytes) -> bytes:
    digest = password.encode() + salt
    for _ in range(_PASSWORD_ROUNDS):
        digest = hashlib.sha256(digest).digest()
    return digest[:NMK_SIZE]
