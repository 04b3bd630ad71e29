"""Header, numbers and the frames of requests and responses."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Binary, Integer, Occurs, Record, Ref, Text
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_TYPES, XMLDSIG
from v2xsdk.protocol.v2g.messages.simple_types import Byte, Short, UnsignedLong, UnsignedShort
from v2xsdk.protocol.v2g.messages.xmldsig.key_info import X509IssuerSerialType
from v2xsdk.protocol.v2g.messages.xmldsig.signature import SignatureType

SessionIDType = Annotated[bytes, Binary(True, 8, 8)]
"""Identifier of a session"""


@COMMON_TYPES.type
class MessageHeaderType(Record, frozen=True, kw_only=True):
    """What every message begins with."""

    SessionID: SessionIDType
    """Identifier of the session; all zero in a request for a new one"""
    TimeStamp: UnsignedLong
    """Time of sending, s since 1970 UTC"""
    Signature: Annotated[SignatureType | None, Ref(XMLDSIG)] = None
    """Signature over parts of the body"""


@COMMON_TYPES.abstract
class V2GMessageType(Record, frozen=True, kw_only=True):
    """Base of all messages."""

    Header: MessageHeaderType
    """Session and signature"""


@COMMON_TYPES.abstract
class V2GRequestType(V2GMessageType, frozen=True, kw_only=True):
    """Base of all requests."""


class ResponseCodeType(Enum):
    """Outcome of a request; every ``FAILED`` ends the session."""

    OK = "OK"
    OK_CertificateExpiresSoon = "OK_CertificateExpiresSoon"
    OK_NewSessionEstablished = "OK_NewSessionEstablished"
    OK_OldSessionJoined = "OK_OldSessionJoined"
    OK_PowerToleranceConfirmed = "OK_PowerToleranceConfirmed"
    WARNING_AuthorizationSelectionInvalid = "WARNING_AuthorizationSelectionInvalid"
    WARNING_CertificateExpired = "WARNING_CertificateExpired"
    WARNING_CertificateNotYetValid = "WARNING_CertificateNotYetValid"
    WARNING_CertificateRevoked = "WARNING_CertificateRevoked"
    WARNING_CertificateValidationError = "WARNING_CertificateValidationError"
    WARNING_ChallengeInvalid = "WARNING_ChallengeInvalid"
    WARNING_EIMAuthorizationFailure = "WARNING_EIMAuthorizationFailure"
    WARNING_eMSPUnknown = "WARNING_eMSPUnknown"
    WARNING_EVPowerProfileViolation = "WARNING_EVPowerProfileViolation"
    WARNING_GeneralPnCAuthorizationError = "WARNING_GeneralPnCAuthorizationError"
    WARNING_NoCertificateAvailable = "WARNING_NoCertificateAvailable"
    WARNING_NoContractMatchingPCIDFound = "WARNING_NoContractMatchingPCIDFound"
    WARNING_PowerToleranceNotConfirmed = "WARNING_PowerToleranceNotConfirmed"
    WARNING_ScheduleRenegotiationFailed = "WARNING_ScheduleRenegotiationFailed"
    WARNING_StandbyNotAllowed = "WARNING_StandbyNotAllowed"
    WARNING_WPT = "WARNING_WPT"
    FAILED = "FAILED"
    FAILED_AssociationError = "FAILED_AssociationError"
    FAILED_ContactorError = "FAILED_ContactorError"
    FAILED_EVPowerProfileInvalid = "FAILED_EVPowerProfileInvalid"
    FAILED_EVPowerProfileViolation = "FAILED_EVPowerProfileViolation"
    FAILED_MeteringSignatureNotValid = "FAILED_MeteringSignatureNotValid"
    FAILED_NoEnergyTransferServiceSelected = "FAILED_NoEnergyTransferServiceSelected"
    FAILED_NoServiceRenegotiationSupported = "FAILED_NoServiceRenegotiationSupported"
    FAILED_PauseNotAllowed = "FAILED_PauseNotAllowed"
    FAILED_PowerDeliveryNotApplied = "FAILED_PowerDeliveryNotApplied"
    FAILED_PowerToleranceNotConfirmed = "FAILED_PowerToleranceNotConfirmed"
    FAILED_ScheduleRenegotiation = "FAILED_ScheduleRenegotiation"
    FAILED_ScheduleSelectionInvalid = "FAILED_ScheduleSelectionInvalid"
    FAILED_SequenceError = "FAILED_SequenceError"
    FAILED_ServiceIDInvalid = "FAILED_ServiceIDInvalid"
    FAILED_ServiceSelectionInvalid = "FAILED_ServiceSelectionInvalid"
    FAILED_SignatureError = "FAILED_SignatureError"
    FAILED_UnknownSession = "FAILED_UnknownSession"
    FAILED_WrongChargeParameter = "FAILED_WrongChargeParameter"


@COMMON_TYPES.abstract
class V2GResponseType(V2GMessageType, frozen=True, kw_only=True):
    """Base of all responses."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""


class EvseNotificationType(Enum):
    """What the charger asks of the vehicle."""

    Pause = "Pause"
    ExitStandby = "ExitStandby"
    Terminate = "Terminate"
    ScheduleRenegotiation = "ScheduleRenegotiation"
    ServiceRenegotiation = "ServiceRenegotiation"
    MeteringConfirmation = "MeteringConfirmation"


@COMMON_TYPES.type
class EVSEStatusType(Record, frozen=True, kw_only=True):
    """What the charger asks of the vehicle, and how soon."""

    NotificationMaxDelay: UnsignedShort
    """Time until the vehicle must have followed the notification, s"""
    EVSENotification: EvseNotificationType
    """What the vehicle is asked to do"""


@COMMON_TYPES.type
class RationalNumberType(Record, frozen=True, kw_only=True):
    """A number: Value x 10^Exponent, in the SI unit of its field."""

    Exponent: Byte
    """Power of ten that Value is multiplied with"""
    Value: Short
    """Number before the multiplication"""


@COMMON_TYPES.type
class ListOfRootCertificateIDsType(Record, frozen=True, kw_only=True):
    """Root certificates that the vehicle has."""

    RootCertificateID: Annotated[tuple[X509IssuerSerialType, ...], Occurs(1, 20)]
    """The root certificates"""


NumericIDType = Annotated[int, Integer(1, 4294967295)]
"""Number that identifies something; 0 is not used"""


class ProcessingType(Enum):
    """Whether the peer needs more time."""

    Finished = "Finished"
    Ongoing = "Ongoing"
    Ongoing_WaitingForCustomerInteraction = "Ongoing_WaitingForCustomerInteraction"


PercentValueType = Annotated[int, Integer(0, 100)]
"""Percentage"""
IdentifierType = Annotated[str, Text(0, 255)]
"""Identifier"""
NameType = Annotated[str, Text(0, 80)]
"""Short text"""
DescriptionType = Annotated[str, Text(0, 160)]
"""Text for people"""
