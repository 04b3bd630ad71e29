"""Before and after DC charging: cable check, pre-charge, welding detection."""

from v2xsdk.protocol.v2g.messages.din.common import (
    BodyBaseType,
    EVSEProcessingType,
    PhysicalValueType,
    ResponseCodeType,
)
from v2xsdk.protocol.v2g.messages.din.status import DC_EVSEStatusType, DC_EVStatusType
from v2xsdk.protocol.v2g.messages.namespaces import DIN_MSG_BODY, DIN_MSG_DEF


@DIN_MSG_BODY.element("CableCheckReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class CableCheckReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: check the isolation of the cable."""

    DC_EVStatus: DC_EVStatusType
    """State of the vehicle"""


@DIN_MSG_BODY.element("CableCheckRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class CableCheckRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: how the isolation check goes on."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    DC_EVSEStatus: DC_EVSEStatusType
    """State of the charger"""
    EVSEProcessing: EVSEProcessingType
    """Whether the charger needs more time"""


@DIN_MSG_BODY.element("PreChargeReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class PreChargeReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: bring the output to the voltage of the battery."""

    DC_EVStatus: DC_EVStatusType
    """State of the vehicle"""
    EVTargetVoltage: PhysicalValueType
    """Voltage the vehicle wants, V"""
    EVTargetCurrent: PhysicalValueType
    """Current the vehicle wants, A"""


@DIN_MSG_BODY.element("PreChargeRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class PreChargeRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the voltage at the output."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    DC_EVSEStatus: DC_EVSEStatusType
    """State of the charger"""
    EVSEPresentVoltage: PhysicalValueType
    """Voltage at the output, V"""


@DIN_MSG_BODY.element("WeldingDetectionReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class WeldingDetectionReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: measure the voltage while the vehicle opens its contactors."""

    DC_EVStatus: DC_EVStatusType
    """State of the vehicle"""


@DIN_MSG_BODY.element("WeldingDetectionRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class WeldingDetectionRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: the voltage at the output."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    DC_EVSEStatus: DC_EVSEStatusType
    """State of the charger"""
    EVSEPresentVoltage: PhysicalValueType
    """Voltage at the output, V"""
