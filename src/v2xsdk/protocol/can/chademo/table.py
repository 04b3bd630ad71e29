"""All frames of a CHAdeMO plug as a signal table (chademo, sections 3 and 4). 500 kbit/s, 11-bit, little-endian.

Byte 1 of 0x100 is left out: a hint on some cars, reserved on others, and used by nobody here.
"""

from __future__ import annotations

from typing import Any

from v2xsdk.protocol.can.fields import bits, little
from v2xsdk.protocol.can.tables import FrameTable, Message, Signal

BIT_RATE = 500_000

EV_TO_EVSE = "ev_to_evse"
EVSE_TO_EV = "evse_to_ev"

FAULT_FLAGS = {
    0: "battery_over_voltage",
    1: "battery_under_voltage",
    2: "battery_current_deviation",
    3: "high_battery_temperature",
    4: "battery_voltage_deviation",
}
"""0x102 byte 4."""

EV_STATUS_FLAGS = {
    0: "charging_enabled",
    1: "shift_position_not_park",
    2: "charging_system_fault",
    3: "contactor_open",
    4: "normal_stop_request",
    7: "discharge_compatible",
}
"""0x102 byte 5; bit 6 has no public meaning and is a value of its own."""

EVSE_STATUS_FLAGS = {
    0: "charging",
    1: "charger_malfunction",
    2: "connector_locked",
    3: "battery_incompatible",
    4: "charging_system_malfunction",
    5: "stop_control",
}
"""0x109 byte 5."""


def _byte(name: str, byte: int, unit: str = "", **options: Any) -> Signal:
    return little(name, byte, 8, unit=unit, default_raw=options.pop("default_raw", 0), **options)


def _word(name: str, byte: int, unit: str = "", **options: Any) -> Signal:
    return little(name, byte, 16, unit=unit, default_raw=0, **options)


def _inverted(name: str, byte: int) -> Signal:
    return _byte(name, byte, "A", scale=-1, offset=255, default_raw=0xFF)


def _flag(name: str, byte: int, bit: int) -> Signal:
    return bits(name, byte, bit, 1, kind="bool", default_raw=0)


def _flags(name: str, byte: int, names: dict[int, str]) -> Signal:
    return little(name, byte, 8, kind="flags", flags=names, default_raw=0)


def _extended_flags() -> tuple[Signal, ...]:
    return (_flag("dynamic_control", 0, 0), _flag("high_current_control", 0, 1), _flag("high_voltage_control", 0, 2))


def _ev(name: str, can_id: int, *signals: Signal) -> Message:
    return Message(name=name, can_id=can_id, direction=EV_TO_EVSE, signals=signals)


def _evse(name: str, can_id: int, *signals: Signal) -> Message:
    return Message(name=name, can_id=can_id, direction=EVSE_TO_EV, signals=signals)


TABLE = FrameTable(
    name="chademo",
    extended=False,
    messages=(
        _ev(
            "ev_limits",
            0x100,
            _byte("min_charge_current_a", 0, "A"),
            _word("min_battery_voltage_v", 2, "V"),
            _word("max_battery_voltage_v", 4, "V"),
            _byte("charge_rate_reference_raw", 6),
        ),
        _ev(
            "ev_charge_time",
            0x101,
            _byte("max_charge_time_s", 1, "s", scale=10, unused_raw=0xFF),
            _byte("max_charge_time_min", 2, "min"),
            _byte("estimated_charge_time_min", 3, "min"),
            _word("rated_battery_capacity_kwh", 5, "kWh", scale=0.1),
        ),
        _ev(
            "ev_control",
            0x102,
            _byte("control_protocol_number", 0),
            _word("target_battery_voltage_v", 1, "V"),
            _byte("charge_current_request_a", 3, "A"),
            _flags("fault_flags", 4, FAULT_FLAGS),
            _flags("status_flags", 5, EV_STATUS_FLAGS),
            _flag("status_bit_6", 5, 6),
            _byte("charge_rate_raw", 6),
        ),
        _ev("ev_extended", 0x110, *_extended_flags(), _word("extended_charge_current_request_a", 1, "A")),
        _ev(
            "ev_discharge_limits",
            0x200,
            _inverted("max_discharge_current_a", 0),
            _word("min_discharge_voltage_v", 4, "V"),
            _byte("min_discharge_level_raw", 6),
            _byte("max_charge_level_raw", 7),
        ),
        _ev("ev_discharge_estimate", 0x201, _byte("v2h_sequence_control_number", 0)),
        _ev("ev_automaker", 0x700, _byte("automaker_code", 0)),
        _evse(
            "evse_limits",
            0x108,
            _byte("welding_detection_supported", 0, kind="bool"),
            _word("available_output_voltage_v", 1, "V"),
            _byte("available_output_current_a", 3, "A"),
            _word("threshold_voltage_v", 4, "V"),
        ),
        _evse(
            "evse_status",
            0x109,
            _byte("control_protocol_number", 0),
            _word("output_voltage_v", 1, "V"),
            _byte("output_current_a", 3, "A"),
            _flag("discharge_compatible", 4, 0),
            _flags("status_flags", 5, EVSE_STATUS_FLAGS),
            _byte("remaining_charge_time_s", 6, "s", scale=10, unused_raw=0xFF),
            _byte("remaining_charge_time_min", 7, "min", unused_raw=0xFF, unused_with=("remaining_charge_time_s",)),
        ),
        _evse("evse_extended", 0x118, *_extended_flags(), _word("extended_available_output_current_a", 1, "A")),
        _evse(
            "evse_discharge_limits",
            0x208,
            _inverted("present_discharge_current_a", 0),
            _word("max_input_voltage_v", 1, "V"),
            _inverted("max_input_current_a", 3),
            _word("lower_threshold_voltage_v", 6, "V"),
        ),
        _evse(
            "evse_discharge_status",
            0x209,
            _byte("v2h_sequence_control_number", 0),
            _word("remaining_discharge_time_min", 1, "min"),
        ),
    ),
)
