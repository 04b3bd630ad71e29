"""What a battery management allows at a state of charge and temperature (v2x-domain, section 5.1)."""

from __future__ import annotations

import msgspec

from v2xsdk_emulator.plant.vehicles import VehicleClass

TAPER_STARTS_SOC = 0.80
#: C-rate left at 100 %.
TAPER_ENDS_C_RATE = 1 / 20
COLD_CHARGE_BARRED_C = -15.0
COLD_CHARGE_C_RATES = (0.1, 0.2)
COLD_FULL_CHARGE_C = 10.0
DISCHARGE_KNEE_SOC = 0.15
DISCHARGE_ENDS_SOC = 0.03
COLD_DISCHARGE_C = (-25.0, 0.0)
COLD_DISCHARGE_SHARE = 0.2
HOT_DERATING_C = (45.0, 57.0)


class PackLimits(msgspec.Struct, frozen=True):
    """Currents in A and voltages in V, as magnitudes, that the vehicle allows now."""

    charge_voltage_v: float
    charge_current_a: float
    discharge_current_a: float
    discharge_voltage_v: float


def _between(value: float, start: float, end: float, at_start: float, at_end: float) -> float:
    """Interpolate linearly between two points and hold the ends."""
    share = min(max((value - start) / (end - start), 0.0), 1.0)
    return at_start + share * (at_end - at_start)


def charge_power_w(kind: VehicleClass, soc: float, temperature_c: float) -> float:
    """Return the charge power in W that the vehicle allows."""
    trickle_w = kind.usable_wh * TAPER_ENDS_C_RATE
    allowed_w = _between(soc, TAPER_STARTS_SOC, 1.0, kind.charge_max_w, trickle_w)
    if soc >= 1.0 or temperature_c < COLD_CHARGE_BARRED_C:
        return 0.0
    if temperature_c < COLD_FULL_CHARGE_C:
        allowed_w = min(allowed_w, _cold_charge_w(kind, temperature_c))
    return allowed_w * _between(temperature_c, *HOT_DERATING_C, 1.0, 0.0)


def _cold_charge_w(kind: VehicleClass, temperature_c: float) -> float:
    lowest, freezing = (rate * kind.usable_wh for rate in COLD_CHARGE_C_RATES)
    if temperature_c < 0:
        return _between(temperature_c, COLD_CHARGE_BARRED_C, 0.0, lowest, freezing)
    return _between(temperature_c, 0.0, COLD_FULL_CHARGE_C, freezing, kind.charge_max_w)


def discharge_power_w(kind: VehicleClass, soc: float, temperature_c: float) -> float:
    """Return the discharge power in W that the vehicle allows, its own lowest state of charge included."""
    if soc * 100.0 <= kind.v2x_minimum_soc_percent:
        return 0.0
    allowed_w = _between(soc, DISCHARGE_ENDS_SOC, DISCHARGE_KNEE_SOC, 0.0, kind.discharge_max_w)
    allowed_w *= _between(temperature_c, *COLD_DISCHARGE_C, COLD_DISCHARGE_SHARE, 1.0)
    return allowed_w * _between(temperature_c, *HOT_DERATING_C, 1.0, 0.0)


def pack_limits(kind: VehicleClass, soc: float, temperature_c: float, voltage_v: float) -> PackLimits:
    """Return what the vehicle allows; ``voltage_v`` turns its powers into currents."""
    return PackLimits(
        charge_voltage_v=kind.voltage_max_v,
        charge_current_a=charge_power_w(kind, soc, temperature_c) / voltage_v,
        discharge_current_a=discharge_power_w(kind, soc, temperature_c) / voltage_v,
        discharge_voltage_v=kind.voltage_min_v,
    )
