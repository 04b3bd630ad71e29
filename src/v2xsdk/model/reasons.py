"""Why something was limited, refused or ended: a closed list, also in the documents."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Reason code of an order, a limit or a fall-back."""

    NONE = "none"
    # limits
    VEHICLE_LIMIT = "vehicle_limit"
    CHARGER_LIMIT = "charger_limit"
    MODULE_LIMIT = "module_limit"
    SITE_LIMIT = "site_limit"
    LIMIT_UNKNOWN = "limit_unknown"
    MINIMUM_POWER = "minimum_power"
    NO_VEHICLE = "no_vehicle"
    NO_VOLTAGE_WINDOW = "no_voltage_window"
    CANNOT_DISCHARGE = "cannot_discharge"
    CANNOT_CHARGE = "cannot_charge"
    # state of charge
    SOC_RESERVE = "soc_reserve"
    SOC_CEILING = "soc_ceiling"
    SOC_UNKNOWN = "soc_unknown"
    ENERGY_BUDGET = "energy_budget"
    # orders
    HIGHER_PRIORITY = "higher_priority"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    CLOSED = "closed"
    NOT_REACHED = "not_reached"
    # faults and protection
    FAULT = "fault"
    LATCHED = "latched"
    LINK_LOST = "link_lost"
    DEADMAN = "deadman"
