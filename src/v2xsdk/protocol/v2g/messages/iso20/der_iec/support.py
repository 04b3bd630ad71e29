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
    """A point of a characteristic curve."""

    xValue: RationalNumberType
    """Value on the x axis"""
    yValue: SetpointExcitationType
    """Value on the y axis"""


@AC_DER_IEC.type
class CurveDataPointsListType(Record, frozen=True, kw_only=True):
    """Points of a characteristic curve, by rising x."""

    CurveDataPoint: Annotated[tuple[DataTupleType, ...], Occurs(2, 10)]
    """The points"""


class CurveDataPointsUnitType(Enum):
    """Unit of an axis of a curve."""

    V = "V"
    Hz = "Hz"
    W = "W"
    s = "s"
    var = "var"


class LockValueUnitType(Enum):
    """Unit of lock-in and lock-out values."""

    V = "V"
    Hz = "Hz"
    W = "W"
    s = "s"
    var = "var"


@AC_DER_IEC.type
class DERCurveType(Record, frozen=True, kw_only=True):
    """A characteristic curve."""

    xUnit: CurveDataPointsUnitType
    """Unit of the x axis"""
    yUnit: CurveDataPointsUnitType
    """Unit of the y axis"""
    CurveDataPoints: CurveDataPointsListType
    """The curve"""
    MinCosPhi: RationalNumberType | None = None
    """Least power factor"""
    LockValueUnit: LockValueUnitType | None = None
    """Unit of the next two"""
    LockInValue: RationalNumberType | None = None
    """Value above which the function starts"""
    LockOutValue: RationalNumberType | None = None
    """Value below which the function stops"""
    PT1ResponseReactivePower: bool
    """Reactive power follows as a first-order lag"""
    StepResponseTimeConstantReactivePower: RationalNumberType
    """Time constant of the reactive power, s"""
    IntentionalDelay: RationalNumberType | None = None
    """Delay of the function, s"""


class PowerReferenceType(Enum):
    """Power that percentages refer to."""

    MaximumDischargePower = "MaximumDischargePower"
    MomentaryPower = "MomentaryPower"


@AC_DER_IEC.type
class FrequencyWattType(Record, frozen=True, kw_only=True):
    """Active power that depends on the frequency."""

    Fstart: RationalNumberType
    """Frequency at which the function starts, Hz"""
    Fstop: RationalNumberType
    """Frequency at which the function stops, Hz"""
    IntentionalDelayFstop: UnsignedShort | None = None
    """Delay after Fstop, ms"""
    Slope: RationalNumberType
    """Slope of the power, % a Hz"""
    DeactivationTime: UnsignedShort | None = None
    """Time in the normal range until the function ends, s"""
    IntentionalDelayPowerControl: UnsignedShort | None = None
    """Delay of the power control, ms"""
    PowerReference: PowerReferenceType
    """Power that percentages refer to"""
    HysteresisControl: bool
    """The function ends with a hysteresis"""
    PowerUpRamp: UnsignedShort | None = None
    """Largest rise of the power afterwards, % a minute"""
    PT1ResponseActivePower: bool
    """Active power follows as a first-order lag"""
    StepResponseTimeConstantActivePower: RationalNumberType
    """Time constant of the active power, s"""


@AC_DER_IEC.type
class VoltWattType(Record, frozen=True, kw_only=True):
    """Active power that depends on the voltage."""

    PowerReference: PowerReferenceType
    """Power that percentages refer to"""
    UStart: RationalNumberType
    """Voltage at which the function starts, V"""
    UStop: RationalNumberType
    """Voltage at which the power is zero, V"""
    PT1ResponseActivePower: bool
    """Active power follows as a first-order lag"""
    StepResponseTimeConstantActivePower: RationalNumberType
    """Time constant of the active power, s"""
    IntentionalDelayPowerControl: UnsignedInt | None = None
    """Delay of the power control, ms"""


@AC_DER_IEC.type
class FaultRideThroughType(Record, frozen=True, kw_only=True):
    """Behaviour during a voltage fault that must be ridden through."""

    VoltageLimitStartFRT: RationalNumberType
    """Voltage at which the fault begins, V"""
    VoltageLimitStopFRT: RationalNumberType | None = None
    """Voltage at which the fault ends, V"""
    VoltageRecoveryLimit: RationalNumberType | None = None
    """Voltage that counts as recovered, V"""
    VoltageRideThroughPositiveCurveKFactor: RationalNumberType | None = None
    """Gain of the positive sequence current"""
    VoltageRideThroughNegativeCurveKFactor: RationalNumberType | None = None
    """Gain of the negative sequence current"""
    PT1ResponseActivePower: bool
    """Active power follows as a first-order lag"""
    StepResponseTimeConstantActivePower: RationalNumberType
    """Time constant of the active power, s"""
    PT1ResponseReactivePower: bool
    """Reactive power follows as a first-order lag"""
    StepResponseTimeConstantReactivePower: RationalNumberType
    """Time constant of the reactive power, s"""


@AC_DER_IEC.type
class ZeroCurrentType(Record, frozen=True, kw_only=True):
    """Voltages at which no current may flow."""

    OverVoltageLimit: RationalNumberType | None = None
    """Voltage above which no current may flow, V"""
    UnderVoltageLimit: RationalNumberType | None = None
    """Voltage below which no current may flow, V"""
    OverVoltageRecoveryLimit: RationalNumberType | None = None
    """Voltage below which current may flow again, V"""
    UnderVoltageRecoveryLimit: RationalNumberType | None = None
    """Voltage above which current may flow again, V"""
    PT1ResponseActivePower: bool
    """Active power follows as a first-order lag"""
    StepResponseTimeConstantActivePower: RationalNumberType
    """Time constant of the active power, s"""
    PT1ResponseReactivePower: bool
    """Reactive power follows as a first-order lag"""
    StepResponseTimeConstantReactivePower: RationalNumberType
    """Time constant of the reactive power, s"""


@AC_DER_IEC.type
class ReactivePowerSupportType(Record, frozen=True, kw_only=True):
    """The reactive power function: exactly one is set."""

    VoltVar: Annotated[DERCurveType | None, ONE_OF] = None
    """Reactive power by voltage"""
    WattVar: Annotated[DERCurveType | None, ONE_OF] = None
    """Reactive power by active power"""
    WattCosPhi: Annotated[DERCurveType | None, ONE_OF] = None
    """Power factor by active power"""


@AC_DER_IEC.type
class ActivePowerSupportType(Record, frozen=True, kw_only=True):
    """The active power functions."""

    UnderFrequencyWatt: FrequencyWattType | None = None
    """Active power at low frequency"""
    OverFrequencyWatt: FrequencyWattType | None = None
    """Active power at high frequency"""
    VoltWatt: VoltWattType | None = None
    """Active power by voltage"""
