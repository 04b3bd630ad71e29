"""The energy transfer loop."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, Binary, Record, Ref, Text
from v2xsdk.protocol.v2g.messages.iso2.common import (
    BodyBaseType,
    EvseIDType,
    PhysicalValueType,
    ResponseCodeType,
    SAIDType,
    SessionIDType,
)
from v2xsdk.protocol.v2g.messages.iso2.status import AC_EVSEStatusType, DC_EVSEStatusType, DC_EVStatusType
from v2xsdk.protocol.v2g.messages.namespaces import ISO2_MSG_BODY, ISO2_MSG_DATA_TYPES
from v2xsdk.protocol.v2g.messages.simple_types import Long, Short, UnsignedLong

MeterIDType = Annotated[str, Text(0, 32)]
"""?"""
SigMeterReadingType = Annotated[bytes, Binary(False, 0, 64)]
"""?"""
MeterStatusType = Short
"""?"""


@ISO2_MSG_DATA_TYPES.type
class MeterInfoType(Record, frozen=True, kw_only=True):
    """?"""

    MeterID: MeterIDType
    """?"""
    MeterReading: UnsignedLong | None = None
    """?"""
    SigMeterReading: SigMeterReadingType | None = None
    """?"""
    MeterStatus: MeterStatusType | None = None
    """?"""
    TMeter: Long | None = None
    """?"""


@ISO2_MSG_BODY.element("MeteringReceiptReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class MeteringReceiptReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """?"""
    SessionID: SessionIDType
    """?"""
    SAScheduleTupleID: SAIDType | None = None
    """?"""
    MeterInfo: MeterInfoType
    """?"""


@ISO2_MSG_BODY.element("MeteringReceiptRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class MeteringReceiptRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    EVSEStatus: Annotated[AC_EVSEStatusType | DC_EVSEStatusType, Ref(ISO2_MSG_DATA_TYPES)]
    """?"""


@ISO2_MSG_BODY.element("ChargingStatusReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class ChargingStatusReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""


@ISO2_MSG_BODY.element("ChargingStatusRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class ChargingStatusRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    EVSEID: EvseIDType
    """?"""
    SAScheduleTupleID: SAIDType
    """?"""
    EVSEMaxCurrent: PhysicalValueType | None = None
    """?"""
    MeterInfo: MeterInfoType | None = None
    """?"""
    ReceiptRequired: bool | None = None
    """?"""
    AC_EVSEStatus: AC_EVSEStatusType
    """?"""


@ISO2_MSG_BODY.element("CurrentDemandReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class CurrentDemandReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    DC_EVStatus: DC_EVStatusType
    """?"""
    EVTargetCurrent: PhysicalValueType
    """?"""
    EVMaximumVoltageLimit: PhysicalValueType | None = None
    """?"""
    EVMaximumCurrentLimit: PhysicalValueType | None = None
    """?"""
    EVMaximumPowerLimit: PhysicalValueType | None = None
    """?"""
    BulkChargingComplete: bool | None = None
    """?"""
    ChargingComplete: bool
    """?"""
    RemainingTimeToFullSoC: PhysicalValueType | None = None
    """?"""
    RemainingTimeToBulkSoC: PhysicalValueType | None = None
    """?"""
    EVTargetVoltage: PhysicalValueType
    """?"""


@ISO2_MSG_BODY.element("CurrentDemandRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class CurrentDemandRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    DC_EVSEStatus: DC_EVSEStatusType
    """?"""
    EVSEPresentVoltage: PhysicalValueType
    """?"""
    EVSEPresentCurrent: PhysicalValueType
    """?"""
    EVSECurrentLimitAchieved: bool
    """?"""
    EVSEVoltageLimitAchieved: bool
    """?"""
    EVSEPowerLimitAchieved: bool
    """?"""
    EVSEMaximumVoltageLimit: PhysicalValueType | None = None
    """?"""
    EVSEMaximumCurrentLimit: PhysicalValueType | None = None
    """?"""
    EVSEMaximumPowerLimit: PhysicalValueType | None = None
    """?"""
    EVSEID: EvseIDType
    """?"""
    SAScheduleTupleID: SAIDType
    """?"""
    MeterInfo: MeterInfoType | None = None
    """?"""
    ReceiptRequired: bool | None = None
    """?"""
