"""The signature in a message header."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, CONTENT, Occurs, Record, Ref
from v2xsdk.protocol.v2g.messages.namespaces import XMLDSIG
from v2xsdk.protocol.v2g.messages.simple_types import Base64Binary
from v2xsdk.protocol.v2g.messages.xmldsig.key_info import KeyInfoType
from v2xsdk.protocol.v2g.messages.xmldsig.objects import ObjectType
from v2xsdk.protocol.v2g.messages.xmldsig.reference import SignedInfoType


@XMLDSIG.element("SignatureValue")
class SignatureValueType(Record, frozen=True, kw_only=True):
    """The signature: for ECDSA r and s one after the other, not DER."""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier"""
    value: Annotated[Base64Binary, CONTENT]
    """The bytes"""


@XMLDSIG.element("Signature")
class SignatureType(Record, frozen=True, kw_only=True):
    """Signature over parts of a message body."""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier"""
    SignedInfo: Annotated[SignedInfoType, Ref(XMLDSIG)]
    """What is signed"""
    SignatureValue: Annotated[SignatureValueType, Ref(XMLDSIG)]
    """The signature over SignedInfo"""
    KeyInfo: Annotated[KeyInfoType | None, Ref(XMLDSIG)] = None
    """The key; not used in V2G"""
    Object: Annotated[tuple[ObjectType, ...], Ref(XMLDSIG), Occurs(0, None)] = ()
    """Anything else; not used in V2G"""
