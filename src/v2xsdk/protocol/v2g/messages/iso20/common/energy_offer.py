"""Energy that the vehicle offers, with its price."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Occurs, Record
from v2xsdk.protocol.v2g.messages.iso20.common.common import CurrencyType
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import IdentifierType, RationalNumberType
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_MESSAGES
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedInt, UnsignedLong


@COMMON_MESSAGES.type
class EVPowerScheduleEntryType(Record, frozen=True, kw_only=True):
    """?"""

    Duration: UnsignedInt
    """?"""
    Power: RationalNumberType
    """?"""


@COMMON_MESSAGES.type
class EVPowerScheduleEntryListType(Record, frozen=True, kw_only=True):
    """?"""

    EVPowerScheduleEntry: Annotated[tuple[EVPowerScheduleEntryType, ...], Occurs(1, 1024)]
    """?"""


@COMMON_MESSAGES.type
class EVPowerScheduleType(Record, frozen=True, kw_only=True):
    """?"""

    TimeAnchor: UnsignedLong
    """?"""
    EVPowerScheduleEntries: EVPowerScheduleEntryListType
    """?"""


@COMMON_MESSAGES.type
class EVPriceRuleType(Record, frozen=True, kw_only=True):
    """?"""

    EnergyFee: RationalNumberType
    """?"""
    PowerRangeStart: RationalNumberType
    """?"""


@COMMON_MESSAGES.type
class EVPriceRuleStackType(Record, frozen=True, kw_only=True):
    """?"""

    Duration: UnsignedInt
    """?"""
    EVPriceRule: Annotated[tuple[EVPriceRuleType, ...], Occurs(1, 8)]
    """?"""


@COMMON_MESSAGES.type
class EVPriceRuleStackListType(Record, frozen=True, kw_only=True):
    """?"""

    EVPriceRuleStack: Annotated[tuple[EVPriceRuleStackType, ...], Occurs(1, 1024)]
    """?"""


@COMMON_MESSAGES.type
class EVAbsolutePriceScheduleType(Record, frozen=True, kw_only=True):
    """?"""

    TimeAnchor: UnsignedLong
    """?"""
    Currency: CurrencyType
    """?"""
    PriceAlgorithm: IdentifierType
    """?"""
    EVPriceRuleStacks: EVPriceRuleStackListType
    """?"""


@COMMON_MESSAGES.type
class EVEnergyOfferType(Record, frozen=True, kw_only=True):
    """?"""

    EVPowerSchedule: EVPowerScheduleType
    """?"""
    EVAbsolutePriceSchedule: EVAbsolutePriceScheduleType
    """?"""
