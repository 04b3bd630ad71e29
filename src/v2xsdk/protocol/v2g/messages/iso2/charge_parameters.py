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
    """Base of the needs and limits of a vehicle."""

    DepartureTime: UnsignedInt | None = None
    """Time until departure, s"""


@ISO2_MSG_DATA_TYPES.element("AC_EVChargeParameter", substitutes=(ISO2_MSG_DATA_TYPES, "EVChargeParameter"))
class AC_EVChargeParameterType(EVChargeParameterType, frozen=True, kw_only=True):
    """Needs and limits of a vehicle at an AC charger."""

    EAmount: PhysicalValueType
    """Energy wanted until departure, Wh"""
    EVMaxVoltage: PhysicalValueType
    """Largest voltage, V"""
    EVMaxCurrent: PhysicalValueType
    """Largest current, A"""
    EVMinCurrent: PhysicalValueType
    """Least current below which the vehicle cannot charge well, A"""


@ISO2_MSG_DATA_TYPES.element("DC_EVChargeParameter", substitutes=(ISO2_MSG_DATA_TYPES, "EVChargeParameter"))
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


@ISO2_MSG_BODY.element("ChargeParameterDiscoveryReq", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class ChargeParameterDiscoveryReq(BodyBaseType, frozen=True, kw_only=True):
    """Request: what the vehicle needs and can take."""

    MaxEntriesSAScheduleTuple: UnsignedShort | None = None
    """Largest number of entries of a schedule the vehicle can take"""
    RequestedEnergyTransferMode: EnergyTransferModeType
    """Way to transfer energy that the vehicle wants"""
    EVChargeParameter: Annotated[AC_EVChargeParameterType | DC_EVChargeParameterType, Ref(ISO2_MSG_DATA_TYPES)]
    """Needs and limits of the vehicle"""


@ISO2_MSG_DATA_TYPES.element("EVSEChargeParameter", abstract=True)
class EVSEChargeParameterType(Record, frozen=True, kw_only=True):
    """Base of the limits of a charger."""


@ISO2_MSG_DATA_TYPES.element("AC_EVSEChargeParameter", substitutes=(ISO2_MSG_DATA_TYPES, "EVSEChargeParameter"))
class AC_EVSEChargeParameterType(EVSEChargeParameterType, frozen=True, kw_only=True):
    """Limits of an AC charger."""

    AC_EVSEStatus: AC_EVSEStatusType
    """State of the charger"""
    EVSENominalVoltage: PhysicalValueType
    """Nominal voltage of the grid, V"""
    EVSEMaxCurrent: PhysicalValueType
    """Largest current of a phase, A"""


@ISO2_MSG_DATA_TYPES.element("DC_EVSEChargeParameter", substitutes=(ISO2_MSG_DATA_TYPES, "EVSEChargeParameter"))
class DC_EVSEChargeParameterType(EVSEChargeParameterType, frozen=True, kw_only=True):
    """Limits of a DC charger."""

    DC_EVSEStatus: DC_EVSEStatusType
    """State of the charger"""
    EVSEMaximumCurrentLimit: PhysicalValueType
    """Largest current, A"""
    EVSEMaximumPowerLimit: PhysicalValueType
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


@ISO2_MSG_BODY.element("ChargeParameterDiscoveryRes", substitutes=(ISO2_MSG_BODY, "BodyElement"))
class ChargeParameterDiscoveryRes(BodyBaseType, frozen=True, kw_only=True):
    """Response: what the charger can give."""

    ResponseCode: ResponseCodeType
    """Outcome of the request"""
    EVSEProcessing: EVSEProcessingType
    """Whether the charger needs more time"""
    SASchedules: Annotated[SAScheduleListType | None, Ref(ISO2_MSG_DATA_TYPES)] = None
    """Schedules to choose from"""
    EVSEChargeParameter: Annotated[AC_EVSEChargeParameterType | DC_EVSEChargeParameterType, Ref(ISO2_MSG_DATA_TYPES)]
    """Limits of the charger"""
