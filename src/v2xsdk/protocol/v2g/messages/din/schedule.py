"""Power schedules and tariffs."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, Occurs, Record, Ref, Text
from v2xsdk.protocol.v2g.messages.din.common import SAIDType, UnitMultiplierType
from v2xsdk.protocol.v2g.messages.namespaces import DIN_MSG_DATA_TYPES
from v2xsdk.protocol.v2g.messages.simple_types import Short, UnsignedByte, UnsignedInt


@DIN_MSG_DATA_TYPES.element("SASchedules", abstract=True, tolerated=True)
class SASchedulesType(Record, frozen=True, kw_only=True):
    """?"""


@DIN_MSG_DATA_TYPES.element("TimeInterval", abstract=True)
class IntervalType(Record, frozen=True, kw_only=True):
    """?"""


@DIN_MSG_DATA_TYPES.element("RelativeTimeInterval", substitutes=(DIN_MSG_DATA_TYPES, "TimeInterval"))
class RelativeTimeIntervalType(IntervalType, frozen=True, kw_only=True):
    """?"""

    start: UnsignedInt
    """?"""
    duration: UnsignedInt | None = None
    """?"""


@DIN_MSG_DATA_TYPES.element("Entry", abstract=True)
class EntryType(Record, frozen=True, kw_only=True):
    """?"""

    TimeInterval: Annotated[RelativeTimeIntervalType, Ref(DIN_MSG_DATA_TYPES)]
    """?"""


PMaxType = Short
"""?"""


@DIN_MSG_DATA_TYPES.element("PMaxScheduleEntry", substitutes=(DIN_MSG_DATA_TYPES, "Entry"))
class PMaxScheduleEntryType(EntryType, frozen=True, kw_only=True):
    """?"""

    PMax: PMaxType
    """?"""


@DIN_MSG_DATA_TYPES.type
class PMaxScheduleType(Record, frozen=True, kw_only=True):
    """?"""

    PMaxScheduleID: SAIDType
    """?"""
    PMaxScheduleEntry: Annotated[tuple[PMaxScheduleEntryType, ...], Ref(DIN_MSG_DATA_TYPES), Occurs(1, None)]
    """?"""


TariffDescriptionType = Annotated[str, Text(0, 32)]
"""?"""


class CostKindType(Enum):
    """?"""

    relativePricePercentage = "relativePricePercentage"
    RenewableGenerationPercentage = "RenewableGenerationPercentage"
    CarbonDioxideEmission = "CarbonDioxideEmission"


@DIN_MSG_DATA_TYPES.type
class CostType(Record, frozen=True, kw_only=True):
    """?"""

    costKind: CostKindType
    """?"""
    amount: UnsignedInt
    """?"""
    amountMultiplier: UnitMultiplierType | None = None
    """?"""


@DIN_MSG_DATA_TYPES.type
class ConsumptionCostType(Record, frozen=True, kw_only=True):
    """?"""

    startValue: UnsignedInt
    """?"""
    Cost: Annotated[tuple[CostType, ...], Occurs(0, None)] = ()
    """?"""


@DIN_MSG_DATA_TYPES.element("SalesTariffEntry", substitutes=(DIN_MSG_DATA_TYPES, "Entry"))
class SalesTariffEntryType(EntryType, frozen=True, kw_only=True):
    """?"""

    EPriceLevel: UnsignedByte
    """?"""
    ConsumptionCost: Annotated[tuple[ConsumptionCostType, ...], Occurs(0, None)] = ()
    """?"""


@DIN_MSG_DATA_TYPES.type
class SalesTariffType(Record, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str, ATTRIBUTE]
    """?"""
    SalesTariffID: SAIDType
    """?"""
    SalesTariffDescription: TariffDescriptionType | None = None
    """?"""
    NumEPriceLevels: UnsignedByte
    """?"""
    SalesTariffEntry: Annotated[tuple[SalesTariffEntryType, ...], Ref(DIN_MSG_DATA_TYPES), Occurs(1, None)]
    """?"""


@DIN_MSG_DATA_TYPES.type
class SAScheduleTupleType(Record, frozen=True, kw_only=True):
    """?"""

    SAScheduleTupleID: SAIDType
    """?"""
    PMaxSchedule: PMaxScheduleType
    """?"""
    SalesTariff: SalesTariffType | None = None
    """?"""


@DIN_MSG_DATA_TYPES.element("SAScheduleList", substitutes=(DIN_MSG_DATA_TYPES, "SASchedules"))
class SAScheduleListType(SASchedulesType, frozen=True, kw_only=True):
    """?"""

    SAScheduleTuple: Annotated[tuple[SAScheduleTupleType, ...], Occurs(1, None)]
    """?"""


@DIN_MSG_DATA_TYPES.type
class ProfileEntryType(Record, frozen=True, kw_only=True):
    """?"""

    ChargingProfileEntryStart: UnsignedInt
    """?"""
    ChargingProfileEntryMaxPower: PMaxType
    """?"""


@DIN_MSG_DATA_TYPES.type
class ChargingProfileType(Record, frozen=True, kw_only=True):
    """?"""

    SAScheduleTupleID: SAIDType
    """?"""
    ProfileEntry: Annotated[tuple[ProfileEntryType, ...], Occurs(1, None)]
    """?"""
