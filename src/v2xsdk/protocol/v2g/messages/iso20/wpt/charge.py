"""Charge parameters and the charge loop."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Occurs, Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.common_types.charge_loop import (
    ChargeLoopReqType,
    ChargeLoopResType,
    ChargeParameterDiscoveryReqType,
    ChargeParameterDiscoveryResType,
)
from v2xsdk.protocol.v2g.messages.iso20.wpt.common import WPT_DataContainerType
from v2xsdk.protocol.v2g.messages.namespaces import WPT
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedShort


@WPT.element("WPT_ChargeParameterDiscoveryReq")
class WPT_ChargeParameterDiscoveryReq(ChargeParameterDiscoveryReqType, frozen=True, kw_only=True):
    """?"""

    EVPCMaxReceivablePower: RationalNumberType
    """?"""
    SDMaxGroundClearence: UnsignedShort
    """?"""
    SDMinGroundClearence: UnsignedShort
    """?"""
    EVPCNaturalFrequency: RationalNumberType
    """?"""
    EVPCDeviceLocalControl: bool
    """?"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """?"""


class WPT_PowerClassType(Enum):
    """?"""

    MF_WPT1 = "MF-WPT1"
    MF_WPT2 = "MF-WPT2"
    MF_WPT3 = "MF-WPT3"
    MF_WPT4 = "MF-WPT4"


@WPT.element("WPT_ChargeParameterDiscoveryRes")
class WPT_ChargeParameterDiscoveryRes(ChargeParameterDiscoveryResType, frozen=True, kw_only=True):
    """?"""

    PDInputPowerClass: WPT_PowerClassType
    """?"""
    SDMinOutputPower: RationalNumberType
    """?"""
    SDMaxOutputPower: RationalNumberType
    """?"""
    SDMaxGroundClearanceSupport: UnsignedShort
    """?"""
    SDMinGroundClearanceSupport: UnsignedShort
    """?"""
    PDMinCoilCurrent: RationalNumberType
    """?"""
    PDMaxCoilCurrent: RationalNumberType
    """?"""
    SDManufacturerSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """?"""


class WPT_EVPCChargeDiagnosticsType(Enum):
    """?"""

    EVPCNoIssue = "EVPCNoIssue"
    EVPCTempOverheatDetected = "EVPCTempOverheatDetected"
    EVPCPowerTransferAnomalyDetected = "EVPCPowerTransferAnomalyDetected"
    EVPCAnomalyDetected = "EVPCAnomalyDetected"


@WPT.type
class WPT_EVPCPowerControlParameterType(Record, frozen=True, kw_only=True):
    """?"""

    EVPCCoilCurrentRequest: RationalNumberType
    """?"""
    EVPCCoilCurrentInformation: RationalNumberType
    """?"""
    EVPCCurrentOutputInformation: RationalNumberType
    """?"""
    EVPCVoltageOutputInformation: RationalNumberType
    """?"""


@WPT.element("WPT_ChargeLoopReq")
class WPT_ChargeLoopReq(ChargeLoopReqType, frozen=True, kw_only=True):
    """?"""

    EVPCPowerRequest: RationalNumberType
    """?"""
    EVPCPowerOutput: RationalNumberType
    """?"""
    EVPCChargeDiagnostics: WPT_EVPCChargeDiagnosticsType
    """?"""
    EVPCOperatingFrequency: RationalNumberType | None = None
    """?"""
    EVPCPowerControlParameter: WPT_EVPCPowerControlParameterType | None = None
    """?"""
    ManufacturerSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """?"""


class WPT_SPCChargeDiagnosticsType(Enum):
    """?"""

    SPCNoIssue = "SPCNoIssue"
    SPCFODDetected = "SPCFODDetected"
    SPCLOPDetected = "SPCLOPDetected"
    SPCTempOverheatDetected = "SPCTempOverheatDetected"
    SPCPowerTransferAnomalyDetected = "SPCPowerTransferAnomalyDetected"
    SPCAnomalyDetected = "SPCAnomalyDetected"


@WPT.type
class WPT_SPCPowerControlParameterType(Record, frozen=True, kw_only=True):
    """?"""

    SPCPrimaryDeviceCoilCurrentInformation: RationalNumberType
    """?"""


@WPT.element("WPT_ChargeLoopRes")
class WPT_ChargeLoopRes(ChargeLoopResType, frozen=True, kw_only=True):
    """?"""

    EVPCPowerRequest: RationalNumberType
    """?"""
    SDPowerInput: RationalNumberType | None = None
    """?"""
    SPCMaxOutputPowerLimit: RationalNumberType
    """?"""
    SPCMinOutputPowerLimit: RationalNumberType
    """?"""
    SPCChargeDiagnostics: WPT_SPCChargeDiagnosticsType
    """?"""
    SPCOperatingFrequency: RationalNumberType | None = None
    """?"""
    SPCPowerControlParameter: WPT_SPCPowerControlParameterType | None = None
    """?"""
    ManufacturerSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """?"""
