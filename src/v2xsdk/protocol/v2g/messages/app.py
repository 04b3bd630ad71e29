"""The supported application protocol handshake (ISO 15118-2, clause 8.2; ISO 15118-20, clause 8.2)."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Integer, Occurs, Record, Text
from v2xsdk.protocol.v2g.messages.namespaces import APP_PROTOCOL
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedByte, UnsignedInt

ProtocolNamespaceType = Annotated[str, Text(0, 100)]
"""URI of the schema of a protocol"""
IdType = UnsignedByte
"""Number of a protocol within the request"""
PriorityType = Annotated[int, Integer(1, 20)]
"""1 is the highest priority, 20 the lowest"""


@APP_PROTOCOL.type
class AppProtocolType(Record, frozen=True, kw_only=True):
    """One protocol the vehicle speaks."""

    ProtocolNamespace: ProtocolNamespaceType
    """URI of the protocol's schema"""
    VersionNumberMajor: UnsignedInt
    """Major version; must be equal on both sides"""
    VersionNumberMinor: UnsignedInt
    """Minor version"""
    SchemaID: IdType
    """Number by which the response names the protocol"""
    Priority: PriorityType
    """1 is the highest priority"""


@APP_PROTOCOL.element("supportedAppProtocolReq")
class SupportedAppProtocolReq(Record, frozen=True, kw_only=True):
    """Request: the protocols the vehicle speaks, each with its priority."""

    AppProtocol: Annotated[tuple[AppProtocolType, ...], Occurs(1, 20)]
    """Protocols of the vehicle"""


class ResponseCodeType(Enum):
    """Outcome of a request; every ``FAILED`` ends the session."""

    OK_SuccessfulNegotiation = "OK_SuccessfulNegotiation"
    OK_SuccessfulNegotiationWithMinorDeviation = "OK_SuccessfulNegotiationWithMinorDeviation"
    Failed_NoNegotiation = "Failed_NoNegotiation"


@APP_PROTOCOL.element("supportedAppProtocolRes")
class SupportedAppProtocolRes(Record, frozen=True, kw_only=True):
    """Response: the protocol the charger has chosen."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    SchemaID: IdType | None = None
    """Number by which the response names the protocol"""
