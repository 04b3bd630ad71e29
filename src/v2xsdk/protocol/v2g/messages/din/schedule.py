"""Power schedules and tariffs."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, Occurs, Record, Ref, Text
from v2xsdk.protocol.v2g.messages.din.common import SAIDType, UnitMultiplierType
from v2xsdk.protocol.v2g.messages.namespaces import DIN_MSG_DATA_TYPES
from v2xsdk.protocol.v2g.messages.simple_types import Short, UnsignedByte, UnsignedInt


@DIN_MSG_DATA_TYPES.element("SASchedules", abstract=True, tolerated=True)
class SASchedulesType(Record, frozen=True, kw_only=True):
    """Base of the schedules on offer; chargers send it by itself, empty, while they still compute."""


@DIN_MSG_DATA_TYPES.element("TimeInterval", abstract=True)
class IntervalType(Record, frozen=True, kw_only=True):
    """Base of time intervals."""


@DIN_MSG_DATA_TYPES.element("RelativeTimeInterval", substitutes=(DIN_MSG_DATA_TYPES, "TimeInterval"))
class RelativeTimeIntervalType(IntervalType, frozen=True, kw_only=True):
    """A time interval, counted from now."""

    start: UnsignedInt
    """Begin, s from now"""
    duration: UnsignedInt | None = None
    """Length, s"""


@DIN_MSG_DATA_TYPES.element("Entry", abstract=True)
class EntryType(Record, frozen=True, kw_only=True):
    """Base of the entries of schedules and tariffs."""

    TimeInterval: Annotated[RelativeTimeIntervalType, Ref(DIN_MSG_DATA_TYPES)]
    """When the entry holds"""


PMaxType = Short
"""Power; senders disagree whether in W or kW (reference/exi, section 7)"""


@DIN_MSG_DATA_TYPES.element("PMaxScheduleEntry", substitutes=(DIN_MSG_DATA_TYPES, "Entry"))
class PMaxScheduleEntryType(EntryType, frozen=True, kw_only=True):
    """Largest power from some time on."""

    PMax: PMaxType
    """Largest power, W or kW (see the type)"""


@DIN_MSG_DATA_TYPES.type
class PMaxScheduleType(Record, frozen=True, kw_only=True):
    """Largest power over time."""

    PMaxScheduleID: SAIDType
    """Number of the power schedule"""
    PMaxScheduleEntry: Annotated[tuple[PMaxScheduleEntryType, ...], Ref(DIN_MSG_DATA_TYPES), Occurs(1, None)]
    """The entries, by rising start"""


TariffDescriptionType = Annotated[str, Text(0, 32)]
"""Name of a tariff"""


class CostKindType(Enum):
    """What a cost counts."""

    relativePricePercentage = "relativePricePercentage"
    RenewableGenerationPercentage = "RenewableGenerationPercentage"
    CarbonDioxideEmission = "CarbonDioxideEmission"


@DIN_MSG_DATA_TYPES.type
class CostType(Record, frozen=True, kw_only=True):
    """A cost."""

    costKind: CostKindType
    """What the cost counts"""
    amount: UnsignedInt
    """Number of it"""
    amountMultiplier: UnitMultiplierType | None = None
    """Power of ten that the amount is multiplied with"""


@DIN_MSG_DATA_TYPES.type
class ConsumptionCostType(Record, frozen=True, kw_only=True):
    """Costs from some power on."""

    startValue: UnsignedInt
    """Power from which the costs hold, W or kW"""
    Cost: Annotated[tuple[CostType, ...], Occurs(0, None)] = ()
    """The costs"""


@DIN_MSG_DATA_TYPES.element("SalesTariffEntry", substitutes=(DIN_MSG_DATA_TYPES, "Entry"))
class SalesTariffEntryType(EntryType, frozen=True, kw_only=True):
    """Price from some time on."""

    EPriceLevel: UnsignedByte
    """Price level, 1 is the cheapest"""
    ConsumptionCost: Annotated[tuple[ConsumptionCostType, ...], Occurs(0, None)] = ()
    """Costs by power"""


@DIN_MSG_DATA_TYPES.type
class SalesTariffType(Record, frozen=True, kw_only=True):
    """Prices over time."""

    Id: Annotated[str, ATTRIBUTE]
    """Identifier that a signature refers to"""
    SalesTariffID: SAIDType
    """Number of the tariff"""
    SalesTariffDescription: TariffDescriptionType | None = None
    """Name of the tariff"""
    NumEPriceLevels: UnsignedByte
    """Number of price levels"""
    SalesTariffEntry: Annotated[tuple[SalesTariffEntryType, ...], Ref(DIN_MSG_DATA_TYPES), Occurs(1, None)]
    """The entries, by rising start"""


@DIN_MSG_DATA_TYPES.type
class SAScheduleTupleType(Record, frozen=True, kw_only=True):
    """A schedule: power over time, and perhaps prices."""

    SAScheduleTupleID: SAIDType
    """Number of the schedule"""
    PMaxSchedule: PMaxScheduleType
    """Largest power over time"""
    SalesTariff: SalesTariffType | None = None
    """Prices over time"""


@DIN_MSG_DATA_TYPES.element("SAScheduleList", substitutes=(DIN_MSG_DATA_TYPES, "SASchedules"))
class SAScheduleListType(SASchedulesType, frozen=True, kw_only=True):
    """Schedules to choose from."""

    SAScheduleTuple: Annotated[tuple[SAScheduleTupleType, ...], Occurs(1, None)]
    """The schedules"""


@DIN_MSG_DATA_TYPES.type
class ProfileEntryType(Record, frozen=True, kw_only=True):
    """The power that the vehicle is going to take from some time on."""

    ChargingProfileEntryStart: UnsignedInt
    """Begin, s from now"""
    ChargingProfileEntryMaxPower: PMaxType
    """Largest power, W or kW (see the type)"""


@DIN_MSG_DATA_TYPES.type
class ChargingProfileType(Record, frozen=True, kw_only=True):
    """The power that the vehicle is going to take, over time."""

    SAScheduleTupleID: SAIDType
    """Number of the schedule"""
    ProfileEntry: Annotated[tuple[ProfileEntryType, ...], Occurs(1, None)]
    """The entries, by rising start"""
