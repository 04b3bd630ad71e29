"""Readings brought to one form: what the unit says, and what an independent meter says."""

from __future__ import annotations

import math

import msgspec

from v2xsdk.model import Measurement, VehicleStatus

METER_AGE_MAX_S = 1.0


class Sample(msgspec.Struct, frozen=True):
    """Powers in W, positive to the vehicle; unknown is ``None``. ``meter_w`` is independent of the unit.

    ``setpoint_w`` and ``commanded_on`` are what was last commanded, ``output_on`` is what the unit says.
    """

    time_s: float
    setpoint_w: float
    commanded_on: bool
    output_on: bool | None
    measured_w: float | None
    meter_w: float | None


def finite(value: float | None) -> float | None:
    """Return ``value``, or ``None`` where it is no finite number."""
    return value if value is not None and math.isfinite(value) else None


def dc_power_w(measured: Measurement) -> float | None:
    """Return the unit's own DC power in W, by volts and amps where it gives no power."""
    power_w = finite(measured.dc_power_w)
    if power_w is None:
        power_w = product(measured.dc_voltage_v, measured.dc_current_a)
    return power_w


def meter_power_w(vehicle: VehicleStatus | None, measured: Measurement) -> float | None:
    """Return the power in W by the vehicle's own current, if that reading is of the same second."""
    if vehicle is None or abs(measured.time_s - vehicle.time_s) > METER_AGE_MAX_S:
        return None
    voltage_v = finite(vehicle.present_voltage_v)
    return product(measured.dc_voltage_v if voltage_v is None else voltage_v, vehicle.present_current_a)


def product(voltage_v: float | None, current_a: float | None) -> float | None:
    """Return volts times amps, ``None`` where either is unknown."""
    volts, amps = finite(voltage_v), finite(current_a)
    return None if volts is None or amps is None else volts * amps
