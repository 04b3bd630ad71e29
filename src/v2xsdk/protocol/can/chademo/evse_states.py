"""The charger's states, and why a session ends."""

from __future__ import annotations

from enum import StrEnum


class EvseState(StrEnum):
    """In the order of chademo, section 5."""

    IDLE = "idle"
    WAKE = "wake"
    EXCHANGE = "exchange"
    LOCKING = "locking"
    INSULATION = "insulation"
    DEENERGISE = "deenergise"
    CLOSING = "closing"
    AWAIT_REQUEST = "await_request"
    ENERGY = "energy"
    RAMP_DOWN = "ramp_down"
    AWAIT_OPEN = "await_open"
    ABORT = "abort"
    REFUSED = "refused"
    D2_OFF = "d2_off"
    D1_OFF = "d1_off"
    FAREWELL = "farewell"
    WELDED = "welded"


class StopCause(StrEnum):
    """Why a session ends; later causes are kept behind the first one."""

    EVSE_STOP = "evse_stop"
    VEHICLE_STOP = "vehicle_stop"
    PERMISSION_WITHDRAWN = "permission_withdrawn"
    NORMAL_STOP_REQUEST = "normal_stop_request"
    VEHICLE_OPENED = "vehicle_opened"
    VEHICLE_FAULT = "vehicle_fault"
    VEHICLE_SYSTEM_FAULT = "vehicle_system_fault"
    NOT_IN_PARK = "not_in_park"
    VEHICLE_SILENT = "vehicle_silent"
    NO_VEHICLE = "no_vehicle"
    NO_PERMISSION = "no_permission"
    INCOMPATIBLE = "incompatible"
    INLET_ENERGISED = "inlet_energised"
    CLOSED_EARLY = "closed_early"
    LOCK_FAILED = "lock_failed"
    INSULATION_FAILED = "insulation_failed"
    CABLE_NOT_DEAD = "cable_not_dead"
    D2_LATE = "d2_late"
    CONTACTORS_NOT_CLOSED = "contactors_not_closed"
    NO_REQUEST = "no_request"
    CURRENT_NOT_DOWN = "current_not_down"
    CONTACTORS_NOT_OPENED = "contactors_not_opened"
    WELDED = "welded"
    OVER_VOLTAGE = "over_voltage"
    EVSE_FAULT = "evse_fault"
    MEASUREMENT_LOST = "measurement_lost"
    DEADMAN = "deadman"
    EMERGENCY = "emergency"
