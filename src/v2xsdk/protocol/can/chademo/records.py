"""What the two sides of a CHAdeMO plug tell each other, one record a frame (chademo, sections 3 and 4).

Field names carry the unit; ``None`` is a field its sender marked unused. The machines take and give these
records; bytes are made at the edge (:mod:`v2xsdk.protocol.can.chademo.codec`).
"""

from __future__ import annotations

import msgspec

from v2xsdk.protocol.can.chademo.versions import ProtocolNumber


class Record(msgspec.Struct, frozen=True):
    """Root of all frames."""


class EvLimits(Record, frozen=True):
    """0x100. ``charge_rate_reference_raw`` is what 0x102's charge rate counts in; voltages in V."""

    min_charge_current_a: int = 0
    min_battery_voltage_v: int = 0
    max_battery_voltage_v: int = 0
    charge_rate_reference_raw: int = 100


class EvChargeTime(Record, frozen=True):
    """0x101. ``max_charge_time_s`` comes in steps of 10 s, ``None`` where the minutes count."""

    max_charge_time_s: int | None = 0
    max_charge_time_min: int = 0
    estimated_charge_time_min: int = 0
    rated_battery_capacity_kwh: float = 0.0


class EvControl(Record, frozen=True):
    """0x102: what the car wants now, its faults (byte 4) and its status (byte 5).

    ``charge_rate_raw`` is the state of charge in units of 0x100's reference; never a percentage as such.
    """

    control_protocol_number: int = ProtocolNumber.V1_0
    target_battery_voltage_v: int = 0
    charge_current_request_a: int = 0
    battery_over_voltage: bool = False
    battery_under_voltage: bool = False
    battery_current_deviation: bool = False
    high_battery_temperature: bool = False
    battery_voltage_deviation: bool = False
    charging_enabled: bool = False
    shift_position_not_park: bool = False
    charging_system_fault: bool = False
    contactor_open: bool = True
    normal_stop_request: bool = False
    discharge_compatible: bool = False
    status_bit_6: bool = False
    charge_rate_raw: int = 0


class EvExtended(Record, frozen=True):
    """0x110. The extended request (A) replaces 0x102's while ``high_current_control`` is in use."""

    dynamic_control: bool = False
    high_current_control: bool = False
    high_voltage_control: bool = False
    extended_charge_current_request_a: int = 0


class EvDischargeLimits(Record, frozen=True):
    """0x200. The unit of the two levels depends on the car (:mod:`v2xsdk.protocol.can.chademo.levels`)."""

    max_discharge_current_a: int = 0
    min_discharge_voltage_v: int = 0
    min_discharge_level_raw: int = 0
    max_charge_level_raw: int = 0


class EvDischargeEstimate(Record, frozen=True):
    """0x201. Completion time and energy are disputed in position and therefore left out."""

    v2h_sequence_control_number: int = 0


class EvAutomaker(Record, frozen=True):
    """0x700: a maker's code."""

    automaker_code: int = 0


class EvseLimits(Record, frozen=True):
    """0x108: what the charger can give now (V, A)."""

    welding_detection_supported: bool = True
    available_output_voltage_v: int = 0
    available_output_current_a: int = 0
    threshold_voltage_v: int = 0


class EvseStatus(Record, frozen=True):
    """0x109: measured output, status (byte 5), remaining time.

    ``remaining_charge_time_s`` comes in steps of 10 s, ``None`` where the minutes count; both ``None``: not
    known.
    """

    control_protocol_number: int = ProtocolNumber.V1_0
    output_voltage_v: int = 0
    output_current_a: int = 0
    discharge_compatible: bool = False
    charging: bool = False
    charger_malfunction: bool = False
    connector_locked: bool = False
    battery_incompatible: bool = False
    charging_system_malfunction: bool = False
    stop_control: bool = True
    remaining_charge_time_s: int | None = None
    remaining_charge_time_min: int | None = None


class EvseExtended(Record, frozen=True):
    """0x118. The extended available current (A) is a guess by analogy; real chargers leave it zero."""

    dynamic_control: bool = False
    high_current_control: bool = False
    high_voltage_control: bool = False
    extended_available_output_current_a: int = 0


class EvseDischargeLimits(Record, frozen=True):
    """0x208: present and greatest current (A) the charger takes out of the car, and its voltages (V)."""

    present_discharge_current_a: int = 0
    max_input_voltage_v: int = 0
    max_input_current_a: int = 0
    lower_threshold_voltage_v: int = 0


class EvseDischargeStatus(Record, frozen=True):
    """0x209."""

    v2h_sequence_control_number: int = 2
    remaining_discharge_time_min: int = 0


EvRecord = EvLimits | EvChargeTime | EvControl | EvExtended | EvDischargeLimits | EvDischargeEstimate | EvAutomaker
EvseRecord = EvseLimits | EvseStatus | EvseExtended | EvseDischargeLimits | EvseDischargeStatus
