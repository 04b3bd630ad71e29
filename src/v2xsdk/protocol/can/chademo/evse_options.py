"""Ratings and timers of a charger. Values marked "own" have no public source; the others name theirs."""

from __future__ import annotations

import msgspec

from v2xsdk.errors import ConfigError
from v2xsdk.protocol.can.chademo.versions import ProtocolNumber

CURRENT_MAX_A = 255
EXTENDED_CURRENT_MAX_A = 400


class EvseTiming(msgspec.Struct, frozen=True):
    """Timers in seconds (chademo, sections 1, 3 and 5)."""

    cycle_s: float = 0.1  # 1
    first_reply_s: float = 0.05  # 1: 35 to 70 ms after the first car frame
    silence_s: float = 1.0  # 1: without 0x102
    wake_s: float = 5.0  # own: d1 on until the first car frame
    provisional_s: float = 2.0  # 3: first values of a car mean nothing
    permission_s: float = 8.0  # 5, step 3: after d1
    lock_s: float = 10.0  # own
    insulation_s: float = 15.0  # own; bounded by d2_s
    dead_cable_s: float = 5.0  # own: test voltage removed; bounded by d2_s
    d2_s: float = 20.0  # 5, step 6: after k
    no_flag_close_s: float = 2.0  # 2: versions without contactor flag
    contactor_s: float = 4.0  # 5, step 7
    request_s: float = 4.0  # 5, step 8
    ramp_down_s: float = 1.5  # 5.1, step 2: 0.5 s; the car gives up after 2.5 s
    open_s: float = 10.0  # 5.1, step 4: hard limit
    weld_s: float = 2.0  # 5.1, step 5
    d2_to_d1_s: float = 0.5  # 5.1, step 6
    unlock_s: float = 2.0  # 5.1, steps 5 and 7
    emergency_s: float = 1.0  # 5.1: d2 drops then, whatever is measured
    refused_s: float = 1.0  # own: how long the incompatible bit is shown
    farewell_s: float = 0.5  # log of 6.2: 0.4 s of status 20 after the car fell silent
    measurement_s: float = 1.0  # own: measured values older than this are unknown


class EvseOptions(msgspec.Struct, frozen=True):
    """What the charger is. Voltages in V, currents in A as magnitudes; ``discharge_current_max_a`` 0: no V2X.

    ``withdraw_discharge_offer``: while charging, take back the offer to discharge (chademo, section 6.1);
    off, as a charger of the logs does it, the car picks charging while both are offered.
    ``discharge_bit_after_permission``: set 0x109's discharge bit only once the car permitted charging, for
    cars that hang on it during discovery. ``feign_current``: report 1 A of charge current for one cycle
    each minute while discharging, so that cars which end a session after 6 minutes of zero stay; a lie, off
    by default. ``extended_available_current``: offer up to 400 A in 0x118 bytes 1 and 2, whose meaning is a
    guess by analogy with 0x110 (chademo, section 4).
    """

    voltage_min_v: float = 150.0
    voltage_max_v: float = 500.0
    charge_current_max_a: float = 125.0
    discharge_current_max_a: float = 0.0
    discharge_voltage_min_v: float = 250.0
    protocol_number: int = ProtocolNumber.V1_0
    v2h_sequence_control_number: int = 2
    welding_detection: bool = True
    insulation_test_voltage_v: float = 500.0
    remaining_charge_time_min: int = 60
    remaining_discharge_time_min: int = 5
    withdraw_discharge_offer: bool = True
    discharge_bit_after_permission: bool = False
    feign_current: bool = False
    extended_available_current: bool = False
    timing: EvseTiming = EvseTiming()

    def __post_init__(self) -> None:
        if not 0 < self.voltage_min_v < self.voltage_max_v <= 1000:
            raise ConfigError(
                f"CHAdeMO voltage window {self.voltage_min_v:g} to {self.voltage_max_v:g} V: "
                "expected 0 < minimum < maximum <= 1000 V"
            )
        extended = EXTENDED_CURRENT_MAX_A if self.extended_available_current else CURRENT_MAX_A
        _check_current("charge_current_max_a", self.charge_current_max_a, extended)
        _check_current("discharge_current_max_a", self.discharge_current_max_a, CURRENT_MAX_A)


def _check_current(name: str, value_a: float, most_a: int) -> None:
    if not 0 <= value_a <= most_a:
        raise ConfigError(f"CHAdeMO {name} is {value_a:g} A: the frame carries 0 to {most_a} A")
