"""State of the connection device and the vehicle."""

from enum import Enum

from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.iso20.acdp.positioning import MechanicalChargingDeviceStatusType
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import (
    PercentValueType,
    RationalNumberType,
    V2GRequestType,
    V2GResponseType,
)
from v2xsdk.protocol.v2g.messages.namespaces import ACDP


class CpStatusType(Enum):
    """?"""

    StateA = "StateA"
    StateB = "StateB"
    StateC = "StateC"
    StateD = "StateD"
    StateE = "StateE"


class ErrorCodeType(Enum):
    """?"""

    OK_NoEVError = "OK_NoEVError"
    FAILED = "FAILED"
    FAILED_EmergencyEvent = "FAILED_EmergencyEvent"
    FAILED_Breaker = "FAILED_Breaker"
    FAILED_RESSTemperatureInhibit = "FAILED_RESSTemperatureInhibit"
    FAILED_RESS = "FAILED_RESS"
    FAILED_ChargingCurrentDifferential = "FAILED_ChargingCurrentDifferential"
    FAILED_ChargingVoltageOutOfRange = "FAILED_ChargingVoltageOutOfRange"
    FAILED_Reserved1 = "FAILED_Reserved1"
    FAILED_Reserved2 = "FAILED_Reserved2"


@ACDP.type
class EVTechnicalStatusType(Record, frozen=True, kw_only=True):
    """?"""

    EVReadyToCharge: bool
    """?"""
    EVImmobilizationRequest: bool
    """?"""
    EVImmobilized: bool | None = None
    """?"""
    EVWLANStrength: RationalNumberType | None = None
    """?"""
    EVCPStatus: CpStatusType | None = None
    """?"""
    EVSOC: PercentValueType | None = None
    """?"""
    EVErrorCode: ErrorCodeType | None = None
    """?"""
    EVTimeout: bool | None = None
    """?"""


@ACDP.element("ACDP_SystemStatusReq")
class ACDP_SystemStatusReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    EVTechnicalStatus: EVTechnicalStatusType
    """?"""


class IsolationStatusType(Enum):
    """?"""

    Invalid = "Invalid"
    Safe = "Safe"
    Warning = "Warning"
    Fault = "Fault"


@ACDP.element("ACDP_SystemStatusRes")
class ACDP_SystemStatusRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    EVSEMechanicalChargingDeviceStatus: MechanicalChargingDeviceStatusType
    """?"""
    EVSEReadyToCharge: bool
    """?"""
    EVSEIsolationStatus: IsolationStatusType
    """?"""
    EVSEDisabled: bool
    """?"""
    EVSEUtilityInterruptEvent: bool
    """?"""
    EVSEEmergencyShutdown: bool
    """?"""
    EVSEMalfunction: bool
    """?"""
    EVInChargePosition: bool
    """?"""
    EVAssociationStatus: bool
    """?"""
