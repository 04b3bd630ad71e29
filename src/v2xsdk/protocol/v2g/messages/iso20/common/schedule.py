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
"""?"""


@COMMON_MESSAGES.type
class Dynamic_SEReqControlModeType(Record, frozen=True, kw_only=True):
    """?"""

    DepartureTime: UnsignedInt
    """?"""
    MinimumSOC: PercentValueType | None = None
    """?"""
    TargetSOC: PercentValueType | None = None
    """?"""
    EVTargetEnergyRequest: RationalNumberType
    """?"""
    EVMaximumEnergyRequest: RationalNumberType
    """?"""
    EVMinimumEnergyRequest: RationalNumberType
    """?"""
    EVMaximumV2XEnergyRequest: RationalNumberType | None = None
    """?"""
    EVMinimumV2XEnergyRequest: RationalNumberType | None = None
    """?"""


@COMMON_MESSAGES.type
class Scheduled_SEReqControlModeType(Record, frozen=True, kw_only=True):
    """?"""

    DepartureTime: UnsignedInt | None = None
    """?"""
    EVTargetEnergyRequest: RationalNumberType | None = None
    """?"""
    EVMaximumEnergyRequest: RationalNumberType | None = None
    """?"""
    EVMinimumEnergyRequest: RationalNumberType | None = None
    """?"""
    EVEnergyOffer: EVEnergyOfferType | None = None
    """?"""


@COMMON_MESSAGES.element("ScheduleExchangeReq")
class ScheduleExchangeReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    MaximumSupportingPoints: MaxSupportingPointsScheduleTupleType
    """?"""
    Dynamic_SEReqControlMode: Annotated[Dynamic_SEReqControlModeType | None, ONE_OF] = None
    """?"""
    Scheduled_SEReqControlMode: Annotated[Scheduled_SEReqControlModeType | None, ONE_OF] = None
    """?"""


@COMMON_MESSAGES.type
class Dynamic_SEResControlModeType(Record, frozen=True, kw_only=True):
    """?"""

    DepartureTime: UnsignedInt | None = None
    """?"""
    MinimumSOC: PercentValueType | None = None
    """?"""
    TargetSOC: PercentValueType | None = None
    """?"""
    AbsolutePriceSchedule: Annotated[AbsolutePriceScheduleType | None, ONE_OF_OR_NONE] = None
    """?"""
    PriceLevelSchedule: Annotated[PriceLevelScheduleType | None, ONE_OF_OR_NONE] = None
    """?"""


@COMMON_MESSAGES.type
class PowerScheduleEntryListType(Record, frozen=True, kw_only=True):
    """?"""

    PowerScheduleEntry: Annotated[tuple[PowerScheduleEntryType, ...], Occurs(1, 1024)]
    """?"""


@COMMON_MESSAGES.type
class PowerScheduleType(Record, frozen=True, kw_only=True):
    """?"""

    TimeAnchor: UnsignedLong
    """?"""
    AvailableEnergy: RationalNumberType | None = None
    """?"""
    PowerTolerance: RationalNumberType | None = None
    """?"""
    PowerScheduleEntries: PowerScheduleEntryListType
    """?"""


@COMMON_MESSAGES.type
class ChargingScheduleType(Record, frozen=True, kw_only=True):
    """?"""

    PowerSchedule: PowerScheduleType
    """?"""
    AbsolutePriceSchedule: Annotated[AbsolutePriceScheduleType | None, ONE_OF_OR_NONE] = None
    """?"""
    PriceLevelSchedule: Annotated[PriceLevelScheduleType | None, ONE_OF_OR_NONE] = None
    """?"""


@COMMON_MESSAGES.type
class ScheduleTupleType(Record, frozen=True, kw_only=True):
    """?"""

    ScheduleTupleID: NumericIDType
    """?"""
    ChargingSchedule: ChargingScheduleType
    """?"""
    DischargingSchedule: ChargingScheduleType | None = None
    """?"""


@COMMON_MESSAGES.type
class Scheduled_SEResControlModeType(Record, frozen=True, kw_only=True):
    """?"""

    ScheduleTuple: Annotated[tuple[ScheduleTupleType, ...], Occurs(1, 3)]
    """?"""


@COMMON_MESSAGES.element("ScheduleExchangeRes")
class ScheduleExchangeRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    EVSEProcessing: ProcessingType
    """?"""
    GoToPause: bool | None = None
    """?"""
    Dynamic_SEResControlMode: Annotated[Dynamic_SEResControlModeType | None, ONE_OF] = None
    """?"""
    Scheduled_SEResControlMode: Annotated[Scheduled_SEResControlModeType | None, ONE_OF] = None
    """?"""
