"""Before and after charging: cable check, pre-charge, welding detection."""

from v2xsdk.protocol.v2g.messages.iso20.common_types.base import (
    ProcessingType,
    RationalNumberType,
    V2GRequestType,
    V2GResponseType,
)
from v2xsdk.protocol.v2g.messages.namespaces import DC


@DC.element("DC_CableCheckReq")
class DC_CableCheckReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""


@DC.element("DC_CableCheckRes")
class DC_CableCheckRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    EVSEProcessing: ProcessingType
    """?"""


@DC.element("DC_PreChargeReq")
class DC_PreChargeReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    EVProcessing: ProcessingType
    """?"""
    EVPresentVoltage: RationalNumberType
    """?"""
    EVTargetVoltage: RationalNumberType
    """?"""


@DC.element("DC_PreChargeRes")
class DC_PreChargeRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    EVSEPresentVoltage: RationalNumberType
    """?"""


@DC.element("DC_WeldingDetectionReq")
class DC_WeldingDetectionReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    EVProcessing: ProcessingType
    """?"""


@DC.element("DC_WeldingDetectionRes")
class DC_WeldingDetectionRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    EVSEPresentVoltage: RationalNumberType
    """?"""
