"""Who may write: security access (27) by seed and key, authentication (29) by certificate, until the session ends."""

from __future__ import annotations

import hashlib
import os

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from v2xsdk_emulator.uds.server import OUT_OF_RANGE, WRONG_LENGTH, WRONG_ORDER, Nrc
from v2xsdk_emulator.usb.reference.packing import Refused
from v2xsdk_emulator.usb.reference.security import Lock
from v2xsdk_emulator.usb.timebase import Scheduler

LEVELS = (1, 2)
WRITING, PROGRAMMING = LEVELS
INVALID_KEY, TOO_MANY, WAIT = 0x35, 0x36, 0x37
WRONG_SIGNATURE, WRONG_FORMAT, NOT_OWNER = 0x51, 0x54, 0x58
DOMAIN = b"v2xsdk authentication 1"
CHALLENGE_SIZE = 32
CONFIGURED, DE_AUTHENTICATED, PROVE_OWNERSHIP, COMPLETE = 0x02, 0x10, 0x11, 0x12
#: Everybody can issue certificates with it: it is for emulators.
TEST_AUTHORITY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"v2xsdk emulator service authority").digest())
AUTHORITY = TEST_AUTHORITY.public_key()


class Access:
    """Both ways to the rights; ``level`` is what was reached."""

    def __init__(self, lock: Lock, scheduler: Scheduler, serial: str, authority: Ed25519PublicKey = AUTHORITY) -> None:
        self._lock = lock
        self._scheduler = scheduler
        self._serial = serial.encode()
        self._authority = authority
        self._asked: int | None = None
        self._claimant: Ed25519PublicKey | None = None
        self._challenge = b""
        self._authenticated = False

    @property
    def level(self) -> int:
        """0 locked, 1 writing, 2 programming too."""
        return PROGRAMMING if self._authenticated else self._lock.level

    def end(self) -> None:
        """Take all rights back."""
        self._lock.lock()
        self._authenticated, self._claimant, self._asked = False, None, None

    def security(self, rest: bytes) -> bytes:
        """27: odd sub-functions ask for a seed, even ones bring the key."""
        sub_function = rest[0]
        level = (sub_function + 1) // 2
        try:
            if sub_function % 2:
                return self._seed(sub_function, level, rest[1:])
            return self._key(sub_function, level, rest[1:])
        except Refused as refusal:
            raise Nrc({8: WRONG_ORDER, 9: INVALID_KEY, 10: WAIT}.get(refusal.code, OUT_OF_RANGE)) from refusal

    def _seed(self, sub_function: int, level: int, rest: bytes) -> bytes:
        if rest:
            raise Nrc(WRONG_LENGTH)
        head = bytes((sub_function,))
        if self.level >= level:
            return head + bytes(CHALLENGE_SIZE)
        seed = self._lock.challenge(level, self._scheduler.now())
        self._asked = level
        return head + seed

    def _key(self, sub_function: int, level: int, key: bytes) -> bytes:
        asked, self._asked = self._asked, None
        if asked != level:
            raise Nrc(WRONG_ORDER)
        try:
            self._lock.respond(level, key, self._scheduler.now())
        except Refused as refusal:
            if self._lock.waits(self._scheduler.now()):
                raise Nrc(TOO_MANY) from refusal
            raise
        return bytes((sub_function,))

    def authentication(self, rest: bytes) -> bytes:
        """29: certificate, challenge, proof of ownership (unidirectional, asymmetric)."""
        task, rest = rest[0], rest[1:]
        if task == 0x00:
            self.end()
            return bytes((task, DE_AUTHENTICATED))
        if task == 0x08:
            return bytes((task, CONFIGURED))
        if task == 0x01:
            return bytes((task,)) + self._certificate(rest)
        return bytes((task,)) + self._proof(rest)

    def _certificate(self, rest: bytes) -> bytes:
        if len(rest) < 3:
            raise Nrc(WRONG_LENGTH)
        if rest[0]:
            raise Nrc(OUT_OF_RANGE)
        certificate, rest = _parameter(rest[1:])
        _, rest = _parameter(rest)
        if rest:
            raise Nrc(WRONG_LENGTH)
        self._claimant = self._owner(certificate)
        self._challenge = os.urandom(CHALLENGE_SIZE)
        return bytes((PROVE_OWNERSHIP,)) + _sized(self._challenge) + _sized(b"")

    def _owner(self, raw: bytes) -> Ed25519PublicKey:
        try:
            certificate = x509.load_der_x509_certificate(raw)
            key = certificate.public_key()
        except ValueError as error:
            raise Nrc(WRONG_FORMAT) from error
        try:
            self._authority.verify(certificate.signature, certificate.tbs_certificate_bytes)
        except InvalidSignature as error:
            raise Nrc(WRONG_SIGNATURE) from error
        if not isinstance(key, Ed25519PublicKey):
            raise Nrc(WRONG_FORMAT)
        return key

    def _proof(self, rest: bytes) -> bytes:
        proof, rest = _parameter(rest)
        _, rest = _parameter(rest)
        claimant, self._claimant = self._claimant, None
        if rest:
            raise Nrc(WRONG_LENGTH)
        if claimant is None:
            raise Nrc(WRONG_ORDER)
        try:
            claimant.verify(proof, DOMAIN + self._challenge + self._serial)
        except InvalidSignature as error:
            raise Nrc(NOT_OWNER) from error
        self._authenticated = True
        return bytes((COMPLETE,)) + _sized(b"")


def _parameter(data: bytes) -> tuple[bytes, bytes]:
    if len(data) < 2 or len(data) < 2 + int.from_bytes(data[:2], "big"):
        raise Nrc(WRONG_LENGTH)
    end = 2 + int.from_bytes(data[:2], "big")
    return data[2:end], data[end:]


def _sized(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data
