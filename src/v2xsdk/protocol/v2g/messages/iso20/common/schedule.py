"""Schedule exchange."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ONE_OF, ONE_OF_OR_NONE, Integer, Occurs, Record
from v2xsdk.protocol.v2g.messages.iso20.common.common import PowerScheduleEntryType
from v2xsdk.protocol.v2g.messages.iso20.common.energy_offer import EVEnergyOfferType
from v2xsdk.protocol.v2g.messages.iso20.common.pricing import (
    AbsolutePriceScheduleType,
    PriceLevelScheduleType,
)
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import (
    NumericIDType,
    PercentValueType,
    ProcessingType,
    RationalNumberType,
    V2GRequestType,
    V2GResponseType,
)
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_MESSAGES
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedInt, UnsignedLong

MaxSupportingPointsScheduleTupleType = Annotated[int, Integer(12, 1024)]
"""Largest number of entries of a schedule"""


@COMMON_MESSAGES.type
class Dynamic_SEReqControlModeType(Record, frozen=True, kw_only=True):
    """Dynamic control: energy needs."""

    DepartureTime: UnsignedInt
    """Time until departure, s"""
    MinimumSOC: PercentValueType | None = None
    """State of charge that is needed at least, %"""
    TargetSOC: PercentValueType | None = None
    """State of charge that is wanted, %"""
    EVTargetEnergyRequest: RationalNumberType
    """Energy until the target; negative to give it back, Wh"""
    EVMaximumEnergyRequest: RationalNumberType
    """Energy until the largest state of charge; negative if that is exceeded, Wh"""
    EVMinimumEnergyRequest: RationalNumberType
    """Energy until the least state of charge; negative if there is more, Wh"""
    EVMaximumV2XEnergyRequest: RationalNumberType | None = None
    """Energy until the upper end of the range for bidirectional cycling, Wh"""
    EVMinimumV2XEnergyRequest: RationalNumberType | None = None
    """Energy until the lower end of the range for bidirectional cycling, Wh"""


@COMMON_MESSAGES.type
class Scheduled_SEReqControlModeType(Record, frozen=True, kw_only=True):
    """Scheduled control: energy needs and what the vehicle offers."""

    DepartureTime: UnsignedInt | None = None
    """Time until departure, s"""
    EVTargetEnergyRequest: RationalNumberType | None = None
    """Energy until the target; negative to give it back, Wh"""
    EVMaximumEnergyRequest: RationalNumberType | None = None
    """Energy until the largest state of charge; negative if that is exceeded, Wh"""
    EVMinimumEnergyRequest: RationalNumberType | None = None
    """Energy until the least state of charge; negative if there is more, Wh"""
    EVEnergyOffer: EVEnergyOfferType | None = None
    """Energy the vehicle offers to give back"""


@COMMON_MESSAGES.element("ScheduleExchangeReq")
class ScheduleExchangeReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: schedules for the energy needs of the vehicle."""

    MaximumSupportingPoints: MaxSupportingPointsScheduleTupleType
    """Largest number of entries of a schedule the vehicle can take"""
    Dynamic_SEReqControlMode: Annotated[Dynamic_SEReqControlModeType | None, ONE_OF] = None
    """Dynamic control"""
    Scheduled_SEReqControlMode: Annotated[Scheduled_SEReqControlModeType | None, ONE_OF] = None
    """Scheduled control"""


@COMMON_MESSAGES.type
class Dynamic_SEResControlModeType(Record, frozen=True, kw_only=True):
    """Dynamic control: departure, states of charge and prices."""

    DepartureTime: UnsignedInt | None = None
    """Time until departure, s"""
    MinimumSOC: PercentValueType | None = None
    """State of charge that is needed at least, %"""
    TargetSOC: PercentValueType | None = None
    """State of charge that is wanted, %"""
    AbsolutePriceSchedule: Annotated[AbsolutePriceScheduleType | None, ONE_OF_OR_NONE] = None
    """Prices in a currency"""
    PriceLevelSchedule: Annotated[PriceLevelScheduleType | None, ONE_OF_OR_NONE] = None
    """Relative prices"""


@COMMON_MESSAGES.type
class PowerScheduleEntryListType(Record, frozen=True, kw_only=True):
    """Entries of a power schedule, one after the other."""

    PowerScheduleEntry: Annotated[tuple[PowerScheduleEntryType, ...], Occurs(1, 1024)]
    """The entries"""


@COMMON_MESSAGES.type
class PowerScheduleType(Record, frozen=True, kw_only=True):
    """Power over time."""

    TimeAnchor: UnsignedLong
    """Time to which the entries refer, s since 1970 UTC"""
    AvailableEnergy: RationalNumberType | None = None
    """Energy of the whole schedule, Wh"""
    PowerTolerance: RationalNumberType | None = None
    """Allowed deviation from the power, W"""
    PowerScheduleEntries: PowerScheduleEntryListType
    """The entries"""


@COMMON_MESSAGES.type
class ChargingScheduleType(Record, frozen=True, kw_only=True):
    """Power over time, and perhaps its price."""

    PowerSchedule: PowerScheduleType
    """Power over time"""
    AbsolutePriceSchedule: Annotated[AbsolutePriceScheduleType | None, ONE_OF_OR_NONE] = None
    """Prices in a currency"""
    PriceLevelSchedule: Annotated[PriceLevelScheduleType | None, ONE_OF_OR_NONE] = None
    """Relative prices"""


@COMMON_MESSAGES.type
class ScheduleTupleType(Record, frozen=True, kw_only=True):
    """A schedule for charging, and perhaps one for discharging."""

    ScheduleTupleID: NumericIDType
    """Number of the schedule"""
    ChargingSchedule: ChargingScheduleType
    """Schedule for charging"""
    DischargingSchedule: ChargingScheduleType | None = None
    """Schedule for discharging"""


@COMMON_MESSAGES.type
class Scheduled_SEResControlModeType(Record, frozen=True, kw_only=True):
    """Scheduled control: schedules to choose from."""

    ScheduleTuple: Annotated[tuple[ScheduleTupleType, ...], Occurs(1, 3)]
    """The schedules"""


@COMMON_MESSAGES.element("ScheduleExchangeRes")
class ScheduleExchangeRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: schedules on offer, or the conditions of dynamic control."""

    EVSEProcessing: ProcessingType
    """Whether the charger needs more time"""
    GoToPause: bool | None = None
    """The vehicle should pause the session"""
    Dynamic_SEResControlMode: Annotated[Dynamic_SEResControlModeType | None, ONE_OF] = None
    """Dynamic control"""
    Scheduled_SEResControlMode: Annotated[Scheduled_SEResControlModeType | None, ONE_OF] = None
    """Scheduled control"""
