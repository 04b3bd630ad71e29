"""All frames between a CHAdeMO charger and a vehicle (chademo, sections 3 and 4); little-endian, 11 bit.

Bytes whose meaning is disputed are left out: byte 1 of 0x100 and the times and energy of 0x201.
"""

from __future__ import annotations

from v2xsdk.protocol.can.fields import bits, little
from v2xsdk.protocol.can.tables import FrameTable, Message, Signal

FROM_EV = "ev_to_evse"
FROM_EVSE = "evse_to_ev"

EV_FAULT_FLAGS = {
    0: "battery_over_voltage",
    1: "battery_under_voltage",
    2: "battery_current_deviation",
    3: "high_battery_temperature",
    4: "battery_voltage_deviation",
}
"""Byte 4 of 0x102; each is a stop request of its own."""

EV_STATUS_FLAGS = {
    0: "charging_enabled",
    1: "shift_position_not_park",
    2: "charging_system_fault",
    3: "contactor_open",
    4: "normal_stop_request",
    7: "discharge_compatible",
}
"""Byte 5 of 0x102; bit 6 stands apart, its meaning is not public."""

EVSE_STATUS_FLAGS = {
    0: "charging",
    1: "charger_malfunction",
    2: "connector_locked",
    3: "battery_incompatible",
    4: "charging_system_malfunction",
    5: "stop_control",
}
"""Byte 5 of 0x109."""


def _voltage(name: str, byte: int) -> Signal:
    return little(name, byte, 16, unit="V")


def _inverted_current(name: str, byte: int) -> Signal:
    """Amperes sent as 255 minus the value (sections 3 and 4, 0x200 and 0x208)."""
    return little(name, byte, 8, scale=-1, offset=255, unit="A")


def _tens(name: str, byte: int) -> Signal:
    """Tens of seconds; FF means that the minutes hold."""
    return little(name, byte, 8, scale=10, unit="s", unused_raw=255)


def _flags(name: str, byte: int, flags: dict[int, str]) -> Signal:
    return little(name, byte, 8, kind="flags", flags=flags)


_EXTENDED = (
    bits("dynamic_control", 0, 0, 1, kind="bool", default_raw=0),
    bits("high_current_control", 0, 1, 1, kind="bool", default_raw=0),
    bits("high_voltage_control", 0, 2, 1, kind="bool", default_raw=0),
)
_PROTOCOL = little("control_protocol_number", 0, 8)
_SEQUENCE = little("v2h_sequence_control_number", 0, 8)


def _frame(name: str, can_id: int, direction: str, *signals: Signal) -> Message:
    return Message(name=name, can_id=can_id, direction=direction, signals=signals)


TABLE = FrameTable(
    name="chademo",
    extended=False,
    messages=(
        _frame(
            "ev_limits",
            0x100,
            FROM_EV,
            little("min_charge_current_a", 0, 8, unit="A"),
            _voltage("min_battery_voltage_v", 2),
            _voltage("max_battery_voltage_v", 4),
            little("charge_rate_reference_raw", 6, 8),
        ),
        _frame(
            "ev_charge_time",
            0x101,
            FROM_EV,
            _tens("max_charge_time_s", 1),
            little("max_charge_time_min", 2, 8, unit="min"),
            little("estimated_charge_time_min", 3, 8, unit="min"),
            little("rated_battery_capacity_kwh", 5, 16, scale=0.1, unit="kWh"),
        ),
        _frame(
            "ev_control",
            0x102,
            FROM_EV,
            _PROTOCOL,
            _voltage("target_battery_voltage_v", 1),
            little("charge_current_request_a", 3, 8, unit="A"),
            _flags("fault_flags", 4, EV_FAULT_FLAGS),
            _flags("status_flags", 5, EV_STATUS_FLAGS),
            bits("status_bit_6", 5, 6, 1, kind="bool", default_raw=0),
            little("charge_rate_raw", 6, 8),
        ),
        _frame(
            "evse_limits",
            0x108,
            FROM_EVSE,
            little("welding_detection_supported", 0, 8, kind="bool"),
            _voltage("available_output_voltage_v", 1),
            little("available_output_current_a", 3, 8, unit="A"),
            _voltage("threshold_voltage_v", 4),
        ),
        _frame(
            "evse_status",
            0x109,
            FROM_EVSE,
            _PROTOCOL,
            _voltage("output_voltage_v", 1),
            little("output_current_a", 3, 8, unit="A"),
            bits("discharge_compatible", 4, 0, 1, kind="bool"),
            _flags("status_flags", 5, EVSE_STATUS_FLAGS),
            _tens("remaining_charge_time_s", 6),
            little(
                "remaining_charge_time_min",
                7,
                8,
                unit="min",
                unused_raw=255,
                unused_with=("remaining_charge_time_s",),
            ),
        ),
        _frame("ev_extended", 0x110, FROM_EV, *_EXTENDED, little("extended_charge_current_request_a", 1, 16, unit="A")),
        _frame(
            "evse_extended",
            0x118,
            FROM_EVSE,
            *_EXTENDED,
            little("extended_available_output_current_a", 1, 16, unit="A", default_raw=0),
        ),
        _frame(
            "ev_discharge_limits",
            0x200,
            FROM_EV,
            _inverted_current("max_discharge_current_a", 0),
            _voltage("min_discharge_voltage_v", 4),
            little("min_discharge_level_raw", 6, 8),
            little("max_charge_level_raw", 7, 8),
        ),
        _frame("ev_discharge_estimate", 0x201, FROM_EV, _SEQUENCE),
        _frame(
            "evse_discharge_limits",
            0x208,
            FROM_EVSE,
            _inverted_current("present_discharge_current_a", 0),
            _voltage("max_input_voltage_v", 1),
            _inverted_current("max_input_current_a", 3),
            _voltage("lower_threshold_voltage_v", 6),
        ),
        _frame(
            "evse_discharge_status",
            0x209,
            FROM_EVSE,
            _SEQUENCE,
            little("remaining_discharge_time_min", 1, 16, unit="min"),
        ),
        _frame("ev_automaker", 0x700, FROM_EV, little("automaker_code", 0, 8)),
    ),
)
