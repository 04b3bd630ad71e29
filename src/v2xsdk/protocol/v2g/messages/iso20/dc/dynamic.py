"""Charge loop, dynamic control."""

from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.common_types.charge_loop import (
    Dynamic_CLReqControlModeType,
    Dynamic_CLResControlModeType,
)
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_TYPES, DC


@DC.element("Dynamic_DC_CLReqControlMode", substitutes=(COMMON_TYPES, "CLReqControlMode"))
class Dynamic_DC_CLReqControlModeType(Dynamic_CLReqControlModeType, frozen=True, kw_only=True):
    """?"""

    EVMaximumChargePower: RationalNumberType
    """?"""
    EVMinimumChargePower: RationalNumberType
    """?"""
    EVMaximumChargeCurrent: RationalNumberType
    """?"""
    EVMaximumVoltage: RationalNumberType
    """?"""
    EVMinimumVoltage: RationalNumberType
    """?"""


@DC.element("Dynamic_DC_CLResControlMode", substitutes=(COMMON_TYPES, "CLResControlMode"))
class Dynamic_DC_CLResControlModeType(Dynamic_CLResControlModeType, frozen=True, kw_only=True):
    """?"""

    EVSEMaximumChargePower: RationalNumberType
    """?"""
    EVSEMinimumChargePower: RationalNumberType
    """?"""
    EVSEMaximumChargeCurrent: RationalNumberType
    """?"""
    EVSEMaximumVoltage: RationalNumberType
    """?"""


@DC.element("BPT_Dynamic_DC_CLReqControlMode", substitutes=(DC, "Dynamic_DC_CLReqControlMode"))
class BPT_Dynamic_DC_CLReqControlModeType(Dynamic_DC_CLReqControlModeType, frozen=True, kw_only=True):
    """?"""

    EVMaximumDischargePower: RationalNumberType
    """?"""
    EVMinimumDischargePower: RationalNumberType
    """?"""
    EVMaximumDischargeCurrent: RationalNumberType
    """?"""
    EVMaximumV2XEnergyRequest: RationalNumberType | None = None
    """?"""
    EVMinimumV2XEnergyRequest: RationalNumberType | None = None
    """?"""


@DC.element("BPT_Dynamic_DC_CLResControlMode", substitutes=(DC, "Dynamic_DC_CLResControlMode"))
class BPT_Dynamic_DC_CLResControlModeType(Dynamic_DC_CLResControlModeType, frozen=True, kw_only=True):
    """?"""

    EVSEMaximumDischargePower: RationalNumberType
    """?"""
    EVSEMinimumDischargePower: RationalNumberType
    """?"""
    EVSEMaximumDischargeCurrent: RationalNumberType
    """?"""
    EVSEMinimumVoltage: RationalNumberType
    """?"""
