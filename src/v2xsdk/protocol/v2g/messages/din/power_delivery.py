"""Energy transfer is switched on and off."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Record, Ref
from v2xsdk.protocol.v2g.messages.din.common import BodyBaseType, ResponseCodeType
from v2xsdk.protocol.v2g.messages.din.schedule import ChargingProfileType
from v2xsdk.protocol.v2g.messages.din.status import AC_EVSEStatusType, DC_EVSEStatusType, DC_EVStatusType
from v2xsdk.protocol.v2g.messages.namespaces import DIN_MSG_BODY, DIN_MSG_DATA_TYPES, DIN_MSG_DEF


@DIN_MSG_DATA_TYPES.element("EVPowerDeliveryParameter", abstract=True)
class EVPowerDeliveryParameterType(Record, frozen=True, kw_only=True):
    """Base of what the vehicle says when the energy transfer starts or ends."""


@DIN_MSG_DATA_TYPES.element("DC_EVPowerDeliveryParameter", substitutes=(DIN_MSG_DATA_TYPES, "EVPowerDeliveryParameter"))
class DC_EVPowerDeliveryParameterType(EVPowerDeliveryParameterType, frozen=True, kw_only=True):
    """State of a vehicle at a DC charger when the energy transfer starts or ends."""

    DC_EVStatus: DC_EVStatusType
    """State of the vehicle"""
    BulkChargingComplete: bool | None = None
    """Fast charging is complete"""
    ChargingComplete: bool
    """Charging is complete"""


@DIN_MSG_BODY.element("PowerDeliveryReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class PowerDeliveryReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: start or stop the energy transfer, or change the schedule."""

    ReadyToChargeState: bool
    """True to start, false to stop"""
    ChargingProfile: ChargingProfileType | None = None
    """Power the vehicle is going to take"""
    EVPowerDeliveryParameter: Annotated[DC_EVPowerDeliveryParameterType | None, Ref(DIN_MSG_DATA_TYPES)] = None
    """State of the vehicle"""


@DIN_MSG_BODY.element("PowerDeliveryRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class PowerDeliveryRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the energy transfer may start, or has ended."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    EVSEStatus: Annotated[AC_EVSEStatusType | DC_EVSEStatusType, Ref(DIN_MSG_DATA_TYPES)]
    """State of the charger"""
