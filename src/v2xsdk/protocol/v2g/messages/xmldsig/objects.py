"""Objects inside a signature; V2G peers do not send them."""

from typing import Annotated, ClassVar

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, Occurs, Record, Ref
from v2xsdk.protocol.v2g.messages.namespaces import XMLDSIG
from v2xsdk.protocol.v2g.messages.xmldsig.reference import ReferenceType


@XMLDSIG.element("Object")
class ObjectType(Record, frozen=True, kw_only=True):
    """A container for content of foreign schemas; only empty ones can be carried."""

    MIXED: ClassVar[bool] = True
    CONTENT_MODEL: ClassVar[str | None] = "#any*"
    Encoding: Annotated[str | None, ATTRIBUTE] = None
    """URI of the encoding"""
    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier"""
    MimeType: Annotated[str | None, ATTRIBUTE] = None
    """Media type"""


@XMLDSIG.element("Manifest")
class ManifestType(Record, frozen=True, kw_only=True):
    """References whose digests the application checks itself."""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier"""
    Reference: Annotated[tuple[ReferenceType, ...], Ref(XMLDSIG), Occurs(1, None)]
    """The references"""


@XMLDSIG.element("SignatureProperty")
class SignaturePropertyType(Record, frozen=True, kw_only=True):
    """A statement about a signature; it needs content of a foreign schema and thus cannot be sent."""

    MIXED: ClassVar[bool] = True
    CONTENT_MODEL: ClassVar[str | None] = "#any+"
    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier"""
    Target: Annotated[str, ATTRIBUTE]
    """Signature that it speaks of"""


@XMLDSIG.element("SignatureProperties")
class SignaturePropertiesType(Record, frozen=True, kw_only=True):
    """Statements about a signature."""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier"""
    SignatureProperty: Annotated[tuple[SignaturePropertyType, ...], Ref(XMLDSIG), Occurs(1, None)]
    """The statements"""
