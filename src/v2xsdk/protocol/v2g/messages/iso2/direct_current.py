"""Before and after DC charging: cable check, pre-charge, welding detection."""

from v2xsdk.protocol.v2g.messages.iso2.common import (
    BodyBaseType,
    EVSEProcessingType,
    PhysicalValueType,
    ResponseCodeType,
)
from v2xsdk.protocol.v2g.messages.iso2.status import DC_EVSEStatusType, DC_EVStatusType
from v2xsdk.protocol.v2g.messages.namespaces import ISO2_MSG_BODY


@ISO2_MSG_BODY.element("CableCheckReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class CableCheckReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    DC_EVStatus: DC_EVStatusType
    """?"""


@ISO2_MSG_BODY.element("CableCheckRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class CableCheckRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    DC_EVSEStatus: DC_EVSEStatusType
    """?"""
    EVSEProcessing: EVSEProcessingType
    """?"""


@ISO2_MSG_BODY.element("PreChargeReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class PreChargeReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    DC_EVStatus: DC_EVStatusType
    """?"""
    EVTargetVoltage: PhysicalValueType
    """?"""
    EVTargetCurrent: PhysicalValueType
    """?"""


@ISO2_MSG_BODY.element("PreChargeRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class PreChargeRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    DC_EVSEStatus: DC_EVSEStatusType
    """?"""
    EVSEPresentVoltage: PhysicalValueType
    """?"""


@ISO2_MSG_BODY.element("WeldingDetectionReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class WeldingDetectionReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    DC_EVStatus: DC_EVStatusType
    """?"""


@ISO2_MSG_BODY.element("WeldingDetectionRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class WeldingDetectionRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    DC_EVSEStatus: DC_EVSEStatusType
    """?"""
    EVSEPresentVoltage: PhysicalValueType
    """?"""
