"""What several types of this set share."""

from enum import Enum

from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.namespaces import AC_DER_IEC


class PowerFactorExcitationType(Enum):
    """Sign of the reactive power."""

    OverExcited = "OverExcited"
    UnderExcited = "UnderExcited"


@AC_DER_IEC.type
class SetpointExcitationType(Record, frozen=True, kw_only=True):
    """A set-point and the excitation it is meant for."""

    SetpointValue: RationalNumberType
    """The set-point"""
    Excitation: PowerFactorExcitationType | None = None
    """Sign of the reactive power"""


@AC_DER_IEC.type
class DSOQSetpointType(Record, frozen=True, kw_only=True):
    """Reactive power that the grid operator asks for."""

    DSOQSetpointValue: RationalNumberType
    """Reactive power, var"""
    DSOQSetpointValue_L2: RationalNumberType | None = None
    DSOQSetpointValue_L3: RationalNumberType | None = None
    PT1ResponseReactivePower: bool
    """Reactive power follows as a first-order lag"""
    StepResponseTimeConstantReactivePower: RationalNumberType
    """Time constant of the reactive power, s"""


@AC_DER_IEC.type
class DSOCosPhiSetpointType(Record, frozen=True, kw_only=True):
    """Power factor that the grid operator asks for."""

    DSOCosPhiSetpointValue: RationalNumberType
    """Power factor"""
    DSOCosPhiSetpointValue_L2: RationalNumberType | None = None
    DSOCosPhiSetpointValue_L3: RationalNumberType | None = None
    Excitation: PowerFactorExcitationType
    """Sign of the reactive power"""
    PT1ResponseReactivePower: bool
    """Reactive power follows as a first-order lag"""
    StepResponseTimeConstantReactivePower: RationalNumberType
    """Time constant of the reactive power, s"""
