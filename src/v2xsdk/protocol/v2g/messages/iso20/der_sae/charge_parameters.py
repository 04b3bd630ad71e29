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
    """?"""

    CategoryA = "CategoryA"
    CategoryB = "CategoryB"


class Ieee1547AbnormalCategoryType(Enum):
    """?"""

    CategoryI = "CategoryI"
    CategoryII = "CategoryII"
    CategoryIII = "CategoryIII"


@AC_DER_SAE.element("DER_AC_CPDReqEnergyTransferMode", substitutes=(AC, "AC_CPDReqEnergyTransferMode"))
class DER_AC_CPDReqEnergyTransferModeType(AC_CPDReqEnergyTransferModeType, frozen=True, kw_only=True):
    """?"""

    EVProcessing: ProcessingType
    """?"""
    EVMaximumDischargePower: RationalNumberType
    """?"""
    EVMaximumDischargePower_L2: RationalNumberType | None = None
    EVMaximumDischargePower_L3: RationalNumberType | None = None
    EVMinimumDischargePower: RationalNumberType | None = None
    """?"""
    EVMinimumDischargePower_L2: RationalNumberType | None = None
    EVMinimumDischargePower_L3: RationalNumberType | None = None
    EVSessionTotalDischargeEnergyAvailable: RationalNumberType | None = None
    """?"""
    EVApparentPowerLimits: EVApparentPowerLimitsType
    """?"""
    EVReactivePowerLimits: EVReactivePowerLimitsType
    """?"""
    EVExcitationLimits: EVExcitationLimitsType
    """?"""
    EVInverterDetails: EVInverterDetailsType
    """?"""
    IEEE1547NormalCategory: Ieee1547NormalCategoryType
    """?"""
    IEEE1547AbnormalCategory: Ieee1547AbnormalCategoryType
    """?"""
    EVNominalVoltage: RationalNumberType
    """?"""
    EVMaximumVoltage: RationalNumberType
    """?"""
    EVMinimumVoltage: RationalNumberType
    """?"""
    EVNominalVoltageOffset: RationalNumberType
    """?"""
    J3072Certified: bool
    """?"""
    J3072CertificationDate: UnsignedLong
    """?"""
    EVUseableWattHours: UnsignedInt
    """?"""
    EVUpdateTime: UnsignedLong
    """?"""
    SupportedModes: UnsignedInt
    """?"""
    EnabledModes: UnsignedInt
    """?"""


@AC_DER_SAE.element("DER_AC_CPDResEnergyTransferMode", substitutes=(AC, "AC_CPDResEnergyTransferMode"))
class DER_AC_CPDResEnergyTransferModeType(AC_CPDResEnergyTransferModeType, frozen=True, kw_only=True):
    """?"""

    EVSEProcessing: ProcessingType
    """?"""
    EVSEStatus: EVSEStatusType | None = None
    """?"""
    DERControlCPDRes: DERControlCPDResType
    """?"""
    EVSENominalChargePower: RationalNumberType | None = None
    """?"""
    EVSENominalChargePower_L2: RationalNumberType | None = None
    EVSENominalChargePower_L3: RationalNumberType | None = None
    EVSENominalDischargePower: RationalNumberType | None = None
    """?"""
    EVSENominalDischargePower_L2: RationalNumberType | None = None
    EVSENominalDischargePower_L3: RationalNumberType | None = None
    EVSEMaximumDischargePower: RationalNumberType
    """?"""
    EVSEMaximumDischargePower_L2: RationalNumberType | None = None
    EVSEMaximumDischargePower_L3: RationalNumberType | None = None
    EVSEReactivePowerLimits: EVSEReactivePowerLimitsType
    """?"""
    GridLimits: GridLimitsType
    """?"""
    RequiredDEROperatingMode: RequiredDEROperatingModeType
    """?"""
    GridConnectionMode: GridConnectionModeType
    """?"""
    EVSEUpdateTime: UnsignedLong
    """?"""
