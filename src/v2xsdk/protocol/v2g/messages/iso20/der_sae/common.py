"""What several types of this set share."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Occurs, Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.namespaces import AC_DER_SAE


@AC_DER_SAE.type
class DataTupleType(Record, frozen=True, kw_only=True):
    """?"""

    xValue: RationalNumberType
    """?"""
    yValue: RationalNumberType
    """?"""


@AC_DER_SAE.type
class CurveDataPointsListType(Record, frozen=True, kw_only=True):
    """?"""

    CurveDataPoint: Annotated[tuple[DataTupleType, ...], Occurs(2, 10)]
    """?"""


class DerUnitType(Enum):
    """?"""

    V = "V"
    Hz = "Hz"
    W = "W"
    s = "s"
    var = "var"
    PercentageEVMaximumConfiguredActivePower = "PercentageEVMaximumConfiguredActivePower"
    PercentageEVMaximumConfiguredReactivePower = "PercentageEVMaximumConfiguredReactivePower"
    PercentageEVMaximumConfiguredApparentPower = "PercentageEVMaximumConfiguredApparentPower"
    PercentageEVMaximumAvailableActivePower = "PercentageEVMaximumAvailableActivePower"
    PercentageEVMaximumAvailableReactivePower = "PercentageEVMaximumAvailableReactivePower"
    PercentageV = "PercentageV"


class RequiredDEROperatingModeType(Enum):
    """?"""

    GridFollowing = "GridFollowing"
    GridForming = "GridForming"


class GridConnectionModeType(Enum):
    """?"""

    GridConnected = "GridConnected"
    GridIslanded = "GridIslanded"
