"""Begin and end of a session."""

from enum import Enum

from v2xsdk.protocol.v2g.messages.iso20.common_types.base import (
    DescriptionType,
    IdentifierType,
    NameType,
    V2GRequestType,
    V2GResponseType,
)
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_MESSAGES


@COMMON_MESSAGES.element("SessionSetupReq")
class SessionSetupReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    EVCCID: IdentifierType
    """?"""


@COMMON_MESSAGES.element("SessionSetupRes")
class SessionSetupRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    EVSEID: IdentifierType
    """?"""


class ChargingSessionType(Enum):
    """?"""

    Pause = "Pause"
    Terminate = "Terminate"
    ServiceRenegotiation = "ServiceRenegotiation"


@COMMON_MESSAGES.element("SessionStopReq")
class SessionStopReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    ChargingSession: ChargingSessionType
    """?"""
    EVTerminationCode: NameType | None = None
    """?"""
    EVTerminationExplanation: DescriptionType | None = None
    """?"""


@COMMON_MESSAGES.element("SessionStopRes")
class SessionStopRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""
