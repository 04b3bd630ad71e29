"""Contract certificates."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, Binary, Occurs, Record, Text
from v2xsdk.protocol.v2g.messages.din.common import (
    BodyBaseType,
    CertificateChainType,
    CertificateType,
    ContractIDType,
    ResponseCodeType,
)
from v2xsdk.protocol.v2g.messages.namespaces import DIN_MSG_BODY, DIN_MSG_DATA_TYPES, DIN_MSG_DEF
from v2xsdk.protocol.v2g.messages.simple_types import Short

RootCertificateIDType = Annotated[str, Text(0, 40)]
"""Identifier of a root certificate"""


@DIN_MSG_DATA_TYPES.type
class ListOfRootCertificateIDsType(Record, frozen=True, kw_only=True):
    """Root certificates that the vehicle has."""

    RootCertificateID: Annotated[tuple[RootCertificateIDType, ...], Occurs(1, None)]
    """The root certificates"""


DHParamsType = Annotated[bytes, Binary(False, 0, 256)]
"""Parameters of the key agreement"""


@DIN_MSG_BODY.element("CertificateUpdateReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class CertificateUpdateReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: renew a contract certificate; signed."""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier that a signature refers to"""
    ContractSignatureCertChain: CertificateChainType
    """Contract certificate with the intermediate ones"""
    ContractID: ContractIDType
    """Identifier of the contract"""
    ListOfRootCertificateIDs: ListOfRootCertificateIDsType
    """Root certificates that the vehicle has"""
    DHParams: DHParamsType
    """Parameters of the key agreement"""


PrivateKeyType = Annotated[bytes, Binary(False, 0, 128)]
"""Encrypted private key with its initialization vector"""


@DIN_MSG_BODY.element("CertificateUpdateRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class CertificateUpdateRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the renewed contract certificate and its encrypted key; signed."""

    Id: Annotated[str, ATTRIBUTE]
    """Identifier that a signature refers to"""
    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    ContractSignatureCertChain: CertificateChainType
    """Contract certificate with the intermediate ones"""
    ContractSignatureEncryptedPrivateKey: PrivateKeyType
    """Private key of the contract certificate, encrypted"""
    DHParams: DHParamsType
    """Parameters of the key agreement"""
    ContractID: ContractIDType
    """Identifier of the contract"""
    RetryCounter: Short
    """Days until the next attempt; 0 at once, -1 never"""


@DIN_MSG_BODY.element("CertificateInstallationReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class CertificateInstallationReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: install a contract certificate; signed with the OEM provisioning key."""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier that a signature refers to"""
    OEMProvisioningCert: CertificateType
    """Certificate that the maker of the vehicle installed"""
    ListOfRootCertificateIDs: ListOfRootCertificateIDsType
    """Root certificates that the vehicle has"""
    DHParams: DHParamsType
    """Parameters of the key agreement"""


@DIN_MSG_BODY.element("CertificateInstallationRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class CertificateInstallationRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the contract certificate and its encrypted key; signed."""

    Id: Annotated[str, ATTRIBUTE]
    """Identifier that a signature refers to"""
    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    ContractSignatureCertChain: CertificateChainType
    """Contract certificate with the intermediate ones"""
    ContractSignatureEncryptedPrivateKey: PrivateKeyType
    """Private key of the contract certificate, encrypted"""
    DHParams: DHParamsType
    """Parameters of the key agreement"""
    ContractID: ContractIDType
    """Identifier of the contract"""
