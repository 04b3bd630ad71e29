"""All frames of UUGreenPower UR 36.2 and Maxwell ENR S0 modules (can-power-modules, section 6)."""

from __future__ import annotations

from v2xsdk.protocol.can.fields import big, bits, boolean, id_bits
from v2xsdk.protocol.can.tables import FrameTable, Message, Signal

PROTOCOL = 1
TO_MODULE = "controller_to_module"
TO_CONTROLLER = "module_to_controller"

MESSAGE_TYPES = {
    0: "set_data",
    1: "set_data_response",
    2: "read_data",
    3: "read_data_response",
    4: "serial_number_response",
    11: "all_set_data",
    12: "all_set_data_response",
}

STATUS_FLAGS = {
    0: "ac_over_voltage",
    1: "ac_under_voltage",
    2: "ac_over_voltage_shutdown",
    3: "pfc_bus_over_voltage",
    4: "pfc_bus_under_voltage",
    5: "pfc_bus_unbalance",
    6: "output_over_voltage",
    7: "output_over_voltage_shutdown",
    8: "output_under_voltage",
    9: "fan_fault",
    10: "manual_mode",
    11: "fan_driver",
    12: "ambient_too_hot",
    13: "ambient_too_cold",
    14: "pfc_over_temperature",
    15: "output_relay",
    16: "dc_over_temperature",
    17: "dc_over_temperature_2",
    18: "internal_link",
    19: "dcdc_without_pfc_ready",
    20: "pfc_failure",
    21: "dcdc_failure",
    22: "derated_by_ac",
    23: "derated_by_temperature",
    24: "pfc_off",
    25: "module_off",
    28: "output_unbalance",
    29: "duplicate_serial",
    30: "short_circuit_shutdown",
    31: "bleeder",
}
"""Command 8 (section 6.3); bits 27-26 are the control loop."""

_RANGES = {1: "high", 2: "low", 3: "automatic"}


def _milli(name: str, unit: str, *, signed: bool = False) -> Signal:
    return big(name, 4, 32, scale=0.001, unit=unit, signed=signed)


_VOLTAGE_MODE = big("voltage_mode", 4, 32, kind="enum", choices=_RANGES)

VALUES: dict[int, tuple[Signal, ...]] = {
    0: (_milli("output_voltage_v", "V"),),
    1: (_milli("output_current_a", "A"),),
    2: (_milli("output_voltage_setpoint_v", "V"),),
    3: (_milli("output_current_limit_a", "A"),),
    # Zero is on.
    4: (big("output_on", 4, 32, kind="bool", choices=boolean(0, 1)),),
    8: (
        big("status_flags", 4, 32, kind="flags", flags=STATUS_FLAGS),
        bits("output_loop", 4, 2, 2, kind="enum", choices={0: "voltage", 2: "current"}),
    ),
    20: (_milli("ac_line_ab_voltage_v", "V"),),
    21: (_milli("ac_line_bc_voltage_v", "V"),),
    22: (_milli("ac_line_ca_voltage_v", "V"),),
    26: (_milli("fan_voltage_v", "V"),),
    30: (_milli("inlet_temperature_degc", "degC", signed=True),),
    47: (_milli("output_current_fast_a", "A"),),
    48: (_milli("output_current_fast_2_a", "A"),),
    61: (_milli("battery_voltage_v", "V"),),
    62: (big("fan_noise_level", 4, 32),),
    89: (big("group_number", 4, 32),),
    95: (_VOLTAGE_MODE,),
    96: (_VOLTAGE_MODE,),
    98: (_milli("output_voltage_fast_v", "V"),),
    101: (_VOLTAGE_MODE,),
    104: (_milli("output_current_capability_a", "A"),),
    114: (
        big("output_current_a", 4, 16, scale=0.1, unit="A"),
        big("output_current_capability_a", 6, 16, scale=0.1, unit="A"),
    ),
}
"""What each command carries, read or set (section 6.2)."""

_COMMAND = big("command_type", 1, 8)
_ALL_SET = (
    bits("on_off", 1, 0, 2, kind="enum", choices={0: "dc_on", 1: "dc_off", 2: "dc_pfc_on", 3: "all_off"}),
    bits("hi_lo_selection", 1, 6, 2, kind="enum", choices={0: "none", 2: "high", 3: "low"}),
    big("output_current_limit_a", 2, 16, scale=0.1, unit="A"),
    big("battery_voltage_v", 4, 16, scale=0.1, unit="V"),
    big("output_voltage_setpoint_v", 6, 16, scale=0.1, unit="V"),
)


def _word_bits(name: str, high: int, length: int) -> Signal:
    """Part of the 32-bit word in bytes 4-7, ``high`` being its most significant bit there."""
    bit = 31 - high
    return Signal(name=name, start=8 * (4 + bit // 8) + 7 - bit % 8, length=length)


# The serial word, section 6.2.
_SERIAL = (
    _word_bits("serial_site", 31, 3),
    _word_bits("production_year", 28, 7),
    _word_bits("production_month", 21, 4),
    _word_bits("production_day_of_month", 17, 5),
    _word_bits("serial_number", 12, 13),
)


def _frames(prefix: str, message_type: int, direction: str) -> list[Message]:
    known = [
        Message(
            name=f"{prefix}_{command}",
            direction=direction,
            match={"message_type": message_type, "command_type": command},
            signals=(_COMMAND, *signals),
        )
        for command, signals in VALUES.items()
    ]
    other = Message(
        name=f"{prefix}_other",
        direction=direction,
        match={"message_type": message_type},
        signals=(_COMMAND, big("value_raw", 4, 32)),
    )
    return [*known, other]


TABLE = FrameTable(
    name="uugreen",
    identifier=(
        id_bits("protocol", 25, 4),
        id_bits("monitor_address", 21, 4, default_raw=1),
        id_bits("module_address", 14, 7),
        id_bits("production_day", 9, 5, default_raw=0),
        id_bits("serial_low", 0, 9, default_raw=0),
    ),
    selectors=(
        bits("group_address", 0, 4, 4, default_raw=1),
        bits("message_type", 0, 0, 4, kind="enum", choices=MESSAGE_TYPES),
    ),
    match={"protocol": PROTOCOL},
    messages=(
        *_frames("set", 0, TO_MODULE),
        *_frames("set_answer", 1, TO_CONTROLLER),
        Message(name="read", direction=TO_MODULE, match={"message_type": 2}, signals=(_COMMAND,)),
        *_frames("reading", 3, TO_CONTROLLER),
        Message(
            name="serial_number",
            direction=TO_CONTROLLER,
            match={"message_type": 4},
            signals=(_COMMAND, *_SERIAL),
        ),
        Message(name="set_all", direction=TO_MODULE, match={"message_type": 11}, signals=_ALL_SET),
        Message(name="set_all_answer", direction=TO_CONTROLLER, match={"message_type": 12}, signals=_ALL_SET),
    ),
)
"""Messages: ``set_N``, ``read`` and ``set_all`` go to a module; ``set_answer_N`` and ``reading_N`` answer."""
