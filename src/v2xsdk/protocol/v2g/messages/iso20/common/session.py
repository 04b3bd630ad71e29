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
    """Request: begin a session, or join an earlier one by its SessionID."""

    EVCCID: IdentifierType
    """Identifier of the vehicle's communication controller"""


@COMMON_MESSAGES.element("SessionSetupRes")
class SessionSetupRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: the session has begun, or goes on."""

    EVSEID: IdentifierType
    """Identifier of the charging point"""


class ChargingSessionType(Enum):
    """What becomes of the session."""

    Pause = "Pause"
    Terminate = "Terminate"
    ServiceRenegotiation = "ServiceRenegotiation"


@COMMON_MESSAGES.element("SessionStopReq")
class SessionStopReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: end the session, or pause it."""

    ChargingSession: ChargingSessionType
    """What becomes of the session"""
    EVTerminationCode: NameType | None = None
    """Why the vehicle ends the session"""
    EVTerminationExplanation: DescriptionType | None = None
    """The same for people"""


@COMMON_MESSAGES.element("SessionStopRes")
class SessionStopRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: the session ends."""
