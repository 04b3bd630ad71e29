"""Begin and end of a session."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Binary
from v2xsdk.protocol.v2g.messages.din.common import BodyBaseType, EvseIDType, ResponseCodeType
from v2xsdk.protocol.v2g.messages.namespaces import DIN_MSG_BODY, DIN_MSG_DEF
from v2xsdk.protocol.v2g.messages.simple_types import Long

EvccIDType = Annotated[bytes, Binary(True, 0, 8)]
"""Identifier of the vehicle's communication controller, usually its MAC address"""


@DIN_MSG_BODY.element("SessionSetupReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class SessionSetupReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: begin a session, or join an earlier one by its SessionID."""

    EVCCID: EvccIDType
    """Identifier of the vehicle's communication controller"""


@DIN_MSG_BODY.element("SessionSetupRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class SessionSetupRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the session has begun, or goes on."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    EVSEID: EvseIDType
    """Identifier of the charging point"""
    DateTimeNow: Long | None = None
    """Time at the charger, s since 1970 UTC"""


@DIN_MSG_BODY.element("SessionStopReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class SessionStopReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: end the session."""


@DIN_MSG_BODY.element("SessionStopRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class SessionStopRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the session ends."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
