"""Energy transfer is switched on and off."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ONE_OF, Occurs, Record
from v2xsdk.protocol.v2g.messages.iso20.common.common import PowerScheduleEntryType
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import (
    EVSEStatusType,
    NumericIDType,
    ProcessingType,
    V2GRequestType,
    V2GResponseType,
)
from v2xsdk.protocol.v2g.messages.namespaces import COMMON_MESSAGES
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedLong


class ChargeProgressType(Enum):
    """?"""

    Start = "Start"
    Stop = "Stop"
    Standby = "Standby"
    ScheduleRenegotiation = "ScheduleRenegotiation"


@COMMON_MESSAGES.type
class Dynamic_EVPPTControlModeType(Record, frozen=True, kw_only=True):
    """?"""


class PowerToleranceAcceptanceType(Enum):
    """?"""

    PowerToleranceNotConfirmed = "PowerToleranceNotConfirmed"
    PowerToleranceConfirmed = "PowerToleranceConfirmed"


@COMMON_MESSAGES.type
class Scheduled_EVPPTControlModeType(Record, frozen=True, kw_only=True):
    """?"""

    SelectedScheduleTupleID: NumericIDType
    """?"""
    PowerToleranceAcceptance: PowerToleranceAcceptanceType | None = None
    """?"""


@COMMON_MESSAGES.type
class EVPowerProfileEntryListType(Record, frozen=True, kw_only=True):
    """?"""

    EVPowerProfileEntry: Annotated[tuple[PowerScheduleEntryType, ...], Occurs(1, 2048)]
    """?"""


@COMMON_MESSAGES.type
class EVPowerProfileType(Record, frozen=True, kw_only=True):
    """?"""

    TimeAnchor: UnsignedLong
    """?"""
    Dynamic_EVPPTControlMode: Annotated[Dynamic_EVPPTControlModeType | None, ONE_OF] = None
    """?"""
    Scheduled_EVPPTControlMode: Annotated[Scheduled_EVPPTControlModeType | None, ONE_OF] = None
    """?"""
    EVPowerProfileEntries: EVPowerProfileEntryListType
    """?"""


class ChannelSelectionType(Enum):
    """?"""

    Charge = "Charge"
    Discharge = "Discharge"


@COMMON_MESSAGES.element("PowerDeliveryReq")
class PowerDeliveryReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    EVProcessing: ProcessingType
    """?"""
    ChargeProgress: ChargeProgressType
    """?"""
    EVPowerProfile: EVPowerProfileType | None = None
    """?"""
    BPT_ChannelSelection: ChannelSelectionType | None = None
    """?"""


@COMMON_MESSAGES.element("PowerDeliveryRes")
class PowerDeliveryRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    EVSEStatus: EVSEStatusType | None = None
    """?"""
