"""Reactive power functions."""

from enum import Enum

from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.der_sae.common import CurveDataPointsListType, DerUnitType
from v2xsdk.protocol.v2g.messages.namespaces import AC_DER_SAE
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedInt, UnsignedShort


class PowerFactorExcitationType(Enum):
    """Sign of the reactive power."""

    OverExcited = "OverExcited"
    UnderExcited = "UnderExcited"


@AC_DER_SAE.type
class ConstantPowerFactorType(Record, frozen=True, kw_only=True):
    """Constant power factor."""

    Enable: bool
    """The function is on"""
    Priority: UnsignedShort | None = None
    """Order among functions that exclude each other"""
    PowerFactorValue: RationalNumberType
    """Power factor"""
    PowerFactorValue_L2: RationalNumberType | None = None
    PowerFactorValue_L3: RationalNumberType | None = None
    PowerFactorExcitation: PowerFactorExcitationType
    """Sign of the reactive power"""
    PowerFactorExcitation_L2: PowerFactorExcitationType | None = None
    PowerFactorExcitation_L3: PowerFactorExcitationType | None = None


@AC_DER_SAE.type
class VoltVarType(Record, frozen=True, kw_only=True):
    """Reactive power that depends on the voltage."""

    Enable: bool
    """The function is on"""
    Priority: UnsignedShort | None = None
    """Order among functions that exclude each other"""
    xUnit: DerUnitType
    """Unit of the x axis"""
    yUnit: DerUnitType
    """Unit of the y axis"""
    CurveDataPoints: CurveDataPointsListType
    """The curve"""
    CurveDataPoints_L2: CurveDataPointsListType | None = None
    CurveDataPoints_L3: CurveDataPointsListType | None = None
    OpenLoopResponseTime: RationalNumberType
    """Open loop response time, s"""
    TimeConstantPT1: UnsignedInt | None = None
    """Time constant of the first-order lag, ms"""
    ReferenceVoltage: RationalNumberType
    """Voltage that percentages refer to, V"""
    AutonomousReferenceVoltageAdjustmentEnable: bool
    """The reference voltage follows the grid"""
    ReferenceVoltageAdjustmentTimeConstant: UnsignedInt
    """Time constant of that, s"""


@AC_DER_SAE.type
class WattVarType(Record, frozen=True, kw_only=True):
    """Reactive power that depends on the active power."""

    Enable: bool
    """The function is on"""
    Priority: UnsignedShort | None = None
    """Order among functions that exclude each other"""
    xUnit: DerUnitType
    """Unit of the x axis"""
    yUnit: DerUnitType
    """Unit of the y axis"""
    CurveDataPoints: CurveDataPointsListType
    """The curve"""
    CurveDataPoints_L2: CurveDataPointsListType | None = None
    CurveDataPoints_L3: CurveDataPointsListType | None = None
    OpenLoopResponseTime: RationalNumberType | None = None
    """Open loop response time, s"""
    TimeConstantPT1: UnsignedInt | None = None
    """Time constant of the first-order lag, ms"""


@AC_DER_SAE.type
class ConstantVarType(Record, frozen=True, kw_only=True):
    """Constant reactive power."""

    Enable: bool
    """The function is on"""
    Priority: UnsignedShort | None = None
    """Order among functions that exclude each other"""
    VarSetpoint: RationalNumberType
    """Reactive power"""
    VarSetpoint_L2: RationalNumberType | None = None
    VarSetpoint_L3: RationalNumberType | None = None
    Unit: DerUnitType
    """Unit"""


@AC_DER_SAE.type
class ReactivePowerSupportCPDResType(Record, frozen=True, kw_only=True):
    """The reactive power functions."""

    ConstantPowerFactor: ConstantPowerFactorType
    """Constant power factor"""
    VoltVar: VoltVarType
    """Reactive power by voltage"""
    WattVar: WattVarType
    """Reactive power by active power"""
    ConstantVar: ConstantVarType
    """Constant reactive power"""


@AC_DER_SAE.type
class ReactivePowerSupportCLResType(Record, frozen=True, kw_only=True):
    """The reactive power functions that have changed."""

    ConstantPowerFactor: ConstantPowerFactorType | None = None
    """Constant power factor"""
    VoltVar: VoltVarType | None = None
    """Reactive power by voltage"""
    WattVar: WattVarType | None = None
    """Reactive power by active power"""
    ConstantVar: ConstantVarType | None = None
    """Constant reactive power"""
