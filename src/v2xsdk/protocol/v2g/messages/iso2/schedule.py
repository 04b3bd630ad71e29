"""Power schedules and tariffs."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, Integer, Occurs, Record, Ref, Text
from v2xsdk.protocol.v2g.messages.iso2.common import PhysicalValueType, SAIDType, UnitMultiplierType
from v2xsdk.protocol.v2g.messages.namespaces import ISO2_MSG_DATA_TYPES
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedByte, UnsignedInt


@ISO2_MSG_DATA_TYPES.element("SASchedules", abstract=True)
class SASchedulesType(Record, frozen=True, kw_only=True):
    """Base of the schedules on offer."""


@ISO2_MSG_DATA_TYPES.element("TimeInterval", abstract=True)
class IntervalType(Record, frozen=True, kw_only=True):
    """Base of time intervals."""


@ISO2_MSG_DATA_TYPES.element("RelativeTimeInterval", substitutes=(ISO2_MSG_DATA_TYPES, "TimeInterval"))
class RelativeTimeIntervalType(IntervalType, frozen=True, kw_only=True):
    """A time interval, counted from now."""

    start: Annotated[int, Integer(0, 16777214)]
    """Begin, s from now"""
    duration: Annotated[int, Integer(0, 86400)] | None = None
    """Length, s"""


@ISO2_MSG_DATA_TYPES.element("Entry", abstract=True)
class EntryType(Record, frozen=True, kw_only=True):
    """Base of the entries of schedules and tariffs."""

    TimeInterval: Annotated[RelativeTimeIntervalType, Ref(ISO2_MSG_DATA_TYPES)]
    """When the entry holds"""


@ISO2_MSG_DATA_TYPES.element("PMaxScheduleEntry", substitutes=(ISO2_MSG_DATA_TYPES, "Entry"))
class PMaxScheduleEntryType(EntryType, frozen=True, kw_only=True):
    """Largest power from some time on."""

    PMax: PhysicalValueType
    """Largest power, W"""


@ISO2_MSG_DATA_TYPES.type
class PMaxScheduleType(Record, frozen=True, kw_only=True):
    """Largest power over time."""

    PMaxScheduleEntry: Annotated[tuple[PMaxScheduleEntryType, ...], Ref(ISO2_MSG_DATA_TYPES), Occurs(1, 1024)]
    """The entries, by rising start"""


TariffDescriptionType = Annotated[str, Text(0, 32)]
"""Name of a tariff"""


class CostKindType(Enum):
    """What a cost counts."""

    relativePricePercentage = "relativePricePercentage"
    RenewableGenerationPercentage = "RenewableGenerationPercentage"
    CarbonDioxideEmission = "CarbonDioxideEmission"


@ISO2_MSG_DATA_TYPES.type
class CostType(Record, frozen=True, kw_only=True):
    """A cost."""

    costKind: CostKindType
    """What the cost counts"""
    amount: UnsignedInt
    """Number of it"""
    amountMultiplier: UnitMultiplierType | None = None
    """Power of ten that the amount is multiplied with"""


@ISO2_MSG_DATA_TYPES.type
class ConsumptionCostType(Record, frozen=True, kw_only=True):
    """Costs from some power on."""

    startValue: PhysicalValueType
    """Power from which the costs hold, W"""
    Cost: Annotated[tuple[CostType, ...], Occurs(1, 3)]
    """The costs"""


@ISO2_MSG_DATA_TYPES.element("SalesTariffEntry", substitutes=(ISO2_MSG_DATA_TYPES, "Entry"))
class SalesTariffEntryType(EntryType, frozen=True, kw_only=True):
    """Price from some time on."""

    EPriceLevel: UnsignedByte | None = None
    """Price level, 1 is the cheapest"""
    ConsumptionCost: Annotated[tuple[ConsumptionCostType, ...], Occurs(0, 3)] = ()
    """Costs by power"""


@ISO2_MSG_DATA_TYPES.type
class SalesTariffType(Record, frozen=True, kw_only=True):
    """Prices over time."""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier that a signature refers to"""
    SalesTariffID: SAIDType
    """Number of the tariff"""
    SalesTariffDescription: TariffDescriptionType | None = None
    """Name of the tariff"""
    NumEPriceLevels: UnsignedByte | None = None
    """Number of price levels"""
    SalesTariffEntry: Annotated[tuple[SalesTariffEntryType, ...], Ref(ISO2_MSG_DATA_TYPES), Occurs(1, 1024)]
    """The entries, by rising start"""


@ISO2_MSG_DATA_TYPES.type
class SAScheduleTupleType(Record, frozen=True, kw_only=True):
    """A schedule: power over time, and perhaps prices."""

    SAScheduleTupleID: SAIDType
    """Number of the schedule"""
    PMaxSchedule: PMaxScheduleType
    """Largest power over time"""
    SalesTariff: SalesTariffType | None = None
    """Prices over time"""


@ISO2_MSG_DATA_TYPES.element("SAScheduleList", substitutes=(ISO2_MSG_DATA_TYPES, "SASchedules"))
class SAScheduleListType(SASchedulesType, frozen=True, kw_only=True):
    """Schedules to choose from."""

    SAScheduleTuple: Annotated[tuple[SAScheduleTupleType, ...], Occurs(1, 3)]
    """The schedules"""


MaxNumPhasesType = Annotated[int, Integer(1, 3)]
"""Number of phases"""


@ISO2_MSG_DATA_TYPES.type
class ProfileEntryType(Record, frozen=True, kw_only=True):
    """The power that the vehicle is going to take from some time on."""

    ChargingProfileEntryStart: UnsignedInt
    """Begin, s from now"""
    ChargingProfileEntryMaxPower: PhysicalValueType
    """Largest power, W"""
    ChargingProfileEntryMaxNumberOfPhasesInUse: MaxNumPhasesType | None = None
    """Largest number of phases"""


@ISO2_MSG_DATA_TYPES.type
class ChargingProfileType(Record, frozen=True, kw_only=True):
    """The power that the vehicle is going to take, over time."""

    ProfileEntry: Annotated[tuple[ProfileEntryType, ...], Occurs(1, 24)]
    """The entries, by rising start"""
