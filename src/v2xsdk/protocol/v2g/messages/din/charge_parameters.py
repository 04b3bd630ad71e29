"""Limits of vehicle and charger."""

from enum import Enum
from typing import Annotated

from v2xsdk.protocol.v2g.messages.declare import Record, Ref
from v2xsdk.protocol.v2g.messages.din.common import (
    BodyBaseType,
    EVSEProcessingType,
    PercentValueType,
    PhysicalValueType,
    ResponseCodeType,
)
from v2xsdk.protocol.v2g.messages.din.schedule import SAScheduleListType, SASchedulesType
from v2xsdk.protocol.v2g.messages.din.status import AC_EVSEStatusType, DC_EVSEStatusType, DC_EVStatusType
from v2xsdk.protocol.v2g.messages.namespaces import DIN_MSG_BODY, DIN_MSG_DATA_TYPES, DIN_MSG_DEF
from v2xsdk.protocol.v2g.messages.simple_types import UnsignedInt


class RequestedEnergyTransferType(Enum):
    """?"""

    AC_single_phase_core = "AC_single_phase_core"
    AC_three_phase_core = "AC_three_phase_core"
    DC_core = "DC_core"
    DC_extended = "DC_extended"
    DC_combo_core = "DC_combo_core"
    DC_unique = "DC_unique"


@DIN_MSG_DATA_TYPES.element("EVChargeParameter", abstract=True)
class EVChargeParameterType(Record, frozen=True, kw_only=True):
    """?"""


@DIN_MSG_DATA_TYPES.element("AC_EVChargeParameter", substitutes=(DIN_MSG_DATA_TYPES, "EVChargeParameter"))
class AC_EVChargeParameterType(EVChargeParameterType, frozen=True, kw_only=True):
    """?"""

    DepartureTime: UnsignedInt
    """?"""
    EAmount: PhysicalValueType
    """?"""
    EVMaxVoltage: PhysicalValueType
    """?"""
    EVMaxCurrent: PhysicalValueType
    """?"""
    EVMinCurrent: PhysicalValueType
    """?"""


@DIN_MSG_DATA_TYPES.element("DC_EVChargeParameter", substitutes=(DIN_MSG_DATA_TYPES, "EVChargeParameter"))
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


@DIN_MSG_BODY.element("ChargeParameterDiscoveryReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ChargeParameterDiscoveryReq(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    EVRequestedEnergyTransferType: RequestedEnergyTransferType
    """?"""
    EVChargeParameter: Annotated[AC_EVChargeParameterType | DC_EVChargeParameterType, Ref(DIN_MSG_DATA_TYPES)]
    """?"""


@DIN_MSG_DATA_TYPES.element("EVSEChargeParameter", abstract=True)
class EVSEChargeParameterType(Record, frozen=True, kw_only=True):
    """?"""


@DIN_MSG_DATA_TYPES.element("AC_EVSEChargeParameter", substitutes=(DIN_MSG_DATA_TYPES, "EVSEChargeParameter"))
class AC_EVSEChargeParameterType(EVSEChargeParameterType, frozen=True, kw_only=True):
    """?"""

    AC_EVSEStatus: AC_EVSEStatusType
    """?"""
    EVSEMaxVoltage: PhysicalValueType
    """?"""
    EVSEMaxCurrent: PhysicalValueType
    """?"""
    EVSEMinCurrent: PhysicalValueType
    """?"""


@DIN_MSG_DATA_TYPES.element("DC_EVSEChargeParameter", substitutes=(DIN_MSG_DATA_TYPES, "EVSEChargeParameter"))
class DC_EVSEChargeParameterType(EVSEChargeParameterType, frozen=True, kw_only=True):
    """?"""

    DC_EVSEStatus: DC_EVSEStatusType
    """?"""
    EVSEMaximumCurrentLimit: PhysicalValueType
    """?"""
    EVSEMaximumPowerLimit: PhysicalValueType | None = None
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


@DIN_MSG_BODY.element("ChargeParameterDiscoveryRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ChargeParameterDiscoveryRes(BodyBaseType, frozen=True, kw_only=True):
    """?"""

    ResponseCode: ResponseCodeType
    """?"""
    EVSEProcessing: EVSEProcessingType
    """?"""
    SASchedules: Annotated[SASchedulesType | SAScheduleListType, Ref(DIN_MSG_DATA_TYPES)]
    """?"""
    EVSEChargeParameter: Annotated[
        AC_EVSEChargeParameterType | DC_EVSEChargeParameterType, Ref(DIN_MSG_DATA_TYPES)
    ]
    """?"""
