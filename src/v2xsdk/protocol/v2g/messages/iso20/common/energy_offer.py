"""Energy that the vehicle offers, with its price."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Occurs, Record
from v2xsdk.protocol.v2g.messages.iso20.common.common import CurrencyType
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import IdentifierType, RationalNumberType
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_MESSAGES
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedInt, UnsignedLong


@COMMON_MESSAGES.type
class EVPowerScheduleEntryType(Record, frozen=True, kw_only=True):
    """Power the vehicle offers to give back for some time."""

    Duration: UnsignedInt
    """Length, s"""
    Power: RationalNumberType
    """Power; negative to discharge, W"""


@COMMON_MESSAGES.type
class EVPowerScheduleEntryListType(Record, frozen=True, kw_only=True):
    """Entries of an offered power schedule, one after the other."""

    EVPowerScheduleEntry: Annotated[tuple[EVPowerScheduleEntryType, ...], Occurs(1, 1024)]
    """The entries"""


@COMMON_MESSAGES.type
class EVPowerScheduleType(Record, frozen=True, kw_only=True):
    """Power that the vehicle offers to give back, over time."""

    TimeAnchor: UnsignedLong
    """Time to which the entries refer, s since 1970 UTC"""
    EVPowerScheduleEntries: EVPowerScheduleEntryListType
    """The entries"""


@COMMON_MESSAGES.type
class EVPriceRuleType(Record, frozen=True, kw_only=True):
    """Price the vehicle asks for from some power on."""

    EnergyFee: RationalNumberType
    """Price of a kWh"""
    PowerRangeStart: RationalNumberType
    """Power from which the prices hold, W"""


@COMMON_MESSAGES.type
class EVPriceRuleStackType(Record, frozen=True, kw_only=True):
    """Price rules of the vehicle for some time, by power."""

    Duration: UnsignedInt
    """Length, s"""
    EVPriceRule: Annotated[tuple[EVPriceRuleType, ...], Occurs(1, 8)]
    """Prices by power"""


@COMMON_MESSAGES.type
class EVPriceRuleStackListType(Record, frozen=True, kw_only=True):
    """Price rules of the vehicle, one after the other."""

    EVPriceRuleStack: Annotated[tuple[EVPriceRuleStackType, ...], Occurs(1, 1024)]
    """The entries"""


@COMMON_MESSAGES.type
class EVAbsolutePriceScheduleType(Record, frozen=True, kw_only=True):
    """Prices the vehicle asks for."""

    TimeAnchor: UnsignedLong
    """Time to which the entries refer, s since 1970 UTC"""
    Currency: CurrencyType
    """Currency, as in ISO 4217"""
    PriceAlgorithm: IdentifierType
    """URN of the way to compute the price between power ranges"""
    EVPriceRuleStacks: EVPriceRuleStackListType
    """Prices over time"""


@COMMON_MESSAGES.type
class EVEnergyOfferType(Record, frozen=True, kw_only=True):
    """Energy that the vehicle offers to give back."""

    EVPowerSchedule: EVPowerScheduleType
    """Power on offer"""
    EVAbsolutePriceSchedule: EVAbsolutePriceScheduleType
    """Prices for it"""
