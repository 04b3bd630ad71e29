"""Active power functions."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Record, Ref
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.der_sae.common import CurveDataPointsListType, DerUnitType
from v2xsdk.protocol.v2g.messages.namespaces import AC_DER_SAE
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedInt, UnsignedShort


class PowerReferenceType(Enum):
    """Power that percentages refer to."""

    MaximumActivePower = "MaximumActivePower"
    MomentaryPower = "MomentaryPower"


@AC_DER_SAE.type
class FrequencyDroopSettingsType(Record, frozen=True, kw_only=True):
    """Slope of the power over the frequency."""

    db: RationalNumberType
    """Dead band of the frequency, Hz"""
    DroopFactor: RationalNumberType
    """Change of frequency for the whole power, p.u."""
    DroopFactor_L2: RationalNumberType | None = None
    DroopFactor_L3: RationalNumberType | None = None
    PowerReference: PowerReferenceType
    """Power that percentages refer to"""
    PowerReference_L2: PowerReferenceType | None = None
    PowerReference_L3: PowerReferenceType | None = None
    OpenLoopResponseTime: RationalNumberType
    """Open loop response time, s"""


@AC_DER_SAE.element("FrequencyDroop")
class FrequencyDroopType(Record, frozen=True, kw_only=True):
    """Active power that depends on the frequency."""

    Enable: bool
    """The function is on"""
    Priority: UnsignedShort | None = None
    """Order among functions that exclude each other"""
    OverFrequencyDroop: FrequencyDroopSettingsType | None = None
    """Slope at high frequency"""
    UnderFrequencyDroop: FrequencyDroopSettingsType | None = None
    """Slope at low frequency"""


@AC_DER_SAE.type
class VoltWattType(Record, frozen=True, kw_only=True):
    """Active power that depends on the voltage."""

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


@AC_DER_SAE.type
class ConstantWattType(Record, frozen=True, kw_only=True):
    """Constant active power."""

    Enable: bool
    """The function is on"""
    Priority: UnsignedShort | None = None
    """Order among functions that exclude each other"""
    WattSetpoint: RationalNumberType
    """Active power"""
    WattSetpoint_L2: RationalNumberType | None = None
    WattSetpoint_L3: RationalNumberType | None = None
    Unit: DerUnitType
    """Unit"""


@AC_DER_SAE.type
class LimitMaxDischargePowerType(Record, frozen=True, kw_only=True):
    """Limit of the discharging power."""

    Enable: bool
    """The function is on"""
    Priority: UnsignedShort | None = None
    """Order among functions that exclude each other"""
    PercentageValue: UnsignedShort
    """Limit, % of the largest discharging power"""
    PercentageValue_L2: UnsignedShort | None = None
    PercentageValue_L3: UnsignedShort | None = None
    OpenLoopResponseTime: RationalNumberType | None = None
    """Open loop response time, s"""


@AC_DER_SAE.type
class ActivePowerSupportCPDResType(Record, frozen=True, kw_only=True):
    """The active power functions."""

    FrequencyDroop: Annotated[FrequencyDroopType, Ref(AC_DER_SAE)]
    """Active power by frequency"""
    VoltWatt: VoltWattType
    """Active power by voltage"""
    ConstantWatt: ConstantWattType
    """Constant active power"""
    LimitMaxDischargePower: LimitMaxDischargePowerType
    """Limit of the discharging power"""


@AC_DER_SAE.type
class ActivePowerSupportCLResType(Record, frozen=True, kw_only=True):
    """The active power functions that have changed."""

    FrequencyDroop: Annotated[FrequencyDroopType | None, Ref(AC_DER_SAE)] = None
    """Active power by frequency"""
    VoltWatt: VoltWattType | None = None
    """Active power by voltage"""
    ConstantWatt: ConstantWattType | None = None
    """Constant active power"""
    LimitMaxDischargePower: LimitMaxDischargePowerType | None = None
    """Limit of the discharging power"""
