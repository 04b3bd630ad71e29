"""A contract key on its way to the vehicle: ephemeral ECDH with the vehicle's certificate, then AES.

-2 [V2G2-818]: Concat KDF with SHA-256 and OtherInfo 01 55 56, AES-128-CBC without padding. In -20 no two
implementations exist that agree: ``Iso20Derivation`` is experimental and can be exchanged.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from v2xsdk.errors import DecodeError

OTHER_INFO = bytes((0x01, 0x55, 0x56))
"""Algorithm id 01, sender 'U', receiver 'V' ([V2G2-818])."""
ISO2_BYTES = 48
ISO20_BYTES = 94
_IV, _NONCE, _TAG = 16, 12, 16
_SCALAR2, _SCALAR20 = 32, 66

Derivation = Callable[[bytes], bytes]


def derive_iso2(shared: bytes) -> bytes:
    """Return the AES-128 key of -2."""
    return ConcatKDFHash(algorithm=hashes.SHA256(), length=16, otherinfo=OTHER_INFO).derive(shared)


def derive_iso20(shared: bytes) -> bytes:
    """Return an AES-256 key of -20. Experimental: the same construction with SHA-512."""
    return ConcatKDFHash(algorithm=hashes.SHA512(), length=32, otherinfo=OTHER_INFO).derive(shared)


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return a public key as 04, X, Y."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def wrap_iso2(contract: ec.EllipticCurvePrivateKey, receiver: ec.EllipticCurvePublicKey) -> tuple[bytes, bytes]:
    """Return (IV and encrypted scalar, ephemeral public key) for the holder of ``receiver``."""
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    key = derive_iso2(ephemeral.exchange(ec.ECDH(), receiver))
    iv = secrets.token_bytes(_IV)
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    scalar = contract.private_numbers().private_value.to_bytes(_SCALAR2, "big")
    return iv + encryptor.update(scalar) + encryptor.finalize(), point(ephemeral.public_key())


def unwrap_iso2(encrypted: bytes, ephemeral: bytes, receiver: ec.EllipticCurvePrivateKey) -> ec.EllipticCurvePrivateKey:
    """Return the contract key; raises ``DecodeError``. It has no tag: compare it with the certificate ([V2G2-823])."""
    if len(encrypted) != ISO2_BYTES:
        raise DecodeError(f"an encrypted key of {len(encrypted)} bytes, {ISO2_BYTES} are needed")
    key = derive_iso2(receiver.exchange(ec.ECDH(), _public(ec.SECP256R1(), ephemeral)))
    decryptor = Cipher(algorithms.AES(key), modes.CBC(encrypted[:_IV])).decryptor()
    return _private(decryptor.update(encrypted[_IV:]) + decryptor.finalize(), ec.SECP256R1())


def wrap_iso20(
    contract: ec.EllipticCurvePrivateKey, receiver: ec.EllipticCurvePublicKey, derive: Derivation = derive_iso20
) -> tuple[bytes, bytes]:
    """Return (nonce, encrypted scalar and tag; ephemeral public key) on secp521r1."""
    ephemeral = ec.generate_private_key(ec.SECP521R1())
    nonce = secrets.token_bytes(_NONCE)
    scalar = contract.private_numbers().private_value.to_bytes(_SCALAR20, "big")
    sealed = AESGCM(derive(ephemeral.exchange(ec.ECDH(), receiver))).encrypt(nonce, scalar, None)
    return nonce + sealed, point(ephemeral.public_key())


def unwrap_iso20(
    encrypted: bytes, ephemeral: bytes, receiver: ec.EllipticCurvePrivateKey, derive: Derivation = derive_iso20
) -> ec.EllipticCurvePrivateKey:
    """Return the contract key; raises ``DecodeError`` when the tag is wrong."""
    if len(encrypted) != ISO20_BYTES:
        raise DecodeError(f"an encrypted key of {len(encrypted)} bytes, {ISO20_BYTES} are needed")
    shared = receiver.exchange(ec.ECDH(), _public(ec.SECP521R1(), ephemeral))
    try:
        scalar = AESGCM(derive(shared)).decrypt(encrypted[:_NONCE], encrypted[_NONCE:], None)
    except InvalidTag as error:
        raise DecodeError("the encrypted key was made for another receiver, or changed on its way") from error
    return _private(scalar, ec.SECP521R1())


def _public(curve: ec.EllipticCurve, data: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(curve, data)
    except ValueError as error:
        raise DecodeError(f"the ephemeral key is no point of {curve.name}") from error


def _private(scalar: bytes, curve: ec.EllipticCurve) -> ec.EllipticCurvePrivateKey:
    try:
        return ec.derive_private_key(int.from_bytes(scalar, "big"), curve)
    except ValueError as error:
        raise DecodeError("the decrypted key is no scalar of its curve") from error
