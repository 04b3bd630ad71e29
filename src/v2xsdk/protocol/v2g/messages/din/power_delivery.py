"""Energy transfer is switched on and off."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Record, Ref
from v2xsdk.protocol.v2g.messages.din.common import BodyBaseType, ResponseCodeType
from v2xsdk.protocol.v2g.messages.din.schedule import ChargingProfileType
from v2xsdk.protocol.v2g.messages.din.status import AC_EVSEStatusType, DC_EVSEStatusType, DC_EVStatusType
from v2xsdk.protocol.v2g.messages.namespaces import DIN_MSG_BODY, DIN_MSG_DATA_TYPES, DIN_MSG_DEF


@DIN_MSG_DATA_TYPES.element("EVPowerDeliveryParameter", abstract=True)
class EVPowerDeliveryParameterType(Record, frozen=True, kw_only=True):
    """?"""


@DIN_MSG_DATA_TYPES.element(
    "DC_EVPowerDeliveryParameter", substitutes=(DIN_MSG_DATA_TYPES, "EVPowerDeliveryParameter")
)
class DC_EVPowerDeliveryParameterType(EVPowerDeliveryParameterType, frozen=True, kw_only=True):
    """?"""

    DC_EVStatus: DC_EVStatusType
    """?"""
    BulkChargingComplete: bool | None = None
    """?"""
    ChargingComplete: bool
    """?"""


@DIN_MSG_BODY.element("PowerDeliveryReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class PowerDeliveryReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ReadyToChargeState: bool
    """?"""
    ChargingProfile: ChargingProfileType | None = None
    """?"""
    EVPowerDeliveryParameter: Annotated[DC_EVPowerDeliveryParameterType | None, Ref(DIN_MSG_DATA_TYPES)] = (
        None
    )
    """?"""


@DIN_MSG_BODY.element("PowerDeliveryRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class PowerDeliveryRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    EVSEStatus: Annotated[AC_EVSEStatusType | DC_EVSEStatusType, Ref(DIN_MSG_DATA_TYPES)]
    """?"""
