"""Messages of ISO 15118-20 for automated connection devices (pantographs)."""

from .connection import ACDP_ConnectReq as ACDP_ConnectReq
from .connection import ACDP_ConnectReqType as ACDP_ConnectReqType
from .connection import ACDP_ConnectRes as ACDP_ConnectRes
from .connection import ACDP_ConnectResType as ACDP_ConnectResType
from .connection import ACDP_DisconnectReq as ACDP_DisconnectReq
from .connection import ACDP_DisconnectRes as ACDP_DisconnectRes
from .connection import ElectricalChargingDeviceStatusType as ElectricalChargingDeviceStatusType
from .positioning import ACDP_VehiclePositioningReq as ACDP_VehiclePositioningReq
from .positioning import ACDP_VehiclePositioningRes as ACDP_VehiclePositioningRes
from .positioning import MechanicalChargingDeviceStatusType as MechanicalChargingDeviceStatusType
from .system_status import ACDP_SystemStatusReq as ACDP_SystemStatusReq
from .system_status import ACDP_SystemStatusRes as ACDP_SystemStatusRes
from .system_status import CpStatusType as CpStatusType
from .system_status import ErrorCodeType as ErrorCodeType
from .system_status import EVTechnicalStatusType as EVTechnicalStatusType
from .system_status import IsolationStatusType as IsolationStatusType
