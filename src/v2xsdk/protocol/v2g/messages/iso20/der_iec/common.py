"""What several types of this set share."""

from enum import Enum

from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.namespaces import AC_DER_IEC


class PowerFactorExcitationType(Enum):
    """?"""

    OverExcited = "OverExcited"
    UnderExcited = "UnderExcited"


@AC_DER_IEC.type
class SetpointExcitationType(Record, frozen=True, kw_only=True):
    """?"""

    SetpointValue: RationalNumberType
    """?"""
    Excitation: PowerFactorExcitationType | None = None
    """?"""


@AC_DER_IEC.type
class DSOQSetpointType(Record, frozen=True, kw_only=True):
    """?"""

    DSOQSetpointValue: RationalNumberType
    """?"""
    DSOQSetpointValue_L2: RationalNumberType | None = None
    DSOQSetpointValue_L3: RationalNumberType | None = None
    PT1ResponseReactivePower: bool
    """?"""
    StepResponseTimeConstantReactivePower: RationalNumberType
    """?"""


@AC_DER_IEC.type
class DSOCosPhiSetpointType(Record, frozen=True, kw_only=True):
    """?"""

    DSOCosPhiSetpointValue: RationalNumberType
    """?"""
    DSOCosPhiSetpointValue_L2: RationalNumberType | None = None
    DSOCosPhiSetpointValue_L3: RationalNumberType | None = None
    Excitation: PowerFactorExcitationType
    """?"""
    PT1ResponseReactivePower: bool
    """?"""
    StepResponseTimeConstantReactivePower: RationalNumberType
    """?"""
