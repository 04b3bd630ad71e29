"""Charge loop, scheduled control."""

from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.common_types.charge_loop import (
    Scheduled_CLReqControlModeType,
    Scheduled_CLResControlModeType,
)
from v2xsdk.protocol.v2g.messages.namespaces import AC, COMMON_TYPES


@AC.element("Scheduled_AC_CLReqControlMode", substitutes=(COMMON_TYPES, "CLReqControlMode"))
class Scheduled_AC_CLReqControlModeType(Scheduled_CLReqControlModeType, frozen=True, kw_only=True):
    """?"""

    EVMaximumChargePower: RationalNumberType | None = None
    """?"""
    EVMaximumChargePower_L2: RationalNumberType | None = None
    EVMaximumChargePower_L3: RationalNumberType | None = None
    EVMinimumChargePower: RationalNumberType | None = None
    """?"""
    EVMinimumChargePower_L2: RationalNumberType | None = None
    EVMinimumChargePower_L3: RationalNumberType | None = None
    EVPresentActivePower: RationalNumberType
    """?"""
    EVPresentActivePower_L2: RationalNumberType | None = None
    EVPresentActivePower_L3: RationalNumberType | None = None
    EVPresentReactivePower: RationalNumberType | None = None
    """?"""
    EVPresentReactivePower_L2: RationalNumberType | None = None
    EVPresentReactivePower_L3: RationalNumberType | None = None


@AC.element("Scheduled_AC_CLResControlMode", substitutes=(COMMON_TYPES, "CLResControlMode"))
class Scheduled_AC_CLResControlModeType(Scheduled_CLResControlModeType, frozen=True, kw_only=True):
    """?"""

    EVSETargetActivePower: RationalNumberType | None = None
    """?"""
    EVSETargetActivePower_L2: RationalNumberType | None = None
    EVSETargetActivePower_L3: RationalNumberType | None = None
    EVSETargetReactivePower: RationalNumberType | None = None
    """?"""
    EVSETargetReactivePower_L2: RationalNumberType | None = None
    EVSETargetReactivePower_L3: RationalNumberType | None = None
    EVSEPresentActivePower: RationalNumberType | None = None
    """?"""
    EVSEPresentActivePower_L2: RationalNumberType | None = None
    EVSEPresentActivePower_L3: RationalNumberType | None = None


@AC.element("BPT_Scheduled_AC_CLReqControlMode", substitutes=(AC, "Scheduled_AC_CLReqControlMode"))
class BPT_Scheduled_AC_CLReqControlModeType(Scheduled_AC_CLReqControlModeType, frozen=True, kw_only=True):
    """?"""

    EVMaximumDischargePower: RationalNumberType | None = None
    """?"""
    EVMaximumDischargePower_L2: RationalNumberType | None = None
    EVMaximumDischargePower_L3: RationalNumberType | None = None
    EVMinimumDischargePower: RationalNumberType | None = None
    """?"""
    EVMinimumDischargePower_L2: RationalNumberType | None = None
    EVMinimumDischargePower_L3: RationalNumberType | None = None


@AC.element("BPT_Scheduled_AC_CLResControlMode", substitutes=(AC, "Scheduled_AC_CLResControlMode"))
class BPT_Scheduled_AC_CLResControlModeType(Scheduled_AC_CLResControlModeType, frozen=True, kw_only=True):
    """?"""
