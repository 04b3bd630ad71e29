"""Connecting and disconnecting."""

from enum import Enum

from v2xsdk.protocol.v2g.messages.iso20.acdp.positioning import MechanicalChargingDeviceStatusType
from v2xsdk.protocol.v2g.messages.iso20.common_types.base import (
    ProcessingType,
    V2GRequestType,
    V2GResponseType,
)
from v2xsdk.protocol.v2g.messages.namespaces import ACDP


class ElectricalChargingDeviceStatusType(Enum):
    """?"""

    State_A = "State_A"
    State_B = "State_B"
    State_C = "State_C"
    State_D = "State_D"


@ACDP.type
class ACDP_ConnectReqType(V2GRequestType, frozen=True, kw_only=True):
    """?"""

    EVElectricalChargingDeviceStatus: ElectricalChargingDeviceStatusType
    """?"""


@ACDP.element("ACDP_ConnectReq")
class ACDP_ConnectReq(ACDP_ConnectReqType, frozen=True, kw_only=True):
    """?"""


@ACDP.element("ACDP_DisconnectReq")
class ACDP_DisconnectReq(ACDP_ConnectReqType, frozen=True, kw_only=True):
    """?"""


@ACDP.type
class ACDP_ConnectResType(V2GResponseType, frozen=True, kw_only=True):
    """?"""

    EVSEProcessing: ProcessingType
    """?"""
    EVSEElectricalChargingDeviceStatus: ElectricalChargingDeviceStatusType
    """?"""
    EVSEMechanicalChargingDeviceStatus: MechanicalChargingDeviceStatusType
    """?"""


@ACDP.element("ACDP_ConnectRes")
class ACDP_ConnectRes(ACDP_ConnectResType, frozen=True, kw_only=True):
    """?"""


@ACDP.element("ACDP_DisconnectRes")
class ACDP_DisconnectRes(ACDP_ConnectResType, frozen=True, kw_only=True):
    """?"""
