"""Power schedules and tariffs."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, Integer, Occurs, Record, Ref, Text
from v2xsdk.protocol.v2g.messages.iso2.common import PhysicalValueType, SAIDType, UnitMultiplierType
from v2xsdk.protocol.v2g.messages.namespaces import ISO2_MSG_DATA_TYPES
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedByte, UnsignedInt


@ISO2_MSG_DATA_TYPES.element("SASchedules", abstract=True)
class SASchedulesType(Record, frozen=True, kw_only=True):
    """?"""


@ISO2_MSG_DATA_TYPES.element("TimeInterval", abstract=True)
class IntervalType(Record, frozen=True, kw_only=True):
    """?"""


@ISO2_MSG_DATA_TYPES.element("RelativeTimeInterval", substitutes=(ISO2_MSG_DATA_TYPES, "TimeInterval"))
class RelativeTimeIntervalType(IntervalType, frozen=True, kw_only=True):
    """?"""

    start: Annotated[int, Integer(0, 16777214)]
    """?"""
    duration: Annotated[int, Integer(0, 86400)] | None = None
    """?"""


@ISO2_MSG_DATA_TYPES.element("Entry", abstract=True)
class EntryType(Record, frozen=True, kw_only=True):
    """?"""

    TimeInterval: Annotated[RelativeTimeIntervalType, Ref(ISO2_MSG_DATA_TYPES)]
    """?"""


@ISO2_MSG_DATA_TYPES.element("PMaxScheduleEntry", substitutes=(ISO2_MSG_DATA_TYPES, "Entry"))
class PMaxScheduleEntryType(EntryType, frozen=True, kw_only=True):
    """?"""

    PMax: PhysicalValueType
    """?"""


@ISO2_MSG_DATA_TYPES.type
class PMaxScheduleType(Record, frozen=True, kw_only=True):
    """?"""

    PMaxScheduleEntry: Annotated[tuple[PMaxScheduleEntryType, ...], Ref(ISO2_MSG_DATA_TYPES), Occurs(1, 1024)]
    """?"""


TariffDescriptionType = Annotated[str, Text(0, 32)]
"""?"""


class CostKindType(Enum):
    """?"""

    relativePricePercentage = "relativePricePercentage"
    RenewableGenerationPercentage = "RenewableGenerationPercentage"
    CarbonDioxideEmission = "CarbonDioxideEmission"


@ISO2_MSG_DATA_TYPES.type
class CostType(Record, frozen=True, kw_only=True):
    """?"""

    costKind: CostKindType
    """?"""
    amount: UnsignedInt
    """?"""
    amountMultiplier: UnitMultiplierType | None = None
    """?"""


@ISO2_MSG_DATA_TYPES.type
class ConsumptionCostType(Record, frozen=True, kw_only=True):
    """?"""

    startValue: PhysicalValueType
    """?"""
    Cost: Annotated[tuple[CostType, ...], Occurs(1, 3)]
    """?"""


@ISO2_MSG_DATA_TYPES.element("SalesTariffEntry", substitutes=(ISO2_MSG_DATA_TYPES, "Entry"))
class SalesTariffEntryType(EntryType, frozen=True, kw_only=True):
    """?"""

    EPriceLevel: UnsignedByte | None = None
    """?"""
    ConsumptionCost: Annotated[tuple[ConsumptionCostType, ...], Occurs(0, 3)] = ()
    """?"""


@ISO2_MSG_DATA_TYPES.type
class SalesTariffType(Record, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """?"""
    SalesTariffID: SAIDType
    """?"""
    SalesTariffDescription: TariffDescriptionType | None = None
    """?"""
    NumEPriceLevels: UnsignedByte | None = None
    """?"""
    SalesTariffEntry: Annotated[tuple[SalesTariffEntryType, ...], Ref(ISO2_MSG_DATA_TYPES), Occurs(1, 1024)]
    """?"""


@ISO2_MSG_DATA_TYPES.type
class SAScheduleTupleType(Record, frozen=True, kw_only=True):
    """?"""

    SAScheduleTupleID: SAIDType
    """?"""
    PMaxSchedule: PMaxScheduleType
    """?"""
    SalesTariff: SalesTariffType | None = None
    """?"""


@ISO2_MSG_DATA_TYPES.element("SAScheduleList", substitutes=(ISO2_MSG_DATA_TYPES, "SASchedules"))
class SAScheduleListType(SASchedulesType, frozen=True, kw_only=True):
    """?"""

    SAScheduleTuple: Annotated[tuple[SAScheduleTupleType, ...], Occurs(1, 3)]
    """?"""


MaxNumPhasesType = Annotated[int, Integer(1, 3)]
"""?"""


@ISO2_MSG_DATA_TYPES.type
class ProfileEntryType(Record, frozen=True, kw_only=True):
    """?"""

    ChargingProfileEntryStart: UnsignedInt
    """?"""
    ChargingProfileEntryMaxPower: PhysicalValueType
    """?"""
    ChargingProfileEntryMaxNumberOfPhasesInUse: MaxNumPhasesType | None = None
    """?"""


@ISO2_MSG_DATA_TYPES.type
class ChargingProfileType(Record, frozen=True, kw_only=True):
    """?"""

    ProfileEntry: Annotated[tuple[ProfileEntryType, ...], Occurs(1, 24)]
    """?"""
