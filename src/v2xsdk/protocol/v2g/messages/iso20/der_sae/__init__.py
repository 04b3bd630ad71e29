"""AC with grid support after IEEE 1547 and SAE J3072 (ISO 15118-20 Amendment 1, Annex M)."""

from .active_support import ActivePowerSupportCLResType as ActivePowerSupportCLResType
from .active_support import ActivePowerSupportCPDResType as ActivePowerSupportCPDResType
from .active_support import ConstantWattType as ConstantWattType
from .active_support import FrequencyDroopSettingsType as FrequencyDroopSettingsType
from .active_support import FrequencyDroopType as FrequencyDroopType
from .active_support import LimitMaxDischargePowerType as LimitMaxDischargePowerType
from .active_support import PowerReferenceType as PowerReferenceType
from .active_support import VoltWattType as VoltWattType
from .charge_loop_request import DER_Dynamic_AC_CLReqControlModeType as DER_Dynamic_AC_CLReqControlModeType
from .charge_loop_request import (
    DER_Scheduled_AC_CLReqControlModeType as DER_Scheduled_AC_CLReqControlModeType,
)
from .charge_loop_request import DerConnectionStatusType as DerConnectionStatusType
from .charge_loop_request import DerOperationalStateType as DerOperationalStateType
from .charge_loop_response import DER_Dynamic_AC_CLResControlModeType as DER_Dynamic_AC_CLResControlModeType
from .charge_loop_response import (
    DER_Scheduled_AC_CLResControlModeType as DER_Scheduled_AC_CLResControlModeType,
)
from .charge_parameters import DER_AC_CPDReqEnergyTransferModeType as DER_AC_CPDReqEnergyTransferModeType
from .charge_parameters import DER_AC_CPDResEnergyTransferModeType as DER_AC_CPDResEnergyTransferModeType
from .charge_parameters import Ieee1547AbnormalCategoryType as Ieee1547AbnormalCategoryType
from .charge_parameters import Ieee1547NormalCategoryType as Ieee1547NormalCategoryType
from .common import CurveDataPointsListType as CurveDataPointsListType
from .common import DataTupleType as DataTupleType
from .common import DerUnitType as DerUnitType
from .common import GridConnectionModeType as GridConnectionModeType
from .common import RequiredDEROperatingModeType as RequiredDEROperatingModeType
from .control import DERControlCLResType as DERControlCLResType
from .control import DERControlCPDResType as DERControlCPDResType
from .limits import EVApparentPowerLimitsType as EVApparentPowerLimitsType
from .limits import EVApparentPowerType as EVApparentPowerType
from .limits import EVExcitationLimitsType as EVExcitationLimitsType
from .limits import EVExcitationType as EVExcitationType
from .limits import EVInverterDetailsType as EVInverterDetailsType
from .limits import EvInverterHwVersionType as EvInverterHwVersionType
from .limits import EvInverterManufacturerType as EvInverterManufacturerType
from .limits import EvInverterModelType as EvInverterModelType
from .limits import EvInverterSerialNumberType as EvInverterSerialNumberType
from .limits import EvInverterSwVersionType as EvInverterSwVersionType
from .limits import EVReactivePowerLimitsType as EVReactivePowerLimitsType
from .limits import EVReactivePowerType as EVReactivePowerType
from .limits import EVSEReactivePowerLimitsType as EVSEReactivePowerLimitsType
from .limits import GridLimitsType as GridLimitsType
from .reactive_support import ConstantPowerFactorType as ConstantPowerFactorType
from .reactive_support import ConstantVarType as ConstantVarType
from .reactive_support import PowerFactorExcitationType as PowerFactorExcitationType
from .reactive_support import ReactivePowerSupportCLResType as ReactivePowerSupportCLResType
from .reactive_support import ReactivePowerSupportCPDResType as ReactivePowerSupportCPDResType
from .reactive_support import VoltVarType as VoltVarType
from .reactive_support import WattVarType as WattVarType
from .trip import DERCurveType as DERCurveType
from .trip import EnterServiceCLResType as EnterServiceCLResType
from .trip import EnterServiceCPDResType as EnterServiceCPDResType
from .trip import FrequencyTripType as FrequencyTripType
from .trip import VoltageTripType as VoltageTripType
