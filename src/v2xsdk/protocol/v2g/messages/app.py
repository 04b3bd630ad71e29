"""The supported application protocol handshake (ISO 15118-2, clause 8.2; ISO 15118-20, clause 8.2)."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Integer, Occurs, Record, Text
from v2xsdk.protocol.v2g.messages.namespaces import APP_PROTOCOL
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedByte, UnsignedInt

ProtocolNamespaceType = Annotated[str, Text(0, 100)]
"""?"""
IdType = UnsignedByte
"""?"""
PriorityType = Annotated[int, Integer(1, 20)]
"""?"""


@APP_PROTOCOL.type
class AppProtocolType(Record, frozen=True, kw_only=True):
    """?"""

    ProtocolNamespace: ProtocolNamespaceType
    """?"""
    VersionNumberMajor: UnsignedInt
    """?"""
    VersionNumberMinor: UnsignedInt
    """?"""
    SchemaID: IdType
    """?"""
    Priority: PriorityType
    """?"""


@APP_PROTOCOL.element("supportedAppProtocolReq")
class SupportedAppProtocolReq(Record, frozen=True, kw_only=True):
    """?"""

    AppProtocol: Annotated[tuple[AppProtocolType, ...], Occurs(1, 20)]
    """?"""


class ResponseCodeType(Enum):
    """?"""

    OK_SuccessfulNegotiation = "OK_SuccessfulNegotiation"
    OK_SuccessfulNegotiationWithMinorDeviation = "OK_SuccessfulNegotiationWithMinorDeviation"
    Failed_NoNegotiation = "Failed_NoNegotiation"


@APP_PROTOCOL.element("supportedAppProtocolRes")
class SupportedAppProtocolRes(Record, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    SchemaID: IdType | None = None
    """?"""
