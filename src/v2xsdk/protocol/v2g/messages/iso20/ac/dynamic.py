"""Charge loop, dynamic control."""

from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.common_types.charge_loop import (
    Dynamic_CLReqControlModeType,
    Dynamic_CLResControlModeType,
)
from v2xsdk.protocol.v2g.messages.namespaces import AC, COMMON_TYPES


@AC.element("Dynamic_AC_CLReqControlMode", substitutes=(COMMON_TYPES, "CLReqControlMode"))
class Dynamic_AC_CLReqControlModeType(Dynamic_CLReqControlModeType, frozen=True, kw_only=True):
    """Dynamic control: present values and limits of a vehicle that charges."""

    EVMaximumChargePower: RationalNumberType
    """Largest charging power of the vehicle, W"""
    EVMaximumChargePower_L2: RationalNumberType | None = None
    EVMaximumChargePower_L3: RationalNumberType | None = None
    EVMinimumChargePower: RationalNumberType
    """Least charging power of the vehicle, W"""
    EVMinimumChargePower_L2: RationalNumberType | None = None
    EVMinimumChargePower_L3: RationalNumberType | None = None
    EVPresentActivePower: RationalNumberType
    """Active power of the vehicle; negative when it gives, W"""
    EVPresentActivePower_L2: RationalNumberType | None = None
    EVPresentActivePower_L3: RationalNumberType | None = None
    EVPresentReactivePower: RationalNumberType
    """Reactive power of the vehicle, var"""
    EVPresentReactivePower_L2: RationalNumberType | None = None
    EVPresentReactivePower_L3: RationalNumberType | None = None


@AC.element("Dynamic_AC_CLResControlMode", substitutes=(COMMON_TYPES, "CLResControlMode"))
class Dynamic_AC_CLResControlModeType(Dynamic_CLResControlModeType, frozen=True, kw_only=True):
    """Dynamic control: targets for a vehicle that charges."""

    EVSETargetActivePower: RationalNumberType
    """Active power the vehicle should take; negative to give, W"""
    EVSETargetActivePower_L2: RationalNumberType | None = None
    EVSETargetActivePower_L3: RationalNumberType | None = None
    EVSETargetReactivePower: RationalNumberType | None = None
    """Reactive power the vehicle should take, var"""
    EVSETargetReactivePower_L2: RationalNumberType | None = None
    EVSETargetReactivePower_L3: RationalNumberType | None = None
    EVSEPresentActivePower: RationalNumberType | None = None
    """Active power at the charger, W"""
    EVSEPresentActivePower_L2: RationalNumberType | None = None
    EVSEPresentActivePower_L3: RationalNumberType | None = None


@AC.element("BPT_Dynamic_AC_CLReqControlMode", substitutes=(AC, "Dynamic_AC_CLReqControlMode"))
class BPT_Dynamic_AC_CLReqControlModeType(Dynamic_AC_CLReqControlModeType, frozen=True, kw_only=True):
    """Dynamic control: limits of a vehicle that charges and discharges."""

    EVMaximumDischargePower: RationalNumberType
    """Largest discharging power of the vehicle, of either sign, W"""
    EVMaximumDischargePower_L2: RationalNumberType | None = None
    EVMaximumDischargePower_L3: RationalNumberType | None = None
    EVMinimumDischargePower: RationalNumberType
    """Least discharging power of the vehicle, of either sign, W"""
    EVMinimumDischargePower_L2: RationalNumberType | None = None
    EVMinimumDischargePower_L3: RationalNumberType | None = None
    EVMaximumV2XEnergyRequest: RationalNumberType | None = None
    """Energy until the upper end of the range for bidirectional cycling, Wh"""
    EVMinimumV2XEnergyRequest: RationalNumberType | None = None
    """Energy until the lower end of the range for bidirectional cycling, Wh"""


@AC.element("BPT_Dynamic_AC_CLResControlMode", substitutes=(AC, "Dynamic_AC_CLResControlMode"))
class BPT_Dynamic_AC_CLResControlModeType(Dynamic_AC_CLResControlModeType, frozen=True, kw_only=True):
    """Dynamic control: targets for a vehicle that charges and discharges."""
