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
    """?"""


@COMMON_MESSAGES.type
class Scheduled_SMDTControlModeType(Record, frozen=True, kw_only=True):
    """?"""

    SelectedScheduleTupleID: NumericIDType
    """?"""


@COMMON_MESSAGES.element("SignedMeteringData")
class SignedMeteringDataType(Record, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str, ATTRIBUTE]
    """?"""
    SessionID: SessionIDType
    """?"""
    MeterInfo: MeterInfoType
    """?"""
    Receipt: ReceiptType | None = None
    """?"""
    Dynamic_SMDTControlMode: Annotated[Dynamic_SMDTControlModeType | None, ONE_OF] = None
    """?"""
    Scheduled_SMDTControlMode: Annotated[Scheduled_SMDTControlModeType | None, ONE_OF] = None
    """?"""


@COMMON_MESSAGES.element("MeteringConfirmationReq")
class MeteringConfirmationReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    SignedMeteringData: SignedMeteringDataType
    """?"""


@COMMON_MESSAGES.element("MeteringConfirmationRes")
class MeteringConfirmationRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""
