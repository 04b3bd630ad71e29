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
    """?"""

    Manual = "Manual"
    LF_TxEV = "LF_TxEV"
    LF_TxPrimaryDevice = "LF_TxPrimaryDevice"
    LPE = "LPE"
    Proprietary = "Proprietary"


@WPT.type
class WPT_FinePositioningMethodListType(Record, frozen=True, kw_only=True):
    """?"""

    WPT_FinePositioningMethod: Annotated[tuple[WPT_FinePositioningMethodType, ...], Occurs(1, 8)]
    """?"""


class WPT_PairingMethodType(Enum):
    """?"""

    External_confirmation = "External confirmation"
    LPE = "LPE"
    LF_TxEV = "LF_TxEV"
    LF_TxPrimaryDevice = "LF_TxPrimaryDevice"
    Optical = "Optical"
    Proprietary = "Proprietary"


@WPT.type
class WPT_PairingMethodListType(Record, frozen=True, kw_only=True):
    """?"""

    WPT_PairingMethod: Annotated[tuple[WPT_PairingMethodType, ...], Occurs(1, 8)]
    """?"""


class WPT_AlignmentCheckMethodType(Enum):
    """?"""

    PowerCheck = "PowerCheck"
    LPE = "LPE"
    Proprietary = "Proprietary"


@WPT.type
class WPT_AlignmentCheckMethodListType(Record, frozen=True, kw_only=True):
    """?"""

    WPT_AlignmentCheckMethod: Annotated[tuple[WPT_AlignmentCheckMethodType, ...], Occurs(1, 8)]
    """?"""


@WPT.element("WPT_FinePositioningSetupReq")
class WPT_FinePositioningSetupReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    EVProcessing: ProcessingType
    """?"""
    EVDeviceFinePositioningMethodList: WPT_FinePositioningMethodListType
    """?"""
    EVDevicePairingMethodList: WPT_PairingMethodListType
    """?"""
    EVDeviceAlignmentCheckMethodList: WPT_AlignmentCheckMethodListType
    """?"""
    NaturalOffset: UnsignedShort
    """?"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """?"""
    LF_SystemSetupData: WPT_LF_SystemSetupDataType | None = None
    """?"""


@WPT.element("WPT_FinePositioningSetupRes")
class WPT_FinePositioningSetupRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    PrimaryDeviceFinePositioningMethodList: WPT_FinePositioningMethodListType
    """?"""
    PrimaryDevicePairingMethodList: WPT_PairingMethodListType
    """?"""
    PrimaryDeviceAlignmentCheckMethodList: WPT_AlignmentCheckMethodListType
    """?"""
    NaturalOffset: UnsignedShort
    """?"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """?"""
    LF_SystemSetupData: WPT_LF_SystemSetupDataType | None = None
    """?"""


@WPT.element("WPT_FinePositioningReq")
class WPT_FinePositioningReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    EVProcessing: ProcessingType
    """?"""
    EVResultCode: WPT_EVResultType
    """?"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """?"""
    WPT_LF_DataPackageList: WPT_LF_DataPackageListType | None = None
    """?"""


@WPT.element("WPT_FinePositioningRes")
class WPT_FinePositioningRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    EVSEProcessing: ProcessingType
    """?"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """?"""
    WPT_LF_DataPackageList: WPT_LF_DataPackageListType | None = None
    """?"""
