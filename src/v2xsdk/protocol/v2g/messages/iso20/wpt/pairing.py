"""Pairing and alignment check."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Occurs, Record, Text
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import (
    IdentifierType,
    NumericIDType,
    ProcessingType,
    RationalNumberType,
    V2GRequestType,
    V2GResponseType,
)
from v2xsdk.protocol.v2g.messages.iso20.wpt.common import WPT_DataContainerType, WPT_EVResultType
from v2xsdk.protocol.v2g.messages.namespaces import WPT
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedShort


@WPT.element("WPT_PairingReq")
class WPT_PairingReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: the code that the vehicle observed."""

    EVProcessing: ProcessingType
    """Whether the vehicle needs more time"""
    ObservedIDCode: NumericIDType | None = None
    """Code that was observed"""
    EVResultCode: WPT_EVResultType
    """Result as the vehicle sees it"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """Data of the maker's choice"""


BssidType = Annotated[str, Text(0, 12)]
"""MAC address of an access point, hexadecimal in capitals"""
IpaddressType = Annotated[str, Text(0, 39)]
"""IPv6 address, hexadecimal in capitals"""


@WPT.type
class AlternativeSECCType(Record, frozen=True, kw_only=True):
    """Another charger to turn to."""

    SSID: IdentifierType | None = None
    """Name of the radio network"""
    BSSID: BssidType | None = None
    """MAC address of the access point"""
    IPAddress: IpaddressType | None = None
    """IPv6 address of the charger"""
    Port: UnsignedShort | None = None
    """TCP port of the charger"""


@WPT.type
class AlternativeSECCListType(Record, frozen=True, kw_only=True):
    """Other chargers to turn to."""

    AlternativeSECC: Annotated[tuple[AlternativeSECCType, ...], Occurs(1, 8)]
    """The chargers"""


@WPT.element("WPT_PairingRes")
class WPT_PairingRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: the code that the primary device observed."""

    EVSEProcessing: ProcessingType
    """Whether the charger needs more time"""
    ObservedIDCode: NumericIDType | None = None
    """Code that was observed"""
    AlternativeSECCList: AlternativeSECCListType | None = None
    """Other chargers to turn to"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """Data of the maker's choice"""


@WPT.element("WPT_AlignmentCheckReq")
class WPT_AlignmentCheckReq(V2GRequestType, frozen=True, kw_only=True):
    """Request: check whether energy arrives."""

    EVProcessing: ProcessingType
    """Whether the vehicle needs more time"""
    TargetCoilCurrent: RationalNumberType | None = None
    """Current of the primary coil the vehicle wants, A"""
    EVResultCode: WPT_EVResultType
    """Result as the vehicle sees it"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """Data of the maker's choice"""


@WPT.element("WPT_AlignmentCheckRes")
class WPT_AlignmentCheckRes(V2GResponseType, frozen=True, kw_only=True):
    """Response: what the primary device measured."""

    EVSEProcessing: ProcessingType
    """Whether the charger needs more time"""
    PowerTransmitted: RationalNumberType | None = None
    """Power sent, W"""
    SupplyDeviceCurrent: RationalNumberType | None = None
    """Current of the supply device, A"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """Data of the maker's choice"""
