"""What several DIN 70121 messages share."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Binary, Integer, Occurs, Record, Text
from v2xsdk.protocol.v2g.messages.namespaces import DIN_MSG_DATA_TYPES, DIN_MSG_DEF
from v2xsdk.protocol.v2g.messages.simple_types import Short


@DIN_MSG_DEF.element("BodyElement", abstract=True)
class BodyBaseType(Record, frozen=True, kw_only=True):
    """Base of all messages in a body."""


CertificateType = Annotated[bytes, Binary(False, 0, 1200)]
"""Certificate, DER"""


@DIN_MSG_DATA_TYPES.type
class SubCertificatesType(Record, frozen=True, kw_only=True):
    """Intermediate certificates, the issuer of the leaf first."""

    Certificate: Annotated[tuple[CertificateType, ...], Occurs(1, None)]
    """The certificates"""


@DIN_MSG_DATA_TYPES.type
class CertificateChainType(Record, frozen=True, kw_only=True):
    """A certificate with the intermediate ones up to, but without, the root."""

    Certificate: CertificateType
    """The certificate"""
    SubCertificates: SubCertificatesType | None = None
    """Intermediate certificates"""


UnitMultiplierType = Annotated[int, Integer(-3, 3)]
"""Power of ten"""


class UnitSymbolType(Enum):
    """Unit of a physical value."""

    h = "h"
    m = "m"
    s = "s"
    A = "A"
    Ah = "Ah"
    V = "V"
    VA = "VA"
    W = "W"
    W_s = "W/s"
    Wh = "Wh"


@DIN_MSG_DATA_TYPES.type
class PhysicalValueType(Record, frozen=True, kw_only=True):
    """A number with its unit: Value x 10^Multiplier."""

    Multiplier: UnitMultiplierType
    """Power of ten that Value is multiplied with"""
    Unit: UnitSymbolType | None = None
    """Unit"""
    Value: Short
    """Number before the multiplication"""


PercentValueType = Annotated[int, Integer(0, 100)]
"""Percentage"""


class EVSEProcessingType(Enum):
    """Whether the charger needs more time."""

    Finished = "Finished"
    Ongoing = "Ongoing"


SessionIDType = Annotated[bytes, Binary(True, 0, 8)]
"""Identifier of a session"""
EvseIDType = Annotated[bytes, Binary(True, 0, 32)]
"""Identifier of the charging point"""
ContractIDType = Annotated[str, Text(0, 24)]
"""Identifier of a contract"""
SAIDType = Short
"""Number of a schedule or tariff"""


class ResponseCodeType(Enum):
    """Outcome of a request; every ``FAILED`` ends the session."""

    OK = "OK"
    OK_NewSessionEstablished = "OK_NewSessionEstablished"
    OK_OldSessionJoined = "OK_OldSessionJoined"
    OK_CertificateExpiresSoon = "OK_CertificateExpiresSoon"
    FAILED = "FAILED"
    FAILED_SequenceError = "FAILED_SequenceError"
    FAILED_ServiceIDInvalid = "FAILED_ServiceIDInvalid"
    FAILED_UnknownSession = "FAILED_UnknownSession"
    FAILED_ServiceSelectionInvalid = "FAILED_ServiceSelectionInvalid"
    FAILED_PaymentSelectionInvalid = "FAILED_PaymentSelectionInvalid"
    FAILED_CertificateExpired = "FAILED_CertificateExpired"
    FAILED_SignatureError = "FAILED_SignatureError"
    FAILED_NoCertificateAvailable = "FAILED_NoCertificateAvailable"
    FAILED_CertChainError = "FAILED_CertChainError"
    FAILED_ChallengeInvalid = "FAILED_ChallengeInvalid"
    FAILED_ContractCanceled = "FAILED_ContractCanceled"
    FAILED_WrongChargeParameter = "FAILED_WrongChargeParameter"
    FAILED_PowerDeliveryNotApplied = "FAILED_PowerDeliveryNotApplied"
    FAILED_TariffSelectionInvalid = "FAILED_TariffSelectionInvalid"
    FAILED_ChargingProfileInvalid = "FAILED_ChargingProfileInvalid"
    FAILED_EVSEPresentVoltageToLow = "FAILED_EVSEPresentVoltageToLow"
    FAILED_MeteringSignatureNotValid = "FAILED_MeteringSignatureNotValid"
    FAILED_WrongEnergyTransferType = "FAILED_WrongEnergyTransferType"
