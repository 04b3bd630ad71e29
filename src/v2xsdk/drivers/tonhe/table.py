"""All frames of TonHe modules, CAN protocol V1.2 (can-power-modules, section 7); little-endian, J1939-like."""

from __future__ import annotations

from v2xsdk.protocol.can.fields import bits, id_bits, little
from v2xsdk.protocol.can.tables import FrameTable, Message, Signal

CONTROLLER_ADDRESS = 0xA0
ALL_MODULES = 0xFF
TO_MODULE = "controller_to_module"
TO_CONTROLLER = "module_to_controller"
HEARTBEAT_PERIOD_S = 5.0

FAULT_FLAGS = {
    0: "ac_under_voltage",
    1: "phase_loss",
    2: "ac_over_voltage",
    3: "output_over_voltage",
    4: "output_over_current",
    5: "over_temperature",
    6: "fan_fault",
    7: "hardware",
    8: "bus",
    9: "internal_link",
    10: "discharge_fault",
    11: "pfc_off",
    12: "output_low_warning",
    13: "output_high_warning",
    14: "temperature_limit",
    15: "short_circuit",
}

_STATES = {0x00: "off", 0x01: "on", 0x11: "off_by_fault"}
_COMMANDS = {0x55: "stop", 0xAA: "start"}
_STATUS_FLAGS = {2: "controller_timeout", 8: "input_limit", 9: "temperature_limit"}

_MASK = little("module_mask", 0, 24)


def _grouping(byte: int) -> tuple[Signal, Signal]:
    return (
        bits("group_number_code", byte, 0, 4, default_raw=0),
        bits("address_multiple", byte, 4, 4, default_raw=0),
    )


def _setpoints(byte: int) -> tuple[Signal, Signal]:
    return (
        little("voltage_setpoint_v", byte, 16, scale=0.1, unit="V"),
        little("current_setpoint_a", byte + 2, 16, scale=0.01, unit="A"),
    )


def _frame(name: str, number: int, direction: str, *signals: Signal) -> Message:
    return Message(
        name=name,
        direction=direction,
        match={"message": number, "page": 0},
        labels={"pgn": f"{number << 8:06x}"},
        signals=signals,
    )


TABLE = FrameTable(
    name="tonhe",
    identifier=(
        id_bits("priority", 26, 3, default_raw=6),
        id_bits("page", 24, 2, hidden=True),
        id_bits("message", 16, 8, hidden=True),
        id_bits("destination_address", 8, 8),
        id_bits("source_address", 0, 8, default_raw=CONTROLLER_ADDRESS),
    ),
    messages=(
        _frame(
            "module_state",
            0x01,
            TO_CONTROLLER,
            little("state", 0, 8, kind="enum", choices=_STATES),
            little("output_voltage_v", 1, 16, scale=0.1, unit="V"),
            little("output_current_a", 3, 16, scale=0.01, unit="A"),
            little("fault_flags", 5, 16, kind="flags", flags=FAULT_FLAGS),
        ),
        _frame("command_reply", 0x02, TO_CONTROLLER, little("command_received", 0, 8, kind="bool")),
        _frame(
            "start_stop", 0x03, TO_MODULE, _MASK, little("command", 3, 8, kind="enum", choices=_COMMANDS), *_grouping(4)
        ),
        _frame("setpoints", 0x04, TO_MODULE, _MASK, *_grouping(3), *_setpoints(4)),
        _frame("timing", 0x05, TO_MODULE),
        _frame(
            "module_command",
            0x06,
            TO_MODULE,
            little("command", 0, 8, kind="enum", choices=_COMMANDS),
            *_setpoints(2),
        ),
        _frame("set_address", 0x09, TO_MODULE, little("new_address", 0, 8)),
        _frame(
            "ac_input",
            0x0B,
            TO_CONTROLLER,
            little("ac_phase_a_voltage_v", 0, 16, scale=0.1, unit="V"),
            little("ac_phase_b_voltage_v", 2, 16, scale=0.1, unit="V"),
            little("ac_phase_c_voltage_v", 4, 16, scale=0.1, unit="V"),
            little("ambient_temperature_degc", 6, 16, signed=True, unit="degC"),
        ),
        _frame(
            "set_address_mode",
            0x90,
            TO_MODULE,
            little("address_mode", 0, 8, kind="enum", choices={0: "automatic", 1: "manual"}),
        ),
        _frame("module_status", 0x91, TO_CONTROLLER, little("status_flags", 0, 16, kind="flags", flags=_STATUS_FLAGS)),
        _frame("set_input_type", 0xAA, TO_MODULE, little("input_type", 0, 8, kind="enum", choices={0: "dc", 1: "ac"})),
    ),
)
"""The nibbles of the grouping byte and the place of the flags in ``module_status`` are guesses."""
