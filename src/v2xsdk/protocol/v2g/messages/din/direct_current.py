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
    """?"""

    DC_EVStatus: DC_EVStatusType
    """?"""


@DIN_MSG_BODY.element("CableCheckRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class CableCheckRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    DC_EVSEStatus: DC_EVSEStatusType
    """?"""
    EVSEProcessing: EVSEProcessingType
    """?"""


@DIN_MSG_BODY.element("PreChargeReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class PreChargeReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    DC_EVStatus: DC_EVStatusType
    """?"""
    EVTargetVoltage: PhysicalValueType
    """?"""
    EVTargetCurrent: PhysicalValueType
    """?"""


@DIN_MSG_BODY.element("PreChargeRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class PreChargeRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    DC_EVSEStatus: DC_EVSEStatusType
    """?"""
    EVSEPresentVoltage: PhysicalValueType
    """?"""


@DIN_MSG_BODY.element("WeldingDetectionReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class WeldingDetectionReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    DC_EVStatus: DC_EVStatusType
    """?"""


@DIN_MSG_BODY.element("WeldingDetectionRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class WeldingDetectionRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    DC_EVSEStatus: DC_EVSEStatusType
    """?"""
    EVSEPresentVoltage: PhysicalValueType
    """?"""
