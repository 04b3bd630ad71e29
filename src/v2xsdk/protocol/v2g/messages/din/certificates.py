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
"""?"""


@DIN_MSG_DATA_TYPES.type
class ListOfRootCertificateIDsType(Record, frozen=True, kw_only=True):
    """?"""

    RootCertificateID: Annotated[tuple[RootCertificateIDType, ...], Occurs(1, None)]
    """?"""


DHParamsType = Annotated[bytes, Binary(False, 0, 256)]
"""?"""


@DIN_MSG_BODY.element("CertificateUpdateReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class CertificateUpdateReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """?"""
    ContractSignatureCertChain: CertificateChainType
    """?"""
    ContractID: ContractIDType
    """?"""
    ListOfRootCertificateIDs: ListOfRootCertificateIDsType
    """?"""
    DHParams: DHParamsType
    """?"""


PrivateKeyType = Annotated[bytes, Binary(False, 0, 128)]
"""?"""


@DIN_MSG_BODY.element("CertificateUpdateRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class CertificateUpdateRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str, ATTRIBUTE]
    """?"""
    ResponseCode: ResponseCodeType
    """?"""
    ContractSignatureCertChain: CertificateChainType
    """?"""
    ContractSignatureEncryptedPrivateKey: PrivateKeyType
    """?"""
    DHParams: DHParamsType
    """?"""
    ContractID: ContractIDType
    """?"""
    RetryCounter: Short
    """?"""


@DIN_MSG_BODY.element("CertificateInstallationReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class CertificateInstallationReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """?"""
    OEMProvisioningCert: CertificateType
    """?"""
    ListOfRootCertificateIDs: ListOfRootCertificateIDsType
    """?"""
    DHParams: DHParamsType
    """?"""


@DIN_MSG_BODY.element("CertificateInstallationRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class CertificateInstallationRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str, ATTRIBUTE]
    """?"""
    ResponseCode: ResponseCodeType
    """?"""
    ContractSignatureCertChain: CertificateChainType
    """?"""
    ContractSignatureEncryptedPrivateKey: PrivateKeyType
    """?"""
    DHParams: DHParamsType
    """?"""
    ContractID: ContractIDType
    """?"""
