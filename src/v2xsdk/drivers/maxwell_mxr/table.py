"""All frames of the register protocol 0x060: Maxwell MXR V1.50, Winline UXR (can-power-modules, section 4)."""

from __future__ import annotations

from v2xsdk.protocol.can.fields import big, boolean, float_be, id_bits
from v2xsdk.protocol.can.tables import FrameTable, Message, Signal

PROTOCOL_NUMBER = 0x060
CONTROLLER_ADDRESS = 0xF0
ALL_MODULES, GROUP_MODULES = 0xFF, 0xFE

TO_MODULE = "controller_to_module"
TO_CONTROLLER = "module_to_controller"
ACCEPTED = 0xF0

STATUS_FLAGS = {
    0: "fault",
    1: "protection",
    3: "internal_sci_failure",
    4: "input_mode_detection",
    5: "input_mode_mismatch",
    7: "dcdc_over_voltage",
    8: "pfc_voltage_abnormal",
    9: "ac_over_voltage",
    14: "ac_under_voltage",
    16: "can_failure",
    17: "current_imbalance",
    22: "dcdc_off",
    23: "power_limited",
    24: "temperature_derating",
    25: "ac_power_limited",
    27: "fan_fault",
    28: "dcdc_short_circuit",
    30: "dcdc_over_temperature",
    31: "output_over_voltage",
}
"""Register 0040 (section 4.3)."""

_INPUT_WORKING_MODES = {1: "single_phase_ac", 2: "dc", 3: "three_phase_ac", 5: "mismatch"}
# Zero is on; the other code is 1 in the upper half.
_SWITCH = boolean(0x0000_0000, 0x0001_0000)


def _real(name: str, unit: str = "") -> Signal:
    return float_be(name, 4, unit=unit)


READINGS: dict[int, tuple[Signal, ...]] = {
    0x0001: (_real("output_voltage_v", "V"),),
    0x0002: (_real("output_current_a", "A"),),
    0x0003: (_real("current_limit_ratio"),),
    0x0004: (_real("dc_board_temperature_degc", "degC"),),
    0x0005: (_real("input_voltage_v", "V"),),
    0x0008: (_real("pfc_bus_positive_voltage_v", "V"),),
    0x000A: (_real("pfc_bus_negative_voltage_v", "V"),),
    0x000B: (_real("ambient_temperature_degc", "degC"),),
    0x000C: (_real("ac_phase_a_voltage_v", "V"),),
    0x000D: (_real("ac_phase_b_voltage_v", "V"),),
    0x000E: (_real("ac_phase_c_voltage_v", "V"),),
    0x0010: (_real("pfc_board_temperature_degc", "degC"),),
    0x0011: (_real("rated_power_w", "W"),),
    0x0012: (_real("rated_current_a", "A"),),
    0x0040: (big("status_flags", 4, 32, kind="flags", flags=STATUS_FLAGS),),
    0x0043: (big("group_number", 4, 16), big("dip_address", 6, 16)),
    0x0048: (big("input_power_w", 4, 32, unit="W"),),
    0x004A: (big("altitude_setting_m", 4, 32, unit="m"),),
    0x004B: (big("input_working_mode", 4, 32, kind="enum", choices=_INPUT_WORKING_MODES),),
    0x0054: (big("serial_number_low_raw", 4, 32, kind="hex"),),
    0x0055: (big("serial_number_high_raw", 4, 32, kind="hex"),),
    0x0056: (big("dc_version_raw", 4, 32, kind="hex"),),
    0x0057: (big("pfc_version_raw", 4, 32, kind="hex"),),
}
"""Registers that are read (section 4.2)."""

SETTINGS: dict[int, tuple[Signal, ...]] = {
    0x0017: (big("altitude_setting_m", 4, 32, minimum=1000, maximum=5000, unit="m"),),
    0x001B: (big("output_current_setpoint_a", 4, 32, scale=1 / 1024, unit="A"),),
    0x001E: (big("group_number", 4, 32, maximum=60),),
    0x001F: (big("address_mode", 4, 32, kind="enum", choices={0: "automatic", 0x0001_0000: "dip"}),),
    0x0020: (_real("output_power_ratio"),),
    0x0021: (_real("output_voltage_setpoint_v", "V"),),
    0x0022: (_real("current_limit_setpoint_ratio"),),
    0x0023: (_real("output_voltage_upper_limit_v", "V"),),
    0x0030: (big("output_on", 4, 32, kind="bool", choices=_SWITCH),),
    0x0031: (big("over_voltage_reset_raw", 4, 32),),
    0x003E: (big("over_voltage_interlock_enabled", 4, 32, kind="bool", choices=_SWITCH),),
    0x0044: (big("short_circuit_reset_raw", 4, 32),),
    0x0046: (big("input_mode", 4, 32, kind="enum", choices={1: "ac", 2: "dc"}),),
}
"""Registers that are written (section 4.2); both reads and writes are answered with the value."""

_CODE = big("code", 0, 8, hidden=True)
_REGISTER = big("register", 2, 16, kind="hex")
_ERROR = big("error_code", 1, 8)
_SET, _READ, _FLOAT, _INTEGER = 0x03, 0x10, 0x41, 0x42


def _response(register: int, signals: tuple[Signal, ...]) -> Message:
    code = _FLOAT if signals[0].float32 else _INTEGER
    return Message(
        name=f"response_{register:04x}",
        direction=TO_CONTROLLER,
        match={"code": code, "error_code": ACCEPTED, "register": register},
        labels={"operation": "response", "data_type": "float" if code == _FLOAT else "integer"},
        signals=(_ERROR, *signals),
    )


def _other(name: str, code: int, value: Signal) -> tuple[Message, Message]:
    data_type = "float" if code == _FLOAT else "integer"
    labels = {"operation": "response", "data_type": data_type}
    return (
        Message(
            name=f"response_{name}",
            direction=TO_CONTROLLER,
            match={"code": code, "error_code": ACCEPTED},
            labels=labels,
            signals=(_ERROR, value),
        ),
        # Any other error code means that the frame must be discarded.
        Message(
            name=f"refused_{name}",
            direction=TO_CONTROLLER,
            match={"code": code},
            labels={**labels, "accepted": False},
            signals=(_ERROR,),
        ),
    )


TABLE = FrameTable(
    name="maxwell_mxr",
    identifier=(
        id_bits("protocol_number", 20, 9),
        id_bits("point_to_point", 19, 1, kind="bool", default_raw=1),
        id_bits("destination_address", 11, 8),
        id_bits("source_address", 3, 8, default_raw=CONTROLLER_ADDRESS),
        id_bits("group", 0, 3, default_raw=0),
    ),
    selectors=(_CODE, _REGISTER),
    match={"protocol_number": PROTOCOL_NUMBER},
    messages=(
        Message(name="read", direction=TO_MODULE, match={"code": _READ}, labels={"operation": "read_request"}),
        *(
            Message(
                name=f"set_{signals[0].name}",
                direction=TO_MODULE,
                match={"code": _SET, "register": register},
                labels={"operation": "set_request"},
                signals=signals,
            )
            for register, signals in SETTINGS.items()
        ),
        Message(
            name="set_unknown",
            direction=TO_MODULE,
            match={"code": _SET},
            labels={"operation": "set_request"},
            signals=(big("value_raw", 4, 32),),
        ),
        *(_response(register, signals) for register, signals in (READINGS | SETTINGS).items()),
        *_other("float", _FLOAT, _real("value")),
        *_other("integer", _INTEGER, big("value_raw", 4, 32)),
    ),
)
"""Messages: ``read`` (any register) and ``set_SIGNAL`` go to a module, ``response_RRRR`` answers."""
