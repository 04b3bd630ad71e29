"""Faults: a closed list of kinds, the component, and the device's own words."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class FaultKind(StrEnum):
    """What went wrong, whatever the vendor calls it."""

    COMMUNICATION = "communication"
    MODULE_SILENT = "module_silent"
    BUS_OFF = "bus_off"
    SECOND_CONTROLLER = "second_controller"
    ADDRESS_CLASH = "address_clash"
    HARDWARE = "hardware"
    PROTECTION = "protection"
    FAN = "fan"
    OVER_TEMPERATURE = "over_temperature"
    DC_OVER_VOLTAGE = "dc_over_voltage"
    DC_UNDER_VOLTAGE = "dc_under_voltage"
    DC_OVER_CURRENT = "dc_over_current"
    SHORT_CIRCUIT = "short_circuit"
    AC_OVER_VOLTAGE = "ac_over_voltage"
    AC_UNDER_VOLTAGE = "ac_under_voltage"
    AC_PHASE_LOST = "ac_phase_lost"
    AC_UNBALANCED = "ac_unbalanced"
    GRID_LOST = "grid_lost"
    LOAD_SHARING = "load_sharing"
    DISCHARGE_ABNORMAL = "discharge_abnormal"
    DERATED = "derated"
    SIGN_MISMATCH = "sign_mismatch"
    POWER_MISMATCH = "power_mismatch"
    OFF_NOT_CONFIRMED = "off_not_confirmed"
    MODE_NOT_CONFIRMED = "mode_not_confirmed"
    SOC_IMPLAUSIBLE = "soc_implausible"
    STALE_SET_POINT = "stale_set_point"
    VEHICLE = "vehicle"
    VEHICLE_SILENT = "vehicle_silent"
    DRIVER_ERROR = "driver_error"
    VENDOR = "vendor"


class Severity(StrEnum):
    """``warning`` is reported only; ``stop`` switches the output off and latches."""

    WARNING = "warning"
    STOP = "stop"


class Fault(msgspec.Struct, frozen=True):
    """One fault of one component.

    ``component`` names the part ("module 3", "link", "bus"), ``detail`` holds the device's own words,
    ``time_s`` is seconds on the charger's clock.
    """

    kind: FaultKind
    component: str
    severity: Severity
    detail: str = ""
    time_s: float = 0.0
