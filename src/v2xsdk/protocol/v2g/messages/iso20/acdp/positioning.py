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
    """Request: where the vehicle stands."""

    EVMobilityStatus: bool
    """The vehicle can move"""
    EVPositioningSupport: bool
    """The vehicle can be guided"""


@ACDP.element("ACDP_VehiclePositioningRes")
class ACDP_VehiclePositioningRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: where the vehicle should stand."""

    EVSEProcessing: ProcessingType
    """Whether the charger needs more time"""
    EVSEPositioningSupport: bool
    """The charger can guide the vehicle"""
    EVRelativeXDeviation: Short
    """Deviation along the vehicle, cm"""
    EVRelativeYDeviation: Short
    """Deviation across the vehicle, cm"""
    ContactWindowXc: Short
    """Half of the contact window along the vehicle, cm"""
    ContactWindowYc: Short
    """Half of the contact window across the vehicle, cm"""
    EVInChargePosition: bool
    """The vehicle stands where it can be connected"""


class MechanicalChargingDeviceStatusType(Enum):
    """Position of the connection device."""

    Home = "Home"
    Moving = "Moving"
    EndPosition = "EndPosition"
