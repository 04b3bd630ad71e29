"""Position of the vehicle under the connection device."""

from enum import Enum

from v2xsdk.protocol.v2g.messages.iso20.common_types.base import (
    ProcessingType,
    V2GRequestType,
    V2GResponseType,
)
from v2xsdk.protocol.v2g.messages.namespaces import ACDP
from v2xsdk.protocol.v2g.messages.simple_types import Short


@ACDP.element("ACDP_VehiclePositioningReq")
class ACDP_VehiclePositioningReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    EVMobilityStatus: bool
    """?"""
    EVPositioningSupport: bool
    """?"""


@ACDP.element("ACDP_VehiclePositioningRes")
class ACDP_VehiclePositioningRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    EVSEProcessing: ProcessingType
    """?"""
    EVSEPositioningSupport: bool
    """?"""
    EVRelativeXDeviation: Short
    """?"""
    EVRelativeYDeviation: Short
    """?"""
    ContactWindowXc: Short
    """?"""
    ContactWindowYc: Short
    """?"""
    EVInChargePosition: bool
    """?"""


class MechanicalChargingDeviceStatusType(Enum):
    """?"""

    Home = "Home"
    Moving = "Moving"
    EndPosition = "EndPosition"
