"""The frame around every message."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Record, Ref, Text
from v2xsdk.protocol.v2g.messages.din.authorization import (
    ContractAuthenticationReq,
    ContractAuthenticationRes,
    PaymentDetailsReq,
    PaymentDetailsRes,
)
from v2xsdk.protocol.v2g.messages.din.certificates import (
    CertificateInstallationReq,
    CertificateInstallationRes,
    CertificateUpdateReq,
    CertificateUpdateRes,
)
from v2xsdk.protocol.v2g.messages.din.charge_loop import (
    ChargingStatusReq,
    ChargingStatusRes,
    CurrentDemandReq,
    CurrentDemandRes,
    MeteringReceiptReq,
    MeteringReceiptRes,
)
from v2xsdk.protocol.v2g.messages.din.charge_parameters import (
    ChargeParameterDiscoveryReq,
    ChargeParameterDiscoveryRes,
)
from v2xsdk.protocol.v2g.messages.din.common import SessionIDType
from v2xsdk.protocol.v2g.messages.din.direct_current import (
    CableCheckReq,
    CableCheckRes,
    PreChargeReq,
    PreChargeRes,
    WeldingDetectionReq,
    WeldingDetectionRes,
)
from v2xsdk.protocol.v2g.messages.din.power_delivery import PowerDeliveryReq, PowerDeliveryRes
from v2xsdk.protocol.v2g.messages.din.service import (
    ServiceDetailReq,
    ServiceDetailRes,
    ServiceDiscoveryReq,
    ServiceDiscoveryRes,
    ServicePaymentSelectionReq,
    ServicePaymentSelectionRes,
)
from v2xsdk.protocol.v2g.messages.din.session import (
    SessionSetupReq,
    SessionSetupRes,
    SessionStopReq,
    SessionStopRes,
)
from v2xsdk.protocol.v2g.messages.namespaces import DIN_MSG_DATA_TYPES, DIN_MSG_DEF, DIN_MSG_HEADER, XMLDSIG
from v2xsdk.protocol.v2g.messages.xmldsig.signature import SignatureType


@DIN_MSG_DEF.type
class BodyType(Record, frozen=True, kw_only=True):
    """What the message is about."""

    BodyElement: Annotated[
        SessionSetupReq
        | SessionSetupRes
        | ServiceDiscoveryReq
        | ServiceDiscoveryRes
        | ServiceDetailReq
        | ServiceDetailRes
        | ServicePaymentSelectionReq
        | ServicePaymentSelectionRes
        | PaymentDetailsReq
        | PaymentDetailsRes
        | ContractAuthenticationReq
        | ContractAuthenticationRes
        | ChargeParameterDiscoveryReq
        | ChargeParameterDiscoveryRes
        | PowerDeliveryReq
        | PowerDeliveryRes
        | ChargingStatusReq
        | ChargingStatusRes
        | MeteringReceiptReq
        | MeteringReceiptRes
        | SessionStopReq
        | SessionStopRes
        | CertificateUpdateReq
        | CertificateUpdateRes
        | CertificateInstallationReq
        | CertificateInstallationRes
        | CableCheckReq
        | CableCheckRes
        | PreChargeReq
        | PreChargeRes
        | CurrentDemandReq
        | CurrentDemandRes
        | WeldingDetectionReq
        | WeldingDetectionRes
        | None,
        Ref(DIN_MSG_DEF),
    ] = None
    """The request or response; none in an empty message"""


class FaultCodeType(Enum):
    """Why a message could not be processed."""

    ParsingError = "ParsingError"
    NoTLSRootCertificatAvailable = "NoTLSRootCertificatAvailable"
    UnknownError = "UnknownError"


FaultMsgType = Annotated[str, Text(0, 64)]
"""Explanation of a fault"""


@DIN_MSG_DATA_TYPES.type
class NotificationType(Record, frozen=True, kw_only=True):
    """A fault that is reported in a header."""

    FaultCode: FaultCodeType
    """Kind of the fault"""
    FaultMsg: FaultMsgType | None = None
    """Explanation of the fault"""


@DIN_MSG_HEADER.type
class MessageHeaderType(Record, frozen=True, kw_only=True):
    """What every message begins with."""

    SessionID: SessionIDType
    """Identifier of the session; all zero in a request for a new one"""
    Notification: NotificationType | None = None
    """A fault of the sender"""
    Signature: Annotated[SignatureType | None, Ref(XMLDSIG)] = None
    """Signature over parts of the body"""


@DIN_MSG_DEF.element("V2G_Message")
class V2G_Message(Record, frozen=True, kw_only=True):
    """One message: header and body."""

    Header: MessageHeaderType
    """Session and signature"""
    Body: BodyType
    """Request or response"""
