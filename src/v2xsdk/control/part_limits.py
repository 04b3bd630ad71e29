"""What the vehicle and the charger themselves allow, as power."""

from __future__ import annotations

import math

from v2xsdk.model import DriverInfo, Measurement, NominalLimits, PowerLimit, Reason, VehicleStatus

VOLTAGE_SANE_RATIO = 0.8
"""A reading below this share of the pack's lowest voltage is an open contactor, not the pack."""


def working_voltage_v(
    vehicle: VehicleStatus | None, measured: Measurement | None, lowest_v: float | None
) -> float | None:
    """Return the voltage in V that turns amps into watts.

    The vehicle's own reading first, then the charger's, else the lowest voltage that can be: less power is
    the safe side.
    """
    if vehicle is not None and vehicle.voltage_min_v is not None:
        lowest_v = vehicle.voltage_min_v
    readings = (vehicle and vehicle.present_voltage_v, measured and measured.dc_voltage_v)
    for voltage_v in readings:
        if voltage_v and 0.0 < voltage_v < math.inf and voltage_v >= VOLTAGE_SANE_RATIO * (lowest_v or 0.0):
            return voltage_v
    return lowest_v


def vehicle_limit(vehicle: VehicleStatus, voltage_v: float | None) -> PowerLimit:
    """Return what the vehicle allows now; it permits nothing while away, not ready or silent about it."""
    if not vehicle.connected:
        return PowerLimit("vehicle", 0.0, 0.0, reason=Reason.NO_VEHICLE, detail="no vehicle is connected")
    if not vehicle.ready:
        return PowerLimit("vehicle", 0.0, 0.0, reason=Reason.VEHICLE_LIMIT, detail="it is not ready")
    return PowerLimit(
        "vehicle",
        _least_w(vehicle.charge_power_max_w, vehicle.charge_current_max_a, voltage_v),
        _least_w(vehicle.discharge_power_max_w, vehicle.discharge_current_max_a, voltage_v),
        reason=Reason.VEHICLE_LIMIT,
    )


def charger_limit(nominal: NominalLimits, voltage_v: float | None) -> PowerLimit:
    """Return what the converter can do by its rating at this voltage."""
    voltage_v = nominal.voltage_min_v if voltage_v is None else voltage_v
    return PowerLimit(
        "charger",
        _least_w(nominal.charge_power_max_w, nominal.charge_current_max_a, voltage_v),
        _least_w(nominal.discharge_power_max_w, nominal.discharge_current_max_a, voltage_v),
        reason=Reason.CHARGER_LIMIT,
    )


def capability_limit(info: DriverInfo) -> PowerLimit:
    """Return 0 for a direction that the device cannot do at all."""
    return PowerLimit(
        "device",
        math.inf if info.can_charge else 0.0,
        math.inf if info.can_discharge else 0.0,
        charge_reason=Reason.CANNOT_CHARGE,
        discharge_reason=Reason.CANNOT_DISCHARGE,
    )


def _least_w(power_w: float | None, current_a: float | None, voltage_v: float | None) -> float | None:
    powers_w = [] if power_w is None else [power_w]
    if current_a is not None:
        powers_w.append(math.nan if voltage_v is None else current_a * voltage_v)
    # NaN compares false: what is no magnitude makes the whole limit unknown.
    return min(powers_w) if powers_w and all(value >= 0.0 for value in powers_w) else None
