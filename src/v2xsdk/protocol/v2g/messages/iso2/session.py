"""Begin and end of a session."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Binary
from v2xsdk.protocol.v2g.messages.iso2.common import BodyBaseType, EvseIDType, ResponseCodeType
from v2xsdk.protocol.v2g.messages.namespaces import ISO2_MSG_BODY
from v2xsdk.protocol.v2g.messages.simple_types import Long

EvccIDType = Annotated[bytes, Binary(True, 0, 6)]
"""?"""


@ISO2_MSG_BODY.element("SessionSetupReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class SessionSetupReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    EVCCID: EvccIDType
    """?"""


@ISO2_MSG_BODY.element("SessionSetupRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class SessionSetupRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    EVSEID: EvseIDType
    """?"""
    EVSETimeStamp: Long | None = None
    """?"""


class ChargingSessionType(Enum):
    """?"""

    Terminate = "Terminate"
    Pause = "Pause"


@ISO2_MSG_BODY.element("SessionStopReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class SessionStopReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ChargingSession: ChargingSessionType
    """?"""


@ISO2_MSG_BODY.element("SessionStopRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class SessionStopRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
