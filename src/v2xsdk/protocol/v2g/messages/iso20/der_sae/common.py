"""What several types of this set share."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Occurs, Record
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import RationalNumberType
from v2xsdk.protocol.v2g.messages.namespaces import AC_DER_SAE


@AC_DER_SAE.type
class DataTupleType(Record, frozen=True, kw_only=True):
    """A point of a characteristic curve."""

    xValue: RationalNumberType
    """Value on the x axis"""
    yValue: RationalNumberType
    """Value on the y axis"""


@AC_DER_SAE.type
class CurveDataPointsListType(Record, frozen=True, kw_only=True):
    """Points of a characteristic curve, by rising x."""

    CurveDataPoint: Annotated[tuple[DataTupleType, ...], Occurs(2, 10)]
    """The points"""


class DerUnitType(Enum):
    """Unit of an axis of a curve or of a set-point."""

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
    """Whether the vehicle has to follow the grid or to form one."""

    GridFollowing = "GridFollowing"
    GridForming = "GridForming"


class GridConnectionModeType(Enum):
    """Whether the charger is connected to the grid."""

    GridConnected = "GridConnected"
    GridIslanded = "GridIslanded"
