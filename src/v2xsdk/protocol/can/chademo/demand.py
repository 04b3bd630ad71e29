"""What the charger's converter shall do now."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class DemandMode(StrEnum):
    """``insulation_test``: own voltage onto the cable, no car behind it."""

    OFF = "off"
    INSULATION_TEST = "insulation_test"
    CHARGE = "charge"
    DISCHARGE = "discharge"


class Demand(msgspec.Struct, frozen=True):
    """Mode, upper voltage (V), current as a magnitude (A), lowest voltage while discharging (V)."""

    mode: DemandMode = DemandMode.OFF
    voltage_v: float = 0.0
    current_a: float = 0.0
    cutoff_voltage_v: float = 0.0


DEMAND_OFF = Demand()
