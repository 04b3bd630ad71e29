"""Charge loop, scheduled control."""

from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.common_types.charge_loop import (
    Scheduled_CLReqControlModeType,
    Scheduled_CLResControlModeType,
)
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_TYPES, DC


@DC.element("Scheduled_DC_CLReqControlMode", substitutes=(COMMON_TYPES, "CLReqControlMode"))
class Scheduled_DC_CLReqControlModeType(Scheduled_CLReqControlModeType, frozen=True, kw_only=True):
    """Scheduled control: targets and limits of a vehicle that charges."""

    EVTargetCurrent: RationalNumberType
    """Current the vehicle wants, A"""
    EVTargetVoltage: RationalNumberType
    """Voltage the vehicle wants, V"""
    EVMaximumChargePower: RationalNumberType | None = None
    """Largest charging power of the vehicle, W"""
    EVMinimumChargePower: RationalNumberType | None = None
    """Least charging power of the vehicle, W"""
    EVMaximumChargeCurrent: RationalNumberType | None = None
    """Largest charging current of the vehicle, A"""
    EVMaximumVoltage: RationalNumberType | None = None
    """Largest voltage of the vehicle, V"""
    EVMinimumVoltage: RationalNumberType | None = None
    """Least voltage of the vehicle, V"""


@DC.element("Scheduled_DC_CLResControlMode", substitutes=(COMMON_TYPES, "CLResControlMode"))
class Scheduled_DC_CLResControlModeType(Scheduled_CLResControlModeType, frozen=True, kw_only=True):
    """Scheduled control: limits of a charger that charges."""

    EVSEMaximumChargePower: RationalNumberType | None = None
    """Largest charging power of the charger, W"""
    EVSEMinimumChargePower: RationalNumberType | None = None
    """Least charging power of the charger, W"""
    EVSEMaximumChargeCurrent: RationalNumberType | None = None
    """Largest charging current of the charger, A"""
    EVSEMaximumVoltage: RationalNumberType | None = None
    """Largest voltage of the charger, V"""


@DC.element("BPT_Scheduled_DC_CLReqControlMode", substitutes=(DC, "Scheduled_DC_CLReqControlMode"))
class BPT_Scheduled_DC_CLReqControlModeType(Scheduled_DC_CLReqControlModeType, frozen=True, kw_only=True):
    """Scheduled control: targets and limits of a vehicle that charges and discharges."""

    EVMaximumDischargePower: RationalNumberType | None = None
    """Largest discharging power of the vehicle, of either sign, W"""
    EVMinimumDischargePower: RationalNumberType | None = None
    """Least discharging power of the vehicle, of either sign, W"""
    EVMaximumDischargeCurrent: RationalNumberType | None = None
    """Largest discharging current of the vehicle, of either sign, A"""


@DC.element("BPT_Scheduled_DC_CLResControlMode", substitutes=(DC, "Scheduled_DC_CLResControlMode"))
class BPT_Scheduled_DC_CLResControlModeType(Scheduled_DC_CLResControlModeType, frozen=True, kw_only=True):
    """Scheduled control: limits of a charger that charges and discharges."""

    EVSEMaximumDischargePower: RationalNumberType | None = None
    """Largest discharging power of the charger, of either sign, W"""
    EVSEMinimumDischargePower: RationalNumberType | None = None
    """Least discharging power of the charger, of either sign, W"""
    EVSEMaximumDischargeCurrent: RationalNumberType | None = None
    """Largest discharging current of the charger, of either sign, A"""
    EVSEMinimumVoltage: RationalNumberType | None = None
    """Least voltage of the charger, V"""
