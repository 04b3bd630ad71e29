"""What all charge loops have in common."""

from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import (
    EVSEStatusType,
    PercentValueType,
    RationalNumberType,
    V2GRequestType,
    V2GResponseType,
)
from v2xsdk.protocol.v2g.messages.iso20.common_types.metering import MeterInfoType, ReceiptType
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_TYPES
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedInt, UnsignedShort


@COMMON_TYPES.abstract
class ChargeParameterDiscoveryReqType(V2GRequestType, frozen=True, kw_only=True):
    """Request: what the vehicle needs and can take."""


@COMMON_TYPES.abstract
class ChargeParameterDiscoveryResType(V2GResponseType, frozen=True, kw_only=True):
    """Response: what the charger can give."""


@COMMON_TYPES.type
class DisplayParametersType(Record, frozen=True, kw_only=True):
    """State of the battery, for display only: never a basis for control."""

    PresentSOC: PercentValueType | None = None
    """State of charge, %"""
    MinimumSOC: PercentValueType | None = None
    """State of charge that is needed at least, %"""
    TargetSOC: PercentValueType | None = None
    """State of charge that is wanted, %"""
    MaximumSOC: PercentValueType | None = None
    """State of charge that is allowed at most, %"""
    RemainingTimeToMinimumSOC: UnsignedInt | None = None
    """Time until the least state of charge is reached, s"""
    RemainingTimeToTargetSOC: UnsignedInt | None = None
    """Time until the wanted state of charge is reached, s"""
    RemainingTimeToMaximumSOC: UnsignedInt | None = None
    """Time until the largest state of charge is reached, s"""
    ChargingComplete: bool | None = None
    """Charging is complete"""
    BatteryEnergyCapacity: RationalNumberType | None = None
    """Usable energy of the battery, Wh"""
    InletHot: bool | None = None
    """The inlet is hot and the power is reduced for it"""


@COMMON_TYPES.abstract
class ChargeLoopReqType(V2GRequestType, frozen=True, kw_only=True):
    """Base of the requests of all charge loops."""

    DisplayParameters: DisplayParametersType | None = None
    """State of the battery, for display"""
    MeterInfoRequested: bool
    """The vehicle wants a meter reading"""


@COMMON_TYPES.abstract
class ChargeLoopResType(V2GResponseType, frozen=True, kw_only=True):
    """Base of the responses of all charge loops."""

    EVSEStatus: EVSEStatusType | None = None
    """State of the charger"""
    MeterInfo: MeterInfoType | None = None
    """Reading of the meter"""
    Receipt: ReceiptType | None = None
    """What the session has cost so far"""


@COMMON_TYPES.element("CLReqControlMode", abstract=True)
class CLReqControlModeType(Record, frozen=True, kw_only=True):
    """Base of what a vehicle says in a charge loop."""


@COMMON_TYPES.element("CLResControlMode", abstract=True)
class CLResControlModeType(Record, frozen=True, kw_only=True):
    """Base of what a charger says in a charge loop."""


@COMMON_TYPES.abstract
class Scheduled_CLReqControlModeType(CLReqControlModeType, frozen=True, kw_only=True):
    """Scheduled control: what the vehicle says of its energy needs."""

    EVTargetEnergyRequest: RationalNumberType | None = None
    """Energy until the target; negative to give it back, Wh"""
    EVMaximumEnergyRequest: RationalNumberType | None = None
    """Energy until the largest state of charge; negative if that is exceeded, Wh"""
    EVMinimumEnergyRequest: RationalNumberType | None = None
    """Energy until the least state of charge; negative if there is more, Wh"""


@COMMON_TYPES.abstract
class Scheduled_CLResControlModeType(CLResControlModeType, frozen=True, kw_only=True):
    """Scheduled control: base of what the charger says."""


@COMMON_TYPES.abstract
class Dynamic_CLReqControlModeType(CLReqControlModeType, frozen=True, kw_only=True):
    """Dynamic control: what the vehicle says of its energy needs."""

    DepartureTime: UnsignedInt | None = None
    """Time until departure, s"""
    EVTargetEnergyRequest: RationalNumberType
    """Energy until the target; negative to give it back, Wh"""
    EVMaximumEnergyRequest: RationalNumberType
    """Energy until the largest state of charge; negative if that is exceeded, Wh"""
    EVMinimumEnergyRequest: RationalNumberType
    """Energy until the least state of charge; negative if there is more, Wh"""


@COMMON_TYPES.abstract
class Dynamic_CLResControlModeType(CLResControlModeType, frozen=True, kw_only=True):
    """Dynamic control: when to leave and with which state of charge."""

    DepartureTime: UnsignedInt | None = None
    """Time until departure, s"""
    MinimumSOC: PercentValueType | None = None
    """State of charge that is needed at least, %"""
    TargetSOC: PercentValueType | None = None
    """State of charge that is wanted, %"""
    AckMaxDelay: UnsignedShort | None = None
    """Time until the vehicle must have acknowledged a change, s"""
