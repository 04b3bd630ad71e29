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
    """?"""

    EVMaximumChargePower: RationalNumberType
    """?"""
    EVMinimumChargePower: RationalNumberType
    """?"""
    EVMaximumChargeCurrent: RationalNumberType
    """?"""
    EVMinimumChargeCurrent: RationalNumberType
    """?"""
    EVMaximumVoltage: RationalNumberType
    """?"""
    EVMinimumVoltage: RationalNumberType
    """?"""
    TargetSOC: PercentValueType | None = None
    """?"""


@DC.element("BPT_DC_CPDReqEnergyTransferMode", substitutes=(DC, "DC_CPDReqEnergyTransferMode"))
class BPT_DC_CPDReqEnergyTransferModeType(DC_CPDReqEnergyTransferModeType, frozen=True, kw_only=True):
    """?"""

    EVMaximumDischargePower: RationalNumberType
    """?"""
    EVMinimumDischargePower: RationalNumberType
    """?"""
    EVMaximumDischargeCurrent: RationalNumberType
    """?"""
    EVMinimumDischargeCurrent: RationalNumberType
    """?"""


@DC.element("DC_ChargeParameterDiscoveryReq")
class DC_ChargeParameterDiscoveryReq(ChargeParameterDiscoveryReqType, frozen=True, kw_only=True):
    """?"""

    DC_CPDReqEnergyTransferMode: Annotated[
        DC_CPDReqEnergyTransferModeType | BPT_DC_CPDReqEnergyTransferModeType, Ref(DC)
    ]
    """?"""


@DC.element("DC_CPDResEnergyTransferMode")
class DC_CPDResEnergyTransferModeType(Record, frozen=True, kw_only=True):
    """?"""

    EVSEMaximumChargePower: RationalNumberType
    """?"""
    EVSEMinimumChargePower: RationalNumberType
    """?"""
    EVSEMaximumChargeCurrent: RationalNumberType
    """?"""
    EVSEMinimumChargeCurrent: RationalNumberType
    """?"""
    EVSEMaximumVoltage: RationalNumberType
    """?"""
    EVSEMinimumVoltage: RationalNumberType
    """?"""
    EVSEPowerRampLimitation: RationalNumberType | None = None
    """?"""


@DC.element("BPT_DC_CPDResEnergyTransferMode", substitutes=(DC, "DC_CPDResEnergyTransferMode"))
class BPT_DC_CPDResEnergyTransferModeType(DC_CPDResEnergyTransferModeType, frozen=True, kw_only=True):
    """?"""

    EVSEMaximumDischargePower: RationalNumberType
    """?"""
    EVSEMinimumDischargePower: RationalNumberType
    """?"""
    EVSEMaximumDischargeCurrent: RationalNumberType
    """?"""
    EVSEMinimumDischargeCurrent: RationalNumberType
    """?"""


@DC.element("DC_ChargeParameterDiscoveryRes")
class DC_ChargeParameterDiscoveryRes(ChargeParameterDiscoveryResType, frozen=True, kw_only=True):
    """?"""

    DC_CPDResEnergyTransferMode: Annotated[
        DC_CPDResEnergyTransferModeType | BPT_DC_CPDResEnergyTransferModeType, Ref(DC)
    ]
    """?"""
