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
    """State of the control pilot."""

    StateA = "StateA"
    StateB = "StateB"
    StateC = "StateC"
    StateD = "StateD"
    StateE = "StateE"


class ErrorCodeType(Enum):
    """What is wrong with the vehicle."""

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
    """Technical state of the vehicle."""

    EVReadyToCharge: bool
    """The vehicle is ready to charge"""
    EVImmobilizationRequest: bool
    """The vehicle asks to be immobilized"""
    EVImmobilized: bool | None = None
    """The vehicle is immobilized"""
    EVWLANStrength: RationalNumberType | None = None
    """Strength of the radio signal, dBm"""
    EVCPStatus: CpStatusType | None = None
    """State of the control pilot at the vehicle"""
    EVSOC: PercentValueType | None = None
    """State of charge of the battery, %"""
    EVErrorCode: ErrorCodeType | None = None
    """What is wrong with the vehicle"""
    EVTimeout: bool | None = None
    """The vehicle has waited too long"""


@ACDP.element("ACDP_SystemStatusReq")
class ACDP_SystemStatusReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: the state of the vehicle."""

    EVTechnicalStatus: EVTechnicalStatusType
    """Technical state of the vehicle"""


class IsolationStatusType(Enum):
    """Result of the isolation monitoring."""

    Invalid = "Invalid"
    Safe = "Safe"
    Warning = "Warning"
    Fault = "Fault"


@ACDP.element("ACDP_SystemStatusRes")
class ACDP_SystemStatusRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: the state of the connection device."""

    EVSEMechanicalChargingDeviceStatus: MechanicalChargingDeviceStatusType
    """Position of the connection device"""
    EVSEReadyToCharge: bool
    """The charger is ready"""
    EVSEIsolationStatus: IsolationStatusType
    """Result of the isolation monitoring"""
    EVSEDisabled: bool
    """The charger is out of order"""
    EVSEUtilityInterruptEvent: bool
    """The grid operator has interrupted the supply"""
    EVSEEmergencyShutdown: bool
    """The charger has made an emergency stop"""
    EVSEMalfunction: bool
    """The charger is faulty"""
    EVInChargePosition: bool
    """The vehicle stands where it can be connected"""
    EVAssociationStatus: bool
    """The vehicle is associated with the charger"""
