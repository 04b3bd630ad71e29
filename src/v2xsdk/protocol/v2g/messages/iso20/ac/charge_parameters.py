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
    """Limits of a vehicle that charges. ``_L2`` and ``_L3`` are the other phases."""

    EVMaximumChargePower: RationalNumberType
    """Largest charging power of the vehicle, W"""
    EVMaximumChargePower_L2: RationalNumberType | None = None
    EVMaximumChargePower_L3: RationalNumberType | None = None
    EVMinimumChargePower: RationalNumberType
    """Least charging power of the vehicle, W"""
    EVMinimumChargePower_L2: RationalNumberType | None = None
    EVMinimumChargePower_L3: RationalNumberType | None = None


@AC.element("BPT_AC_CPDReqEnergyTransferMode", substitutes=(AC, "AC_CPDReqEnergyTransferMode"))
class BPT_AC_CPDReqEnergyTransferModeType(AC_CPDReqEnergyTransferModeType, frozen=True, kw_only=True):
    """Limits of a vehicle that charges and discharges."""

    EVMaximumDischargePower: RationalNumberType
    """Largest discharging power of the vehicle, of either sign, W"""
    EVMaximumDischargePower_L2: RationalNumberType | None = None
    EVMaximumDischargePower_L3: RationalNumberType | None = None
    EVMinimumDischargePower: RationalNumberType
    """Least discharging power of the vehicle, of either sign, W"""
    EVMinimumDischargePower_L2: RationalNumberType | None = None
    EVMinimumDischargePower_L3: RationalNumberType | None = None


@AC.element("AC_ChargeParameterDiscoveryReq")
class AC_ChargeParameterDiscoveryReq(ChargeParameterDiscoveryReqType, frozen=True, kw_only=True):
    """Request: limits of the vehicle."""

    AC_CPDReqEnergyTransferMode: Annotated[
        AC_CPDReqEnergyTransferModeType | BPT_AC_CPDReqEnergyTransferModeType, Ref(AC)
    ]
    """Limits of the vehicle"""


@AC.element("AC_CPDResEnergyTransferMode")
class AC_CPDResEnergyTransferModeType(Record, frozen=True, kw_only=True):
    """Limits of a charger that charges. ``_L2`` and ``_L3`` are the other phases."""

    EVSEMaximumChargePower: RationalNumberType
    """Largest charging power of the charger, W"""
    EVSEMaximumChargePower_L2: RationalNumberType | None = None
    EVSEMaximumChargePower_L3: RationalNumberType | None = None
    EVSEMinimumChargePower: RationalNumberType
    """Least charging power of the charger, W"""
    EVSEMinimumChargePower_L2: RationalNumberType | None = None
    EVSEMinimumChargePower_L3: RationalNumberType | None = None
    EVSENominalFrequency: RationalNumberType
    """Nominal frequency of the grid, Hz"""
    MaximumPowerAsymmetry: RationalNumberType | None = None
    """Largest difference of power between phases, W"""
    EVSEPowerRampLimitation: RationalNumberType | None = None
    """Largest change of power, % of the nominal power a minute"""
    EVSEPresentActivePower: RationalNumberType | None = None
    """Active power at the charger, W"""
    EVSEPresentActivePower_L2: RationalNumberType | None = None
    EVSEPresentActivePower_L3: RationalNumberType | None = None


@AC.element("BPT_AC_CPDResEnergyTransferMode", substitutes=(AC, "AC_CPDResEnergyTransferMode"))
class BPT_AC_CPDResEnergyTransferModeType(AC_CPDResEnergyTransferModeType, frozen=True, kw_only=True):
    """Limits of a charger that charges and discharges."""

    EVSEMaximumDischargePower: RationalNumberType
    """Largest discharging power of the charger, of either sign, W"""
    EVSEMaximumDischargePower_L2: RationalNumberType | None = None
    EVSEMaximumDischargePower_L3: RationalNumberType | None = None
    EVSEMinimumDischargePower: RationalNumberType
    """Least discharging power of the charger, of either sign, W"""
    EVSEMinimumDischargePower_L2: RationalNumberType | None = None
    EVSEMinimumDischargePower_L3: RationalNumberType | None = None


@AC.element("AC_ChargeParameterDiscoveryRes")
class AC_ChargeParameterDiscoveryRes(ChargeParameterDiscoveryResType, frozen=True, kw_only=True):
    """Response: limits of the charger."""

    AC_CPDResEnergyTransferMode: Annotated[
        AC_CPDResEnergyTransferModeType | BPT_AC_CPDResEnergyTransferModeType, Ref(AC)
    ]
    """Limits of the charger"""
