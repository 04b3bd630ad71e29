"""Meter readings and receipts."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Binary, Occurs, Record, Text
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import NumericIDType, RationalNumberType
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_TYPES
from v2xsdk.protocol.v2g.messages.simple_types import Short, UnsignedLong

MeterIDType = Annotated[str, Text(0, 32)]
"""?"""
MeterSignatureType = Annotated[bytes, Binary(False, 0, 64)]
"""?"""


@COMMON_TYPES.type
class MeterInfoType(Record, frozen=True, kw_only=True):
    """?"""

    MeterID: MeterIDType
    """?"""
    ChargedEnergyReadingWh: UnsignedLong
    """?"""
    BPT_DischargedEnergyReadingWh: UnsignedLong | None = None
    """?"""
    CapacitiveEnergyReadingVARh: UnsignedLong | None = None
    """?"""
    BPT_InductiveEnergyReadingVARh: UnsignedLong | None = None
    """?"""
    MeterSignature: MeterSignatureType | None = None
    """?"""
    MeterStatus: Short | None = None
    """?"""
    MeterTimestamp: UnsignedLong | None = None
    """?"""


@COMMON_TYPES.type
class DetailedCostType(Record, frozen=True, kw_only=True):
    """?"""

    Amount: RationalNumberType
    """?"""
    CostPerUnit: RationalNumberType
    """?"""


@COMMON_TYPES.type
class DetailedTaxType(Record, frozen=True, kw_only=True):
    """?"""

    TaxRuleID: NumericIDType
    """?"""
    Amount: RationalNumberType
    """?"""


@COMMON_TYPES.type
class ReceiptType(Record, frozen=True, kw_only=True):
    """?"""

    TimeAnchor: UnsignedLong
    """?"""
    EnergyCosts: DetailedCostType | None = None
    """?"""
    OccupancyCosts: DetailedCostType | None = None
    """?"""
    AdditionalServicesCosts: DetailedCostType | None = None
    """?"""
    OverstayCosts: DetailedCostType | None = None
    """?"""
    TaxCosts: Annotated[tuple[DetailedTaxType, ...], Occurs(0, 10)] = ()
    """?"""
