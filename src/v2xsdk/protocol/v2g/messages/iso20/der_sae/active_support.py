"""Active power functions."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Record, Ref
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.der_sae.common import CurveDataPointsListType, DerUnitType
from v2xsdk.protocol.v2g.messages.namespaces import AC_DER_SAE
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedInt, UnsignedShort


class PowerReferenceType(Enum):
    """?"""

    MaximumActivePower = "MaximumActivePower"
    MomentaryPower = "MomentaryPower"


@AC_DER_SAE.type
class FrequencyDroopSettingsType(Record, frozen=True, kw_only=True):
    """?"""

    db: RationalNumberType
    """?"""
    DroopFactor: RationalNumberType
    """?"""
    DroopFactor_L2: RationalNumberType | None = None
    DroopFactor_L3: RationalNumberType | None = None
    PowerReference: PowerReferenceType
    """?"""
    PowerReference_L2: PowerReferenceType | None = None
    PowerReference_L3: PowerReferenceType | None = None
    OpenLoopResponseTime: RationalNumberType
    """?"""


@AC_DER_SAE.element("FrequencyDroop")
class FrequencyDroopType(Record, frozen=True, kw_only=True):
    """?"""

    Enable: bool
    """?"""
    Priority: UnsignedShort | None = None
    """?"""
    OverFrequencyDroop: FrequencyDroopSettingsType | None = None
    """?"""
    UnderFrequencyDroop: FrequencyDroopSettingsType | None = None
    """?"""


@AC_DER_SAE.type
class VoltWattType(Record, frozen=True, kw_only=True):
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


@AC_DER_SAE.type
class ConstantWattType(Record, frozen=True, kw_only=True):
    """?"""

    Enable: bool
    """?"""
    Priority: UnsignedShort | None = None
    """?"""
    WattSetpoint: RationalNumberType
    """?"""
    WattSetpoint_L2: RationalNumberType | None = None
    WattSetpoint_L3: RationalNumberType | None = None
    Unit: DerUnitType
    """?"""


@AC_DER_SAE.type
class LimitMaxDischargePowerType(Record, frozen=True, kw_only=True):
    """?"""

    Enable: bool
    """?"""
    Priority: UnsignedShort | None = None
    """?"""
    PercentageValue: UnsignedShort
    """?"""
    PercentageValue_L2: UnsignedShort | None = None
    PercentageValue_L3: UnsignedShort | None = None
    OpenLoopResponseTime: RationalNumberType | None = None
    """?"""


@AC_DER_SAE.type
class ActivePowerSupportCPDResType(Record, frozen=True, kw_only=True):
    """?"""

    FrequencyDroop: Annotated[FrequencyDroopType, Ref(AC_DER_SAE)]
    """?"""
    VoltWatt: VoltWattType
    """?"""
    ConstantWatt: ConstantWattType
    """?"""
    LimitMaxDischargePower: LimitMaxDischargePowerType
    """?"""


@AC_DER_SAE.type
class ActivePowerSupportCLResType(Record, frozen=True, kw_only=True):
    """?"""

    FrequencyDroop: Annotated[FrequencyDroopType | None, Ref(AC_DER_SAE)] = None
    """?"""
    VoltWatt: VoltWattType | None = None
    """?"""
    ConstantWatt: ConstantWattType | None = None
    """?"""
    LimitMaxDischargePower: LimitMaxDischargePowerType | None = None
    """?"""
