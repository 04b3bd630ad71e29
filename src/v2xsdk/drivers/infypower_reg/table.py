"""All frames of InfyPower REG / CEG / LRG modules, CAN protocol V1.13 (can-power-modules, section 3)."""

from __future__ import annotations

from v2xsdk.drivers.infypower_beg.table import IDENTIFIER, STATUS_FLAGS, TO_CONTROLLER, TO_MODULE
from v2xsdk.protocol.can.fields import big, boolean, float_be
from v2xsdk.protocol.can.tables import FrameTable, Message, Signal

ERROR_CODES = {
    0: "ok",
    2: "command_invalid",
    3: "data_invalid",
    4: "address_invalid",
    7: "start_procedure_running",
}


def _request(name: str, command: int, *signals: Signal) -> Message:
    match = {"command": command, "from_controller": 1}
    return Message(name=name, direction=TO_MODULE, match=match, labels={"operation": "request"}, signals=signals)


def _response(name: str, command: int, *signals: Signal) -> Message:
    return Message(
        name=name,
        direction=TO_CONTROLLER,
        match={"command": command, "from_controller": 0, "error_code": 0},
        labels={"operation": "response"},
        signals=signals,
    )


_FLOATS = (float_be("voltage_v", 0, unit="V"), float_be("current_a", 4, unit="A"))
_MILLIS = (
    big("voltage_v", 0, 32, scale=0.001, unit="V"),
    big("current_a", 4, 32, scale=0.001, unit="A"),
)
_SETPOINTS = (
    big("voltage_setpoint_v", 0, 32, scale=0.001, unit="V"),
    big("current_setpoint_a", 4, 32, scale=0.001, unit="A"),
)

_READS = {
    "system_floats": 0x01,
    "module_count": 0x02,
    "module_floats": 0x03,
    "status": 0x04,
    "ac_voltages": 0x06,
    "version": 0x07,
    "system_millis": 0x08,
    "module_millis": 0x09,
    "capability": 0x0A,
    "bar_code": 0x0B,
    "external_voltage": 0x0C,
}

TABLE = FrameTable(
    name="infypower_reg",
    identifier=IDENTIFIER,
    messages=(
        *(_request(f"read_{name}", command) for name, command in _READS.items()),
        _request("read_combined", 0x0F, big("sub_function", 0, 16, kind="hex")),
        _request("set_walk_in", 0x13, big("walk_in_enabled", 0, 8, kind="bool", choices=boolean(1, 0))),
        _request("set_led_blink", 0x14, big("led_blink", 0, 8, kind="bool", choices=boolean(1, 0))),
        _request("set_group", 0x16, big("group_number", 0, 8)),
        _request("set_sleep", 0x19, big("sleeping", 0, 8, kind="bool", choices=boolean(1, 0))),
        # Zero is on.
        _request("set_output", 0x1A, big("output_on", 0, 8, kind="bool", choices=boolean(0, 1))),
        _request("set_system", 0x1B, *_SETPOINTS),
        _request("set_module", 0x1C, *_SETPOINTS),
        _request("set_address_mode", 0x1F, big("address_mode", 0, 8, kind="enum", choices={0: "automatic", 1: "dip"})),
        _response("system_floats", 0x01, *_FLOATS),
        _response("module_count", 0x02, big("module_count", 2, 8)),
        _response("module_floats", 0x03, *_FLOATS),
        _response(
            "status",
            0x04,
            big("group_number", 2, 8),
            big("ambient_temperature_degc", 4, 8, signed=True, unit="degC"),
            big("status_flags", 5, 24, kind="flags", flags=STATUS_FLAGS),
        ),
        _response(
            "ac_voltages",
            0x06,
            big("ac_line_ab_voltage_v", 0, 16, scale=0.1, unit="V"),
            big("ac_line_bc_voltage_v", 2, 16, scale=0.1, unit="V"),
            big("ac_line_ca_voltage_v", 4, 16, scale=0.1, unit="V"),
        ),
        _response("version", 0x07, big("version_raw", 0, 64, kind="hex")),
        _response("system_millis", 0x08, *_MILLIS),
        _response("module_millis", 0x09, *_MILLIS),
        _response(
            "capability",
            0x0A,
            big("max_voltage_v", 0, 16, unit="V"),
            big("min_voltage_v", 2, 16, unit="V"),
            big("max_current_a", 4, 16, scale=0.1, unit="A"),
            big("rated_power_w", 6, 16, scale=10, unit="W"),
        ),
        _response("bar_code", 0x0B, big("bar_code_raw", 0, 64, kind="hex")),
        _response(
            "external_voltage",
            0x0C,
            big("external_voltage_v", 0, 16, scale=0.1, unit="V"),
            big("available_current_a", 2, 16, scale=0.1, unit="A"),
        ),
        _response("combined", 0x0F, big("sub_function", 0, 16, kind="hex"), big("combined_raw", 5, 24, kind="hex")),
        Message(
            name="other_request",
            direction=TO_MODULE,
            match={"from_controller": 1},
            labels={"operation": "request"},
        ),
        # What a module answers to a setting, or with an error code, carries no documented values.
        Message(
            name="other_response",
            direction=TO_CONTROLLER,
            match={"from_controller": 0},
            labels={"operation": "response"},
        ),
    ),
)
"""Messages: ``read_*`` and ``set_*`` go to a module, the answer to ``read_X`` is ``X``."""
