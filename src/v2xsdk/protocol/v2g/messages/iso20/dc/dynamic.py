"""Charge loop, dynamic control."""

from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.common_types.charge_loop import (
    Dynamic_CLReqControlModeType,
    Dynamic_CLResControlModeType,
)
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_TYPES, DC


@DC.element("Dynamic_DC_CLReqControlMode", substitutes=(COMMON_TYPES, "CLReqControlMode"))
class Dynamic_DC_CLReqControlModeType(Dynamic_CLReqControlModeType, frozen=True, kw_only=True):
    """Dynamic control: limits of a vehicle that charges."""

    EVMaximumChargePower: RationalNumberType
    """Largest charging power of the vehicle, W"""
    EVMinimumChargePower: RationalNumberType
    """Least charging power of the vehicle, W"""
    EVMaximumChargeCurrent: RationalNumberType
    """Largest charging current of the vehicle, A"""
    EVMaximumVoltage: RationalNumberType
    """Largest voltage of the vehicle, V"""
    EVMinimumVoltage: RationalNumberType
    """Least voltage of the vehicle, V"""


@DC.element("Dynamic_DC_CLResControlMode", substitutes=(COMMON_TYPES, "CLResControlMode"))
class Dynamic_DC_CLResControlModeType(Dynamic_CLResControlModeType, frozen=True, kw_only=True):
    """Dynamic control: limits of a charger that charges."""

    EVSEMaximumChargePower: RationalNumberType
    """Largest charging power of the charger, W"""
    EVSEMinimumChargePower: RationalNumberType
    """Least charging power of the charger, W"""
    EVSEMaximumChargeCurrent: RationalNumberType
    """Largest charging current of the charger, A"""
    EVSEMaximumVoltage: RationalNumberType
    """Largest voltage of the charger, V"""


@DC.element("BPT_Dynamic_DC_CLReqControlMode", substitutes=(DC, "Dynamic_DC_CLReqControlMode"))
class BPT_Dynamic_DC_CLReqControlModeType(Dynamic_DC_CLReqControlModeType, frozen=True, kw_only=True):
    """Dynamic control: limits of a vehicle that charges and discharges."""

    EVMaximumDischargePower: RationalNumberType
    """Largest discharging power of the vehicle, of either sign, W"""
    EVMinimumDischargePower: RationalNumberType
    """Least discharging power of the vehicle, of either sign, W"""
    EVMaximumDischargeCurrent: RationalNumberType
    """Largest discharging current of the vehicle, of either sign, A"""
    EVMaximumV2XEnergyRequest: RationalNumberType | None = None
    """Energy until the upper end of the range for bidirectional cycling, Wh"""
    EVMinimumV2XEnergyRequest: RationalNumberType | None = None
    """Energy until the lower end of the range for bidirectional cycling, Wh"""


@DC.element("BPT_Dynamic_DC_CLResControlMode", substitutes=(DC, "Dynamic_DC_CLResControlMode"))
class BPT_Dynamic_DC_CLResControlModeType(Dynamic_DC_CLResControlModeType, frozen=True, kw_only=True):
    """Dynamic control: limits of a charger that charges and discharges."""

    EVSEMaximumDischargePower: RationalNumberType
    """Largest discharging power of the charger, of either sign, W"""
    EVSEMinimumDischargePower: RationalNumberType
    """Least discharging power of the charger, of either sign, W"""
    EVSEMaximumDischargeCurrent: RationalNumberType
    """Largest discharging current of the charger, of either sign, A"""
    EVSEMinimumVoltage: RationalNumberType
    """Least voltage of the charger, V"""
