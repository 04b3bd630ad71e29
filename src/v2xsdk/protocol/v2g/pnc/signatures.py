"""XML signatures as V2G uses them: digests over EXI fragments, SignedInfo in EXI, ECDSA as bare r and s.

Reference/iso15118, section 10; reference/exi, section 5; ISO 15118-2 clause 7.9.2, ISO 15118-20 clause 7.9.2.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from v2xsdk.errors import EncodeError
from v2xsdk.pki.keys import PrivateKey, PublicKey, hash_for, kind_of
from v2xsdk.pki.profiles import Generation, KeyKind
from v2xsdk.protocol import exi
from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.xmldsig import (
    CanonicalizationMethodType,
    DigestMethodType,
    ReferenceType,
    SignatureMethodType,
    SignatureType,
    SignatureValueType,
    SignedInfoType,
    TransformsType,
    TransformType,
)

CANONICAL = "http://www.w3.org/TR/canonical-exi/"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512"
METHODS = {
    KeyKind.P256: "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    KeyKind.P521: "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
    KeyKind.ED448: "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed448",
}
DIGESTS = {SHA256: hashlib.sha256, SHA512: hashlib.sha512}
SCALAR_BYTES = {KeyKind.P256: 32, KeyKind.P521: 66}
SCHEMAS = {Generation.ISO2: "iso2", Generation.ISO20: "iso20-common"}
SIGNED_INFO_SCHEMAS = {Generation.ISO2: ("xmldsig",), Generation.ISO20: ("iso20-common", "xmldsig")}
"""Grammar of SignedInfo, the one to sign with first; a verifier tries all ([NB]: one -20 stack uses the other)."""

MAX_REFERENCES = 4
"""The most that any message has ([V2G2-909])."""


class Signed(msgspec.Struct, frozen=True):
    """An element that is signed: its name in the schema, and the record with its ``Id``."""

    name: str
    record: Record

    @property
    def id(self) -> str:
        """The element's Id; empty where it has none, which no reference can name."""
        return str(getattr(self.record, "Id", None) or "")


def sign(
    elements: Sequence[Signed], key: PrivateKey, generation: Generation, *, standalone: bool = False
) -> SignatureType:
    """Return the signature of ``elements`` in their order; raises ``EncodeError`` for one without an Id.

    ``standalone`` writes SignedInfo in the grammar of XML Signature alone also in -20, as one deployed stack wants it.
    """
    kind = kind_of(key)
    if kind is None:
        raise EncodeError("the key lies on no curve of the V2G profiles")
    algorithm = SHA256 if kind is KeyKind.P256 else SHA512
    info = SignedInfoType(
        CanonicalizationMethod=CanonicalizationMethodType(Algorithm=CANONICAL),
        SignatureMethod=SignatureMethodType(Algorithm=METHODS[kind]),
        Reference=tuple(_reference(element, generation, algorithm) for element in elements),
    )
    data = _signed_info(info, SIGNED_INFO_SCHEMAS[generation][-1 if standalone else 0])
    return SignatureType(SignedInfo=info, SignatureValue=SignatureValueType(value=_sign_bytes(key, kind, data)))


def verify(signature: SignatureType | None, elements: Sequence[Signed], key: PublicKey, generation: Generation) -> bool:
    """Return whether ``signature`` is that of ``key`` over exactly these elements, each once."""
    kind = kind_of(key)
    if signature is None or kind is None or signature.SignedInfo.SignatureMethod.Algorithm != METHODS[kind]:
        return False
    references = signature.SignedInfo.Reference
    if len(references) != len(elements) or len(references) > MAX_REFERENCES:
        return False
    by_uri = {reference.URI: reference for reference in references}
    if len(by_uri) != len(elements):
        return False
    for element in elements:
        reference = by_uri.get(f"#{element.id}") if element.id else None
        if reference is None or not _matches(reference, element, generation):
            return False
    value = signature.SignatureValue.value
    return any(
        _verify_bytes(key, kind, value, _signed_info(signature.SignedInfo, schema))
        for schema in SIGNED_INFO_SCHEMAS[generation]
    )


def _reference(element: Signed, generation: Generation, algorithm: str) -> ReferenceType:
    if not element.id:
        raise EncodeError(f"{element.name} has no Id and cannot be signed")
    return ReferenceType(
        URI=f"#{element.id}",
        Transforms=TransformsType(Transform=(TransformType(Algorithm=CANONICAL),)),
        DigestMethod=DigestMethodType(Algorithm=algorithm),
        DigestValue=digest(element, generation, algorithm),
    )


def digest(element: Signed, generation: Generation, algorithm: str) -> bytes:
    """Return the digest over the EXI fragment of an element; raises ``EncodeError``."""
    fragment = exi.encode(SCHEMAS[generation], exi.Fragment(element.name, element.record), kind="fragment")
    return DIGESTS[algorithm](fragment).digest()


def _matches(reference: ReferenceType, element: Signed, generation: Generation) -> bool:
    transforms = reference.Transforms.Transform if reference.Transforms else ()
    if [transform.Algorithm for transform in transforms] != [CANONICAL]:
        return False
    algorithm = reference.DigestMethod.Algorithm
    if algorithm not in DIGESTS:
        return False
    return secrets.compare_digest(reference.DigestValue, digest(element, generation, algorithm))


def _signed_info(info: SignedInfoType, schema: str) -> bytes:
    return exi.encode(schema, exi.Fragment("SignedInfo", info), kind="fragment")


def _sign_bytes(key: PrivateKey, kind: KeyKind, data: bytes) -> bytes:
    if isinstance(key, ed448.Ed448PrivateKey):
        return key.sign(data)
    algorithm = hash_for(kind)
    if algorithm is None:
        raise EncodeError(f"{kind} signs without a hash")
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(algorithm)))
    size = SCALAR_BYTES[kind]
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def _verify_bytes(key: PublicKey, kind: KeyKind, value: bytes, data: bytes) -> bool:
    try:
        if isinstance(key, ed448.Ed448PublicKey):
            key.verify(value, data)
            return True
        size, algorithm = SCALAR_BYTES[kind], hash_for(kind)
        if len(value) != 2 * size or algorithm is None:
            return False
        r, s = int.from_bytes(value[:size], "big"), int.from_bytes(value[size:], "big")
        key.verify(encode_dss_signature(r, s), data, ec.ECDSA(algorithm))
    except InvalidSignature:
        return False
    return True
