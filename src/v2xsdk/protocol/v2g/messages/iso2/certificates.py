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
    """?"""

    RootCertificateID: Annotated[tuple[X509IssuerSerialType, ...], Occurs(1, 20)]
    """?"""


@ISO2_MSG_BODY.element("CertificateUpdateReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class CertificateUpdateReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str, ATTRIBUTE]
    """?"""
    ContractSignatureCertChain: CertificateChainType
    """?"""
    eMAID: EmaidType
    """?"""
    ListOfRootCertificateIDs: ListOfRootCertificateIDsType
    """?"""


PrivateKeyType = Annotated[bytes, Binary(False, 0, 48)]
"""?"""


@ISO2_MSG_DATA_TYPES.type
class ContractSignatureEncryptedPrivateKeyType(Record, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str, ATTRIBUTE]
    """?"""
    value: Annotated[PrivateKeyType, CONTENT]
    """?"""


DHpublickeyType = Annotated[bytes, Binary(False, 0, 65)]
"""?"""


@ISO2_MSG_DATA_TYPES.type
class DiffieHellmanPublickeyType(Record, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str, ATTRIBUTE]
    """?"""
    value: Annotated[DHpublickeyType, CONTENT]
    """?"""


@ISO2_MSG_DATA_TYPES.type
class EMAIDType(Record, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str, ATTRIBUTE]
    """?"""
    value: Annotated[EmaidType, CONTENT]
    """?"""


@ISO2_MSG_BODY.element("CertificateUpdateRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class CertificateUpdateRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    SAProvisioningCertificateChain: CertificateChainType
    """?"""
    ContractSignatureCertChain: CertificateChainType
    """?"""
    ContractSignatureEncryptedPrivateKey: ContractSignatureEncryptedPrivateKeyType
    """?"""
    DHpublickey: DiffieHellmanPublickeyType
    """?"""
    eMAID: EMAIDType
    """?"""
    RetryCounter: Short | None = None
    """?"""


@ISO2_MSG_BODY.element("CertificateInstallationReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class CertificateInstallationReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str, ATTRIBUTE]
    """?"""
    OEMProvisioningCert: CertificateType
    """?"""
    ListOfRootCertificateIDs: ListOfRootCertificateIDsType
    """?"""


@ISO2_MSG_BODY.element("CertificateInstallationRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class CertificateInstallationRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    SAProvisioningCertificateChain: CertificateChainType
    """?"""
    ContractSignatureCertChain: CertificateChainType
    """?"""
    ContractSignatureEncryptedPrivateKey: ContractSignatureEncryptedPrivateKeyType
    """?"""
    DHpublickey: DiffieHellmanPublickeyType
    """?"""
    eMAID: EMAIDType
    """?"""
