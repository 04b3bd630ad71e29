"""A car: what it says of itself, its habits and its timers. Defaults are those of a plain car without V2X."""

from __future__ import annotations

import msgspec

from v2xsdk.protocol.can.chademo.versions import ProtocolNumber


class Provisional(msgspec.Struct, frozen=True):
    """What a car claims before it knows: valid until ``until_s`` after its first frame (chademo, section 3)."""

    until_s: float
    charge_rate_reference_raw: int
    charge_rate_raw: int
    rated_battery_capacity_kwh: float


class EvTiming(msgspec.Struct, frozen=True):
    """Timers in seconds (chademo, sections 1 and 5; delays from the logs of section 6.2)."""

    cycle_s: float = 0.1  # 1
    spacing_s: float = 0.01  # 1
    silence_s: float = 1.0  # 1
    enable_delay_s: float = 3.9  # log: first frame to k
    discharge_level_delay_s: float = 0.7  # log: levels of 0x200 settle
    charge_time_delay_s: float = 2.9  # log: remaining time of 0x101 appears
    discharge_frames_s: float = 1.0  # own: 0x208 and 0x209 must follow the discharge bit
    d2_s: float = 20.0  # 5, step 6: after k
    close_delay_s: float = 1.3  # 5, step 7: usually 1 to 2 s after d2
    close_s: float = 4.0  # 5, step 7
    request_delay_s: float = 1.7  # log: contactors to first request
    start_s: float = 8.0  # own: contactors to the charger saying that it runs
    discharge_delay_s: float = 0.4  # log: first request to 0x200 falling
    no_current_s: float = 4.0  # 5: after the request
    deviation_s: float = 5.0  # 5
    zero_charge_s: float = 360.0  # 6.3
    ramp_down_s: float = 2.5  # 5.1, step 2
    open_delay_s: float = 1.9  # log: stop to voltage falling
    weld_test_s: float = 1.0  # log: voltage falling to the open flag
    measurement_s: float = 1.0  # own


class EvOptions(msgspec.Struct, frozen=True):
    """Voltages in V, currents in A as magnitudes, levels as sent.

    ``v2h_sequence_control_number`` None: no 0x201. ``whole_steps``: the request only moves by 2 A.
    ``hangs_on_early_discharge_bit``: falls silent when 0x109's discharge bit is set before k.
    ``needs_steady_delivery``: also trips on less current than it asked for and was offered.
    ``deviation_ratio``: fraction of the reported voltage by which it may differ from the measured one.
    ``fault_frames``: how many 0x109 in a row must show a fault or a deviation.
    """

    protocol_number: int = ProtocolNumber.V1_0
    min_charge_current_a: int = 0
    min_battery_voltage_v: int = 0
    max_battery_voltage_v: int = 435
    target_battery_voltage_v: int = 410
    charge_rate_reference_raw: int = 100
    status_bit_6: bool = False
    discharge_compatible: bool = False
    min_discharge_voltage_v: int = 250
    min_discharge_level_raw: int = 0
    max_charge_level_raw: int = 0
    provisional_levels_raw: tuple[int, int] = (255, 255)
    extended_frames: bool = False
    high_current_control: bool = False
    v2h_sequence_control_number: int | None = None
    automaker_code: int | None = None
    max_charge_time_min: int = 60
    provisional: tuple[Provisional, ...] = ()
    request_step_a: int = 2
    whole_steps: bool = False
    hangs_on_early_discharge_bit: bool = False
    needs_steady_delivery: bool = False
    deviation_a: float = 10.0
    deviation_ratio: float = 0.125
    fault_frames: int = 4
    timing: EvTiming = EvTiming()


class EvBattery(msgspec.Struct, frozen=True):
    """What the car's battery is and allows now: percent, kWh, V, and A as magnitudes."""

    soc_percent: float
    capacity_kwh: float
    voltage_v: float
    charge_current_max_a: float
    discharge_current_max_a: float = 0.0
