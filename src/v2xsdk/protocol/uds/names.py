"""Names of services and negative response codes (ISO 14229-1; uds-isotp, section 3)."""

from __future__ import annotations

from types import MappingProxyType

POSITIVE = 0x40
NEGATIVE = 0x7F
SUPPRESS = 0x80

SERVICES = MappingProxyType(
    {
        0x10: "DiagnosticSessionControl",
        0x11: "ECUReset",
        0x14: "ClearDiagnosticInformation",
        0x19: "ReadDTCInformation",
        0x22: "ReadDataByIdentifier",
        0x23: "ReadMemoryByAddress",
        0x24: "ReadScalingDataByIdentifier",
        0x27: "SecurityAccess",
        0x28: "CommunicationControl",
        0x29: "Authentication",
        0x2A: "ReadDataByPeriodicIdentifier",
        0x2C: "DynamicallyDefineDataIdentifier",
        0x2E: "WriteDataByIdentifier",
        0x2F: "InputOutputControlByIdentifier",
        0x31: "RoutineControl",
        0x34: "RequestDownload",
        0x35: "RequestUpload",
        0x36: "TransferData",
        0x37: "RequestTransferExit",
        0x38: "RequestFileTransfer",
        0x3D: "WriteMemoryByAddress",
        0x3E: "TesterPresent",
        0x83: "AccessTimingParameter",
        0x84: "SecuredDataTransmission",
        0x85: "ControlDTCSetting",
        0x86: "ResponseOnEvent",
        0x87: "LinkControl",
    }
)

WITH_SUB_FUNCTION = frozenset({0x10, 0x11, 0x19, 0x27, 0x28, 0x29, 0x2C, 0x31, 0x3E, 0x83, 0x85, 0x86, 0x87})
"""Services whose first parameter is a sub-function, bit 7 of which suppresses the positive response."""

GENERAL_REJECT = 0x10
BUSY_REPEAT_REQUEST = 0x21
CONDITIONS_NOT_CORRECT = 0x22
REQUEST_OUT_OF_RANGE = 0x31
SECURITY_ACCESS_DENIED = 0x33
AUTHENTICATION_REQUIRED = 0x34
RESPONSE_PENDING = 0x78

NEGATIVE_CODES = MappingProxyType(
    {
        0x10: "generalReject",
        0x11: "serviceNotSupported",
        0x12: "subFunctionNotSupported",
        0x13: "incorrectMessageLengthOrInvalidFormat",
        0x14: "responseTooLong",
        0x21: "busyRepeatRequest",
        0x22: "conditionsNotCorrect",
        0x24: "requestSequenceError",
        0x25: "noResponseFromSubnetComponent",
        0x26: "failurePreventsExecutionOfRequestedAction",
        0x31: "requestOutOfRange",
        0x33: "securityAccessDenied",
        0x34: "authenticationRequired",
        0x35: "invalidKey",
        0x36: "exceedNumberOfAttempts",
        0x37: "requiredTimeDelayNotExpired",
        0x38: "secureDataTransmissionRequired",
        0x39: "secureDataTransmissionNotAllowed",
        0x3A: "secureDataVerificationFailed",
        0x50: "certificateVerificationFailedInvalidTimePeriod",
        0x51: "certificateVerificationFailedInvalidSignature",
        0x52: "certificateVerificationFailedInvalidChainOfTrust",
        0x53: "certificateVerificationFailedInvalidType",
        0x54: "certificateVerificationFailedInvalidFormat",
        0x55: "certificateVerificationFailedInvalidContent",
        0x56: "certificateVerificationFailedInvalidScope",
        0x57: "certificateVerificationFailedInvalidCertificate",
        0x58: "ownershipVerificationFailed",
        0x59: "challengeCalculationFailed",
        0x5A: "settingAccessRightsFailed",
        0x5B: "sessionKeyCreationDerivationFailed",
        0x5C: "configurationDataUsageFailed",
        0x5D: "deAuthenticationFailed",
        0x70: "uploadDownloadNotAccepted",
        0x71: "transferDataSuspended",
        0x72: "generalProgrammingFailure",
        0x73: "wrongBlockSequenceCounter",
        0x78: "requestCorrectlyReceivedResponsePending",
        0x7E: "subFunctionNotSupportedInActiveSession",
        0x7F: "serviceNotSupportedInActiveSession",
        0x81: "rpmTooHigh",
        0x82: "rpmTooLow",
        0x83: "engineIsRunning",
        0x84: "engineIsNotRunning",
        0x85: "engineRunTimeTooLow",
        0x86: "temperatureTooHigh",
        0x87: "temperatureTooLow",
        0x88: "vehicleSpeedTooHigh",
        0x89: "vehicleSpeedTooLow",
        0x8A: "throttlePedalTooHigh",
        0x8B: "throttlePedalTooLow",
        0x8C: "transmissionRangeNotInNeutral",
        0x8D: "transmissionRangeNotInGear",
        0x8F: "brakeSwitchNotClosed",
        0x90: "shifterLeverNotInPark",
        0x91: "torqueConverterClutchLocked",
        0x92: "voltageTooHigh",
        0x93: "voltageTooLow",
    }
)


def service_name(service_id: int) -> str:
    """The service's name, ``unknown`` for one that ISO 14229-1 does not have."""
    return SERVICES.get(service_id, "unknown")


def code_name(code: int) -> str:
    """The negative response code's name, ``unknown`` for one that is reserved."""
    return NEGATIVE_CODES.get(code, "unknown")
