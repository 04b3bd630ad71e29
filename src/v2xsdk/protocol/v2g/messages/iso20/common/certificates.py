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
    """A certificate chain that a signature refers to by its Id."""

    Id: Annotated[str, ATTRIBUTE]
    """Identifier that a signature refers to"""
    Certificate: CertificateType
    """The certificate"""
    SubCertificates: SubCertificatesType | None = None
    """Intermediate certificates"""


@COMMON_MESSAGES.type
class EMAIDListType(Record, frozen=True, kw_only=True):
    """Identifiers of contracts, the most wanted first."""

    EMAID: Annotated[tuple[IdentifierType, ...], Occurs(1, 8)]
    """The identifiers"""


@COMMON_MESSAGES.element("CertificateInstallationReq")
class CertificateInstallationReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: install a contract certificate; signed with the OEM provisioning key."""

    OEMProvisioningCertificateChain: SignedCertificateChainType
    """Certificate that the maker of the vehicle installed, with the intermediate ones"""
    ListOfRootCertificateIDs: ListOfRootCertificateIDsType
    """Root certificates that the vehicle has"""
    MaximumContractCertificateChains: UnsignedByte
    """Largest number of contract certificates the vehicle can take"""
    PrioritizedEMAIDs: EMAIDListType | None = None
    """Contracts the vehicle wants first"""


@COMMON_MESSAGES.type
class CertificateChainType(Record, frozen=True, kw_only=True):
    """A certificate with the intermediate ones up to, but without, the root."""

    Certificate: CertificateType
    """The certificate"""
    SubCertificates: SubCertificatesType | None = None
    """Intermediate certificates"""


class EcdhCurveType(Enum):
    """Curve of the key agreement."""

    SECP521 = "SECP521"
    X448 = "X448"


DhPublicKeyType = Annotated[bytes, Binary(False, 133, 133)]
"""Public key for the key agreement"""
Secp521_EncryptedPrivateKeyType = Annotated[bytes, Binary(False, 94, 94)]
"""Encrypted private key for secp521r1"""
X448_EncryptedPrivateKeyType = Annotated[bytes, Binary(False, 84, 84)]
"""Encrypted private key for X448"""
Tpm_EncryptedPrivateKeyType = Annotated[bytes, Binary(False, 206, 206)]
"""Encrypted private key for a trusted platform module"""


@COMMON_MESSAGES.element("SignedInstallationData")
class SignedInstallationDataType(Record, frozen=True, kw_only=True):
    """The contract certificate and its encrypted key, signed as a whole."""

    Id: Annotated[str, ATTRIBUTE]
    """Identifier that a signature refers to"""
    ContractCertificateChain: ContractCertificateChainType
    """Contract certificate with the intermediate ones"""
    ECDHCurve: EcdhCurveType
    """Curve of the key agreement"""
    DHPublicKey: DhPublicKeyType
    """Public key for the key agreement"""
    SECP521_EncryptedPrivateKey: Annotated[Secp521_EncryptedPrivateKeyType | None, ONE_OF] = None
    """Private key, encrypted, for secp521r1"""
    X448_EncryptedPrivateKey: Annotated[X448_EncryptedPrivateKeyType | None, ONE_OF] = None
    """Private key, encrypted, for X448"""
    TPM_EncryptedPrivateKey: Annotated[Tpm_EncryptedPrivateKeyType | None, ONE_OF] = None
    """Private key, encrypted, for a trusted platform module"""


@COMMON_MESSAGES.element("CertificateInstallationRes")
class CertificateInstallationRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: the contract certificate and its encrypted key; signed."""

    EVSEProcessing: ProcessingType
    """Whether the charger needs more time"""
    CPSCertificateChain: CertificateChainType
    """Certificate of the provisioning service, with the intermediate ones"""
    SignedInstallationData: SignedInstallationDataType
    """The signed contract certificate and key"""
    RemainingContractCertificateChains: UnsignedByte
    """Contract certificates still to come"""
