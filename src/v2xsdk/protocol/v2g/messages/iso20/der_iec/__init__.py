"""AC with grid support after IEC grid codes (ISO 15118-20 Amendment 1, Annex L)."""

from .charge_loop import DER_Dynamic_AC_CLReqControlModeType as DER_Dynamic_AC_CLReqControlModeType
from .charge_loop import DER_Dynamic_AC_CLResControlModeType as DER_Dynamic_AC_CLResControlModeType
from .charge_loop import DER_Scheduled_AC_CLReqControlModeType as DER_Scheduled_AC_CLReqControlModeType
from .charge_loop import DER_Scheduled_AC_CLResControlModeType as DER_Scheduled_AC_CLResControlModeType
from .charge_parameters import DER_AC_CPDReqEnergyTransferModeType as DER_AC_CPDReqEnergyTransferModeType
from .charge_parameters import DER_AC_CPDResEnergyTransferModeType as DER_AC_CPDResEnergyTransferModeType
from .charge_parameters import DERControlType as DERControlType
from .charge_parameters import EvOperatingModeType as EvOperatingModeType
from .charge_parameters import EVReactivePowerLimitsType as EVReactivePowerLimitsType
from .charge_parameters import GridConnectionModeType as GridConnectionModeType
from .common import DSOCosPhiSetpointType as DSOCosPhiSetpointType
from .common import DSOQSetpointType as DSOQSetpointType
from .common import PowerFactorExcitationType as PowerFactorExcitationType
from .common import SetpointExcitationType as SetpointExcitationType
from .support import ActivePowerSupportType as ActivePowerSupportType
from .support import CurveDataPointsListType as CurveDataPointsListType
from .support import CurveDataPointsUnitType as CurveDataPointsUnitType
from .support import DataTupleType as DataTupleType
from .support import DERCurveType as DERCurveType
from .support import FaultRideThroughType as FaultRideThroughType
from .support import FrequencyWattType as FrequencyWattType
from .support import LockValueUnitType as LockValueUnitType
from .support import PowerReferenceType as PowerReferenceType
from .support import ReactivePowerSupportType as ReactivePowerSupportType
from .support import VoltWattType as VoltWattType
from .support import ZeroCurrentType as ZeroCurrentType
