"""The energy transfer loop."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Ref
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.common_types.charge_loop import ChargeLoopReqType, ChargeLoopResType
from v2xsdk.protocol.v2g.messages.iso20.dc.dynamic import (
    BPT_Dynamic_DC_CLReqControlModeType,
    BPT_Dynamic_DC_CLResControlModeType,
    Dynamic_DC_CLReqControlModeType,
    Dynamic_DC_CLResControlModeType,
)
from v2xsdk.protocol.v2g.messages.iso20.dc.scheduled import (
    BPT_Scheduled_DC_CLReqControlModeType,
    BPT_Scheduled_DC_CLResControlModeType,
    Scheduled_DC_CLReqControlModeType,
    Scheduled_DC_CLResControlModeType,
)
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_TYPES, DC


@DC.element("DC_ChargeLoopReq")
class DC_ChargeLoopReq(ChargeLoopReqType, frozen=True, kw_only=True):
    """?"""

    EVPresentVoltage: RationalNumberType
    """?"""
    CLReqControlMode: Annotated[
        Scheduled_DC_CLReqControlModeType
        | Dynamic_DC_CLReqControlModeType
        | BPT_Scheduled_DC_CLReqControlModeType
        | BPT_Dynamic_DC_CLReqControlModeType,
        Ref(COMMON_TYPES),
    ]
    """?"""


@DC.element("DC_ChargeLoopRes")
class DC_ChargeLoopRes(ChargeLoopResType, frozen=True, kw_only=True):
    """?"""

    EVSEPresentCurrent: RationalNumberType
    """?"""
    EVSEPresentVoltage: RationalNumberType
    """?"""
    EVSEPowerLimitAchieved: bool
    """?"""
    EVSECurrentLimitAchieved: bool
    """?"""
    EVSEVoltageLimitAchieved: bool
    """?"""
    CLResControlMode: Annotated[
        Scheduled_DC_CLResControlModeType
        | Dynamic_DC_CLResControlModeType
        | BPT_Scheduled_DC_CLResControlModeType
        | BPT_Dynamic_DC_CLResControlModeType,
        Ref(COMMON_TYPES),
    ]
    """?"""
