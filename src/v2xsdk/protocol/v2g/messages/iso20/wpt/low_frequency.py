"""Low-frequency positioning signals."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ONE_OF, Occurs, Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import NumericIDType, RationalNumberType
from v2xsdk.protocol.v2g.messages.namespaces import WPT
from v2xsdk.protocol.v2g.messages.simple_types import Short, UnsignedByte, UnsignedShort


@WPT.type
class WPT_CoordinateXYZType(Record, frozen=True, kw_only=True):
    """A point or direction."""

    Coord_X: Short
    """Along the vehicle"""
    Coord_Y: Short
    """Across the vehicle"""
    Coord_Z: Short
    """Upwards"""


@WPT.type
class WPT_TxRxSpecDataType(Record, frozen=True, kw_only=True):
    """Place and direction of an antenna."""

    TxRxIdentifier: NumericIDType
    """Number of the antenna"""
    TxRxPosition: WPT_CoordinateXYZType
    """Place of the antenna, mm"""
    TxRxOrientation: WPT_CoordinateXYZType
    """Direction of the antenna"""


@WPT.type
class WPT_TxRxPulseOrderType(Record, frozen=True, kw_only=True):
    """Place of an antenna in the sequence of pulses."""

    IndexNumber: UnsignedShort
    """Place in the sequence"""
    TxRxIdentifier: NumericIDType
    """Number of the antenna"""


@WPT.type
class WPT_TxRxPackageSpecDataType(Record, frozen=True, kw_only=True):
    """Timing of the pulses of a package."""

    PulseSequenceOrder: Annotated[tuple[WPT_TxRxPulseOrderType, ...], Occurs(2, 255)]
    """The antennas in the order of their pulses"""
    PulseSeparationTime: UnsignedShort
    """Time between pulses, ms"""
    PulseDuration: UnsignedShort
    """Length of a pulse, ms"""
    PackageSeparationTime: UnsignedShort
    """Time between packages, ms"""


@WPT.type
class WPT_LF_TransmitterDataType(Record, frozen=True, kw_only=True):
    """Low-frequency senders."""

    NumberOfTransmitters: UnsignedByte
    """Number of senders"""
    SignalFrequency: RationalNumberType
    """Frequency of the signal, Hz"""
    TxSpecData: Annotated[tuple[WPT_TxRxSpecDataType, ...], Occurs(2, 255)]
    """The senders"""
    TxPackageSpecData: WPT_TxRxPackageSpecDataType | None = None
    """Timing of the packages"""


@WPT.type
class WPT_LF_ReceiverDataType(Record, frozen=True, kw_only=True):
    """Low-frequency receivers."""

    NumberOfReceivers: UnsignedByte
    """Number of receivers"""
    RxSpecData: Annotated[tuple[WPT_TxRxSpecDataType, ...], Occurs(2, 255)]
    """The receivers"""


@WPT.type
class WPT_LF_SystemSetupDataType(Record, frozen=True, kw_only=True):
    """Set-up of the low-frequency positioning: sender or receiver."""

    LF_TransmitterSetupData: Annotated[WPT_LF_TransmitterDataType | None, ONE_OF] = None
    """Senders"""
    LF_ReceiverSetupData: Annotated[WPT_LF_ReceiverDataType | None, ONE_OF] = None
    """Receivers"""


@WPT.type
class WPT_LF_TxDataType(Record, frozen=True, kw_only=True):
    """Radiated power of a sender."""

    TxIdentifier: NumericIDType
    """Number of the sender"""
    EIRP: RationalNumberType
    """Radiated power, dBm"""


@WPT.type
class WPT_LF_TxDataListType(Record, frozen=True, kw_only=True):
    """What a sender reports."""

    WPT_LF_TxDataList: WPT_LF_TxDataType
    """The report"""


@WPT.type
class WPT_LF_RxRSSIType(Record, frozen=True, kw_only=True):
    """Signal strength of a sender at a receiver."""

    TxIdentifier: NumericIDType
    """Number of the sender"""
    RSSI: RationalNumberType
    """Signal strength, dBm"""


@WPT.type
class WPT_LF_RxRSSIListType(Record, frozen=True, kw_only=True):
    """Signal strength at a receiver."""

    RSSIDataList: WPT_LF_RxRSSIType
    """Signal strength of a sender"""


@WPT.type
class WPT_LF_RxDataType(Record, frozen=True, kw_only=True):
    """Signal strengths at a receiver."""

    RxIdentifier: NumericIDType
    """Number of the receiver"""
    RSSIData: WPT_LF_RxRSSIListType
    """Signal strengths"""


@WPT.type
class WPT_LF_RxDataListType(Record, frozen=True, kw_only=True):
    """What a receiver reports."""

    WPT_LF_RxDataList: WPT_LF_RxDataType
    """The report"""


@WPT.type
class WPT_LF_DataPackageType(Record, frozen=True, kw_only=True):
    """Measurements of senders or receivers."""

    PackageIndex: UnsignedByte
    """Number of the package"""
    LF_TxData: Annotated[WPT_LF_TxDataListType | None, ONE_OF] = None
    """Of a sender"""
    LF_RxData: Annotated[WPT_LF_RxDataListType | None, ONE_OF] = None
    """Of a receiver"""


@WPT.type
class WPT_LF_DataPackageListType(Record, frozen=True, kw_only=True):
    """A package of measurements."""

    NumPackages: UnsignedByte
    """Number of packages"""
    WPT_LF_DataPackage: WPT_LF_DataPackageType
    """The package"""
