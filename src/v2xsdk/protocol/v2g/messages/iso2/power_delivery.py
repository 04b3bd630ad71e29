"""Energy transfer is switched on and off."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Record, Ref
from v2xsdk.protocol.v2g.messages.iso2.common import BodyBaseType, ResponseCodeType, SAIDType
from v2xsdk.protocol.v2g.messages.iso2.schedule import ChargingProfileType
from v2xsdk.protocol.v2g.messages.iso2.status import AC_EVSEStatusType, DC_EVSEStatusType, DC_EVStatusType
from v2xsdk.protocol.v2g.messages.namespaces import ISO2_MSG_BODY, ISO2_MSG_DATA_TYPES


class ChargeProgressType(Enum):
    """?"""

    Start = "Start"
    Stop = "Stop"
    Renegotiate = "Renegotiate"


@ISO2_MSG_DATA_TYPES.element("EVPowerDeliveryParameter", abstract=True)
class EVPowerDeliveryParameterType(Record, frozen=True, kw_only=True):
    """?"""


@ISO2_MSG_DATA_TYPES.element(
    "DC_EVPowerDeliveryParameter", substitutes=(ISO2_MSG_DATA_TYPES, "EVPowerDeliveryParameter")
)
class DC_EVPowerDeliveryParameterType(EVPowerDeliveryParameterType, frozen=True, kw_only=True):
    """?"""

    DC_EVStatus: DC_EVStatusType
    """?"""
    BulkChargingComplete: bool | None = None
    """?"""
    ChargingComplete: bool
    """?"""


@ISO2_MSG_BODY.element("PowerDeliveryReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class PowerDeliveryReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ChargeProgress: ChargeProgressType
    """?"""
    SAScheduleTupleID: SAIDType
    """?"""
    ChargingProfile: ChargingProfileType | None = None
    """?"""
    EVPowerDeliveryParameter: Annotated[DC_EVPowerDeliveryParameterType | None, Ref(ISO2_MSG_DATA_TYPES)] = (
        None
    )
    """?"""


@ISO2_MSG_BODY.element("PowerDeliveryRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class PowerDeliveryRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    EVSEStatus: Annotated[AC_EVSEStatusType | DC_EVSEStatusType, Ref(ISO2_MSG_DATA_TYPES)]
    """?"""
