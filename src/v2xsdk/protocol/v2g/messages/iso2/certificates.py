"""Contract certificates."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, CONTENT, Binary, Occurs, Record
from v2xsdk.protocol.v2g.messages.iso2.common import (
    BodyBaseType,
    CertificateChainType,
    CertificateType,
    EmaidType,
    ResponseCodeType,
)
from v2xsdk.protocol.v2g.messages.namespaces import ISO2_MSG_BODY, ISO2_MSG_DATA_TYPES
from v2xsdk.protocol.v2g.messages.simple_types import Short
from v2xsdk.protocol.v2g.messages.xmldsig.key_info import X509IssuerSerialType


@ISO2_MSG_DATA_TYPES.type
class ListOfRootCertificateIDsType(Record, frozen=True, kw_only=True):
    """Root certificates that the vehicle has."""

    RootCertificateID: Annotated[tuple[X509IssuerSerialType, ...], Occurs(1, 20)]
    """The root certificates"""


@ISO2_MSG_BODY.element("CertificateUpdateReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class CertificateUpdateReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: renew a contract certificate; signed."""

    Id: Annotated[str, ATTRIBUTE]
    """Identifier that a signature refers to"""
    ContractSignatureCertChain: CertificateChainType
    """Contract certificate with the intermediate ones"""
    eMAID: EmaidType
    """Identifier of the contract"""
    ListOfRootCertificateIDs: ListOfRootCertificateIDsType
    """Root certificates that the vehicle has"""


PrivateKeyType = Annotated[bytes, Binary(False, 0, 48)]
"""Encrypted private key with its initialization vector"""


@ISO2_MSG_DATA_TYPES.type
class ContractSignatureEncryptedPrivateKeyType(Record, frozen=True, kw_only=True):
    """Private key of the contract certificate, encrypted for the vehicle."""

    Id: Annotated[str, ATTRIBUTE]
    """Identifier that a signature refers to"""
    value: Annotated[PrivateKeyType, CONTENT]
    """The content"""


DHpublickeyType = Annotated[bytes, Binary(False, 0, 65)]
"""Uncompressed point on P-256"""


@ISO2_MSG_DATA_TYPES.type
class DiffieHellmanPublickeyType(Record, frozen=True, kw_only=True):
    """Public key for the key agreement, as an uncompressed point."""

    Id: Annotated[str, ATTRIBUTE]
    """Identifier that a signature refers to"""
    value: Annotated[DHpublickeyType, CONTENT]
    """The content"""


@ISO2_MSG_DATA_TYPES.type
class EMAIDType(Record, frozen=True, kw_only=True):
    """Identifier of the contract, signed."""

    Id: Annotated[str, ATTRIBUTE]
    """Identifier that a signature refers to"""
    value: Annotated[EmaidType, CONTENT]
    """The content"""


@ISO2_MSG_BODY.element("CertificateUpdateRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class CertificateUpdateRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the renewed contract certificate and its encrypted key; signed."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    SAProvisioningCertificateChain: CertificateChainType
    """Certificate of the provisioning service, with the intermediate ones"""
    ContractSignatureCertChain: CertificateChainType
    """Contract certificate with the intermediate ones"""
    ContractSignatureEncryptedPrivateKey: ContractSignatureEncryptedPrivateKeyType
    """Private key of the contract certificate, encrypted"""
    DHpublickey: DiffieHellmanPublickeyType
    """Public key for the key agreement"""
    eMAID: EMAIDType
    """Identifier of the contract"""
    RetryCounter: Short | None = None
    """Days until the next attempt; 0 at once, -1 never"""


@ISO2_MSG_BODY.element("CertificateInstallationReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class CertificateInstallationReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: install a contract certificate; signed with the OEM provisioning key."""

    Id: Annotated[str, ATTRIBUTE]
    """Identifier that a signature refers to"""
    OEMProvisioningCert: CertificateType
    """Certificate that the maker of the vehicle installed"""
    ListOfRootCertificateIDs: ListOfRootCertificateIDsType
    """Root certificates that the vehicle has"""


@ISO2_MSG_BODY.element("CertificateInstallationRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class CertificateInstallationRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the contract certificate and its encrypted key; signed."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    SAProvisioningCertificateChain: CertificateChainType
    """Certificate of the provisioning service, with the intermediate ones"""
    ContractSignatureCertChain: CertificateChainType
    """Contract certificate with the intermediate ones"""
    ContractSignatureEncryptedPrivateKey: ContractSignatureEncryptedPrivateKeyType
    """Private key of the contract certificate, encrypted"""
    DHpublickey: DiffieHellmanPublickeyType
    """Public key for the key agreement"""
    eMAID: EMAIDType
    """Identifier of the contract"""
