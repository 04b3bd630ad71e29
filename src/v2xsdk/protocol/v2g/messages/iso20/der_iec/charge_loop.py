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
    """Dynamic control: state and limits of a vehicle that supports the grid."""

    EVMaximumDischargePower: RationalNumberType
    """Largest discharging power of the vehicle, of either sign, W"""
    EVMaximumDischargePower_L2: RationalNumberType | None = None
    EVMaximumDischargePower_L3: RationalNumberType | None = None
    EVMinimumDischargePower: RationalNumberType
    """Least discharging power of the vehicle, of either sign, W"""
    EVMinimumDischargePower_L2: RationalNumberType | None = None
    EVMinimumDischargePower_L3: RationalNumberType | None = None
    EVMaximumChargeReactivePower: RationalNumberType | None = None
    """Largest reactive power while charging, var"""
    EVMaximumChargeReactivePower_L2: RationalNumberType | None = None
    EVMaximumChargeReactivePower_L3: RationalNumberType | None = None
    EVMaximumDischargeReactivePower: RationalNumberType | None = None
    """Largest reactive power while discharging, var"""
    EVMaximumDischargeReactivePower_L2: RationalNumberType | None = None
    EVMaximumDischargeReactivePower_L3: RationalNumberType | None = None
    GridEventCondition: UnsignedByte
    """0 without a grid event, else a code of IEC 61851-1"""
    EVMaximumV2XEnergyRequest: RationalNumberType | None = None
    """Energy until the upper end of the range for bidirectional cycling, Wh"""
    EVMinimumV2XEnergyRequest: RationalNumberType | None = None
    """Energy until the lower end of the range for bidirectional cycling, Wh"""
    EVSessionTotalDischargeEnergyAvailable: RationalNumberType | None = None
    """Energy the vehicle can give in the session, Wh"""


@AC_DER_IEC.element("DER_Dynamic_AC_CLResControlMode", substitutes=(AC, "Dynamic_AC_CLResControlMode"))
class DER_Dynamic_AC_CLResControlModeType(Dynamic_AC_CLResControlModeType, frozen=True, kw_only=True):
    """Dynamic control: targets and limits, and what the grid asks for."""

    EVSEMaximumChargePower: RationalNumberType
    """Largest charging power of the charger, W"""
    EVSEMaximumChargePower_L2: RationalNumberType | None = None
    EVSEMaximumChargePower_L3: RationalNumberType | None = None
    EVSEMaximumDischargePower: RationalNumberType
    """Largest discharging power of the charger, of either sign, W"""
    EVSEMaximumDischargePower_L2: RationalNumberType | None = None
    EVSEMaximumDischargePower_L3: RationalNumberType | None = None
    DSOMaximumDischargePower: RationalNumberType | None = None
    """Largest discharging power the grid operator allows, of either sign, W"""
    DSOMaximumDischargePower_L2: RationalNumberType | None = None
    DSOMaximumDischargePower_L3: RationalNumberType | None = None
    DSOQSetpoint: DSOQSetpointType | None = None
    """Reactive power that the grid operator asks for"""
    DSOCosPhiSetpoint: DSOCosPhiSetpointType | None = None
    """Power factor that the grid operator asks for"""


@AC_DER_IEC.element("DER_Scheduled_AC_CLReqControlMode", substitutes=(AC, "Scheduled_AC_CLReqControlMode"))
class DER_Scheduled_AC_CLReqControlModeType(Scheduled_AC_CLReqControlModeType, frozen=True, kw_only=True):
    """Scheduled control: state and limits of a vehicle that supports the grid."""

    EVMaximumDischargePower: RationalNumberType
    """Largest discharging power of the vehicle, of either sign, W"""
    EVMaximumDischargePower_L2: RationalNumberType | None = None
    EVMaximumDischargePower_L3: RationalNumberType | None = None
    EVMinimumDischargePower: RationalNumberType
    """Least discharging power of the vehicle, of either sign, W"""
    EVMinimumDischargePower_L2: RationalNumberType | None = None
    EVMinimumDischargePower_L3: RationalNumberType | None = None
    EVMaximumChargeReactivePower: RationalNumberType | None = None
    """Largest reactive power while charging, var"""
    EVMaximumChargeReactivePower_L2: RationalNumberType | None = None
    EVMaximumChargeReactivePower_L3: RationalNumberType | None = None
    EVMaximumDischargeReactivePower: RationalNumberType | None = None
    """Largest reactive power while discharging, var"""
    EVMaximumDischargeReactivePower_L2: RationalNumberType | None = None
    EVMaximumDischargeReactivePower_L3: RationalNumberType | None = None
    GridEventCondition: UnsignedByte
    """0 without a grid event, else a code of IEC 61851-1"""


@AC_DER_IEC.element("DER_Scheduled_AC_CLResControlMode", substitutes=(AC, "Scheduled_AC_CLResControlMode"))
class DER_Scheduled_AC_CLResControlModeType(Scheduled_AC_CLResControlModeType, frozen=True, kw_only=True):
    """Scheduled control: targets and limits, and what the grid asks for."""

    EVSEMaximumChargePower: RationalNumberType
    """Largest charging power of the charger, W"""
    EVSEMaximumChargePower_L2: RationalNumberType | None = None
    EVSEMaximumChargePower_L3: RationalNumberType | None = None
    EVSEMaximumDischargePower: RationalNumberType
    """Largest discharging power of the charger, of either sign, W"""
    EVSEMaximumDischargePower_L2: RationalNumberType | None = None
    EVSEMaximumDischargePower_L3: RationalNumberType | None = None
    DSOMaximumDischargePower: RationalNumberType | None = None
    """Largest discharging power the grid operator allows, of either sign, W"""
    DSOMaximumDischargePower_L2: RationalNumberType | None = None
    DSOMaximumDischargePower_L3: RationalNumberType | None = None
    DSOQSetpoint: DSOQSetpointType | None = None
    """Reactive power that the grid operator asks for"""
    DSOCosPhiSetpoint: DSOCosPhiSetpointType | None = None
    """Power factor that the grid operator asks for"""
