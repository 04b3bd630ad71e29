"""The frame around every message."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Record, Ref, Text
from v2xsdk.protocol.v2g.messages.iso2.authorization import (
    AuthorizationReq,
    AuthorizationRes,
    PaymentDetailsReq,
    PaymentDetailsRes,
)
from v2xsdk.protocol.v2g.messages.iso2.certificates import (
    CertificateInstallationReq,
    CertificateInstallationRes,
    CertificateUpdateReq,
    CertificateUpdateRes,
)
from v2xsdk.protocol.v2g.messages.iso2.charge_loop import (
    ChargingStatusReq,
    ChargingStatusRes,
    CurrentDemandReq,
    CurrentDemandRes,
    MeteringReceiptReq,
    MeteringReceiptRes,
)
from v2xsdk.protocol.v2g.messages.iso2.charge_parameters import (
    ChargeParameterDiscoveryReq,
    ChargeParameterDiscoveryRes,
)
from v2xsdk.protocol.v2g.messages.iso2.common import SessionIDType
from v2xsdk.protocol.v2g.messages.iso2.direct_current import (
    CableCheckReq,
    CableCheckRes,
    PreChargeReq,
    PreChargeRes,
    WeldingDetectionReq,
    WeldingDetectionRes,
)
from v2xsdk.protocol.v2g.messages.iso2.power_delivery import PowerDeliveryReq, PowerDeliveryRes
from v2xsdk.protocol.v2g.messages.iso2.service import (
    PaymentServiceSelectionReq,
    PaymentServiceSelectionRes,
    ServiceDetailReq,
    ServiceDetailRes,
    ServiceDiscoveryReq,
    ServiceDiscoveryRes,
)
from v2xsdk.protocol.v2g.messages.iso2.session import (
    SessionSetupReq,
    SessionSetupRes,
    SessionStopReq,
    SessionStopRes,
)
from v2xsdk.protocol.v2g.messages.namespaces import (
    ISO2_MSG_BODY,
    ISO2_MSG_DATA_TYPES,
    ISO2_MSG_DEF,
    ISO2_MSG_HEADER,
    XMLDSIG,
)
from v2xsdk.protocol.v2g.messages.xmldsig.signature import SignatureType


class FaultCodeType(Enum):
    """Why a message could not be processed."""

    ParsingError = "ParsingError"
    NoTLSRootCertificatAvailable = "NoTLSRootCertificatAvailable"
    UnknownError = "UnknownError"


FaultMsgType = Annotated[str, Text(0, 64)]
"""Explanation of a fault"""


@ISO2_MSG_DATA_TYPES.type
class NotificationType(Record, frozen=True, kw_only=True):
    """A fault that is reported in a header."""

    FaultCode: FaultCodeType
    """Kind of the fault"""
    FaultMsg: FaultMsgType | None = None
    """Explanation of the fault"""


@ISO2_MSG_HEADER.type
class MessageHeaderType(Record, frozen=True, kw_only=True):
    """What every message begins with."""

    SessionID: SessionIDType
    """Identifier of the session; all zero in a request for a new one"""
    Notification: NotificationType | None = None
    """A fault of the sender"""
    Signature: Annotated[SignatureType | None, Ref(XMLDSIG)] = None
    """Signature over parts of the body"""


@ISO2_MSG_BODY.type
class BodyType(Record, frozen=True, kw_only=True):
    """What the message is about."""

    BodyElement: Annotated[
        SessionSetupReq
        | SessionSetupRes
        | ServiceDiscoveryReq
        | ServiceDiscoveryRes
        | ServiceDetailReq
        | ServiceDetailRes
        | PaymentServiceSelectionReq
        | PaymentServiceSelectionRes
        | PaymentDetailsReq
        | PaymentDetailsRes
        | AuthorizationReq
        | AuthorizationRes
        | ChargeParameterDiscoveryReq
        | ChargeParameterDiscoveryRes
        | PowerDeliveryReq
        | PowerDeliveryRes
        | MeteringReceiptReq
        | MeteringReceiptRes
        | SessionStopReq
        | SessionStopRes
        | CertificateUpdateReq
        | CertificateUpdateRes
        | CertificateInstallationReq
        | CertificateInstallationRes
        | ChargingStatusReq
        | ChargingStatusRes
        | CableCheckReq
        | CableCheckRes
        | PreChargeReq
        | PreChargeRes
        | CurrentDemandReq
        | CurrentDemandRes
        | WeldingDetectionReq
        | WeldingDetectionRes
        | None,
        Ref(ISO2_MSG_BODY),
    ] = None
    """The request or response; none in an empty message"""


@ISO2_MSG_DEF.element("V2G_Message")
class V2G_Message(Record, frozen=True, kw_only=True):
    """One message: header and body."""

    Header: MessageHeaderType
    """Session and signature"""
    Body: BodyType
    """Request or response"""
