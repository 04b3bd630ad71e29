"""Fine positioning of the vehicle over the primary device."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Occurs, Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import (
    ProcessingType,
    V2GRequestType,
    V2GResponseType,
)
from v2xsdk.protocol.v2g.messages.iso20.wpt.common import WPT_DataContainerType, WPT_EVResultType
from v2xsdk.protocol.v2g.messages.iso20.wpt.low_frequency import (
    WPT_LF_DataPackageListType,
    WPT_LF_SystemSetupDataType,
)
from v2xsdk.protocol.v2g.messages.namespaces import WPT
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedShort


class WPT_FinePositioningMethodType(Enum):
    """A way to find the position."""

    Manual = "Manual"
    LF_TxEV = "LF_TxEV"
    LF_TxPrimaryDevice = "LF_TxPrimaryDevice"
    LPE = "LPE"
    Proprietary = "Proprietary"


@WPT.type
class WPT_FinePositioningMethodListType(Record, frozen=True, kw_only=True):
    """Ways to find the position."""

    WPT_FinePositioningMethod: Annotated[tuple[WPT_FinePositioningMethodType, ...], Occurs(1, 8)]
    """The ways"""


class WPT_PairingMethodType(Enum):
    """A way to make sure that radio and coil belong to each other."""

    External_confirmation = "External confirmation"
    LPE = "LPE"
    LF_TxEV = "LF_TxEV"
    LF_TxPrimaryDevice = "LF_TxPrimaryDevice"
    Optical = "Optical"
    Proprietary = "Proprietary"


@WPT.type
class WPT_PairingMethodListType(Record, frozen=True, kw_only=True):
    """Ways to pair."""

    WPT_PairingMethod: Annotated[tuple[WPT_PairingMethodType, ...], Occurs(1, 8)]
    """The ways"""


class WPT_AlignmentCheckMethodType(Enum):
    """A way to check the alignment."""

    PowerCheck = "PowerCheck"
    LPE = "LPE"
    Proprietary = "Proprietary"


@WPT.type
class WPT_AlignmentCheckMethodListType(Record, frozen=True, kw_only=True):
    """Ways to check the alignment."""

    WPT_AlignmentCheckMethod: Annotated[tuple[WPT_AlignmentCheckMethodType, ...], Occurs(1, 8)]
    """The ways"""


@WPT.element("WPT_FinePositioningSetupReq")
class WPT_FinePositioningSetupReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: the ways to position, pair and check that the vehicle has."""

    EVProcessing: ProcessingType
    """Whether the vehicle needs more time"""
    EVDeviceFinePositioningMethodList: WPT_FinePositioningMethodListType
    """Ways of the vehicle to find the position"""
    EVDevicePairingMethodList: WPT_PairingMethodListType
    """Ways of the vehicle to pair"""
    EVDeviceAlignmentCheckMethodList: WPT_AlignmentCheckMethodListType
    """Ways of the vehicle to check the alignment"""
    NaturalOffset: UnsignedShort
    """Offset at which the coils couple best, mm"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """Data of the maker's choice"""
    LF_SystemSetupData: WPT_LF_SystemSetupDataType | None = None
    """Set-up of the low-frequency positioning"""


@WPT.element("WPT_FinePositioningSetupRes")
class WPT_FinePositioningSetupRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: the ways to position, pair and check that the primary device has."""

    PrimaryDeviceFinePositioningMethodList: WPT_FinePositioningMethodListType
    """Ways of the primary device to find the position"""
    PrimaryDevicePairingMethodList: WPT_PairingMethodListType
    """Ways of the primary device to pair"""
    PrimaryDeviceAlignmentCheckMethodList: WPT_AlignmentCheckMethodListType
    """Ways of the primary device to check the alignment"""
    NaturalOffset: UnsignedShort
    """Offset at which the coils couple best, mm"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """Data of the maker's choice"""
    LF_SystemSetupData: WPT_LF_SystemSetupDataType | None = None
    """Set-up of the low-frequency positioning"""


@WPT.element("WPT_FinePositioningReq")
class WPT_FinePositioningReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: position of the vehicle during fine positioning."""

    EVProcessing: ProcessingType
    """Whether the vehicle needs more time"""
    EVResultCode: WPT_EVResultType
    """Result as the vehicle sees it"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """Data of the maker's choice"""
    WPT_LF_DataPackageList: WPT_LF_DataPackageListType | None = None
    """Measurements of the low-frequency positioning"""


@WPT.element("WPT_FinePositioningRes")
class WPT_FinePositioningRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: position of the vehicle as the primary device sees it."""

    EVSEProcessing: ProcessingType
    """Whether the charger needs more time"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """Data of the maker's choice"""
    WPT_LF_DataPackageList: WPT_LF_DataPackageListType | None = None
    """Measurements of the low-frequency positioning"""
