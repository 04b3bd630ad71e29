"""Limits of vehicle and charger."""

from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Record, Ref
from v2xsdk.protocol.v2g.messages.iso2.common import (
    BodyBaseType,
    EnergyTransferModeType,
    EVSEProcessingType,
    PercentValueType,
    PhysicalValueType,
    ResponseCodeType,
)
from v2xsdk.protocol.v2g.messages.iso2.schedule import SAScheduleListType
from v2xsdk.protocol.v2g.messages.iso2.status import AC_EVSEStatusType, DC_EVSEStatusType, DC_EVStatusType
from v2xsdk.protocol.v2g.messages.namespaces import ISO2_MSG_BODY, ISO2_MSG_DATA_TYPES
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedInt, UnsignedShort


@ISO2_MSG_DATA_TYPES.element("EVChargeParameter", abstract=True)
class EVChargeParameterType(Record, frozen=True, kw_only=True):
    """?"""

    DepartureTime: UnsignedInt | None = None
    """?"""


@ISO2_MSG_DATA_TYPES.element("AC_EVChargeParameter", substitutes=(ISO2_MSG_DATA_TYPES, "EVChargeParameter"))
class AC_EVChargeParameterType(EVChargeParameterType, frozen=True, kw_only=True):
    """?"""

    EAmount: PhysicalValueType
    """?"""
    EVMaxVoltage: PhysicalValueType
    """?"""
    EVMaxCurrent: PhysicalValueType
    """?"""
    EVMinCurrent: PhysicalValueType
    """?"""


@ISO2_MSG_DATA_TYPES.element("DC_EVChargeParameter", substitutes=(ISO2_MSG_DATA_TYPES, "EVChargeParameter"))
class DC_EVChargeParameterType(EVChargeParameterType, frozen=True, kw_only=True):
    """?"""

    DC_EVStatus: DC_EVStatusType
    """?"""
    EVMaximumCurrentLimit: PhysicalValueType
    """?"""
    EVMaximumPowerLimit: PhysicalValueType | None = None
    """?"""
    EVMaximumVoltageLimit: PhysicalValueType
    """?"""
    EVEnergyCapacity: PhysicalValueType | None = None
    """?"""
    EVEnergyRequest: PhysicalValueType | None = None
    """?"""
    FullSOC: PercentValueType | None = None
    """?"""
    BulkSOC: PercentValueType | None = None
    """?"""


@ISO2_MSG_BODY.element("ChargeParameterDiscoveryReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class ChargeParameterDiscoveryReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    MaxEntriesSAScheduleTuple: UnsignedShort | None = None
    """?"""
    RequestedEnergyTransferMode: EnergyTransferModeType
    """?"""
    EVChargeParameter: Annotated[
        AC_EVChargeParameterType | DC_EVChargeParameterType, Ref(ISO2_MSG_DATA_TYPES)
    ]
    """?"""


@ISO2_MSG_DATA_TYPES.element("EVSEChargeParameter", abstract=True)
class EVSEChargeParameterType(Record, frozen=True, kw_only=True):
    """?"""


@ISO2_MSG_DATA_TYPES.element(
    "AC_EVSEChargeParameter", substitutes=(ISO2_MSG_DATA_TYPES, "EVSEChargeParameter")
)
class AC_EVSEChargeParameterType(EVSEChargeParameterType, frozen=True, kw_only=True):
    """?"""

    AC_EVSEStatus: AC_EVSEStatusType
    """?"""
    EVSENominalVoltage: PhysicalValueType
    """?"""
    EVSEMaxCurrent: PhysicalValueType
    """?"""


@ISO2_MSG_DATA_TYPES.element(
    "DC_EVSEChargeParameter", substitutes=(ISO2_MSG_DATA_TYPES, "EVSEChargeParameter")
)
class DC_EVSEChargeParameterType(EVSEChargeParameterType, frozen=True, kw_only=True):
    """?"""

    DC_EVSEStatus: DC_EVSEStatusType
    """?"""
    EVSEMaximumCurrentLimit: PhysicalValueType
    """?"""
    EVSEMaximumPowerLimit: PhysicalValueType
    """?"""
    EVSEMaximumVoltageLimit: PhysicalValueType
    """?"""
    EVSEMinimumCurrentLimit: PhysicalValueType
    """?"""
    EVSEMinimumVoltageLimit: PhysicalValueType
    """?"""
    EVSECurrentRegulationTolerance: PhysicalValueType | None = None
    """?"""
    EVSEPeakCurrentRipple: PhysicalValueType
    """?"""
    EVSEEnergyToBeDelivered: PhysicalValueType | None = None
    """?"""


@ISO2_MSG_BODY.element("ChargeParameterDiscoveryRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class ChargeParameterDiscoveryRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    EVSEProcessing: EVSEProcessingType
    """?"""
    SASchedules: Annotated[SAScheduleListType | None, Ref(ISO2_MSG_DATA_TYPES)] = None
    """?"""
    EVSEChargeParameter: Annotated[
        AC_EVSEChargeParameterType | DC_EVSEChargeParameterType, Ref(ISO2_MSG_DATA_TYPES)
    ]
    """?"""
