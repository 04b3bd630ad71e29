"""What is signed: references, digests and transforms."""

from typing import Annotated, ClassVar

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, Occurs, Record, Ref
from v2xsdk.protocol.v2g.messages.namespaces import XMLDSIG
from v2xsdk.protocol.v2g.messages.simple_types import Base64Binary, UnboundedInteger

CryptoBinary = Base64Binary
"""A large number as bytes, most significant first"""


@XMLDSIG.element("CanonicalizationMethod")
class CanonicalizationMethodType(Record, frozen=True, kw_only=True):
    """How SignedInfo becomes bytes; in V2G canonical EXI, ``http://www.w3.org/TR/canonical-exi/``."""

    MIXED: ClassVar[bool] = True
    CONTENT_MODEL: ClassVar[str | None] = "#any*"
    Algorithm: Annotated[str, ATTRIBUTE]
    """URI of the algorithm"""


@XMLDSIG.element("SignatureMethod")
class SignatureMethodType(Record, frozen=True, kw_only=True):
    """Signature algorithm, in V2G an ECDSA with SHA-256 or SHA-512, or Ed448."""

    MIXED: ClassVar[bool] = True
    CONTENT_MODEL: ClassVar[str | None] = "HMACOutputLength? #any*"
    Algorithm: Annotated[str, ATTRIBUTE]
    """URI of the algorithm"""
    HMACOutputLength: UnboundedInteger | None = None
    """Length of a truncated HMAC, bits; not used in V2G"""


@XMLDSIG.element("Transform")
class TransformType(Record, frozen=True, kw_only=True):
    """A step from the referenced element to the bytes that are digested."""

    MIXED: ClassVar[bool] = True
    CONTENT_MODEL: ClassVar[str | None] = "(#any | XPath)*"
    Algorithm: Annotated[str, ATTRIBUTE]
    """URI of the algorithm, in V2G canonical EXI"""
    XPath: Annotated[tuple[str, ...], Occurs(0, None)] = ()
    """XPath expressions; not used in V2G"""


@XMLDSIG.element("Transforms")
class TransformsType(Record, frozen=True, kw_only=True):
    """All transforms of one reference, in their order."""

    Transform: Annotated[tuple[TransformType, ...], Ref(XMLDSIG), Occurs(1, None)]
    """The transforms; V2G has one"""


@XMLDSIG.element("DigestMethod")
class DigestMethodType(Record, frozen=True, kw_only=True):
    """Digest algorithm: SHA-256 in ISO 15118-2, SHA-512 in ISO 15118-20."""

    MIXED: ClassVar[bool] = True
    CONTENT_MODEL: ClassVar[str | None] = "#any*"
    Algorithm: Annotated[str, ATTRIBUTE]
    """URI of the algorithm"""


DigestValueType = Base64Binary
"""The digest, 32 bytes in ISO 15118-2, 64 bytes in ISO 15118-20"""

XMLDSIG.declare("DigestValue", DigestValueType)


@XMLDSIG.element("Reference")
class ReferenceType(Record, frozen=True, kw_only=True):
    """One signed element and its digest."""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier of the reference itself"""
    Type: Annotated[str | None, ATTRIBUTE] = None
    """URI that tells the kind of the referenced object"""
    URI: Annotated[str | None, ATTRIBUTE] = None
    """``#`` and the Id of the signed element"""
    Transforms: Annotated[TransformsType | None, Ref(XMLDSIG)] = None
    """From the element to the digested bytes"""
    DigestMethod: Annotated[DigestMethodType, Ref(XMLDSIG)]
    """Digest algorithm"""
    DigestValue: Annotated[DigestValueType, Ref(XMLDSIG)]
    """Digest over the EXI fragment of the signed element"""


@XMLDSIG.element("SignedInfo")
class SignedInfoType(Record, frozen=True, kw_only=True):
    """What the signature value is computed over; encode it with the schema ``xmldsig``."""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier"""
    CanonicalizationMethod: Annotated[CanonicalizationMethodType, Ref(XMLDSIG)]
    """How SignedInfo becomes bytes"""
    SignatureMethod: Annotated[SignatureMethodType, Ref(XMLDSIG)]
    """Signature algorithm"""
    Reference: Annotated[tuple[ReferenceType, ...], Ref(XMLDSIG), Occurs(1, None)]
    """The signed elements"""
