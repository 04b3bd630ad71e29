"""State of vehicle and charger."""

from enum import Enum

from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.din.common import PercentValueType
from v2xsdk.protocol.v2g.messages.namespaces import DIN_MSG_DATA_TYPES
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedInt


@DIN_MSG_DATA_TYPES.element("EVSEStatus", abstract=True)
class EVSEStatusType(Record, frozen=True, kw_only=True):
    """Base of the state of a charger."""


class EVSENotificationType(Enum):
    """What the charger asks of the vehicle."""

    None_ = "None"
    StopCharging = "StopCharging"
    ReNegotiation = "ReNegotiation"


@DIN_MSG_DATA_TYPES.element("AC_EVSEStatus", substitutes=(DIN_MSG_DATA_TYPES, "EVSEStatus"))
class AC_EVSEStatusType(EVSEStatusType, frozen=True, kw_only=True):
    """State of an AC charger."""

    PowerSwitchClosed: bool
    """The contactor of the charger is closed"""
    RCD: bool
    """The residual current device has tripped"""
    NotificationMaxDelay: UnsignedInt
    """Time until the vehicle must have followed the notification, s"""
    EVSENotification: EVSENotificationType
    """What the vehicle is asked to do"""


@DIN_MSG_DATA_TYPES.element("EVStatus", abstract=True)
class EVStatusType(Record, frozen=True, kw_only=True):
    """Base of the state of a vehicle."""


class IsolationLevelType(Enum):
    """Result of the isolation monitoring."""

    Invalid = "Invalid"
    Valid = "Valid"
    Warning = "Warning"
    Fault = "Fault"


class DC_EVSEStatusCodeType(Enum):
    """State of a DC charger."""

    EVSE_NotReady = "EVSE_NotReady"
    EVSE_Ready = "EVSE_Ready"
    EVSE_Shutdown = "EVSE_Shutdown"
    EVSE_UtilityInterruptEvent = "EVSE_UtilityInterruptEvent"
    EVSE_IsolationMonitoringActive = "EVSE_IsolationMonitoringActive"
    EVSE_EmergencyShutdown = "EVSE_EmergencyShutdown"
    EVSE_Malfunction = "EVSE_Malfunction"
    Reserved_8 = "Reserved_8"
    Reserved_9 = "Reserved_9"
    Reserved_A = "Reserved_A"
    Reserved_B = "Reserved_B"
    Reserved_C = "Reserved_C"


@DIN_MSG_DATA_TYPES.element("DC_EVSEStatus", substitutes=(DIN_MSG_DATA_TYPES, "EVSEStatus"))
class DC_EVSEStatusType(EVSEStatusType, frozen=True, kw_only=True):
    """State of a DC charger."""

    EVSEIsolationStatus: IsolationLevelType | None = None
    """Result of the isolation monitoring"""
    EVSEStatusCode: DC_EVSEStatusCodeType
    """State of the charger"""
    NotificationMaxDelay: UnsignedInt
    """Time until the vehicle must have followed the notification, s"""
    EVSENotification: EVSENotificationType
    """What the vehicle is asked to do"""


class DC_EVErrorCodeType(Enum):
    """What is wrong with the vehicle."""

    NO_ERROR = "NO_ERROR"
    FAILED_RESSTemperatureInhibit = "FAILED_RESSTemperatureInhibit"
    FAILED_EVShiftPosition = "FAILED_EVShiftPosition"
    FAILED_ChargerConnectorLockFault = "FAILED_ChargerConnectorLockFault"
    FAILED_EVRESSMalfunction = "FAILED_EVRESSMalfunction"
    FAILED_ChargingCurrentdifferential = "FAILED_ChargingCurrentdifferential"
    FAILED_ChargingVoltageOutOfRange = "FAILED_ChargingVoltageOutOfRange"
    Reserved_A = "Reserved_A"
    Reserved_B = "Reserved_B"
    Reserved_C = "Reserved_C"
    FAILED_ChargingSystemIncompatibility = "FAILED_ChargingSystemIncompatibility"
    NoData = "NoData"


@DIN_MSG_DATA_TYPES.element("DC_EVStatus", substitutes=(DIN_MSG_DATA_TYPES, "EVStatus"))
class DC_EVStatusType(EVStatusType, frozen=True, kw_only=True):
    """State of a vehicle at a DC charger."""

    EVReady: bool
    """The vehicle is ready to charge"""
    EVCabinConditioning: bool | None = None
    """The cabin is being heated or cooled"""
    EVRESSConditioning: bool | None = None
    """The battery is being heated or cooled"""
    EVErrorCode: DC_EVErrorCodeType
    """What is wrong with the vehicle"""
    EVRESSSOC: PercentValueType
    """State of charge of the battery, %"""
