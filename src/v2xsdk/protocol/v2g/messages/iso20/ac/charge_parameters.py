"""Limits of vehicle and charger."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Record, Ref
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.common_types.charge_loop import (
    ChargeParameterDiscoveryReqType,
    ChargeParameterDiscoveryResType,
)
from v2xsdk.protocol.v2g.messages.namespaces import AC


@AC.element("AC_CPDReqEnergyTransferMode")
class AC_CPDReqEnergyTransferModeType(Record, frozen=True, kw_only=True):
    """?"""

    EVMaximumChargePower: RationalNumberType
    """?"""
    EVMaximumChargePower_L2: RationalNumberType | None = None
    EVMaximumChargePower_L3: RationalNumberType | None = None
    EVMinimumChargePower: RationalNumberType
    """?"""
    EVMinimumChargePower_L2: RationalNumberType | None = None
    EVMinimumChargePower_L3: RationalNumberType | None = None


@AC.element("BPT_AC_CPDReqEnergyTransferMode", substitutes=(AC, "AC_CPDReqEnergyTransferMode"))
class BPT_AC_CPDReqEnergyTransferModeType(AC_CPDReqEnergyTransferModeType, frozen=True, kw_only=True):
    """?"""

    EVMaximumDischargePower: RationalNumberType
    """?"""
    EVMaximumDischargePower_L2: RationalNumberType | None = None
    EVMaximumDischargePower_L3: RationalNumberType | None = None
    EVMinimumDischargePower: RationalNumberType
    """?"""
    EVMinimumDischargePower_L2: RationalNumberType | None = None
    EVMinimumDischargePower_L3: RationalNumberType | None = None


@AC.element("AC_ChargeParameterDiscoveryReq")
class AC_ChargeParameterDiscoveryReq(ChargeParameterDiscoveryReqType, frozen=True, kw_only=True):
    """?"""

    AC_CPDReqEnergyTransferMode: Annotated[
        AC_CPDReqEnergyTransferModeType | BPT_AC_CPDReqEnergyTransferModeType, Ref(AC)
    ]
    """?"""


@AC.element("AC_CPDResEnergyTransferMode")
class AC_CPDResEnergyTransferModeType(Record, frozen=True, kw_only=True):
    """?"""

    EVSEMaximumChargePower: RationalNumberType
    """?"""
    EVSEMaximumChargePower_L2: RationalNumberType | None = None
    EVSEMaximumChargePower_L3: RationalNumberType | None = None
    EVSEMinimumChargePower: RationalNumberType
    """?"""
    EVSEMinimumChargePower_L2: RationalNumberType | None = None
    EVSEMinimumChargePower_L3: RationalNumberType | None = None
    EVSENominalFrequency: RationalNumberType
    """?"""
    MaximumPowerAsymmetry: RationalNumberType | None = None
    """?"""
    EVSEPowerRampLimitation: RationalNumberType | None = None
    """?"""
    EVSEPresentActivePower: RationalNumberType | None = None
    """?"""
    EVSEPresentActivePower_L2: RationalNumberType | None = None
    EVSEPresentActivePower_L3: RationalNumberType | None = None


@AC.element("BPT_AC_CPDResEnergyTransferMode", substitutes=(AC, "AC_CPDResEnergyTransferMode"))
class BPT_AC_CPDResEnergyTransferModeType(AC_CPDResEnergyTransferModeType, frozen=True, kw_only=True):
    """?"""

    EVSEMaximumDischargePower: RationalNumberType
    """?"""
    EVSEMaximumDischargePower_L2: RationalNumberType | None = None
    EVSEMaximumDischargePower_L3: RationalNumberType | None = None
    EVSEMinimumDischargePower: RationalNumberType
    """?"""
    EVSEMinimumDischargePower_L2: RationalNumberType | None = None
    EVSEMinimumDischargePower_L3: RationalNumberType | None = None


@AC.element("AC_ChargeParameterDiscoveryRes")
class AC_ChargeParameterDiscoveryRes(ChargeParameterDiscoveryResType, frozen=True, kw_only=True):
    """?"""

    AC_CPDResEnergyTransferMode: Annotated[
        AC_CPDResEnergyTransferModeType | BPT_AC_CPDResEnergyTransferModeType, Ref(AC)
    ]
    """?"""
