"""A vehicle comes to and leaves a parking space."""

from enum import Enum

from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import V2GRequestType, V2GResponseType
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_MESSAGES
from v2xsdk.protocol.v2g.messages.simple_types import Short, UnsignedLong, UnsignedShort


class EvCheckInStatusType(Enum):
    """?"""

    CheckIn = "CheckIn"
    Processing = "Processing"
    Completed = "Completed"


class ParkingMethodType(Enum):
    """?"""

    AutoParking = "AutoParking"
    MVGuideManual = "MVGuideManual"
    Manual = "Manual"


@COMMON_MESSAGES.element("VehicleCheckInReq")
class VehicleCheckInReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    EVCheckInStatus: EvCheckInStatusType
    """?"""
    ParkingMethod: ParkingMethodType
    """?"""
    VehicleFrame: Short | None = None
    """?"""
    DeviceOffset: Short | None = None
    """?"""
    VehicleTravel: Short | None = None
    """?"""


@COMMON_MESSAGES.element("VehicleCheckInRes")
class VehicleCheckInRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    ParkingSpace: Short | None = None
    """?"""
    DeviceLocation: Short | None = None
    """?"""
    TargetDistance: Short | None = None
    """?"""


class EvCheckOutStatusType(Enum):
    """?"""

    CheckOut = "CheckOut"
    Processing = "Processing"
    Completed = "Completed"


@COMMON_MESSAGES.element("VehicleCheckOutReq")
class VehicleCheckOutReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    EVCheckOutStatus: EvCheckOutStatusType
    """?"""
    CheckOutTime: UnsignedLong
    """?"""


class EvseCheckOutStatusType(Enum):
    """?"""

    Scheduled = "Scheduled"
    Completed = "Completed"


@COMMON_MESSAGES.element("VehicleCheckOutRes")
class VehicleCheckOutRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    EVSECheckOutStatus: EvseCheckOutStatusType
    """?"""


@COMMON_MESSAGES.type
class TargetPositionType(Record, frozen=True, kw_only=True):
    """?"""

    TargetOffsetX: UnsignedShort
    """?"""
    TargetOffsetY: UnsignedShort
    """?"""
