"""The car's states, and why it ends a session."""

from __future__ import annotations

from enum import StrEnum


class EvState(StrEnum):
    """In the order of chademo, section 5. ``hung`` says nothing until the plug is drawn."""

    ASLEEP = "asleep"
    ANNOUNCE = "announce"
    PERMIT = "permit"
    CLOSING = "closing"
    CLOSED = "closed"
    RUNNING = "running"
    STOPPING = "stopping"
    OPENING = "opening"
    OPENED = "opened"
    HUNG = "hung"


class EvStopCause(StrEnum):
    """Why the car ends a session; later causes are kept behind the first one."""

    DRIVER = "driver"
    BATTERY_FULL = "battery_full"
    EVSE_STOP = "evse_stop"
    EVSE_FAULT = "evse_fault"
    EVSE_SILENT = "evse_silent"
    LINES_DROPPED = "lines_dropped"
    INCOMPATIBLE = "incompatible"
    EARLY_DISCHARGE_BIT = "early_discharge_bit"
    NO_DISCHARGE_FRAMES = "no_discharge_frames"
    D2_LATE = "d2_late"
    CABLE_NOT_DEAD = "cable_not_dead"
    NO_CURRENT = "no_current"
    NO_CHARGE_CURRENT = "no_charge_current"
    TIME_OVER = "time_over"
    CURRENT_DEVIATION = "current_deviation"
    VOLTAGE_DEVIATION = "voltage_deviation"
    OVER_VOLTAGE = "over_voltage"
    UNDER_VOLTAGE = "under_voltage"
    BATTERY_HOT = "battery_hot"
    SYSTEM_FAULT = "system_fault"
    CURRENT_NOT_DOWN = "current_not_down"
