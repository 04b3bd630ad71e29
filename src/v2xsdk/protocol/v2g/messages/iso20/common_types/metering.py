"""Meter readings and receipts."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Binary, Occurs, Record, Text
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import NumericIDType, RationalNumberType
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_TYPES
from v2xsdk.protocol.v2g.messages.simple_types import Short, UnsignedLong

MeterIDType = Annotated[str, Text(0, 32)]
"""Identifier of a meter"""
MeterSignatureType = Annotated[bytes, Binary(False, 0, 64)]
"""Signature of the meter over its reading"""


@COMMON_TYPES.type
class MeterInfoType(Record, frozen=True, kw_only=True):
    """A reading of the charger's meter."""

    MeterID: MeterIDType
    """Identifier of the meter"""
    ChargedEnergyReadingWh: UnsignedLong
    """Energy to the vehicle, Wh"""
    BPT_DischargedEnergyReadingWh: UnsignedLong | None = None
    """Energy from the vehicle, Wh"""
    CapacitiveEnergyReadingVARh: UnsignedLong | None = None
    """Capacitive reactive energy, varh"""
    BPT_InductiveEnergyReadingVARh: UnsignedLong | None = None
    """Inductive reactive energy, varh"""
    MeterSignature: MeterSignatureType | None = None
    """Signature of the meter"""
    MeterStatus: Short | None = None
    """State of the meter"""
    MeterTimestamp: UnsignedLong | None = None
    """Time of the reading, s since 1970 UTC"""


@COMMON_TYPES.type
class DetailedCostType(Record, frozen=True, kw_only=True):
    """A cost and how it comes about."""

    Amount: RationalNumberType
    """Amount, in the currency of the price schedule"""
    CostPerUnit: RationalNumberType
    """Price of a unit"""


@COMMON_TYPES.type
class DetailedTaxType(Record, frozen=True, kw_only=True):
    """A tax that was paid."""

    TaxRuleID: NumericIDType
    """Number of the rule"""
    Amount: RationalNumberType
    """Amount, in the currency of the price schedule"""


@COMMON_TYPES.type
class ReceiptType(Record, frozen=True, kw_only=True):
    """What the session has cost so far."""

    TimeAnchor: UnsignedLong
    """Time to which the entries refer, s since 1970 UTC"""
    EnergyCosts: DetailedCostType | None = None
    """Energy"""
    OccupancyCosts: DetailedCostType | None = None
    """Parking"""
    AdditionalServicesCosts: DetailedCostType | None = None
    """Services beside the energy transfer"""
    OverstayCosts: DetailedCostType | None = None
    """Staying too long"""
    TaxCosts: Annotated[tuple[DetailedTaxType, ...], Occurs(0, 10)] = ()
    """Taxes"""
