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
    """Base of price schedules."""

    TimeAnchor: UnsignedLong
    """Time to which the entries refer, s since 1970 UTC"""
    PriceScheduleID: NumericIDType
    """Number of the price schedule"""
    PriceScheduleDescription: DescriptionType | None = None
    """Name of the price schedule"""


@COMMON_MESSAGES.type
class PriceLevelScheduleEntryType(Record, frozen=True, kw_only=True):
    """Price level for some time."""

    Duration: UnsignedInt
    """Length, s"""
    PriceLevel: UnsignedByte
    """Price level, 0 is the cheapest"""


@COMMON_MESSAGES.type
class PriceLevelScheduleEntryListType(Record, frozen=True, kw_only=True):
    """Entries of a schedule of price levels, one after the other."""

    PriceLevelScheduleEntry: Annotated[tuple[PriceLevelScheduleEntryType, ...], Occurs(1, 1024)]
    """The entries"""


@COMMON_MESSAGES.type
class PriceLevelScheduleType(PriceScheduleType, frozen=True, kw_only=True):
    """Relative prices; signed."""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier that a signature refers to"""
    NumberOfPriceLevels: UnsignedByte
    """Number of price levels"""
    PriceLevelScheduleEntries: PriceLevelScheduleEntryListType
    """The entries"""


LanguageType = Annotated[str, Text(0, 3)]
"""Language, as in ISO 639"""


@COMMON_MESSAGES.type
class TaxRuleType(Record, frozen=True, kw_only=True):
    """A tax and what it applies to."""

    TaxRuleID: NumericIDType
    """Number of the rule"""
    TaxRuleName: NameType | None = None
    """Name of the tax"""
    TaxRate: RationalNumberType
    """Rate, %"""
    TaxIncludedInPrice: bool | None = None
    """Prices hold the tax already"""
    AppliesToEnergyFee: bool
    """Energy is taxed"""
    AppliesToParkingFee: bool
    """Parking is taxed"""
    AppliesToOverstayFee: bool
    """Staying too long is taxed"""
    AppliesMinimumMaximumCost: bool
    """Least and largest price are taxed"""


@COMMON_MESSAGES.type
class TaxRuleListType(Record, frozen=True, kw_only=True):
    """Tax rules."""

    TaxRule: Annotated[tuple[TaxRuleType, ...], Occurs(1, 10)]
    """The rules"""


@COMMON_MESSAGES.type
class PriceRuleType(Record, frozen=True, kw_only=True):
    """Prices from some power on."""

    EnergyFee: RationalNumberType
    """Price of a kWh"""
    ParkingFee: RationalNumberType | None = None
    """Price of parking"""
    ParkingFeePeriod: UnsignedInt | None = None
    """Time the price of parking is for, s"""
    CarbonDioxideEmission: UnsignedShort | None = None
    """Emission, g/kWh"""
    RenewableGenerationPercentage: UnsignedByte | None = None
    """Share of renewable generation, %"""
    PowerRangeStart: RationalNumberType
    """Power from which the prices hold, W"""


@COMMON_MESSAGES.type
class PriceRuleStackType(Record, frozen=True, kw_only=True):
    """Price rules for some time, by power."""

    Duration: UnsignedInt
    """Length, s"""
    PriceRule: Annotated[tuple[PriceRuleType, ...], Occurs(1, 8)]
    """Prices by power"""


@COMMON_MESSAGES.type
class PriceRuleStackListType(Record, frozen=True, kw_only=True):
    """Price rules, one after the other."""

    PriceRuleStack: Annotated[tuple[PriceRuleStackType, ...], Occurs(1, 1024)]
    """The entries"""


@COMMON_MESSAGES.type
class OverstayRuleType(Record, frozen=True, kw_only=True):
    """What it costs to stay from some time on."""

    OverstayRuleDescription: DescriptionType | None = None
    """Name of the rule"""
    StartTime: UnsignedInt
    """Time from which the rule holds, s"""
    OverstayFee: RationalNumberType
    """Price"""
    OverstayFeePeriod: UnsignedInt
    """Time the price is for, s"""


@COMMON_MESSAGES.type
class OverstayRuleListType(Record, frozen=True, kw_only=True):
    """What it costs to stay after the energy transfer."""

    OverstayTimeThreshold: UnsignedInt | None = None
    """Time after which a vehicle stays too long, s"""
    OverstayPowerThreshold: RationalNumberType | None = None
    """Power below which a vehicle counts as not charging, W"""
    OverstayRule: Annotated[tuple[OverstayRuleType, ...], Occurs(1, 5)]
    """The rules"""


@COMMON_MESSAGES.type
class AdditionalServiceType(Record, frozen=True, kw_only=True):
    """A service beside the energy transfer, with its price."""

    ServiceName: NameType
    """Name of the service"""
    ServiceFee: RationalNumberType
    """Price of the service"""


@COMMON_MESSAGES.type
class AdditionalServiceListType(Record, frozen=True, kw_only=True):
    """Services beside the energy transfer."""

    AdditionalService: Annotated[tuple[AdditionalServiceType, ...], Occurs(1, 5)]
    """The services"""


@COMMON_MESSAGES.type
class AbsolutePriceScheduleType(PriceScheduleType, frozen=True, kw_only=True):
    """Prices in a currency; signed."""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier that a signature refers to"""
    Currency: CurrencyType
    """Currency, as in ISO 4217"""
    Language: LanguageType
    """Language of the descriptions, as in ISO 639"""
    PriceAlgorithm: IdentifierType
    """URN of the way to compute the price between power ranges"""
    MinimumCost: RationalNumberType | None = None
    """Least price of the session"""
    MaximumCost: RationalNumberType | None = None
    """Largest price of the session"""
    TaxRules: TaxRuleListType | None = None
    """Taxes"""
    PriceRuleStacks: PriceRuleStackListType
    """Prices over time"""
    OverstayRules: OverstayRuleListType | None = None
    """What it costs to stay too long"""
    AdditionalSelectedServices: AdditionalServiceListType | None = None
    """Services beside the energy transfer"""
