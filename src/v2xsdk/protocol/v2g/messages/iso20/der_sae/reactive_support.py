"""Reactive power functions."""

from enum import Enum

from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.der_sae.common import CurveDataPointsListType, DerUnitType
from v2xsdk.protocol.v2g.messages.namespaces import AC_DER_SAE
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedInt, UnsignedShort


class PowerFactorExcitationType(Enum):
    """?"""

    OverExcited = "OverExcited"
    UnderExcited = "UnderExcited"


@AC_DER_SAE.type
class ConstantPowerFactorType(Record, frozen=True, kw_only=True):
    """?"""

    Enable: bool
    """?"""
    Priority: UnsignedShort | None = None
    """?"""
    PowerFactorValue: RationalNumberType
    """?"""
    PowerFactorValue_L2: RationalNumberType | None = None
    PowerFactorValue_L3: RationalNumberType | None = None
    PowerFactorExcitation: PowerFactorExcitationType
    """?"""
    PowerFactorExcitation_L2: PowerFactorExcitationType | None = None
    PowerFactorExcitation_L3: PowerFactorExcitationType | None = None


@AC_DER_SAE.type
class VoltVarType(Record, frozen=True, kw_only=True):
    """?"""

    Enable: bool
    """?"""
    Priority: UnsignedShort | None = None
    """?"""
    xUnit: DerUnitType
    """?"""
    yUnit: DerUnitType
    """?"""
    CurveDataPoints: CurveDataPointsListType
    """?"""
    CurveDataPoints_L2: CurveDataPointsListType | None = None
    CurveDataPoints_L3: CurveDataPointsListType | None = None
    OpenLoopResponseTime: RationalNumberType
    """?"""
    TimeConstantPT1: UnsignedInt | None = None
    """?"""
    ReferenceVoltage: RationalNumberType
    """?"""
    AutonomousReferenceVoltageAdjustmentEnable: bool
    """?"""
    ReferenceVoltageAdjustmentTimeConstant: UnsignedInt
    """?"""


@AC_DER_SAE.type
class WattVarType(Record, frozen=True, kw_only=True):
    """?"""

    Enable: bool
    """?"""
    Priority: UnsignedShort | None = None
    """?"""
    xUnit: DerUnitType
    """?"""
    yUnit: DerUnitType
    """?"""
    CurveDataPoints: CurveDataPointsListType
    """?"""
    CurveDataPoints_L2: CurveDataPointsListType | None = None
    CurveDataPoints_L3: CurveDataPointsListType | None = None
    OpenLoopResponseTime: RationalNumberType | None = None
    """?"""
    TimeConstantPT1: UnsignedInt | None = None
    """?"""


@AC_DER_SAE.type
class ConstantVarType(Record, frozen=True, kw_only=True):
    """?"""

    Enable: bool
    """?"""
    Priority: UnsignedShort | None = None
    """?"""
    VarSetpoint: RationalNumberType
    """?"""
    VarSetpoint_L2: RationalNumberType | None = None
    VarSetpoint_L3: RationalNumberType | None = None
    Unit: DerUnitType
    """?"""


@AC_DER_SAE.type
class ReactivePowerSupportCPDResType(Record, frozen=True, kw_only=True):
    """?"""

    ConstantPowerFactor: ConstantPowerFactorType
    """?"""
    VoltVar: VoltVarType
    """?"""
    WattVar: WattVarType
    """?"""
    ConstantVar: ConstantVarType
    """?"""


@AC_DER_SAE.type
class ReactivePowerSupportCLResType(Record, frozen=True, kw_only=True):
    """?"""

    ConstantPowerFactor: ConstantPowerFactorType | None = None
    """?"""
    VoltVar: VoltVarType | None = None
    """?"""
    WattVar: WattVarType | None = None
    """?"""
    ConstantVar: ConstantVarType | None = None
    """?"""
