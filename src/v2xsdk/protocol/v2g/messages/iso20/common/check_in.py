"""A vehicle comes to and leaves a parking space."""

from enum import Enum

from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import V2GRequestType, V2GResponseType
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_MESSAGES
from v2xsdk.protocol.v2g.messages.simple_types import Short, UnsignedLong, UnsignedShort


class EvCheckInStatusType(Enum):
    """Progress of the arrival."""

    CheckIn = "CheckIn"
    Processing = "Processing"
    Completed = "Completed"


class ParkingMethodType(Enum):
    """Who parks the vehicle."""

    AutoParking = "AutoParking"
    MVGuideManual = "MVGuideManual"
    Manual = "Manual"


@COMMON_MESSAGES.element("VehicleCheckInReq")
class VehicleCheckInReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: the vehicle arrives at a parking space."""

    EVCheckInStatus: EvCheckInStatusType
    """Progress of the arrival"""
    ParkingMethod: ParkingMethodType
    """Who parks the vehicle"""
    VehicleFrame: Short | None = None
    """Length of the vehicle frame, cm"""
    DeviceOffset: Short | None = None
    """Offset of the device at the vehicle, cm"""
    VehicleTravel: Short | None = None
    """Way the vehicle has moved, cm"""


@COMMON_MESSAGES.element("VehicleCheckInRes")
class VehicleCheckInRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: the parking space."""

    ParkingSpace: Short | None = None
    """Number of the parking space"""
    DeviceLocation: Short | None = None
    """Location of the device at the charger, cm"""
    TargetDistance: Short | None = None
    """Way to the target, cm"""


class EvCheckOutStatusType(Enum):
    """Progress of the departure."""

    CheckOut = "CheckOut"
    Processing = "Processing"
    Completed = "Completed"


@COMMON_MESSAGES.element("VehicleCheckOutReq")
class VehicleCheckOutReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: the vehicle is about to leave."""

    EVCheckOutStatus: EvCheckOutStatusType
    """Progress of the departure"""
    CheckOutTime: UnsignedLong
    """Time of departure, s since 1970 UTC"""


class EvseCheckOutStatusType(Enum):
    """Progress of the departure, as the charger sees it."""

    Scheduled = "Scheduled"
    Completed = "Completed"


@COMMON_MESSAGES.element("VehicleCheckOutRes")
class VehicleCheckOutRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: whether the vehicle may leave."""

    EVSECheckOutStatus: EvseCheckOutStatusType
    """Progress of the departure"""


@COMMON_MESSAGES.type
class TargetPositionType(Record, frozen=True, kw_only=True):
    """Where the vehicle should stand."""

    TargetOffsetX: UnsignedShort
    """Offset along the vehicle, cm"""
    TargetOffsetY: UnsignedShort
    """Offset across the vehicle, cm"""
