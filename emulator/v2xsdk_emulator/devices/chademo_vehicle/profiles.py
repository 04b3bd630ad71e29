"""Cars as the logs show them (chademo, sections 3, 5, 6.2 and 10): Leaf ZE0 and ZE1."""

from __future__ import annotations

import msgspec

from v2xsdk.protocol.can.chademo.ev_options import EvOptions, EvTiming, Provisional
from v2xsdk_emulator.plant.vehicles import VehicleClass


class CarProfile(msgspec.Struct, frozen=True):
    """A car: its battery and what it does on the plug."""

    kind: VehicleClass
    options: EvOptions


LEAF_ZE0 = CarProfile(
    kind=VehicleClass(
        name="leaf-ze0",
        usable_wh=22_200,
        series_cells=96,
        r0_ohm=0.12,
        voltage_max_v=403,
        voltage_min_v=250,
        charge_max_w=46_000,
        discharge_max_w=12_000,
        heat_loss_w_per_k=30,
        v2x_minimum_soc_percent=30.0,
    ),
    options=EvOptions(
        discharge_compatible=True,
        status_bit_6=True,
        min_discharge_level_raw=0x43,
        max_charge_level_raw=0xB2,
        max_charge_time_min=60,
        whole_steps=True,
        needs_steady_delivery=True,
        provisional=(
            Provisional(0.09, charge_rate_reference_raw=240, charge_rate_raw=3, rated_battery_capacity_kwh=0.0),
            Provisional(2.1, charge_rate_reference_raw=100, charge_rate_raw=1, rated_battery_capacity_kwh=24.0),
        ),
    ),
)
"""Number 2, no 0x201, levels in 0.1 kWh."""

LEAF_ZE1 = CarProfile(
    kind=VehicleClass(
        name="leaf-ze1",
        usable_wh=35_400,
        series_cells=96,
        r0_ohm=0.10,
        voltage_max_v=403,
        voltage_min_v=250,
        charge_max_w=46_000,
        discharge_max_w=22_000,
        heat_loss_w_per_k=30,
    ),
    options=EvOptions(
        min_charge_current_a=6,
        discharge_compatible=True,
        min_discharge_level_raw=0x0A,
        max_charge_level_raw=0x64,
        provisional_levels_raw=(0x1A, 0xFF),
        max_charge_time_min=80,
        extended_frames=True,
        v2h_sequence_control_number=2,
        automaker_code=1,
        provisional=(
            Provisional(0.19, charge_rate_reference_raw=240, charge_rate_raw=3, rated_battery_capacity_kwh=0.0),
            Provisional(2.0, charge_rate_reference_raw=100, charge_rate_raw=1, rated_battery_capacity_kwh=50.0),
        ),
        timing=EvTiming(enable_delay_s=3.4, discharge_level_delay_s=0.19, charge_time_delay_s=2.5, weld_test_s=0.5),
    ),
)
"""Number 2 with 0x110 and 0x201 (sequence 2), levels in percent, follows 0x108 while running."""

PROFILES = {"leaf-ze0": LEAF_ZE0, "leaf-ze1": LEAF_ZE1}
