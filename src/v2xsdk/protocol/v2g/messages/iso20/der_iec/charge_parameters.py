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
    """Reactive power limits of the vehicle."""

    EVMaximumChargeReactivePower: RationalNumberType
    """Largest reactive power while charging, var"""
    EVMaximumChargeReactivePower_L2: RationalNumberType | None = None
    EVMaximumChargeReactivePower_L3: RationalNumberType | None = None
    EVMinimumChargeReactivePower: RationalNumberType | None = None
    """Least reactive power while charging, var"""
    EVMinimumChargeReactivePower_L2: RationalNumberType | None = None
    EVMinimumChargeReactivePower_L3: RationalNumberType | None = None
    EVMaximumDischargeReactivePower: RationalNumberType
    """Largest reactive power while discharging, var"""
    EVMaximumDischargeReactivePower_L2: RationalNumberType | None = None
    EVMaximumDischargeReactivePower_L3: RationalNumberType | None = None
    EVMinimumDischargeReactivePower: RationalNumberType | None = None
    """Least reactive power while discharging, var"""
    EVMinimumDischargeReactivePower_L2: RationalNumberType | None = None
    EVMinimumDischargeReactivePower_L3: RationalNumberType | None = None


@AC_DER_IEC.type
class DERControlType(Record, frozen=True, kw_only=True):
    """All functions that the grid asks for."""

    OvervoltageFaultRideThrough: FaultRideThroughType | None = None
    """Behaviour during overvoltage"""
    UndervoltageFaultRideThrough: FaultRideThroughType | None = None
    """Behaviour during undervoltage"""
    ZeroCurrent: ZeroCurrentType | None = None
    """Voltages at which no current may flow"""
    ReactivePowerSupport: ReactivePowerSupportType | None = None
    """The reactive power function"""
    ActivePowerSupport: ActivePowerSupportType | None = None
    """The active power functions"""
    MaximumLevelDCInjection: RationalNumberType | None = None
    """Largest direct current into the grid, % of the rated current"""


@AC_DER_IEC.element("DER_AC_CPDReqEnergyTransferMode", substitutes=(AC, "AC_CPDReqEnergyTransferMode"))
class DER_AC_CPDReqEnergyTransferModeType(AC_CPDReqEnergyTransferModeType, frozen=True, kw_only=True):
    """Limits and abilities of a vehicle that supports the grid."""

    EVProcessing: ProcessingType
    """Whether the vehicle needs more time"""
    EVMaximumDischargePower: RationalNumberType
    """Largest discharging power of the vehicle, of either sign, W"""
    EVMaximumDischargePower_L2: RationalNumberType | None = None
    EVMaximumDischargePower_L3: RationalNumberType | None = None
    EVMinimumDischargePower: RationalNumberType
    """Least discharging power of the vehicle, of either sign, W"""
    EVMinimumDischargePower_L2: RationalNumberType | None = None
    EVMinimumDischargePower_L3: RationalNumberType | None = None
    EVSessionTotalDischargeEnergyAvailable: RationalNumberType | None = None
    """Energy the vehicle can give in the session, Wh"""
    EVReactivePowerLimits: EVReactivePowerLimitsType | None = None
    """Reactive power limits"""


class EvOperatingModeType(Enum):
    """Whether the vehicle follows the grid or forms one."""

    GridFollowing = "GridFollowing"
    GridForming = "GridForming"


class GridConnectionModeType(Enum):
    """Whether the charger is connected to the grid."""

    GridConnected = "GridConnected"
    GridIslanded = "GridIslanded"


@AC_DER_IEC.element("DER_AC_CPDResEnergyTransferMode", substitutes=(AC, "AC_CPDResEnergyTransferMode"))
class DER_AC_CPDResEnergyTransferModeType(AC_CPDResEnergyTransferModeType, frozen=True, kw_only=True):
    """Limits of a charger, and what the grid asks for."""

    EVSENominalChargePower: RationalNumberType
    """Nominal charging power of the charger, W"""
    EVSENominalChargePower_L2: RationalNumberType | None = None
    EVSENominalChargePower_L3: RationalNumberType | None = None
    EVSENominalDischargePower: RationalNumberType
    """Nominal discharging power of the charger, of either sign, W"""
    EVSENominalDischargePower_L2: RationalNumberType | None = None
    EVSENominalDischargePower_L3: RationalNumberType | None = None
    EVSEMaximumDischargePower: RationalNumberType
    """Largest discharging power of the charger, of either sign, W"""
    EVSEMaximumDischargePower_L2: RationalNumberType | None = None
    EVSEMaximumDischargePower_L3: RationalNumberType | None = None
    EVOperatingMode: EvOperatingModeType
    """Whether the vehicle follows or forms the grid"""
    GridConnectionMode: GridConnectionModeType
    """Whether the charger is connected to the grid"""
    DERControl: DERControlType
    """Functions the grid asks for"""
