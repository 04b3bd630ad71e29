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
    """?"""

    EVProcessing: ProcessingType
    """?"""
    ObservedIDCode: NumericIDType | None = None
    """?"""
    EVResultCode: WPT_EVResultType
    """?"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """?"""


BssidType = Annotated[str, Text(0, 12)]
"""?"""
IpaddressType = Annotated[str, Text(0, 39)]
"""?"""


@WPT.type
class AlternativeSECCType(Record, frozen=True, kw_only=True):
    """?"""

    SSID: IdentifierType | None = None
    """?"""
    BSSID: BssidType | None = None
    """?"""
    IPAddress: IpaddressType | None = None
    """?"""
    Port: UnsignedShort | None = None
    """?"""


@WPT.type
class AlternativeSECCListType(Record, frozen=True, kw_only=True):
    """?"""

    AlternativeSECC: Annotated[tuple[AlternativeSECCType, ...], Occurs(1, 8)]
    """?"""


@WPT.element("WPT_PairingRes")
class WPT_PairingRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    EVSEProcessing: ProcessingType
    """?"""
    ObservedIDCode: NumericIDType | None = None
    """?"""
    AlternativeSECCList: AlternativeSECCListType | None = None
    """?"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """?"""


@WPT.element("WPT_AlignmentCheckReq")
class WPT_AlignmentCheckReq(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    EVProcessing: ProcessingType
    """?"""
    TargetCoilCurrent: RationalNumberType | None = None
    """?"""
    EVResultCode: WPT_EVResultType
    """?"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """?"""


@WPT.element("WPT_AlignmentCheckRes")
class WPT_AlignmentCheckRes(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    EVSEProcessing: ProcessingType
    """?"""
    PowerTransmitted: RationalNumberType | None = None
    """?"""
    SupplyDeviceCurrent: RationalNumberType | None = None
    """?"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """?"""
