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
    """Request of the DC charge loop: present voltage, targets and limits of the vehicle."""

    EVPresentVoltage: RationalNumberType
    """Voltage at the vehicle, V"""
    CLReqControlMode: Annotated[
        Scheduled_DC_CLReqControlModeType
        | Dynamic_DC_CLReqControlModeType
        | BPT_Scheduled_DC_CLReqControlModeType
        | BPT_Dynamic_DC_CLReqControlModeType,
        Ref(COMMON_TYPES),
    ]
    """What the vehicle says, by control mode"""


@DC.element("DC_ChargeLoopRes")
class DC_ChargeLoopRes(ChargeLoopResType, frozen=True, kw_only=True):
    """Response of the DC charge loop: present values and limits of the charger."""

    EVSEPresentCurrent: RationalNumberType
    """Current at the output, A"""
    EVSEPresentVoltage: RationalNumberType
    """Voltage at the output, V"""
    EVSEPowerLimitAchieved: bool
    """The charger is at its power limit"""
    EVSECurrentLimitAchieved: bool
    """The charger is at its current limit"""
    EVSEVoltageLimitAchieved: bool
    """The charger is at its voltage limit"""
    CLResControlMode: Annotated[
        Scheduled_DC_CLResControlModeType
        | Dynamic_DC_CLResControlModeType
        | BPT_Scheduled_DC_CLResControlModeType
        | BPT_Dynamic_DC_CLResControlModeType,
        Ref(COMMON_TYPES),
    ]
    """What the charger says, by control mode"""
