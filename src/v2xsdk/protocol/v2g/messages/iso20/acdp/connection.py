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
    """State of the control pilot."""

    State_A = "State_A"
    State_B = "State_B"
    State_C = "State_C"
    State_D = "State_D"


@ACDP.type
class ACDP_ConnectReqType(V2GRequestType, frozen=True, kw_only=True):
    """State of the vehicle while the device connects or disconnects."""

    EVElectricalChargingDeviceStatus: ElectricalChargingDeviceStatusType
    """State of the control pilot at the vehicle"""


@ACDP.element("ACDP_ConnectReq")
class ACDP_ConnectReq(ACDP_ConnectReqType, frozen=True, kw_only=True):
    """Request: connect the vehicle."""


@ACDP.element("ACDP_DisconnectReq")
class ACDP_DisconnectReq(ACDP_ConnectReqType, frozen=True, kw_only=True):
    """Request: disconnect the vehicle."""


@ACDP.type
class ACDP_ConnectResType(V2GResponseType, frozen=True, kw_only=True):
    """State of the connection device while it connects or disconnects."""

    EVSEProcessing: ProcessingType
    """Whether the charger needs more time"""
    EVSEElectricalChargingDeviceStatus: ElectricalChargingDeviceStatusType
    """State of the control pilot at the charger"""
    EVSEMechanicalChargingDeviceStatus: MechanicalChargingDeviceStatusType
    """Position of the connection device"""


@ACDP.element("ACDP_ConnectRes")
class ACDP_ConnectRes(ACDP_ConnectResType, frozen=True, kw_only=True):
    """Response: how connecting goes on."""


@ACDP.element("ACDP_DisconnectRes")
class ACDP_DisconnectRes(ACDP_ConnectResType, frozen=True, kw_only=True):
    """Response: how disconnecting goes on."""
