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
    """Request: check the isolation of the cable."""


@DC.element("DC_CableCheckRes")
class DC_CableCheckRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: how the isolation check goes on."""

    EVSEProcessing: ProcessingType
    """Whether the charger needs more time"""


@DC.element("DC_PreChargeReq")
class DC_PreChargeReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: bring the output to the voltage of the battery."""

    EVProcessing: ProcessingType
    """Whether the vehicle needs more time"""
    EVPresentVoltage: RationalNumberType
    """Voltage at the vehicle, V"""
    EVTargetVoltage: RationalNumberType
    """Voltage the vehicle wants, V"""


@DC.element("DC_PreChargeRes")
class DC_PreChargeRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: the voltage at the output."""

    EVSEPresentVoltage: RationalNumberType
    """Voltage at the output, V"""


@DC.element("DC_WeldingDetectionReq")
class DC_WeldingDetectionReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: measure the voltage while the vehicle opens its contactors."""

    EVProcessing: ProcessingType
    """Whether the vehicle needs more time"""


@DC.element("DC_WeldingDetectionRes")
class DC_WeldingDetectionRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: the voltage at the output."""

    EVSEPresentVoltage: RationalNumberType
    """Voltage at the output, V"""
