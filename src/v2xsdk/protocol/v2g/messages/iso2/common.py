"""What several ISO 15118-2 messages share."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, Binary, Integer, Occurs, Record, Text
from v2xsdk.protocol.v2g.messages.namespaces import ISO2_MSG_BODY, ISO2_MSG_DATA_TYPES
from v2xsdk.protocol.v2g.messages.simple_types import Short


@ISO2_MSG_BODY.element("BodyElement", abstract=True)
class BodyBaseType(Record, frozen=True, kw_only=True):
    """Base of all messages in a body."""


CertificateType = Annotated[bytes, Binary(False, 0, 800)]
"""Certificate, DER"""


@ISO2_MSG_DATA_TYPES.type
class SubCertificatesType(Record, frozen=True, kw_only=True):
    """Intermediate certificates, the issuer of the leaf first."""

    Certificate: Annotated[tuple[CertificateType, ...], Occurs(1, 4)]
    """The certificates"""


@ISO2_MSG_DATA_TYPES.type
class CertificateChainType(Record, frozen=True, kw_only=True):
    """A certificate with the intermediate ones up to, but without, the root."""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier that a signature refers to"""
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
    V = "V"
    W = "W"
    Wh = "Wh"


@ISO2_MSG_DATA_TYPES.type
class PhysicalValueType(Record, frozen=True, kw_only=True):
    """A number with its unit: Value x 10^Multiplier."""

    Multiplier: UnitMultiplierType
    """Power of ten that Value is multiplied with"""
    Unit: UnitSymbolType
    """Unit"""
    Value: Short
    """Number before the multiplication"""


PercentValueType = Annotated[int, Integer(0, 100)]
"""Percentage"""


class EVSEProcessingType(Enum):
    """Whether the charger needs more time."""

    Finished = "Finished"
    Ongoing = "Ongoing"
    Ongoing_WaitingForCustomerInteraction = "Ongoing_WaitingForCustomerInteraction"


class EnergyTransferModeType(Enum):
    """A way to transfer energy: AC or DC, phases, connector."""

    AC_single_phase_core = "AC_single_phase_core"
    AC_three_phase_core = "AC_three_phase_core"
    DC_core = "DC_core"
    DC_extended = "DC_extended"
    DC_combo_core = "DC_combo_core"
    DC_unique = "DC_unique"


SessionIDType = Annotated[bytes, Binary(True, 0, 8)]
"""Identifier of a session"""
EvseIDType = Annotated[str, Text(7, 37)]
"""Identifier of the charging point"""
EmaidType = Annotated[str, Text(14, 15)]
"""Identifier of a contract"""
SAIDType = Annotated[int, Integer(1, 255)]
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
    FAILED_MeteringSignatureNotValid = "FAILED_MeteringSignatureNotValid"
    FAILED_NoChargeServiceSelected = "FAILED_NoChargeServiceSelected"
    FAILED_WrongEnergyTransferMode = "FAILED_WrongEnergyTransferMode"
    FAILED_ContactorError = "FAILED_ContactorError"
    FAILED_CertificateNotAllowedAtThisEVSE = "FAILED_CertificateNotAllowedAtThisEVSE"
    FAILED_CertificateRevoked = "FAILED_CertificateRevoked"
