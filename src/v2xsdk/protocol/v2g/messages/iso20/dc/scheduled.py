"""Charge loop, scheduled control."""

from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.common_types.charge_loop import (
    Scheduled_CLReqControlModeType,
    Scheduled_CLResControlModeType,
)
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_TYPES, DC


@DC.element("Scheduled_DC_CLReqControlMode", substitutes=(COMMON_TYPES, "CLReqControlMode"))
class Scheduled_DC_CLReqControlModeType(Scheduled_CLReqControlModeType, frozen=True, kw_only=True):
    """?"""

    EVTargetCurrent: RationalNumberType
    """?"""
    EVTargetVoltage: RationalNumberType
    """?"""
    EVMaximumChargePower: RationalNumberType | None = None
    """?"""
    EVMinimumChargePower: RationalNumberType | None = None
    """?"""
    EVMaximumChargeCurrent: RationalNumberType | None = None
    """?"""
    EVMaximumVoltage: RationalNumberType | None = None
    """?"""
    EVMinimumVoltage: RationalNumberType | None = None
    """?"""


@DC.element("Scheduled_DC_CLResControlMode", substitutes=(COMMON_TYPES, "CLResControlMode"))
class Scheduled_DC_CLResControlModeType(Scheduled_CLResControlModeType, frozen=True, kw_only=True):
    """?"""

    EVSEMaximumChargePower: RationalNumberType | None = None
    """?"""
    EVSEMinimumChargePower: RationalNumberType | None = None
    """?"""
    EVSEMaximumChargeCurrent: RationalNumberType | None = None
    """?"""
    EVSEMaximumVoltage: RationalNumberType | None = None
    """?"""


@DC.element("BPT_Scheduled_DC_CLReqControlMode", substitutes=(DC, "Scheduled_DC_CLReqControlMode"))
class BPT_Scheduled_DC_CLReqControlModeType(Scheduled_DC_CLReqControlModeType, frozen=True, kw_only=True):
    """?"""

    EVMaximumDischargePower: RationalNumberType | None = None
    """?"""
    EVMinimumDischargePower: RationalNumberType | None = None
    """?"""
    EVMaximumDischargeCurrent: RationalNumberType | None = None
    """?"""


@DC.element("BPT_Scheduled_DC_CLResControlMode", substitutes=(DC, "Scheduled_DC_CLResControlMode"))
class BPT_Scheduled_DC_CLResControlModeType(Scheduled_DC_CLResControlModeType, frozen=True, kw_only=True):
    """?"""

    EVSEMaximumDischargePower: RationalNumberType | None = None
    """?"""
    EVSEMinimumDischargePower: RationalNumberType | None = None
    """?"""
    EVSEMaximumDischargeCurrent: RationalNumberType | None = None
    """?"""
    EVSEMinimumVoltage: RationalNumberType | None = None
    """?"""
