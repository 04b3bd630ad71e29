"""All frames of the SCU / R48 dialect of protocol 0x060 (can-power-modules, section 5)."""

from __future__ import annotations

from v2xsdk.drivers.maxwell_mxr.table import CONTROLLER_ADDRESS, PROTOCOL_NUMBER, TO_CONTROLLER, TO_MODULE
from v2xsdk.protocol.can.fields import big, bits, boolean, float_be, id_bits
from v2xsdk.protocol.can.tables import FrameTable, Message, Signal

ERROR_CODES = {
    0xF0: "none",
    0xF1: "invalid_node",
    0xF2: "invalid_command",
    0xF3: "data_check_failed",
    0xF4: "address_recognition",
}

ALARM_FLAGS = {
    2: "fuse",
    3: "pfc_dcdc_link",
    6: "unbalance",
    7: "bus_over_voltage",
    8: "abnormal_bus",
    9: "phase_over_voltage",
    10: "id_repeated",
    11: "bus_under_voltage",
    12: "phase_loss",
    14: "phase_under_voltage",
    16: "can_failure",
    17: "sharing",
    19: "pfc_off",
    21: "fan_at_full_speed",
    22: "dcdc_off",
    23: "limiting_23",
    24: "limiting_24",
    25: "limiting_25",
    26: "eeprom",
    27: "fan_fault",
    28: "short_circuit",
    29: "pfc_eeprom",
    30: "over_temperature",
    31: "over_voltage",
}
"""Register 0040; the three limitations are not told apart in any source."""


def _real(name: str, unit: str = "") -> Signal:
    return float_be(name, 4, unit=unit)


REGISTERS: dict[int, Signal] = {
    0x0001: _real("output_voltage_v", "V"),
    0x0002: _real("output_current_a", "A"),
    0x0003: _real("current_limit_ratio"),
    0x0004: _real("dc_board_temperature_degc", "degC"),
    0x0005: _real("input_voltage_v", "V"),
    0x0006: _real("voltage_limit_v", "V"),
    0x0007: _real("current_a", "A"),
    0x0008: _real("pfc_bus_positive_voltage_v", "V"),
    0x000A: _real("pfc_bus_negative_voltage_v", "V"),
    0x000B: _real("ambient_temperature_degc", "degC"),
    0x0010: _real("pfc_board_temperature_degc", "degC"),
    0x0014: _real("power_limit_ratio"),
    0x0019: _real("default_current_limit_ratio"),
    0x0020: _real("power_limit_setpoint_ratio"),
    0x0021: _real("output_voltage_setpoint_v", "V"),
    0x0022: _real("current_limit_setpoint_ratio"),
    # Sent as a float: 0 automatic, 520 parallel, 1050 series.
    0x0023: _real("output_range_v", "V"),
    0x0024: _real("default_output_voltage_v", "V"),
    0x0030: big("output_on", 4, 32, kind="bool", choices=boolean(0x0000_0000, 0x0001_0000)),
    0x0035: big("relay_raw", 4, 32),
    0x0040: big("alarm_flags", 4, 32, kind="flags", flags=ALARM_FLAGS),
}

_REGISTER = big("register", 2, 16, kind="hex")
_NO_ERROR = 0xF0


def _frame(name: str, direction: str, code: int, *signals: Signal, **match: int) -> Message:
    operation = name.rpartition("__")[0] or name
    return Message(
        name=name,
        direction=direction,
        match={"code": code, **match},
        labels={"operation": operation},
        signals=signals,
    )


def _values(operation: str, direction: str, code: int) -> list[Message]:
    return [
        _frame(
            f"{operation}__{signal.name}",
            direction,
            code,
            _REGISTER,
            signal,
            register=register,
            error_code=_NO_ERROR,
            error_flag=0,
        )
        for register, signal in REGISTERS.items()
    ]


TABLE = FrameTable(
    name="scu_060",
    identifier=(
        id_bits("protocol_number", 20, 9),
        id_bits("point_to_point", 19, 1, kind="bool", default_raw=1),
        id_bits("destination_address", 11, 8),
        id_bits("source_address", 3, 8, default_raw=CONTROLLER_ADDRESS),
        id_bits("continuation", 2, 1, hidden=True, default_raw=0),
        id_bits("dialect", 0, 2, hidden=True),
    ),
    selectors=(
        bits("code", 0, 0, 7, hidden=True),
        bits("error_flag", 0, 7, 1, kind="bool", default_raw=0),
        big("error_code", 1, 8, kind="enum", choices=ERROR_CODES, default_raw=_NO_ERROR),
    ),
    match={"protocol_number": PROTOCOL_NUMBER, "dialect": 3},
    messages=(
        Message(
            name="control",
            direction=TO_MODULE,
            match={"code": 0x00, "error_flag": 0},
            labels={"operation": "control"},
            signals=(
                bits("output_on", 2, 7, 1, kind="bool", choices=boolean(0, 1)),
                bits("input_relay_on", 2, 2, 1, kind="bool", default_raw=0),
            ),
            template=b"\0\0\0\x80",
        ),
        _frame("read_request", TO_MODULE, 0x01, _REGISTER),
        *_values("set_request", TO_MODULE, 0x03),
        _frame("set_request", TO_MODULE, 0x03, _REGISTER),
        *_values("read_response", TO_CONTROLLER, 0x41),
        # With an error, or for an unknown register, the value means nothing.
        _frame("read_response", TO_CONTROLLER, 0x41, _REGISTER),
        *_values("set_response", TO_CONTROLLER, 0x43),
        _frame("set_response", TO_CONTROLLER, 0x43, _REGISTER),
    ),
)
"""Messages: ``OPERATION__SIGNAL`` with a value, ``OPERATION`` without one."""
