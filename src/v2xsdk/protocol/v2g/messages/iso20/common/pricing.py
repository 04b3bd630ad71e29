"""Price schedules."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, Occurs, Record, Text
from v2xsdk.protocol.v2g.messages.iso20.common.common import CurrencyType
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import (
    DescriptionType,
    IdentifierType,
    NameType,
    NumericIDType,
    RationalNumberType,
)
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_MESSAGES
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedByte, UnsignedInt, UnsignedLong, UnsignedShort


@COMMON_MESSAGES.abstract
class PriceScheduleType(Record, frozen=True, kw_only=True):
    """?"""

    TimeAnchor: UnsignedLong
    """?"""
    PriceScheduleID: NumericIDType
    """?"""
    PriceScheduleDescription: DescriptionType | None = None
    """?"""


@COMMON_MESSAGES.type
class PriceLevelScheduleEntryType(Record, frozen=True, kw_only=True):
    """?"""

    Duration: UnsignedInt
    """?"""
    PriceLevel: UnsignedByte
    """?"""


@COMMON_MESSAGES.type
class PriceLevelScheduleEntryListType(Record, frozen=True, kw_only=True):
    """?"""

    PriceLevelScheduleEntry: Annotated[tuple[PriceLevelScheduleEntryType, ...], Occurs(1, 1024)]
    """?"""


@COMMON_MESSAGES.type
class PriceLevelScheduleType(PriceScheduleType, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """?"""
    NumberOfPriceLevels: UnsignedByte
    """?"""
    PriceLevelScheduleEntries: PriceLevelScheduleEntryListType
    """?"""


LanguageType = Annotated[str, Text(0, 3)]
"""?"""


@COMMON_MESSAGES.type
class TaxRuleType(Record, frozen=True, kw_only=True):
    """?"""

    TaxRuleID: NumericIDType
    """?"""
    TaxRuleName: NameType | None = None
    """?"""
    TaxRate: RationalNumberType
    """?"""
    TaxIncludedInPrice: bool | None = None
    """?"""
    AppliesToEnergyFee: bool
    """?"""
    AppliesToParkingFee: bool
    """?"""
    AppliesToOverstayFee: bool
    """?"""
    AppliesMinimumMaximumCost: bool
    """?"""


@COMMON_MESSAGES.type
class TaxRuleListType(Record, frozen=True, kw_only=True):
    """?"""

    TaxRule: Annotated[tuple[TaxRuleType, ...], Occurs(1, 10)]
    """?"""


@COMMON_MESSAGES.type
class PriceRuleType(Record, frozen=True, kw_only=True):
    """?"""

    EnergyFee: RationalNumberType
    """?"""
    ParkingFee: RationalNumberType | None = None
    """?"""
    ParkingFeePeriod: UnsignedInt | None = None
    """?"""
    CarbonDioxideEmission: UnsignedShort | None = None
    """?"""
    RenewableGenerationPercentage: UnsignedByte | None = None
    """?"""
    PowerRangeStart: RationalNumberType
    """?"""


@COMMON_MESSAGES.type
class PriceRuleStackType(Record, frozen=True, kw_only=True):
    """?"""

    Duration: UnsignedInt
    """?"""
    PriceRule: Annotated[tuple[PriceRuleType, ...], Occurs(1, 8)]
    """?"""


@COMMON_MESSAGES.type
class PriceRuleStackListType(Record, frozen=True, kw_only=True):
    """?"""

    PriceRuleStack: Annotated[tuple[PriceRuleStackType, ...], Occurs(1, 1024)]
    """?"""


@COMMON_MESSAGES.type
class OverstayRuleType(Record, frozen=True, kw_only=True):
    """?"""

    OverstayRuleDescription: DescriptionType | None = None
    """?"""
    StartTime: UnsignedInt
    """?"""
    OverstayFee: RationalNumberType
    """?"""
    OverstayFeePeriod: UnsignedInt
    """?"""


@COMMON_MESSAGES.type
class OverstayRuleListType(Record, frozen=True, kw_only=True):
    """?"""

    OverstayTimeThreshold: UnsignedInt | None = None
    """?"""
    OverstayPowerThreshold: RationalNumberType | None = None
    """?"""
    OverstayRule: Annotated[tuple[OverstayRuleType, ...], Occurs(1, 5)]
    """?"""


@COMMON_MESSAGES.type
class AdditionalServiceType(Record, frozen=True, kw_only=True):
    """?"""

    ServiceName: NameType
    """?"""
    ServiceFee: RationalNumberType
    """?"""


@COMMON_MESSAGES.type
class AdditionalServiceListType(Record, frozen=True, kw_only=True):
    """?"""

    AdditionalService: Annotated[tuple[AdditionalServiceType, ...], Occurs(1, 5)]
    """?"""


@COMMON_MESSAGES.type
class AbsolutePriceScheduleType(PriceScheduleType, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """?"""
    Currency: CurrencyType
    """?"""
    Language: LanguageType
    """?"""
    PriceAlgorithm: IdentifierType
    """?"""
    MinimumCost: RationalNumberType | None = None
    """?"""
    MaximumCost: RationalNumberType | None = None
    """?"""
    TaxRules: TaxRuleListType | None = None
    """?"""
    PriceRuleStacks: PriceRuleStackListType
    """?"""
    OverstayRules: OverstayRuleListType | None = None
    """?"""
    AdditionalSelectedServices: AdditionalServiceListType | None = None
    """?"""
