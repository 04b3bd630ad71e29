"""Begin and end of a session."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Binary
from v2xsdk.protocol.v2g.messages.iso2.common import BodyBaseType, EvseIDType, ResponseCodeType
from v2xsdk.protocol.v2g.messages.namespaces import ISO2_MSG_BODY
from v2xsdk.protocol.v2g.messages.simple_types import Long

EvccIDType = Annotated[bytes, Binary(True, 0, 6)]
"""Identifier of the vehicle's communication controller, usually its MAC address"""


@ISO2_MSG_BODY.element("SessionSetupReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class SessionSetupReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: begin a session, or join an earlier one by its SessionID."""

    EVCCID: EvccIDType
    """Identifier of the vehicle's communication controller"""


@ISO2_MSG_BODY.element("SessionSetupRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class SessionSetupRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the session has begun, or goes on."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    EVSEID: EvseIDType
    """Identifier of the charging point"""
    EVSETimeStamp: Long | None = None
    """Time at the charger, s since 1970 UTC"""


class ChargingSessionType(Enum):
    """What becomes of the session."""

    Terminate = "Terminate"
    Pause = "Pause"


@ISO2_MSG_BODY.element("SessionStopReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class SessionStopReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: end the session, or pause it."""

    ChargingSession: ChargingSessionType
    """What becomes of the session"""


@ISO2_MSG_BODY.element("SessionStopRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class SessionStopRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the session ends."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
