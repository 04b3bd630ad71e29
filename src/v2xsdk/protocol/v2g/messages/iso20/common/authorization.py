"""Authorization by contract certificate or by other means."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, ONE_OF, Binary, Occurs, Record
from v2xsdk.protocol.v2g.messages.iso20.common.common import ContractCertificateChainType
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import (
    NameType,
    ProcessingType,
    V2GRequestType,
    V2GResponseType,
)
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_MESSAGES


@COMMON_MESSAGES.element("AuthorizationSetupReq")
class AuthorizationSetupReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: which ways to authorize are there?"""


class AuthorizationType(Enum):
    """A way to authorize: by other means (EIM) or by Plug and Charge (PnC)."""

    EIM = "EIM"
    PnC = "PnC"


@COMMON_MESSAGES.type
class EIM_ASResAuthorizationModeType(Record, frozen=True, kw_only=True):
    """Authorization by other means than a certificate, such as a card: no content."""


GenChallengeType = Annotated[bytes, Binary(False, 16, 16)]
"""Random challenge of the charger"""


@COMMON_MESSAGES.type
class SupportedProvidersListType(Record, frozen=True, kw_only=True):
    """Mobility operators whose contracts are accepted."""

    ProviderID: Annotated[tuple[NameType, ...], Occurs(1, 128)]
    """Identifiers of the operators"""


@COMMON_MESSAGES.type
class PnC_ASResAuthorizationModeType(Record, frozen=True, kw_only=True):
    """Plug and Charge: the challenge for the vehicle."""

    GenChallenge: GenChallengeType
    """The charger's random challenge"""
    SupportedProviders: SupportedProvidersListType | None = None
    """Operators whose contracts are accepted"""


@COMMON_MESSAGES.element("AuthorizationSetupRes")
class AuthorizationSetupRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: the ways to authorize."""

    AuthorizationServices: Annotated[tuple[AuthorizationType, ...], Occurs(1, 2)]
    """The ways to authorize"""
    CertificateInstallationService: bool
    """A contract certificate can be installed"""
    EIM_ASResAuthorizationMode: Annotated[EIM_ASResAuthorizationModeType | None, ONE_OF] = None
    """Authorization by other means"""
    PnC_ASResAuthorizationMode: Annotated[PnC_ASResAuthorizationModeType | None, ONE_OF] = None
    """Plug and Charge"""


@COMMON_MESSAGES.type
class EIM_AReqAuthorizationModeType(Record, frozen=True, kw_only=True):
    """Authorization by other means than a certificate, such as a card: no content."""


@COMMON_MESSAGES.type
class PnC_AReqAuthorizationModeType(Record, frozen=True, kw_only=True):
    """Plug and Charge: the signed answer to the challenge."""

    Id: Annotated[str, ATTRIBUTE]
    """Identifier that a signature refers to"""
    GenChallenge: GenChallengeType
    """The charger's random challenge"""
    ContractCertificateChain: ContractCertificateChainType
    """Contract certificate with the intermediate ones"""


@COMMON_MESSAGES.element("AuthorizationReq")
class AuthorizationReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: authorize the session; signed with the contract key if paid by contract."""

    SelectedAuthorizationService: AuthorizationType
    """Chosen way to authorize"""
    EIM_AReqAuthorizationMode: Annotated[EIM_AReqAuthorizationModeType | None, ONE_OF] = None
    """Authorization by other means"""
    PnC_AReqAuthorizationMode: Annotated[PnC_AReqAuthorizationModeType | None, ONE_OF] = None
    """Plug and Charge"""


@COMMON_MESSAGES.element("AuthorizationRes")
class AuthorizationRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: whether the session is authorized."""

    EVSEProcessing: ProcessingType
    """Whether the charger needs more time"""
