"""The energy transfer loop."""

from v2xsdk.protocol.v2g.messages.iso20.ac.dynamic import (
    Dynamic_AC_CLReqControlModeType,
    Dynamic_AC_CLResControlModeType,
)
from v2xsdk.protocol.v2g.messages.iso20.ac.scheduled import (
    Scheduled_AC_CLReqControlModeType,
    Scheduled_AC_CLResControlModeType,
)
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.der_iec.common import DSOCosPhiSetpointType, DSOQSetpointType
from v2xsdk.protocol.v2g.messages.namespaces import AC, AC_DER_IEC
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedByte


@AC_DER_IEC.element("DER_Dynamic_AC_CLReqControlMode", substitutes=(AC, "Dynamic_AC_CLReqControlMode"))
class DER_Dynamic_AC_CLReqControlModeType(Dynamic_AC_CLReqControlModeType, frozen=True, kw_only=True):
    """?"""

    EVMaximumDischargePower: RationalNumberType
    """?"""
    EVMaximumDischargePower_L2: RationalNumberType | None = None
    EVMaximumDischargePower_L3: RationalNumberType | None = None
    EVMinimumDischargePower: RationalNumberType
    """?"""
    EVMinimumDischargePower_L2: RationalNumberType | None = None
    EVMinimumDischargePower_L3: RationalNumberType | None = None
    EVMaximumChargeReactivePower: RationalNumberType | None = None
    """?"""
    EVMaximumChargeReactivePower_L2: RationalNumberType | None = None
    EVMaximumChargeReactivePower_L3: RationalNumberType | None = None
    EVMaximumDischargeReactivePower: RationalNumberType | None = None
    """?"""
    EVMaximumDischargeReactivePower_L2: RationalNumberType | None = None
    EVMaximumDischargeReactivePower_L3: RationalNumberType | None = None
    GridEventCondition: UnsignedByte
    """?"""
    EVMaximumV2XEnergyRequest: RationalNumberType | None = None
    """?"""
    EVMinimumV2XEnergyRequest: RationalNumberType | None = None
    """?"""
    EVSessionTotalDischargeEnergyAvailable: RationalNumberType | None = None
    """?"""


@AC_DER_IEC.element("DER_Dynamic_AC_CLResControlMode", substitutes=(AC, "Dynamic_AC_CLResControlMode"))
class DER_Dynamic_AC_CLResControlModeType(Dynamic_AC_CLResControlModeType, frozen=True, kw_only=True):
    """?"""

    EVSEMaximumChargePower: RationalNumberType
    """?"""
    EVSEMaximumChargePower_L2: RationalNumberType | None = None
    EVSEMaximumChargePower_L3: RationalNumberType | None = None
    EVSEMaximumDischargePower: RationalNumberType
    """?"""
    EVSEMaximumDischargePower_L2: RationalNumberType | None = None
    EVSEMaximumDischargePower_L3: RationalNumberType | None = None
    DSOMaximumDischargePower: RationalNumberType | None = None
    """?"""
    DSOMaximumDischargePower_L2: RationalNumberType | None = None
    DSOMaximumDischargePower_L3: RationalNumberType | None = None
    DSOQSetpoint: DSOQSetpointType | None = None
    """?"""
    DSOCosPhiSetpoint: DSOCosPhiSetpointType | None = None
    """?"""


@AC_DER_IEC.element("DER_Scheduled_AC_CLReqControlMode", substitutes=(AC, "Scheduled_AC_CLReqControlMode"))
class DER_Scheduled_AC_CLReqControlModeType(Scheduled_AC_CLReqControlModeType, frozen=True, kw_only=True):
    """?"""

    EVMaximumDischargePower: RationalNumberType
    """?"""
    EVMaximumDischargePower_L2: RationalNumberType | None = None
    EVMaximumDischargePower_L3: RationalNumberType | None = None
    EVMinimumDischargePower: RationalNumberType
    """?"""
    EVMinimumDischargePower_L2: RationalNumberType | None = None
    EVMinimumDischargePower_L3: RationalNumberType | None = None
    EVMaximumChargeReactivePower: RationalNumberType | None = None
    """?"""
    EVMaximumChargeReactivePower_L2: RationalNumberType | None = None
    EVMaximumChargeReactivePower_L3: RationalNumberType | None = None
    EVMaximumDischargeReactivePower: RationalNumberType | None = None
    """?"""
    EVMaximumDischargeReactivePower_L2: RationalNumberType | None = None
    EVMaximumDischargeReactivePower_L3: RationalNumberType | None = None
    GridEventCondition: UnsignedByte
    """?"""


@AC_DER_IEC.element("DER_Scheduled_AC_CLResControlMode", substitutes=(AC, "Scheduled_AC_CLResControlMode"))
class DER_Scheduled_AC_CLResControlModeType(Scheduled_AC_CLResControlModeType, frozen=True, kw_only=True):
    """?"""

    EVSEMaximumChargePower: RationalNumberType
    """?"""
    EVSEMaximumChargePower_L2: RationalNumberType | None = None
    EVSEMaximumChargePower_L3: RationalNumberType | None = None
    EVSEMaximumDischargePower: RationalNumberType
    """?"""
    EVSEMaximumDischargePower_L2: RationalNumberType | None = None
    EVSEMaximumDischargePower_L3: RationalNumberType | None = None
    DSOMaximumDischargePower: RationalNumberType | None = None
    """?"""
    DSOMaximumDischargePower_L2: RationalNumberType | None = None
    DSOMaximumDischargePower_L3: RationalNumberType | None = None
    DSOQSetpoint: DSOQSetpointType | None = None
    """?"""
    DSOCosPhiSetpoint: DSOCosPhiSetpointType | None = None
    """?"""
