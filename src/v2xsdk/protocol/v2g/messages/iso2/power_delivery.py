"""Energy transfer is switched on and off."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Record, Ref
from v2xsdk.protocol.v2g.messages.iso2.common import BodyBaseType, ResponseCodeType, SAIDType
from v2xsdk.protocol.v2g.messages.iso2.schedule import ChargingProfileType
from v2xsdk.protocol.v2g.messages.iso2.status import AC_EVSEStatusType, DC_EVSEStatusType, DC_EVStatusType
from v2xsdk.protocol.v2g.messages.namespaces import ISO2_MSG_BODY, ISO2_MSG_DATA_TYPES


class ChargeProgressType(Enum):
    """What the vehicle wants."""

    Start = "Start"
    Stop = "Stop"
    Renegotiate = "Renegotiate"


@ISO2_MSG_DATA_TYPES.element("EVPowerDeliveryParameter", abstract=True)
class EVPowerDeliveryParameterType(Record, frozen=True, kw_only=True):
    """Base of what the vehicle says when the energy transfer starts or ends."""


@ISO2_MSG_DATA_TYPES.element(
    "DC_EVPowerDeliveryParameter", substitutes=(ISO2_MSG_DATA_TYPES, "EVPowerDeliveryParameter")
)
class DC_EVPowerDeliveryParameterType(EVPowerDeliveryParameterType, frozen=True, kw_only=True):
    """State of a vehicle at a DC charger when the energy transfer starts or ends."""

    DC_EVStatus: DC_EVStatusType
    """State of the vehicle"""
    BulkChargingComplete: bool | None = None
    """Fast charging is complete"""
    ChargingComplete: bool
    """Charging is complete"""


@ISO2_MSG_BODY.element("PowerDeliveryReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class PowerDeliveryReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: start or stop the energy transfer, or change the schedule."""

    ChargeProgress: ChargeProgressType
    """What the vehicle wants"""
    SAScheduleTupleID: SAIDType
    """Number of the schedule"""
    ChargingProfile: ChargingProfileType | None = None
    """Power the vehicle is going to take"""
    EVPowerDeliveryParameter: Annotated[DC_EVPowerDeliveryParameterType | None, Ref(ISO2_MSG_DATA_TYPES)] = None
    """State of the vehicle"""


@ISO2_MSG_BODY.element("PowerDeliveryRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class PowerDeliveryRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the energy transfer may start, or has ended."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    EVSEStatus: Annotated[AC_EVSEStatusType | DC_EVSEStatusType, Ref(ISO2_MSG_DATA_TYPES)]
    """State of the charger"""
