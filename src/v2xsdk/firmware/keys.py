"""Ed25519 keys that firmware is signed with, read from PEM files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from v2xsdk.errors import ConfigError, DeviceRefused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

#: Put in front of what is signed, so that the signature is good for firmware only.
CONTEXT = b"v2xsdk firmware 1\0"


class PublicKey:
    """A key that may sign firmware."""

    def __init__(self, key: Ed25519PublicKey) -> None:
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        self._key = key
        self.key_id = hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).digest()[:8]

    def verify(self, manifest: bytes, signature: bytes) -> None:
        """Raise :class:`DeviceRefused` unless ``signature`` was made by this key."""
        from cryptography.exceptions import InvalidSignature

        try:
            self._key.verify(signature, CONTEXT + manifest)
        except InvalidSignature as error:
            raise DeviceRefused("firmware: the signature is wrong, the manifest was changed") from error


class PrivateKey:
    """A key that signs; it never leaves this object."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = PublicKey(key.public_key())

    def sign(self, manifest: bytes) -> bytes:
        """Return the 64 bytes of signature."""
        return self._key.sign(CONTEXT + manifest)


def load_public_key(path: Path) -> PublicKey:
    """Return the public key in a PEM file, which may hold a private key too."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    text = _read(path)
    if b"PRIVATE KEY" in text:
        return load_private_key(path).public
    try:
        key = load_pem_public_key(text)
    except ValueError as error:
        raise ConfigError(f"{path}: no public key in PEM form ({error})") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ConfigError(f"{path}: an Ed25519 key is needed (openssl genpkey -algorithm ed25519)")
    return PublicKey(key)


def load_private_key(path: Path) -> PrivateKey:
    """Return the private key in an unencrypted PEM file."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(_read(path), None)
    except (ValueError, TypeError) as error:
        raise ConfigError(f"{path}: no usable private key in PEM form ({error})") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigError(f"{path}: an Ed25519 key is needed (openssl genpkey -algorithm ed25519)")
    return PrivateKey(key)


def load_credential(path: Path) -> tuple[bytes, Callable[[bytes], bytes]]:
    """Return the certificate (DER) in a PEM file that also holds its Ed25519 key, and what signs with that key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
    from cryptography.x509 import load_pem_x509_certificate

    text = _read(path)
    try:
        certificate, key = load_pem_x509_certificate(text), load_pem_private_key(text, None)
    except (ValueError, TypeError) as error:
        raise ConfigError(f"{path}: a certificate and its unencrypted key in PEM form are needed ({error})") from error
    if not isinstance(key, Ed25519PrivateKey) or certificate.public_key() != key.public_key():
        raise ConfigError(f"{path}: the Ed25519 key that belongs to the certificate is needed")
    return certificate.public_bytes(Encoding.DER), key.sign


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
