"""Metering confirmation."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, ONE_OF, Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import (
    NumericIDType,
    SessionIDType,
    V2GRequestType,
    V2GResponseType,
)
from v2xsdk.protocol.v2g.messages.iso20.common_types.metering import MeterInfoType, ReceiptType
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_MESSAGES


@COMMON_MESSAGES.type
class Dynamic_SMDTControlModeType(Record, frozen=True, kw_only=True):
    """Dynamic control: no content."""


@COMMON_MESSAGES.type
class Scheduled_SMDTControlModeType(Record, frozen=True, kw_only=True):
    """Scheduled control: the chosen schedule."""

    SelectedScheduleTupleID: NumericIDType
    """Number of the chosen schedule"""


@COMMON_MESSAGES.element("SignedMeteringData")
class SignedMeteringDataType(Record, frozen=True, kw_only=True):
    """Meter reading and receipt, signed."""

    Id: Annotated[str, ATTRIBUTE]
    """Identifier that a signature refers to"""
    SessionID: SessionIDType
    """Identifier of the session; all zero in a request for a new one"""
    MeterInfo: MeterInfoType
    """Reading of the meter"""
    Receipt: ReceiptType | None = None
    """What the session has cost so far"""
    Dynamic_SMDTControlMode: Annotated[Dynamic_SMDTControlModeType | None, ONE_OF] = None
    """Dynamic control"""
    Scheduled_SMDTControlMode: Annotated[Scheduled_SMDTControlModeType | None, ONE_OF] = None
    """Scheduled control"""


@COMMON_MESSAGES.element("MeteringConfirmationReq")
class MeteringConfirmationReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: the meter reading, signed by the vehicle."""

    SignedMeteringData: SignedMeteringDataType
    """The signed reading"""


@COMMON_MESSAGES.element("MeteringConfirmationRes")
class MeteringConfirmationRes(V2GResponseType, frozen=True, kw_only=True):
    """Response to a signed meter reading."""
