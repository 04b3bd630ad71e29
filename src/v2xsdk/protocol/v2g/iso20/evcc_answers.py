"""What a -20 charger says about its limits, as plain values: magnitudes, whatever sign it writes."""

from __future__ import annotations

from typing import Any

from v2xsdk.protocol.v2g.iso20 import ac
from v2xsdk.protocol.v2g.messages.iso20 import dc as mdc
from v2xsdk.protocol.v2g.numbers import to_float

FIELDS = (
    ("charge_power_max_w", "EVSEMaximumChargePower"),
    ("charge_current_max_a", "EVSEMaximumChargeCurrent"),
    ("voltage_max_v", "EVSEMaximumVoltage"),
    ("voltage_min_v", "EVSEMinimumVoltage"),
    ("discharge_power_max_w", "EVSEMaximumDischargePower"),
    ("discharge_current_max_a", "EVSEMaximumDischargeCurrent"),
)
"""Field of EvseSaid and of the charger's modes."""


def hear_loop_limits(mode: Any) -> dict[str, float]:
    """Return the limits in a mode of a charge loop answer that are present."""
    return {name: abs(to_float(number)) for name, wire in FIELDS if (number := getattr(mode, wire, None)) is not None}


def hear_parameters(answer: Any) -> dict[str, float]:
    """Return the limits in a ChargeParameterDiscovery answer."""
    if isinstance(answer, mdc.DC_ChargeParameterDiscoveryRes):
        return hear_loop_limits(answer.DC_CPDResEnergyTransferMode)
    mode = answer.AC_CPDResEnergyTransferMode
    found = {}
    for name, wire in FIELDS:
        value = ac.total(mode, wire)
        if value is not None:
            found[name] = abs(value)
    return found
