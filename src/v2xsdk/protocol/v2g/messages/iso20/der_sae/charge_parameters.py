"""Limits of vehicle and charger."""

from enum import Enum

from v2xsdk.protocol.v2g.messages.iso20.ac.charge_parameters import (
    AC_CPDReqEnergyTransferModeType,
    AC_CPDResEnergyTransferModeType,
)
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import (
    EVSEStatusType,
    ProcessingType,
    RationalNumberType,
)
from v2xsdk.protocol.v2g.messages.iso20.der_sae.common import (
    GridConnectionModeType,
    RequiredDEROperatingModeType,
)
from v2xsdk.protocol.v2g.messages.iso20.der_sae.control import DERControlCPDResType
from v2xsdk.protocol.v2g.messages.iso20.der_sae.limits import (
    EVApparentPowerLimitsType,
    EVExcitationLimitsType,
    EVInverterDetailsType,
    EVReactivePowerLimitsType,
    EVSEReactivePowerLimitsType,
    GridLimitsType,
)
from v2xsdk.protocol.v2g.messages.namespaces import AC, AC_DER_SAE
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedInt, UnsignedLong


class Ieee1547NormalCategoryType(Enum):
    """Category of normal operating performance after IEEE 1547."""

    CategoryA = "CategoryA"
    CategoryB = "CategoryB"


class Ieee1547AbnormalCategoryType(Enum):
    """Category of abnormal operating performance after IEEE 1547."""

    CategoryI = "CategoryI"
    CategoryII = "CategoryII"
    CategoryIII = "CategoryIII"


@AC_DER_SAE.element("DER_AC_CPDReqEnergyTransferMode", substitutes=(AC, "AC_CPDReqEnergyTransferMode"))
class DER_AC_CPDReqEnergyTransferModeType(AC_CPDReqEnergyTransferModeType, frozen=True, kw_only=True):
    """Limits and abilities of a vehicle that supports the grid."""

    EVProcessing: ProcessingType
    """Whether the vehicle needs more time"""
    EVMaximumDischargePower: RationalNumberType
    """Largest discharging power of the vehicle, of either sign, W"""
    EVMaximumDischargePower_L2: RationalNumberType | None = None
    EVMaximumDischargePower_L3: RationalNumberType | None = None
    EVMinimumDischargePower: RationalNumberType | None = None
    """Least discharging power of the vehicle, of either sign, W"""
    EVMinimumDischargePower_L2: RationalNumberType | None = None
    EVMinimumDischargePower_L3: RationalNumberType | None = None
    EVSessionTotalDischargeEnergyAvailable: RationalNumberType | None = None
    """Energy the vehicle can give in the session, Wh"""
    EVApparentPowerLimits: EVApparentPowerLimitsType
    """Apparent power limits"""
    EVReactivePowerLimits: EVReactivePowerLimitsType
    """Reactive power limits"""
    EVExcitationLimits: EVExcitationLimitsType
    """Power factor limits"""
    EVInverterDetails: EVInverterDetailsType
    """Make and model of the inverter"""
    IEEE1547NormalCategory: Ieee1547NormalCategoryType
    """Category of normal operating performance"""
    IEEE1547AbnormalCategory: Ieee1547AbnormalCategoryType
    """Category of abnormal operating performance"""
    EVNominalVoltage: RationalNumberType
    """Nominal voltage of the vehicle, V"""
    EVMaximumVoltage: RationalNumberType
    """Largest voltage of the vehicle, V"""
    EVMinimumVoltage: RationalNumberType
    """Least voltage of the vehicle, V"""
    EVNominalVoltageOffset: RationalNumberType
    """Offset of the nominal voltage, V"""
    J3072Certified: bool
    """The vehicle is certified after SAE J3072"""
    J3072CertificationDate: UnsignedLong
    """Date of the certification, s since 1970 UTC"""
    EVUseableWattHours: UnsignedInt
    """Usable energy of the battery, Wh"""
    EVUpdateTime: UnsignedLong
    """Time of the last change of these values, s since 1970 UTC"""
    SupportedModes: UnsignedInt
    """Bit map of the functions that the vehicle has (iso15118-20-amd1, section 5)"""
    EnabledModes: UnsignedInt
    """Bit map of the functions that are on (iso15118-20-amd1, section 5)"""


@AC_DER_SAE.element("DER_AC_CPDResEnergyTransferMode", substitutes=(AC, "AC_CPDResEnergyTransferMode"))
class DER_AC_CPDResEnergyTransferModeType(AC_CPDResEnergyTransferModeType, frozen=True, kw_only=True):
    """Limits of a charger, and what the grid asks for."""

    EVSEProcessing: ProcessingType
    """Whether the charger needs more time"""
    EVSEStatus: EVSEStatusType | None = None
    """State of the charger"""
    DERControlCPDRes: DERControlCPDResType
    """Functions the grid asks for"""
    EVSENominalChargePower: RationalNumberType | None = None
    """Nominal charging power of the charger, W"""
    EVSENominalChargePower_L2: RationalNumberType | None = None
    EVSENominalChargePower_L3: RationalNumberType | None = None
    EVSENominalDischargePower: RationalNumberType | None = None
    """Nominal discharging power of the charger, of either sign, W"""
    EVSENominalDischargePower_L2: RationalNumberType | None = None
    EVSENominalDischargePower_L3: RationalNumberType | None = None
    EVSEMaximumDischargePower: RationalNumberType
    """Largest discharging power of the charger, of either sign, W"""
    EVSEMaximumDischargePower_L2: RationalNumberType | None = None
    EVSEMaximumDischargePower_L3: RationalNumberType | None = None
    EVSEReactivePowerLimits: EVSEReactivePowerLimitsType
    """Reactive power limits of the charger"""
    GridLimits: GridLimitsType
    """Nominal values and limits of the grid"""
    RequiredDEROperatingMode: RequiredDEROperatingModeType
    """Whether the vehicle has to follow or to form the grid"""
    GridConnectionMode: GridConnectionModeType
    """Whether the charger is connected to the grid"""
    EVSEUpdateTime: UnsignedLong
    """Time of the last change of these values, s since 1970 UTC"""
