"""Low-frequency positioning signals."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ONE_OF, Occurs, Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import NumericIDType, RationalNumberType
from v2xsdk.protocol.v2g.messages.namespaces import WPT
from v2xsdk.protocol.v2g.messages.simple_types import Short, UnsignedByte, UnsignedShort


@WPT.type
class WPT_CoordinateXYZType(Record, frozen=True, kw_only=True):
    """?"""

    Coord_X: Short
    """?"""
    Coord_Y: Short
    """?"""
    Coord_Z: Short
    """?"""


@WPT.type
class WPT_TxRxSpecDataType(Record, frozen=True, kw_only=True):
    """?"""

    TxRxIdentifier: NumericIDType
    """?"""
    TxRxPosition: WPT_CoordinateXYZType
    """?"""
    TxRxOrientation: WPT_CoordinateXYZType
    """?"""


@WPT.type
class WPT_TxRxPulseOrderType(Record, frozen=True, kw_only=True):
    """?"""

    IndexNumber: UnsignedShort
    """?"""
    TxRxIdentifier: NumericIDType
    """?"""


@WPT.type
class WPT_TxRxPackageSpecDataType(Record, frozen=True, kw_only=True):
    """?"""

    PulseSequenceOrder: Annotated[tuple[WPT_TxRxPulseOrderType, ...], Occurs(2, 255)]
    """?"""
    PulseSeparationTime: UnsignedShort
    """?"""
    PulseDuration: UnsignedShort
    """?"""
    PackageSeparationTime: UnsignedShort
    """?"""


@WPT.type
class WPT_LF_TransmitterDataType(Record, frozen=True, kw_only=True):
    """?"""

    NumberOfTransmitters: UnsignedByte
    """?"""
    SignalFrequency: RationalNumberType
    """?"""
    TxSpecData: Annotated[tuple[WPT_TxRxSpecDataType, ...], Occurs(2, 255)]
    """?"""
    TxPackageSpecData: WPT_TxRxPackageSpecDataType | None = None
    """?"""


@WPT.type
class WPT_LF_ReceiverDataType(Record, frozen=True, kw_only=True):
    """?"""

    NumberOfReceivers: UnsignedByte
    """?"""
    RxSpecData: Annotated[tuple[WPT_TxRxSpecDataType, ...], Occurs(2, 255)]
    """?"""


@WPT.type
class WPT_LF_SystemSetupDataType(Record, frozen=True, kw_only=True):
    """?"""

    LF_TransmitterSetupData: Annotated[WPT_LF_TransmitterDataType | None, ONE_OF] = None
    """?"""
    LF_ReceiverSetupData: Annotated[WPT_LF_ReceiverDataType | None, ONE_OF] = None
    """?"""


@WPT.type
class WPT_LF_TxDataType(Record, frozen=True, kw_only=True):
    """?"""

    TxIdentifier: NumericIDType
    """?"""
    EIRP: RationalNumberType
    """?"""


@WPT.type
class WPT_LF_TxDataListType(Record, frozen=True, kw_only=True):
    """?"""

    WPT_LF_TxDataList: WPT_LF_TxDataType
    """?"""


@WPT.type
class WPT_LF_RxRSSIType(Record, frozen=True, kw_only=True):
    """?"""

    TxIdentifier: NumericIDType
    """?"""
    RSSI: RationalNumberType
    """?"""


@WPT.type
class WPT_LF_RxRSSIListType(Record, frozen=True, kw_only=True):
    """?"""

    RSSIDataList: WPT_LF_RxRSSIType
    """?"""


@WPT.type
class WPT_LF_RxDataType(Record, frozen=True, kw_only=True):
    """?"""

    RxIdentifier: NumericIDType
    """?"""
    RSSIData: WPT_LF_RxRSSIListType
    """?"""


@WPT.type
class WPT_LF_RxDataListType(Record, frozen=True, kw_only=True):
    """?"""

    WPT_LF_RxDataList: WPT_LF_RxDataType
    """?"""


@WPT.type
class WPT_LF_DataPackageType(Record, frozen=True, kw_only=True):
    """?"""

    PackageIndex: UnsignedByte
    """?"""
    LF_TxData: Annotated[WPT_LF_TxDataListType | None, ONE_OF] = None
    """?"""
    LF_RxData: Annotated[WPT_LF_RxDataListType | None, ONE_OF] = None
    """?"""


@WPT.type
class WPT_LF_DataPackageListType(Record, frozen=True, kw_only=True):
    """?"""

    NumPackages: UnsignedByte
    """?"""
    WPT_LF_DataPackage: WPT_LF_DataPackageType
    """?"""
