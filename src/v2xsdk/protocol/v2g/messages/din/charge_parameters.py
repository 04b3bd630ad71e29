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
    """A way to transfer energy that the vehicle wants."""

    AC_single_phase_core = "AC_single_phase_core"
    AC_three_phase_core = "AC_three_phase_core"
    DC_core = "DC_core"
    DC_extended = "DC_extended"
    DC_combo_core = "DC_combo_core"
    DC_unique = "DC_unique"


@DIN_MSG_DATA_TYPES.element("EVChargeParameter", abstract=True)
class EVChargeParameterType(Record, frozen=True, kw_only=True):
    """Base of the needs and limits of a vehicle."""


@DIN_MSG_DATA_TYPES.element("AC_EVChargeParameter", substitutes=(DIN_MSG_DATA_TYPES, "EVChargeParameter"))
class AC_EVChargeParameterType(EVChargeParameterType, frozen=True, kw_only=True):
    """Needs and limits of a vehicle at an AC charger."""

    DepartureTime: UnsignedInt
    """Time until departure, s"""
    EAmount: PhysicalValueType
    """Energy wanted until departure, Wh"""
    EVMaxVoltage: PhysicalValueType
    """Largest voltage, V"""
    EVMaxCurrent: PhysicalValueType
    """Largest current, A"""
    EVMinCurrent: PhysicalValueType
    """Least current below which the vehicle cannot charge well, A"""


@DIN_MSG_DATA_TYPES.element("DC_EVChargeParameter", substitutes=(DIN_MSG_DATA_TYPES, "EVChargeParameter"))
class DC_EVChargeParameterType(EVChargeParameterType, frozen=True, kw_only=True):
    """Needs and limits of a vehicle at a DC charger."""

    DC_EVStatus: DC_EVStatusType
    """State of the vehicle"""
    EVMaximumCurrentLimit: PhysicalValueType
    """Largest current, A"""
    EVMaximumPowerLimit: PhysicalValueType | None = None
    """Largest power, W"""
    EVMaximumVoltageLimit: PhysicalValueType
    """Largest voltage, V"""
    EVEnergyCapacity: PhysicalValueType | None = None
    """Energy of the battery, Wh"""
    EVEnergyRequest: PhysicalValueType | None = None
    """Energy wanted, Wh"""
    FullSOC: PercentValueType | None = None
    """State of charge at which the battery counts as full, %"""
    BulkSOC: PercentValueType | None = None
    """State of charge at which fast charging ends, %"""


@DIN_MSG_BODY.element("ChargeParameterDiscoveryReq", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ChargeParameterDiscoveryReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: what the vehicle needs and can take."""

    EVRequestedEnergyTransferType: RequestedEnergyTransferType
    """Way to transfer energy that the vehicle wants"""
    EVChargeParameter: Annotated[AC_EVChargeParameterType | DC_EVChargeParameterType, Ref(DIN_MSG_DATA_TYPES)]
    """Needs and limits of the vehicle"""


@DIN_MSG_DATA_TYPES.element("EVSEChargeParameter", abstract=True)
class EVSEChargeParameterType(Record, frozen=True, kw_only=True):
    """Base of the limits of a charger."""


@DIN_MSG_DATA_TYPES.element("AC_EVSEChargeParameter", substitutes=(DIN_MSG_DATA_TYPES, "EVSEChargeParameter"))
class AC_EVSEChargeParameterType(EVSEChargeParameterType, frozen=True, kw_only=True):
    """Limits of an AC charger."""

    AC_EVSEStatus: AC_EVSEStatusType
    """State of the charger"""
    EVSEMaxVoltage: PhysicalValueType
    """Largest voltage, V"""
    EVSEMaxCurrent: PhysicalValueType
    """Largest current of a phase, A"""
    EVSEMinCurrent: PhysicalValueType
    """Least current of a phase, A"""


@DIN_MSG_DATA_TYPES.element("DC_EVSEChargeParameter", substitutes=(DIN_MSG_DATA_TYPES, "EVSEChargeParameter"))
class DC_EVSEChargeParameterType(EVSEChargeParameterType, frozen=True, kw_only=True):
    """Limits of a DC charger."""

    DC_EVSEStatus: DC_EVSEStatusType
    """State of the charger"""
    EVSEMaximumCurrentLimit: PhysicalValueType
    """Largest current, A"""
    EVSEMaximumPowerLimit: PhysicalValueType | None = None
    """Largest power, W"""
    EVSEMaximumVoltageLimit: PhysicalValueType
    """Largest voltage, V"""
    EVSEMinimumCurrentLimit: PhysicalValueType
    """Least current, A"""
    EVSEMinimumVoltageLimit: PhysicalValueType
    """Least voltage, V"""
    EVSECurrentRegulationTolerance: PhysicalValueType | None = None
    """Largest deviation from the demanded current, A"""
    EVSEPeakCurrentRipple: PhysicalValueType
    """Largest ripple of the current, peak to peak, A"""
    EVSEEnergyToBeDelivered: PhysicalValueType | None = None
    """Energy the charger can give in the session, Wh"""


@DIN_MSG_BODY.element("ChargeParameterDiscoveryRes", substitutes=(DIN_MSG_DEF, "BodyElement"))
class ChargeParameterDiscoveryRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: what the charger can give."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    EVSEProcessing: EVSEProcessingType
    """Whether the charger needs more time"""
    SASchedules: Annotated[SASchedulesType | SAScheduleListType, Ref(DIN_MSG_DATA_TYPES)]
    """Schedules to choose from"""
    EVSEChargeParameter: Annotated[AC_EVSEChargeParameterType | DC_EVSEChargeParameterType, Ref(DIN_MSG_DATA_TYPES)]
    """Limits of the charger"""
