"""Keys and certificates of a signature; V2G peers do not send them."""

from typing import Annotated, ClassVar

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, ITEMS, Occurs, Record, Ref
from v2xsdk.protocol.v2g.messages.namespaces import XMLDSIG
from v2xsdk.protocol.v2g.messages.simple_types import Base64Binary, UnboundedInteger
from v2xsdk.protocol.v2g.messages.xmldsig.reference import CryptoBinary, TransformsType

XMLDSIG.declare("KeyName", str)
XMLDSIG.declare("MgmtData", str)


@XMLDSIG.element("DSAKeyValue")
class DSAKeyValueType(Record, frozen=True, kw_only=True):
    """A DSA public key."""

    CONTENT_MODEL: ClassVar[str | None] = "(P Q)? G? Y J? (Seed PgenCounter)?"
    P: CryptoBinary | None = None
    """Prime modulus"""
    Q: CryptoBinary | None = None
    """Prime divisor of P - 1"""
    G: CryptoBinary | None = None
    """Generator"""
    Y: CryptoBinary
    """Public key"""
    J: CryptoBinary | None = None
    """(P - 1) / Q"""
    Seed: CryptoBinary | None = None
    """Seed of the prime generation"""
    PgenCounter: CryptoBinary | None = None
    """Counter of the prime generation"""


@XMLDSIG.element("RSAKeyValue")
class RSAKeyValueType(Record, frozen=True, kw_only=True):
    """An RSA public key."""

    Modulus: CryptoBinary
    """Modulus"""
    Exponent: CryptoBinary
    """Public exponent"""


@XMLDSIG.element("KeyValue")
class KeyValueType(Record, frozen=True, kw_only=True):
    """A public key."""

    MIXED: ClassVar[bool] = True
    CONTENT_MODEL: ClassVar[str | None] = "(DSAKeyValue | RSAKeyValue | #any)"
    DSAKeyValue: Annotated[DSAKeyValueType | None, Ref(XMLDSIG)] = None
    """A DSA key"""
    RSAKeyValue: Annotated[RSAKeyValueType | None, Ref(XMLDSIG)] = None
    """An RSA key"""


@XMLDSIG.element("RetrievalMethod")
class RetrievalMethodType(Record, frozen=True, kw_only=True):
    """Where key information can be fetched."""

    Type: Annotated[str | None, ATTRIBUTE] = None
    """URI that tells the kind of the key information"""
    URI: Annotated[str | None, ATTRIBUTE] = None
    """Where it is"""
    Transforms: Annotated[TransformsType | None, Ref(XMLDSIG)] = None
    """How to read it"""


@XMLDSIG.type
class X509IssuerSerialType(Record, frozen=True, kw_only=True):
    """Names a certificate by its issuer and serial number."""

    X509IssuerName: str
    """Distinguished name of the issuer, as in RFC 4514"""
    X509SerialNumber: UnboundedInteger
    """Serial number; 20 bytes are usual"""


@XMLDSIG.type
class X509DataItem(Record, frozen=True, kw_only=True):
    """One entry of X509Data: exactly one field is set."""

    X509IssuerSerial: X509IssuerSerialType | None = None
    """Issuer and serial number of a certificate"""
    X509SKI: Base64Binary | None = None
    """Subject key identifier"""
    X509SubjectName: str | None = None
    """Distinguished name of the subject"""
    X509Certificate: Base64Binary | None = None
    """Certificate, DER"""
    X509CRL: Base64Binary | None = None
    """Revocation list, DER"""


@XMLDSIG.element("X509Data")
class X509DataType(Record, frozen=True, kw_only=True):
    """Identifiers of keys, certificates and revocation lists."""

    CONTENT_MODEL: ClassVar[str | None] = (
        "(X509IssuerSerial | X509SKI | X509SubjectName | X509Certificate | X509CRL | #any)+"
    )
    items: Annotated[tuple[X509DataItem, ...], ITEMS]
    """The entries in their order"""


@XMLDSIG.element("PGPData")
class PGPDataType(Record, frozen=True, kw_only=True):
    """An OpenPGP key: its identifier, its packet, or both."""

    CONTENT_MODEL: ClassVar[str | None] = "((PGPKeyID PGPKeyPacket? #any*) | (PGPKeyPacket #any*))"
    PGPKeyID: Base64Binary | None = None
    """Identifier of the key"""
    PGPKeyPacket: Base64Binary | None = None
    """Key material packet"""


@XMLDSIG.element("SPKIData")
class SPKIDataType(Record, frozen=True, kw_only=True):
    """SPKI public keys and certificates."""

    CONTENT_MODEL: ClassVar[str | None] = "(SPKISexp #any?)+"
    SPKISexp: Annotated[tuple[Base64Binary, ...], Occurs(1, None)]
    """S-expressions"""


@XMLDSIG.type
class KeyInfoItem(Record, frozen=True, kw_only=True):
    """One entry of KeyInfo: exactly one field is set."""

    KeyName: Annotated[str | None, Ref(XMLDSIG)] = None
    """Name of a key"""
    KeyValue: Annotated[KeyValueType | None, Ref(XMLDSIG)] = None
    """A public key"""
    RetrievalMethod: Annotated[RetrievalMethodType | None, Ref(XMLDSIG)] = None
    """Where to fetch key information"""
    X509Data: Annotated[X509DataType | None, Ref(XMLDSIG)] = None
    """Certificates"""
    PGPData: Annotated[PGPDataType | None, Ref(XMLDSIG)] = None
    """OpenPGP key"""
    SPKIData: Annotated[SPKIDataType | None, Ref(XMLDSIG)] = None
    """SPKI keys"""
    MgmtData: Annotated[str | None, Ref(XMLDSIG)] = None
    """In-band key agreement data"""


@XMLDSIG.element("KeyInfo")
class KeyInfoType(Record, frozen=True, kw_only=True):
    """The key that verifies the signature."""

    MIXED: ClassVar[bool] = True
    CONTENT_MODEL: ClassVar[str | None] = (
        "(KeyName | KeyValue | RetrievalMethod | X509Data | PGPData | SPKIData | MgmtData | #any)+"
    )
    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier"""
    items: Annotated[tuple[KeyInfoItem, ...], ITEMS]
    """The entries in their order"""
