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
    """?"""


class AuthorizationType(Enum):
    """?"""

    EIM = "EIM"
    PnC = "PnC"


@COMMON_MESSAGES.type
class EIM_ASResAuthorizationModeType(Record, frozen=True, kw_only=True):
    """?"""


GenChallengeType = Annotated[bytes, Binary(False, 16, 16)]
"""?"""


@COMMON_MESSAGES.type
class SupportedProvidersListType(Record, frozen=True, kw_only=True):
    """?"""

    ProviderID: Annotated[tuple[NameType, ...], Occurs(1, 128)]
    """?"""


@COMMON_MESSAGES.type
class PnC_ASResAuthorizationModeType(Record, frozen=True, kw_only=True):
    """?"""

    GenChallenge: GenChallengeType
    """?"""
    SupportedProviders: SupportedProvidersListType | None = None
    """?"""


@COMMON_MESSAGES.element("AuthorizationSetupRes")
class AuthorizationSetupRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    AuthorizationServices: Annotated[tuple[AuthorizationType, ...], Occurs(1, 2)]
    """?"""
    CertificateInstallationService: bool
    """?"""
    EIM_ASResAuthorizationMode: Annotated[EIM_ASResAuthorizationModeType | None, ONE_OF] = None
    """?"""
    PnC_ASResAuthorizationMode: Annotated[PnC_ASResAuthorizationModeType | None, ONE_OF] = None
    """?"""


@COMMON_MESSAGES.type
class EIM_AReqAuthorizationModeType(Record, frozen=True, kw_only=True):
    """?"""


@COMMON_MESSAGES.type
class PnC_AReqAuthorizationModeType(Record, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str, ATTRIBUTE]
    """?"""
    GenChallenge: GenChallengeType
    """?"""
    ContractCertificateChain: ContractCertificateChainType
    """?"""


@COMMON_MESSAGES.element("AuthorizationReq")
class AuthorizationReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    SelectedAuthorizationService: AuthorizationType
    """?"""
    EIM_AReqAuthorizationMode: Annotated[EIM_AReqAuthorizationModeType | None, ONE_OF] = None
    """?"""
    PnC_AReqAuthorizationMode: Annotated[PnC_AReqAuthorizationModeType | None, ONE_OF] = None
    """?"""


@COMMON_MESSAGES.element("AuthorizationRes")
class AuthorizationRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    EVSEProcessing: ProcessingType
    """?"""
