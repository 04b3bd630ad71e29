"""Keys of V2G certificates: the curves each generation allows, and how they are kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeAlias

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from v2xsdk.errors import ConfigError
from v2xsdk.pki.profiles import KeyKind

PrivateKey: TypeAlias = ec.EllipticCurvePrivateKey | ed448.Ed448PrivateKey
PublicKey: TypeAlias = ec.EllipticCurvePublicKey | ed448.Ed448PublicKey


def generate(kind: KeyKind) -> PrivateKey:
    """Return a new private key."""
    if kind is KeyKind.ED448:
        return ed448.Ed448PrivateKey.generate()
    return ec.generate_private_key(ec.SECP256R1() if kind is KeyKind.P256 else ec.SECP521R1())


def kind_of(key: object) -> KeyKind | None:
    """Return the curve of a private or public key, ``None`` for one that V2G does not know."""
    if isinstance(key, ed448.Ed448PrivateKey | ed448.Ed448PublicKey):
        return KeyKind.ED448
    if isinstance(key, ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey):
        return {"secp256r1": KeyKind.P256, "secp521r1": KeyKind.P521}.get(key.curve.name)
    return None


def hash_for(kind: KeyKind) -> hashes.HashAlgorithm | None:
    """Return the hash that a key of this kind signs with; Ed448 brings its own."""
    return {KeyKind.P256: hashes.SHA256(), KeyKind.P521: hashes.SHA512()}.get(kind)


def save_key(path: Path, key: PrivateKey) -> None:
    """Write ``key`` as PKCS#8 PEM that only the owner can read, from its first byte on."""
    write_private(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def write_private(path: Path, data: bytes) -> None:
    """Write a file with mode 0600; an older file is replaced, not reused."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def load_key(path: Path, password: bytes | None = None) -> PrivateKey:
    """Read a private key; raises ``ConfigError`` when others may read the file, or it holds no V2G key."""
    try:
        if password is None and path.stat().st_mode & 0o077:
            raise ConfigError(f"{path} can be read by others; run: chmod 600 {path}")
        key = load_pem_private_key(path.read_bytes(), password)
    except FileNotFoundError as error:
        raise ConfigError(f"there is no key {path}; make a test PKI with: v2x pki make {path.parent.parent}") from error
    except (ValueError, TypeError) as error:
        raise ConfigError(f"{path} holds no private key that can be read: {error}") from error
    if kind_of(key) is None:
        raise ConfigError(f"{path}: a V2G key lies on P-256, P-521 or Ed448, this one is {type(key).__name__}")
    return key  # type: ignore[return-value]  # kind_of() let only these kinds pass
