"""Contract certificates."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, ONE_OF, Binary, Occurs, Record
from v2xsdk.protocol.v2g.messages.iso20.common.common import (
    CertificateType,
    ContractCertificateChainType,
    SubCertificatesType,
)
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import (
    IdentifierType,
    ListOfRootCertificateIDsType,
    ProcessingType,
    V2GRequestType,
    V2GResponseType,
)
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_MESSAGES
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedByte


@COMMON_MESSAGES.type
class SignedCertificateChainType(Record, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str, ATTRIBUTE]
    """?"""
    Certificate: CertificateType
    """?"""
    SubCertificates: SubCertificatesType | None = None
    """?"""


@COMMON_MESSAGES.type
class EMAIDListType(Record, frozen=True, kw_only=True):
    """?"""

    EMAID: Annotated[tuple[IdentifierType, ...], Occurs(1, 8)]
    """?"""


@COMMON_MESSAGES.element("CertificateInstallationReq")
class CertificateInstallationReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    OEMProvisioningCertificateChain: SignedCertificateChainType
    """?"""
    ListOfRootCertificateIDs: ListOfRootCertificateIDsType
    """?"""
    MaximumContractCertificateChains: UnsignedByte
    """?"""
    PrioritizedEMAIDs: EMAIDListType | None = None
    """?"""


@COMMON_MESSAGES.type
class CertificateChainType(Record, frozen=True, kw_only=True):
    """?"""

    Certificate: CertificateType
    """?"""
    SubCertificates: SubCertificatesType | None = None
    """?"""


class EcdhCurveType(Enum):
    """?"""

    SECP521 = "SECP521"
    X448 = "X448"


DhPublicKeyType = Annotated[bytes, Binary(False, 133, 133)]
"""?"""
Secp521_EncryptedPrivateKeyType = Annotated[bytes, Binary(False, 94, 94)]
"""?"""
X448_EncryptedPrivateKeyType = Annotated[bytes, Binary(False, 84, 84)]
"""?"""
Tpm_EncryptedPrivateKeyType = Annotated[bytes, Binary(False, 206, 206)]
"""?"""


@COMMON_MESSAGES.element("SignedInstallationData")
class SignedInstallationDataType(Record, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str, ATTRIBUTE]
    """?"""
    ContractCertificateChain: ContractCertificateChainType
    """?"""
    ECDHCurve: EcdhCurveType
    """?"""
    DHPublicKey: DhPublicKeyType
    """?"""
    SECP521_EncryptedPrivateKey: Annotated[Secp521_EncryptedPrivateKeyType | None, ONE_OF] = None
    """?"""
    X448_EncryptedPrivateKey: Annotated[X448_EncryptedPrivateKeyType | None, ONE_OF] = None
    """?"""
    TPM_EncryptedPrivateKey: Annotated[Tpm_EncryptedPrivateKeyType | None, ONE_OF] = None
    """?"""


@COMMON_MESSAGES.element("CertificateInstallationRes")
class CertificateInstallationRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    EVSEProcessing: ProcessingType
    """?"""
    CPSCertificateChain: CertificateChainType
    """?"""
    SignedInstallationData: SignedInstallationDataType
    """?"""
    RemainingContractCertificateChains: UnsignedByte
    """?"""
