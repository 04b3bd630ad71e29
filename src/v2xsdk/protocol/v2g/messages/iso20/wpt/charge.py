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
    """Request: limits of the vehicle."""

    EVPCMaxReceivablePower: RationalNumberType
    """Largest power the vehicle can receive, W"""
    SDMaxGroundClearence: UnsignedShort
    """Largest clearance of the secondary device, mm"""
    SDMinGroundClearence: UnsignedShort
    """Least clearance of the secondary device, mm"""
    EVPCNaturalFrequency: RationalNumberType
    """Natural frequency of the vehicle's circuit, Hz"""
    EVPCDeviceLocalControl: bool
    """The vehicle controls the power by itself"""
    VendorSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """Data of the maker's choice"""


class WPT_PowerClassType(Enum):
    """Power class of a primary device."""

    MF_WPT1 = "MF-WPT1"
    MF_WPT2 = "MF-WPT2"
    MF_WPT3 = "MF-WPT3"
    MF_WPT4 = "MF-WPT4"


@WPT.element("WPT_ChargeParameterDiscoveryRes")
class WPT_ChargeParameterDiscoveryRes(ChargeParameterDiscoveryResType, frozen=True, kw_only=True):
    """Response: limits of the primary device."""

    PDInputPowerClass: WPT_PowerClassType
    """Power class of the primary device"""
    SDMinOutputPower: RationalNumberType
    """Least output power, W"""
    SDMaxOutputPower: RationalNumberType
    """Largest output power, W"""
    SDMaxGroundClearanceSupport: UnsignedShort
    """Largest clearance that is supported, mm"""
    SDMinGroundClearanceSupport: UnsignedShort
    """Least clearance that is supported, mm"""
    PDMinCoilCurrent: RationalNumberType
    """Least current of the primary coil, A"""
    PDMaxCoilCurrent: RationalNumberType
    """Largest current of the primary coil, A"""
    SDManufacturerSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """Data of the maker's choice"""


class WPT_EVPCChargeDiagnosticsType(Enum):
    """State of the vehicle's power circuit."""

    EVPCNoIssue = "EVPCNoIssue"
    EVPCTempOverheatDetected = "EVPCTempOverheatDetected"
    EVPCPowerTransferAnomalyDetected = "EVPCPowerTransferAnomalyDetected"
    EVPCAnomalyDetected = "EVPCAnomalyDetected"


@WPT.type
class WPT_EVPCPowerControlParameterType(Record, frozen=True, kw_only=True):
    """Currents and voltages of the vehicle's power circuit."""

    EVPCCoilCurrentRequest: RationalNumberType
    """Coil current the vehicle wants, A"""
    EVPCCoilCurrentInformation: RationalNumberType
    """Coil current, A"""
    EVPCCurrentOutputInformation: RationalNumberType
    """Output current, A"""
    EVPCVoltageOutputInformation: RationalNumberType
    """Output voltage, V"""


@WPT.element("WPT_ChargeLoopReq")
class WPT_ChargeLoopReq(ChargeLoopReqType, frozen=True, kw_only=True):
    """Request of the charge loop: power the vehicle wants and gets."""

    EVPCPowerRequest: RationalNumberType
    """Power the vehicle wants, W"""
    EVPCPowerOutput: RationalNumberType
    """Power the vehicle gets, W"""
    EVPCChargeDiagnostics: WPT_EVPCChargeDiagnosticsType
    """State of the vehicle's circuit"""
    EVPCOperatingFrequency: RationalNumberType | None = None
    """Operating frequency of the vehicle's circuit, Hz"""
    EVPCPowerControlParameter: WPT_EVPCPowerControlParameterType | None = None
    """Currents and voltages of the vehicle's circuit"""
    ManufacturerSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """Data of the maker's choice"""


class WPT_SPCChargeDiagnosticsType(Enum):
    """State of the supply's power circuit."""

    SPCNoIssue = "SPCNoIssue"
    SPCFODDetected = "SPCFODDetected"
    SPCLOPDetected = "SPCLOPDetected"
    SPCTempOverheatDetected = "SPCTempOverheatDetected"
    SPCPowerTransferAnomalyDetected = "SPCPowerTransferAnomalyDetected"
    SPCAnomalyDetected = "SPCAnomalyDetected"


@WPT.type
class WPT_SPCPowerControlParameterType(Record, frozen=True, kw_only=True):
    """Currents of the supply's power circuit."""

    SPCPrimaryDeviceCoilCurrentInformation: RationalNumberType
    """Current of the primary coil, A"""


@WPT.element("WPT_ChargeLoopRes")
class WPT_ChargeLoopRes(ChargeLoopResType, frozen=True, kw_only=True):
    """Response of the charge loop: state and limits of the primary device."""

    EVPCPowerRequest: RationalNumberType
    """Power the vehicle wants, W"""
    SDPowerInput: RationalNumberType | None = None
    """Input power of the supply device, W"""
    SPCMaxOutputPowerLimit: RationalNumberType
    """Largest output power, W"""
    SPCMinOutputPowerLimit: RationalNumberType
    """Least output power, W"""
    SPCChargeDiagnostics: WPT_SPCChargeDiagnosticsType
    """State of the supply's circuit"""
    SPCOperatingFrequency: RationalNumberType | None = None
    """Operating frequency of the supply's circuit, Hz"""
    SPCPowerControlParameter: WPT_SPCPowerControlParameterType | None = None
    """Currents of the supply's circuit"""
    ManufacturerSpecificDataContainer: Annotated[tuple[WPT_DataContainerType, ...], Occurs(0, 16)] = ()
    """Data of the maker's choice"""
