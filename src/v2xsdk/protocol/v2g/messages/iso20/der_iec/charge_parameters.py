"""Limits of vehicle and charger, and what the grid asks for."""

from enum import Enum

from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.iso20.ac.charge_parameters import (
    AC_CPDReqEnergyTransferModeType,
    AC_CPDResEnergyTransferModeType,
)
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import ProcessingType, RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.der_iec.support import (
    ActivePowerSupportType,
    FaultRideThroughType,
    ReactivePowerSupportType,
    ZeroCurrentType,
)
from v2xsdk.protocol.v2g.messages.namespaces import AC, AC_DER_IEC


@AC_DER_IEC.type
class EVReactivePowerLimitsType(Record, frozen=True, kw_only=True):
    """?"""

    EVMaximumChargeReactivePower: RationalNumberType
    """?"""
    EVMaximumChargeReactivePower_L2: RationalNumberType | None = None
    EVMaximumChargeReactivePower_L3: RationalNumberType | None = None
    EVMinimumChargeReactivePower: RationalNumberType | None = None
    """?"""
    EVMinimumChargeReactivePower_L2: RationalNumberType | None = None
    EVMinimumChargeReactivePower_L3: RationalNumberType | None = None
    EVMaximumDischargeReactivePower: RationalNumberType
    """?"""
    EVMaximumDischargeReactivePower_L2: RationalNumberType | None = None
    EVMaximumDischargeReactivePower_L3: RationalNumberType | None = None
    EVMinimumDischargeReactivePower: RationalNumberType | None = None
    """?"""
    EVMinimumDischargeReactivePower_L2: RationalNumberType | None = None
    EVMinimumDischargeReactivePower_L3: RationalNumberType | None = None


@AC_DER_IEC.type
class DERControlType(Record, frozen=True, kw_only=True):
    """?"""

    OvervoltageFaultRideThrough: FaultRideThroughType | None = None
    """?"""
    UndervoltageFaultRideThrough: FaultRideThroughType | None = None
    """?"""
    ZeroCurrent: ZeroCurrentType | None = None
    """?"""
    ReactivePowerSupport: ReactivePowerSupportType | None = None
    """?"""
    ActivePowerSupport: ActivePowerSupportType | None = None
    """?"""
    MaximumLevelDCInjection: RationalNumberType | None = None
    """?"""


@AC_DER_IEC.element("DER_AC_CPDReqEnergyTransferMode", substitutes=(AC, "AC_CPDReqEnergyTransferMode"))
class DER_AC_CPDReqEnergyTransferModeType(AC_CPDReqEnergyTransferModeType, frozen=True, kw_only=True):
    """?"""

    EVProcessing: ProcessingType
    """?"""
    EVMaximumDischargePower: RationalNumberType
    """?"""
    EVMaximumDischargePower_L2: RationalNumberType | None = None
    EVMaximumDischargePower_L3: RationalNumberType | None = None
    EVMinimumDischargePower: RationalNumberType
    """?"""
    EVMinimumDischargePower_L2: RationalNumberType | None = None
    EVMinimumDischargePower_L3: RationalNumberType | None = None
    EVSessionTotalDischargeEnergyAvailable: RationalNumberType | None = None
    """?"""
    EVReactivePowerLimits: EVReactivePowerLimitsType | None = None
    """?"""


class EvOperatingModeType(Enum):
    """?"""

    GridFollowing = "GridFollowing"
    GridForming = "GridForming"


class GridConnectionModeType(Enum):
    """?"""

    GridConnected = "GridConnected"
    GridIslanded = "GridIslanded"


@AC_DER_IEC.element("DER_AC_CPDResEnergyTransferMode", substitutes=(AC, "AC_CPDResEnergyTransferMode"))
class DER_AC_CPDResEnergyTransferModeType(AC_CPDResEnergyTransferModeType, frozen=True, kw_only=True):
    """?"""

    EVSENominalChargePower: RationalNumberType
    """?"""
    EVSENominalChargePower_L2: RationalNumberType | None = None
    EVSENominalChargePower_L3: RationalNumberType | None = None
    EVSENominalDischargePower: RationalNumberType
    """?"""
    EVSENominalDischargePower_L2: RationalNumberType | None = None
    EVSENominalDischargePower_L3: RationalNumberType | None = None
    EVSEMaximumDischargePower: RationalNumberType
    """?"""
    EVSEMaximumDischargePower_L2: RationalNumberType | None = None
    EVSEMaximumDischargePower_L3: RationalNumberType | None = None
    EVOperatingMode: EvOperatingModeType
    """?"""
    GridConnectionMode: GridConnectionModeType
    """?"""
    DERControl: DERControlType
    """?"""
