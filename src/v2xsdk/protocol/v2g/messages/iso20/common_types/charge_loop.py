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
    """?"""


@COMMON_TYPES.abstract
class ChargeParameterDiscoveryResType(V2GResponseType, frozen=True, kw_only=True):
    """?"""


@COMMON_TYPES.type
class DisplayParametersType(Record, frozen=True, kw_only=True):
    """?"""

    PresentSOC: PercentValueType | None = None
    """?"""
    MinimumSOC: PercentValueType | None = None
    """?"""
    TargetSOC: PercentValueType | None = None
    """?"""
    MaximumSOC: PercentValueType | None = None
    """?"""
    RemainingTimeToMinimumSOC: UnsignedInt | None = None
    """?"""
    RemainingTimeToTargetSOC: UnsignedInt | None = None
    """?"""
    RemainingTimeToMaximumSOC: UnsignedInt | None = None
    """?"""
    ChargingComplete: bool | None = None
    """?"""
    BatteryEnergyCapacity: RationalNumberType | None = None
    """?"""
    InletHot: bool | None = None
    """?"""


@COMMON_TYPES.abstract
class ChargeLoopReqType(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    DisplayParameters: DisplayParametersType | None = None
    """?"""
    MeterInfoRequested: bool
    """?"""


@COMMON_TYPES.abstract
class ChargeLoopResType(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    EVSEStatus: EVSEStatusType | None = None
    """?"""
    MeterInfo: MeterInfoType | None = None
    """?"""
    Receipt: ReceiptType | None = None
    """?"""


@COMMON_TYPES.element("CLReqControlMode", abstract=True)
class CLReqControlModeType(Record, frozen=True, kw_only=True):
    """?"""


@COMMON_TYPES.element("CLResControlMode", abstract=True)
class CLResControlModeType(Record, frozen=True, kw_only=True):
    """?"""


@COMMON_TYPES.abstract
class Scheduled_CLReqControlModeType(CLReqControlModeType, frozen=True, kw_only=True):
    """?"""

    EVTargetEnergyRequest: RationalNumberType | None = None
    """?"""
    EVMaximumEnergyRequest: RationalNumberType | None = None
    """?"""
    EVMinimumEnergyRequest: RationalNumberType | None = None
    """?"""


@COMMON_TYPES.abstract
class Scheduled_CLResControlModeType(CLResControlModeType, frozen=True, kw_only=True):
    """?"""


@COMMON_TYPES.abstract
class Dynamic_CLReqControlModeType(CLReqControlModeType, frozen=True, kw_only=True):
    """?"""

    DepartureTime: UnsignedInt | None = None
    """?"""
    EVTargetEnergyRequest: RationalNumberType
    """?"""
    EVMaximumEnergyRequest: RationalNumberType
    """?"""
    EVMinimumEnergyRequest: RationalNumberType
    """?"""


@COMMON_TYPES.abstract
class Dynamic_CLResControlModeType(CLResControlModeType, frozen=True, kw_only=True):
    """?"""

    DepartureTime: UnsignedInt | None = None
    """?"""
    MinimumSOC: PercentValueType | None = None
    """?"""
    TargetSOC: PercentValueType | None = None
    """?"""
    AckMaxDelay: UnsignedShort | None = None
    """?"""
