"""Begin and end of a session."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Binary
from v2xsdk.protocol.v2g.messages.din.common import BodyBaseType, EvseIDType, ResponseCodeType
from v2xsdk.protocol.v2g.messages.namespaces import DIN_MSG_BODY, DIN_MSG_DEF
from v2xsdk.protocol.v2g.messages.simple_types import Long

EvccIDType = Annotated[bytes, Binary(True, 0, 8)]
"""?"""


@DIN_MSG_BODY.element("SessionSetupReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class SessionSetupReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    EVCCID: EvccIDType
    """?"""


@DIN_MSG_BODY.element("SessionSetupRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class SessionSetupRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    EVSEID: EvseIDType
    """?"""
    DateTimeNow: Long | None = None
    """?"""


@DIN_MSG_BODY.element("SessionStopReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class SessionStopReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""


@DIN_MSG_BODY.element("SessionStopRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class SessionStopRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
