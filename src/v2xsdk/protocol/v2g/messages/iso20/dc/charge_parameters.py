"""Limits of vehicle and charger."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Record, Ref
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import PercentValueType, RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.common_types.charge_loop import (
    ChargeParameterDiscoveryReqType,
    ChargeParameterDiscoveryResType,
)
from v2xsdk.protocol.v2g.messages.namespaces import DC


@DC.element("DC_CPDReqEnergyTransferMode")
class DC_CPDReqEnergyTransferModeType(Record, frozen=True, kw_only=True):
    """Limits of a vehicle that charges."""

    EVMaximumChargePower: RationalNumberType
    """Largest charging power of the vehicle, W"""
    EVMinimumChargePower: RationalNumberType
    """Least charging power of the vehicle, W"""
    EVMaximumChargeCurrent: RationalNumberType
    """Largest charging current of the vehicle, A"""
    EVMinimumChargeCurrent: RationalNumberType
    """Least charging current of the vehicle, A"""
    EVMaximumVoltage: RationalNumberType
    """Largest voltage of the vehicle, V"""
    EVMinimumVoltage: RationalNumberType
    """Least voltage of the vehicle, V"""
    TargetSOC: PercentValueType | None = None
    """State of charge that is wanted, %"""


@DC.element("BPT_DC_CPDReqEnergyTransferMode", substitutes=(DC, "DC_CPDReqEnergyTransferMode"))
class BPT_DC_CPDReqEnergyTransferModeType(DC_CPDReqEnergyTransferModeType, frozen=True, kw_only=True):
    """Limits of a vehicle that charges and discharges."""

    EVMaximumDischargePower: RationalNumberType
    """Largest discharging power of the vehicle, of either sign, W"""
    EVMinimumDischargePower: RationalNumberType
    """Least discharging power of the vehicle, of either sign, W"""
    EVMaximumDischargeCurrent: RationalNumberType
    """Largest discharging current of the vehicle, of either sign, A"""
    EVMinimumDischargeCurrent: RationalNumberType
    """Least discharging current of the vehicle, of either sign, A"""


@DC.element("DC_ChargeParameterDiscoveryReq")
class DC_ChargeParameterDiscoveryReq(ChargeParameterDiscoveryReqType, frozen=True, kw_only=True):
    """Request: limits of the vehicle."""

    DC_CPDReqEnergyTransferMode: Annotated[
        DC_CPDReqEnergyTransferModeType | BPT_DC_CPDReqEnergyTransferModeType, Ref(DC)
    ]
    """Limits of the vehicle"""


@DC.element("DC_CPDResEnergyTransferMode")
class DC_CPDResEnergyTransferModeType(Record, frozen=True, kw_only=True):
    """Limits of a charger that charges."""

    EVSEMaximumChargePower: RationalNumberType
    """Largest charging power of the charger, W"""
    EVSEMinimumChargePower: RationalNumberType
    """Least charging power of the charger, W"""
    EVSEMaximumChargeCurrent: RationalNumberType
    """Largest charging current of the charger, A"""
    EVSEMinimumChargeCurrent: RationalNumberType
    """Least charging current of the charger, A"""
    EVSEMaximumVoltage: RationalNumberType
    """Largest voltage of the charger, V"""
    EVSEMinimumVoltage: RationalNumberType
    """Least voltage of the charger, V"""
    EVSEPowerRampLimitation: RationalNumberType | None = None
    """Largest change of power, % of the nominal power a minute"""


@DC.element("BPT_DC_CPDResEnergyTransferMode", substitutes=(DC, "DC_CPDResEnergyTransferMode"))
class BPT_DC_CPDResEnergyTransferModeType(DC_CPDResEnergyTransferModeType, frozen=True, kw_only=True):
    """Limits of a charger that charges and discharges."""

    EVSEMaximumDischargePower: RationalNumberType
    """Largest discharging power of the charger, of either sign, W"""
    EVSEMinimumDischargePower: RationalNumberType
    """Least discharging power of the charger, of either sign, W"""
    EVSEMaximumDischargeCurrent: RationalNumberType
    """Largest discharging current of the charger, of either sign, A"""
    EVSEMinimumDischargeCurrent: RationalNumberType
    """Least discharging current of the charger, of either sign, A"""


@DC.element("DC_ChargeParameterDiscoveryRes")
class DC_ChargeParameterDiscoveryRes(ChargeParameterDiscoveryResType, frozen=True, kw_only=True):
    """Response: limits of the charger."""

    DC_CPDResEnergyTransferMode: Annotated[
        DC_CPDResEnergyTransferModeType | BPT_DC_CPDResEnergyTransferModeType, Ref(DC)
    ]
    """Limits of the charger"""
