"""The energy transfer loop: what the charger says."""

from v2xsdk.protocol.v2g.messages.iso20.ac.dynamic import Dynamic_AC_CLResControlModeType
from v2xsdk.protocol.v2g.messages.iso20.ac.scheduled import Scheduled_AC_CLResControlModeType
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.der_sae.common import (
    GridConnectionModeType,
    RequiredDEROperatingModeType,
)
from v2xsdk.protocol.v2g.messages.iso20.der_sae.control import DERControlCLResType
from v2xsdk.protocol.v2g.messages.namespaces import AC, AC_DER_SAE


@AC_DER_SAE.element("DER_Scheduled_AC_CLResControlMode", substitutes=(AC, "Scheduled_AC_CLResControlMode"))
class DER_Scheduled_AC_CLResControlModeType(Scheduled_AC_CLResControlModeType, frozen=True, kw_only=True):
    """Scheduled control: targets and limits, and what the grid asks for."""

    DERControlCLRes: DERControlCLResType
    """Functions that have changed"""
    EVSEMaximumChargePower: RationalNumberType | None = None
    """Largest charging power of the charger, W"""
    EVSEMaximumChargePower_L2: RationalNumberType | None = None
    EVSEMaximumChargePower_L3: RationalNumberType | None = None
    EVSEMaximumDischargePower: RationalNumberType | None = None
    """Largest discharging power of the charger, of either sign, W"""
    EVSEMaximumDischargePower_L2: RationalNumberType | None = None
    EVSEMaximumDischargePower_L3: RationalNumberType | None = None
    RequiredDEROperatingMode: RequiredDEROperatingModeType | None = None
    """Whether the vehicle has to follow or to form the grid"""
    GridConnectionMode: GridConnectionModeType | None = None
    """Whether the charger is connected to the grid"""


@AC_DER_SAE.element("DER_Dynamic_AC_CLResControlMode", substitutes=(AC, "Dynamic_AC_CLResControlMode"))
class DER_Dynamic_AC_CLResControlModeType(Dynamic_AC_CLResControlModeType, frozen=True, kw_only=True):
    """Dynamic control: targets and limits, and what the grid asks for."""

    DERControlCLRes: DERControlCLResType
    """Functions that have changed"""
    EVSEMaximumChargePower: RationalNumberType | None = None
    """Largest charging power of the charger, W"""
    EVSEMaximumChargePower_L2: RationalNumberType | None = None
    EVSEMaximumChargePower_L3: RationalNumberType | None = None
    EVSEMaximumDischargePower: RationalNumberType | None = None
    """Largest discharging power of the charger, of either sign, W"""
    EVSEMaximumDischargePower_L2: RationalNumberType | None = None
    EVSEMaximumDischargePower_L3: RationalNumberType | None = None
    RequiredDEROperatingMode: RequiredDEROperatingModeType | None = None
    """Whether the vehicle has to follow or to form the grid"""
    GridConnectionMode: GridConnectionModeType | None = None
    """Whether the charger is connected to the grid"""
