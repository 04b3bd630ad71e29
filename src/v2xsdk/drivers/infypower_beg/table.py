"""All frames of InfyPower BEC / BEG modules, CAN protocol V1.04 (can-power-modules, section 2)."""

from __future__ import annotations

from v2xsdk.protocol.can.fields import big, boolean, id_bits
from v2xsdk.protocol.can.tables import FrameTable, Message, Signal

READ, WRITE = 0x23, 0x24
SINGLE, GROUP = 0x0A, 0x0B
BROADCAST_ADDRESS = 0x3F
CONTROLLER_ADDRESS = 0xF0

TO_MODULE = "controller_to_module"
TO_CONTROLLER = "module_to_controller"

ERROR_CODES = {
    0: "ok",
    2: "command_invalid",
    3: "data_invalid",
    7: "start_procedure_running",
}
"""Bits 28-26 of an answer's identifier (section 2.1)."""

STATUS_FLAGS = {
    0: "output_short_circuit",
    4: "sleeping",
    5: "discharge_abnormal",
    8: "dc_side_off",
    9: "fault",
    10: "protection",
    11: "fan_fault",
    12: "over_temperature",
    13: "output_over_voltage",
    14: "walk_in_enabled",
    15: "communication_interrupted",
    16: "power_limited",
    17: "module_id_repeated",
    18: "load_sharing_alarm",
    19: "ac_phase_lost",
    20: "ac_unbalanced",
    21: "ac_too_low",
    22: "ac_too_high",
    23: "pfc_side_off",
}
"""Status word 1110: byte 7, byte 6, byte 5 from bit 0 on (section 2.4)."""

IDENTIFIER = (
    id_bits("error_code", 26, 3, default_raw=0),
    id_bits("device_number", 22, 4, default_raw=SINGLE),
    id_bits("command", 16, 6),
    id_bits("destination_address", 8, 8),
    id_bits("source_address", 0, 8, default_raw=CONTROLLER_ADDRESS),
    # Controllers are F0 to F8, modules and groups 00 to 3F: the top bit of the source tells the direction.
    id_bits("from_controller", 7, 1, hidden=True),
)
_INDEX = big("index", 0, 16, kind="hex")


def _milli(name: str, unit: str, *, signed: bool = False) -> Signal:
    return big(name, 4, 32, scale=0.001, unit=unit, signed=signed)


def _phases(first: int, name: str, unit: str, *, signed: bool = False) -> dict[int, Signal]:
    return {first + step: _milli(name.format(phase), unit, signed=signed) for step, phase in enumerate(("a", "b", "c"))}


READINGS: dict[int, Signal] = {
    0x1001: _milli("system_dc_voltage_v", "V"),
    0x1002: _milli("system_dc_current_a", "A"),
    0x1010: big("module_count", 6, 16),
    0x1103: _milli("ac_line_ab_voltage_v", "V"),
    0x1104: _milli("ac_line_bc_voltage_v", "V"),
    0x1105: _milli("ac_line_ca_voltage_v", "V"),
    0x1106: _milli("ambient_temperature_degc", "degC", signed=True),
    0x1110: big("status_flags", 5, 24, kind="flags", flags=STATUS_FLAGS),
    0x1111: big("inverter_mode", 7, 1, kind="bool"),
    0x1130: _milli("dc_max_voltage_v", "V"),
    0x1131: _milli("dc_min_voltage_v", "V"),
    0x1132: _milli("dc_max_current_a", "A"),
    0x1133: _milli("dc_rated_power_w", "W"),
    **_phases(0x2101, "ac_phase_{}_voltage_v", "V"),
    **_phases(0x2104, "ac_phase_{}_current_a", "A"),
    0x2107: _milli("grid_frequency_hz", "Hz"),
    0x2108: _milli("ac_total_active_power_w", "W", signed=True),
    **_phases(0x2109, "ac_phase_{}_active_power_w", "W", signed=True),
    0x210C: _milli("ac_total_reactive_power_var", "var", signed=True),
    **_phases(0x210D, "ac_phase_{}_reactive_power_var", "var", signed=True),
    **_phases(0x2110, "ac_phase_{}_apparent_power_va", "VA"),
    0x2113: _milli("ac_total_apparent_power_va", "VA"),
    0x4101: _milli("dc_high_side_voltage_v", "V"),
    0x4102: _milli("dc_high_side_current_a", "A"),
}
"""What each index means when it is read (section 2.2)."""

SETTINGS: dict[int, Signal] = {
    0x1001: _milli("dc_voltage_setpoint_v", "V"),
    0x1002: _milli("dc_current_setpoint_a", "A"),
    # On is A0 here, but walk-in is enabled by A1: the codes do not share one polarity.
    0x1110: big("output_on", 7, 8, kind="bool", choices=boolean(0xA0, 0xA1)),
    0x1122: big("walk_in_enabled", 7, 8, kind="bool", choices=boolean(0xA1, 0xA0)),
    0x1126: big("output_mode", 7, 8, kind="enum", choices={0xA0: "parallel", 0xA1: "series", 0xA2: "automatic"}),
    0x1132: _milli("discharge_cutoff_voltage_v", "V"),
    0x2105: big("power_factor", 4, 32, scale=0.001, signed=True, minimum=-1.0, maximum=1.0),
    0x2110: big("working_mode", 7, 8, kind="enum", choices={0xA0: "rectifier", 0xA1: "inverter"}),
}
"""What each index means when it is written (section 2.2)."""

_UNKNOWN = big("value_raw", 4, 32)


def _frame(name: str, operation: str, command: int, *signals: Signal, **match: int) -> Message:
    to_module = operation.endswith("_request")
    return Message(
        name=name,
        direction=TO_MODULE if to_module else TO_CONTROLLER,
        match={"command": command, "from_controller": int(to_module), **match},
        labels={"operation": operation},
        signals=signals,
    )


def _readings() -> list[Message]:
    return [
        _frame(f"read_{signal.name}", "read_response", READ, signal, index=index, error_code=0)
        for index, signal in READINGS.items()
    ]


def _settings(operation: str, prefix: str) -> list[Message]:
    return [
        _frame(f"{prefix}_{signal.name}", operation, WRITE, signal, index=index, error_code=0)
        for index, signal in SETTINGS.items()
    ]


TABLE = FrameTable(
    name="infypower_beg",
    identifier=IDENTIFIER,
    selectors=(_INDEX,),
    messages=(
        _frame("read", "read_request", READ),
        *_readings(),
        _frame("read_unknown", "read_response", READ, _UNKNOWN, error_code=0),
        _frame("read_refused", "read_response", READ),
        *_settings("write_request", "write"),
        _frame("write_unknown", "write_request", WRITE, _UNKNOWN),
        *_settings("write_response", "written"),
        _frame("written_unknown", "write_response", WRITE, _UNKNOWN, error_code=0),
        _frame("write_refused", "write_response", WRITE),
    ),
)
"""Messages: ``read`` and ``write_SIGNAL`` go to a module, ``read_SIGNAL`` and ``written_SIGNAL`` answer;
``read_refused`` and ``write_refused`` carry an error code."""
