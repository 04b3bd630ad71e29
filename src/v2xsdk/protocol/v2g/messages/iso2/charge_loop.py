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
"""Identifier of a meter"""
SigMeterReadingType = Annotated[bytes, Binary(False, 0, 64)]
"""Signature of the meter over its reading"""
MeterStatusType = Short
"""State of the meter, of its maker's choice"""


@ISO2_MSG_DATA_TYPES.type
class MeterInfoType(Record, frozen=True, kw_only=True):
    """A reading of the charger's meter."""

    MeterID: MeterIDType
    """Identifier of the meter"""
    MeterReading: UnsignedLong | None = None
    """Energy, Wh"""
    SigMeterReading: SigMeterReadingType | None = None
    """Signature of the meter"""
    MeterStatus: MeterStatusType | None = None
    """State of the meter"""
    TMeter: Long | None = None
    """Time of the reading, s since 1970 UTC"""


@ISO2_MSG_BODY.element("MeteringReceiptReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class MeteringReceiptReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: the meter reading, signed by the vehicle."""

    Id: Annotated[str | None, ATTRIBUTE] = None
    """Identifier that a signature refers to"""
    SessionID: SessionIDType
    """Identifier of the session; all zero in a request for a new one"""
    SAScheduleTupleID: SAIDType | None = None
    """Number of the schedule"""
    MeterInfo: MeterInfoType
    """Reading of the meter"""


@ISO2_MSG_BODY.element("MeteringReceiptRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class MeteringReceiptRes(BodyBaseType, frozen=True, kw_only=True):
    """Response to a signed meter reading."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    EVSEStatus: Annotated[AC_EVSEStatusType | DC_EVSEStatusType, Ref(ISO2_MSG_DATA_TYPES)]
    """State of the charger"""


@ISO2_MSG_BODY.element("ChargingStatusReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class ChargingStatusReq(BodyBaseType, frozen=True, kw_only=True):
    """Request of the AC charge loop: no content."""


@ISO2_MSG_BODY.element("ChargingStatusRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class ChargingStatusRes(BodyBaseType, frozen=True, kw_only=True):
    """Response of the AC charge loop."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    EVSEID: EvseIDType
    """Identifier of the charging point"""
    SAScheduleTupleID: SAIDType
    """Number of the schedule"""
    EVSEMaxCurrent: PhysicalValueType | None = None
    """Largest current of a phase, A"""
    MeterInfo: MeterInfoType | None = None
    """Reading of the meter"""
    ReceiptRequired: bool | None = None
    """The vehicle must sign the reading"""
    AC_EVSEStatus: AC_EVSEStatusType
    """State of the charger"""


@ISO2_MSG_BODY.element("CurrentDemandReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class CurrentDemandReq(BodyBaseType, frozen=True, kw_only=True):
    """Request of the DC charge loop: the current and voltage the vehicle wants now."""

    DC_EVStatus: DC_EVStatusType
    """State of the vehicle"""
    EVTargetCurrent: PhysicalValueType
    """Current the vehicle wants, A"""
    EVMaximumVoltageLimit: PhysicalValueType | None = None
    """Largest voltage, V"""
    EVMaximumCurrentLimit: PhysicalValueType | None = None
    """Largest current, A"""
    EVMaximumPowerLimit: PhysicalValueType | None = None
    """Largest power, W"""
    BulkChargingComplete: bool | None = None
    """Fast charging is complete"""
    ChargingComplete: bool
    """Charging is complete"""
    RemainingTimeToFullSoC: PhysicalValueType | None = None
    """Time until the battery is full, s"""
    RemainingTimeToBulkSoC: PhysicalValueType | None = None
    """Time until fast charging ends, s"""
    EVTargetVoltage: PhysicalValueType
    """Voltage the vehicle wants, V"""


@ISO2_MSG_BODY.element("CurrentDemandRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class CurrentDemandRes(BodyBaseType, frozen=True, kw_only=True):
    """Response of the DC charge loop: what the charger delivers."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    DC_EVSEStatus: DC_EVSEStatusType
    """State of the charger"""
    EVSEPresentVoltage: PhysicalValueType
    """Voltage at the output, V"""
    EVSEPresentCurrent: PhysicalValueType
    """Current at the output, A"""
    EVSECurrentLimitAchieved: bool
    """The charger is at its current limit"""
    EVSEVoltageLimitAchieved: bool
    """The charger is at its voltage limit"""
    EVSEPowerLimitAchieved: bool
    """The charger is at its power limit"""
    EVSEMaximumVoltageLimit: PhysicalValueType | None = None
    """Largest voltage, V"""
    EVSEMaximumCurrentLimit: PhysicalValueType | None = None
    """Largest current, A"""
    EVSEMaximumPowerLimit: PhysicalValueType | None = None
    """Largest power, W"""
    EVSEID: EvseIDType
    """Identifier of the charging point"""
    SAScheduleTupleID: SAIDType
    """Number of the schedule"""
    MeterInfo: MeterInfoType | None = None
    """Reading of the meter"""
    ReceiptRequired: bool | None = None
    """The vehicle must sign the reading"""
