"""The energy transfer loop."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, Binary, Record, Text
from v2xsdk.protocol.v2g.messages.din.common import (
    BodyBaseType,
    EvseIDType,
    PhysicalValueType,
    ResponseCodeType,
    SAIDType,
    SessionIDType,
)
from v2xsdk.protocol.v2g.messages.din.status import AC_EVSEStatusType, DC_EVSEStatusType, DC_EVStatusType
from v2xsdk.protocol.v2g.messages.namespaces import DIN_MSG_BODY, DIN_MSG_DATA_TYPES, DIN_MSG_DEF
from v2xsdk.protocol.v2g.messages.simple_types import Long, Short


@DIN_MSG_BODY.element("ChargingStatusReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ChargingStatusReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""


MeterIDType = Annotated[str, Text(0, 32)]
"""?"""
SigMeterReadingType = Annotated[bytes, Binary(False, 0, 32)]
"""?"""
MeterStatusType = Short
"""?"""


@DIN_MSG_DATA_TYPES.type
class MeterInfoType(Record, frozen=True, kw_only=True):
    """?"""

    MeterID: MeterIDType
    """?"""
    MeterReading: PhysicalValueType | None = None
    """?"""
    SigMeterReading: SigMeterReadingType | None = None
    """?"""
    MeterStatus: MeterStatusType | None = None
    """?"""
    TMeter: Long | None = None
    """?"""


@DIN_MSG_BODY.element("ChargingStatusRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
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
    ReceiptRequired: bool
    """?"""
    AC_EVSEStatus: AC_EVSEStatusType
    """?"""


@DIN_MSG_BODY.element("MeteringReceiptReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
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


@DIN_MSG_BODY.element("MeteringReceiptRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class MeteringReceiptRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    AC_EVSEStatus: AC_EVSEStatusType
    """?"""


@DIN_MSG_BODY.element("CurrentDemandReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
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


@DIN_MSG_BODY.element("CurrentDemandRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
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
