"""The energy transfer loop."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Ref
from v2xsdk.protocol.v2g.messages.iso20.ac.dynamic import (
    BPT_Dynamic_AC_CLReqControlModeType,
    BPT_Dynamic_AC_CLResControlModeType,
    Dynamic_AC_CLReqControlModeType,
    Dynamic_AC_CLResControlModeType,
)
from v2xsdk.protocol.v2g.messages.iso20.ac.scheduled import (
    BPT_Scheduled_AC_CLReqControlModeType,
    BPT_Scheduled_AC_CLResControlModeType,
    Scheduled_AC_CLReqControlModeType,
    Scheduled_AC_CLResControlModeType,
)
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.common_types.charge_loop import ChargeLoopReqType, ChargeLoopResType
from v2xsdk.protocol.v2g.messages.namespaces import AC, COMMON_TYPES


@AC.element("AC_ChargeLoopReq")
class AC_ChargeLoopReq(ChargeLoopReqType, frozen=True, kw_only=True):
    """Request of the AC charge loop: present values and limits of the vehicle."""

    CLReqControlMode: Annotated[
        Scheduled_AC_CLReqControlModeType
        | Dynamic_AC_CLReqControlModeType
        | BPT_Scheduled_AC_CLReqControlModeType
        | BPT_Dynamic_AC_CLReqControlModeType,
        Ref(COMMON_TYPES),
    ]
    """What the vehicle says, by control mode"""


@AC.element("AC_ChargeLoopRes")
class AC_ChargeLoopRes(ChargeLoopResType, frozen=True, kw_only=True):
    """Response of the AC charge loop: targets and present values of the charger."""

    EVSETargetFrequency: RationalNumberType | None = None
    """Frequency the vehicle should keep, Hz"""
    CLResControlMode: Annotated[
        Scheduled_AC_CLResControlModeType
        | Dynamic_AC_CLResControlModeType
        | BPT_Scheduled_AC_CLResControlModeType
        | BPT_Dynamic_AC_CLResControlModeType,
        Ref(COMMON_TYPES),
    ]
    """What the charger says, by control mode"""
