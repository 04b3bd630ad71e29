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
    """What the vehicle wants."""

    Start = "Start"
    Stop = "Stop"
    Standby = "Standby"
    ScheduleRenegotiation = "ScheduleRenegotiation"


@COMMON_MESSAGES.type
class Dynamic_EVPPTControlModeType(Record, frozen=True, kw_only=True):
    """Dynamic control: no content."""


class PowerToleranceAcceptanceType(Enum):
    """Whether the vehicle keeps within the power tolerance."""

    PowerToleranceNotConfirmed = "PowerToleranceNotConfirmed"
    PowerToleranceConfirmed = "PowerToleranceConfirmed"


@COMMON_MESSAGES.type
class Scheduled_EVPPTControlModeType(Record, frozen=True, kw_only=True):
    """Scheduled control: the chosen schedule."""

    SelectedScheduleTupleID: NumericIDType
    """Number of the chosen schedule"""
    PowerToleranceAcceptance: PowerToleranceAcceptanceType | None = None
    """Whether the vehicle keeps within the power tolerance"""


@COMMON_MESSAGES.type
class EVPowerProfileEntryListType(Record, frozen=True, kw_only=True):
    """Entries of a power profile, one after the other."""

    EVPowerProfileEntry: Annotated[tuple[PowerScheduleEntryType, ...], Occurs(1, 2048)]
    """The entries"""


@COMMON_MESSAGES.type
class EVPowerProfileType(Record, frozen=True, kw_only=True):
    """The power the vehicle is going to take or give, over time."""

    TimeAnchor: UnsignedLong
    """Time to which the entries refer, s since 1970 UTC"""
    Dynamic_EVPPTControlMode: Annotated[Dynamic_EVPPTControlModeType | None, ONE_OF] = None
    """Dynamic control"""
    Scheduled_EVPPTControlMode: Annotated[Scheduled_EVPPTControlModeType | None, ONE_OF] = None
    """Scheduled control"""
    EVPowerProfileEntries: EVPowerProfileEntryListType
    """The entries"""


class ChannelSelectionType(Enum):
    """Direction of the energy transfer."""

    Charge = "Charge"
    Discharge = "Discharge"


@COMMON_MESSAGES.element("PowerDeliveryReq")
class PowerDeliveryReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: start or stop the energy transfer, or change the schedule."""

    EVProcessing: ProcessingType
    """Whether the vehicle needs more time"""
    ChargeProgress: ChargeProgressType
    """What the vehicle wants"""
    EVPowerProfile: EVPowerProfileType | None = None
    """Power the vehicle is going to take or give"""
    BPT_ChannelSelection: ChannelSelectionType | None = None
    """Direction of the energy transfer"""


@COMMON_MESSAGES.element("PowerDeliveryRes")
class PowerDeliveryRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: the energy transfer may start, or has ended."""

    EVSEStatus: EVSEStatusType | None = None
    """State of the charger"""
