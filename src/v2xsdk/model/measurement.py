"""Measured values and what the vehicle says."""

from __future__ import annotations

import msgspec


class Measurement(msgspec.Struct, frozen=True):
    """One set of measured values; positive power and current flow to the vehicle.

    ``time_s`` is seconds on the charger's clock. ``dc_*`` is taken at the vehicle connector, ``ac_power_w``
    at the grid side of the converter, ``site_power_w`` at the meter (positive = import). Unknown is ``None``.
    """

    time_s: float
    dc_voltage_v: float | None = None
    dc_current_a: float | None = None
    dc_power_w: float | None = None
    ac_power_w: float | None = None
    site_power_w: float | None = None
    soc_percent: float | None = None
    temperature_c: float | None = None
    grid_frequency_hz: float | None = None
    setpoint_w: float = 0.0
    output_on: bool | None = None


class VehicleStatus(msgspec.Struct, frozen=True):
    """What the vehicle says, whatever the protocol. Limits are non-negative magnitudes; unknown is ``None``.

    Voltages in V, currents in A (``present_current_a`` signed, positive into the vehicle), energies in Wh,
    ``departure_s`` seconds from ``time_s``.
    """

    time_s: float
    connected: bool = True
    ready: bool = True
    soc_percent: float | None = None
    capacity_wh: float | None = None
    present_voltage_v: float | None = None
    present_current_a: float | None = None
    voltage_min_v: float | None = None
    voltage_max_v: float | None = None
    charge_current_max_a: float | None = None
    discharge_current_max_a: float | None = None
    charge_power_max_w: float | None = None
    discharge_power_max_w: float | None = None
    target_energy_wh: float | None = None
    maximum_energy_wh: float | None = None
    minimum_energy_wh: float | None = None
    maximum_v2x_energy_wh: float | None = None
    minimum_v2x_energy_wh: float | None = None
    departure_s: float | None = None
    temperature_c: float | None = None


class EvseOffer(msgspec.Struct, frozen=True):
    """What the charger tells the vehicle: limits of both directions as magnitudes, and the set-point."""

    voltage_min_v: float
    voltage_max_v: float
    charge_current_max_a: float
    discharge_current_max_a: float
    charge_power_max_w: float
    discharge_power_max_w: float
    setpoint_w: float = 0.0
