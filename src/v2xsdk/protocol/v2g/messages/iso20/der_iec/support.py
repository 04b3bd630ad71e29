"""Grid support functions."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import ONE_OF, Occurs, Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.iso20.der_iec.common import SetpointExcitationType
from v2xsdk.protocol.v2g.messages.namespaces import AC_DER_IEC
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedInt, UnsignedShort


@AC_DER_IEC.type
class DataTupleType(Record, frozen=True, kw_only=True):
    """?"""

    xValue: RationalNumberType
    """?"""
    yValue: SetpointExcitationType
    """?"""


@AC_DER_IEC.type
class CurveDataPointsListType(Record, frozen=True, kw_only=True):
    """?"""

    CurveDataPoint: Annotated[tuple[DataTupleType, ...], Occurs(2, 10)]
    """?"""


class CurveDataPointsUnitType(Enum):
    """?"""

    V = "V"
    Hz = "Hz"
    W = "W"
    s = "s"
    var = "var"


class LockValueUnitType(Enum):
    """?"""

    V = "V"
    Hz = "Hz"
    W = "W"
    s = "s"
    var = "var"


@AC_DER_IEC.type
class DERCurveType(Record, frozen=True, kw_only=True):
    """?"""

    xUnit: CurveDataPointsUnitType
    """?"""
    yUnit: CurveDataPointsUnitType
    """?"""
    CurveDataPoints: CurveDataPointsListType
    """?"""
    MinCosPhi: RationalNumberType | None = None
    """?"""
    LockValueUnit: LockValueUnitType | None = None
    """?"""
    LockInValue: RationalNumberType | None = None
    """?"""
    LockOutValue: RationalNumberType | None = None
    """?"""
    PT1ResponseReactivePower: bool
    """?"""
    StepResponseTimeConstantReactivePower: RationalNumberType
    """?"""
    IntentionalDelay: RationalNumberType | None = None
    """?"""


class PowerReferenceType(Enum):
    """?"""

    MaximumDischargePower = "MaximumDischargePower"
    MomentaryPower = "MomentaryPower"


@AC_DER_IEC.type
class FrequencyWattType(Record, frozen=True, kw_only=True):
    """?"""

    Fstart: RationalNumberType
    """?"""
    Fstop: RationalNumberType
    """?"""
    IntentionalDelayFstop: UnsignedShort | None = None
    """?"""
    Slope: RationalNumberType
    """?"""
    DeactivationTime: UnsignedShort | None = None
    """?"""
    IntentionalDelayPowerControl: UnsignedShort | None = None
    """?"""
    PowerReference: PowerReferenceType
    """?"""
    HysteresisControl: bool
    """?"""
    PowerUpRamp: UnsignedShort | None = None
    """?"""
    PT1ResponseActivePower: bool
    """?"""
    StepResponseTimeConstantActivePower: RationalNumberType
    """?"""


@AC_DER_IEC.type
class VoltWattType(Record, frozen=True, kw_only=True):
    """?"""

    PowerReference: PowerReferenceType
    """?"""
    UStart: RationalNumberType
    """?"""
    UStop: RationalNumberType
    """?"""
    PT1ResponseActivePower: bool
    """?"""
    StepResponseTimeConstantActivePower: RationalNumberType
    """?"""
    IntentionalDelayPowerControl: UnsignedInt | None = None
    """?"""


@AC_DER_IEC.type
class FaultRideThroughType(Record, frozen=True, kw_only=True):
    """?"""

    VoltageLimitStartFRT: RationalNumberType
    """?"""
    VoltageLimitStopFRT: RationalNumberType | None = None
    """?"""
    VoltageRecoveryLimit: RationalNumberType | None = None
    """?"""
    VoltageRideThroughPositiveCurveKFactor: RationalNumberType | None = None
    """?"""
    VoltageRideThroughNegativeCurveKFactor: RationalNumberType | None = None
    """?"""
    PT1ResponseActivePower: bool
    """?"""
    StepResponseTimeConstantActivePower: RationalNumberType
    """?"""
    PT1ResponseReactivePower: bool
    """?"""
    StepResponseTimeConstantReactivePower: RationalNumberType
    """?"""


@AC_DER_IEC.type
class ZeroCurrentType(Record, frozen=True, kw_only=True):
    """?"""

    OverVoltageLimit: RationalNumberType | None = None
    """?"""
    UnderVoltageLimit: RationalNumberType | None = None
    """?"""
    OverVoltageRecoveryLimit: RationalNumberType | None = None
    """?"""
    UnderVoltageRecoveryLimit: RationalNumberType | None = None
    """?"""
    PT1ResponseActivePower: bool
    """?"""
    StepResponseTimeConstantActivePower: RationalNumberType
    """?"""
    PT1ResponseReactivePower: bool
    """?"""
    StepResponseTimeConstantReactivePower: RationalNumberType
    """?"""


@AC_DER_IEC.type
class ReactivePowerSupportType(Record, frozen=True, kw_only=True):
    """?"""

    VoltVar: Annotated[DERCurveType | None, ONE_OF] = None
    """?"""
    WattVar: Annotated[DERCurveType | None, ONE_OF] = None
    """?"""
    WattCosPhi: Annotated[DERCurveType | None, ONE_OF] = None
    """?"""


@AC_DER_IEC.type
class ActivePowerSupportType(Record, frozen=True, kw_only=True):
    """?"""

    UnderFrequencyWatt: FrequencyWattType | None = None
    """?"""
    OverFrequencyWatt: FrequencyWattType | None = None
    """?"""
    VoltWatt: VoltWattType | None = None
    """?"""
