"""All frames of Mean Well BIC-2200 units (can-power-modules, section 10); little-endian, two to eight bytes."""

from __future__ import annotations

from v2xsdk.protocol.can.fields import big, bits, boolean, id_bits, little
from v2xsdk.protocol.can.tables import FrameTable, Message, Signal

TO_MODULE = "controller_to_module"
TO_CONTROLLER = "module_to_controller"
FAMILY = 0x000C0200 >> 9

FAULT_FLAGS = {
    0: "fan_fault",
    1: "over_temperature",
    2: "over_voltage",
    3: "overload",
    4: "short_circuit",
    5: "ac_fault",
    6: "dc_output_off",
    7: "internal_over_temperature",
    8: "hv_over_voltage",
}

_SWITCH = boolean(1, 0)


def _centi(name: str, unit: str, *, signed: bool = False) -> Signal:
    return little(name, 2, 16, scale=0.01, unit=unit, signed=signed)


def _text(name: str, length: int = 6) -> Signal:
    return big(name, 2, 8 * length, kind="text")


_CONFIGURATION = (
    bits("can_control_enabled", 2, 0, 1, kind="bool", default_raw=0),
    bits("operation_after_power_on", 2, 1, 2, kind="enum", choices={0: "off", 1: "on", 2: "last_state"}),
    bits("eeprom_write_disabled", 3, 2, 1, kind="bool", default_raw=0),
)

SETTINGS: dict[int, tuple[Signal, ...]] = {
    0x0000: (little("output_on", 2, 8, kind="bool", choices=_SWITCH),),
    0x0020: (_centi("charge_voltage_setpoint_v", "V"),),
    0x0030: (_centi("charge_current_setpoint_a", "A"),),
    0x00C2: _CONFIGURATION,
    0x0100: (little("direction", 2, 8, kind="enum", choices={0: "charge", 1: "discharge"}),),
    0x0120: (_centi("discharge_voltage_setpoint_v", "V"),),
    0x0130: (_centi("discharge_current_setpoint_a", "A"),),
    0x0140: (bits("bidirectional_mode_enabled", 2, 0, 1, kind="bool"),),
}
"""What can be written and read back. Each write goes to EEPROM unless ``eeprom_write_disabled``."""

READINGS: dict[int, tuple[Signal, ...]] = {
    0x0040: (little("fault_flags", 2, 16, kind="flags", flags=FAULT_FLAGS),),
    0x0050: (little("ac_voltage_v", 2, 16, scale=0.1, unit="V"),),
    0x0060: (_centi("dc_voltage_v", "V"),),
    0x0061: (_centi("dc_current_a", "A", signed=True),),
    0x0062: (little("internal_temperature_degc", 2, 16, scale=0.1, signed=True, unit="degC"),),
    0x0070: (little("fan_1_speed_rpm", 2, 16),),
    0x0071: (little("fan_2_speed_rpm", 2, 16),),
    0x0080: (_text("maker_low"),),
    0x0081: (_text("maker_high"),),
    0x0082: (_text("model_low"),),
    0x0083: (_text("model_high"),),
    0x0084: (little("firmware_raw", 2, 48, kind="hex"),),
    0x0085: (_text("location", 3),),
    0x0086: (_text("date"),),
    0x0087: (_text("serial_low"),),
    0x0088: (_text("serial_high"),),
    0x00C0: (little("scaling_factor_raw", 2, 16, kind="hex"),),
    0x00C1: (little("system_status_raw", 2, 16, kind="hex"),),
}
"""What can only be read."""

_SHORT = {0x0000: 3, 0x0100: 3}


def _length(command: int, signals: tuple[Signal, ...]) -> int:
    return _SHORT.get(command, max(4, 2 + signals[0].length // 8))


def _frame(name: str, command: int, signals: tuple[Signal, ...], operation: str) -> Message:
    to_module = operation == "write"
    return Message(
        name=name,
        direction=TO_MODULE if to_module else TO_CONTROLLER,
        match={"from_controller": int(to_module), "command": command},
        length=_length(command, signals),
        match_length=True,
        labels={"operation": operation},
        signals=signals,
    )


TABLE = FrameTable(
    name="meanwell_bic2200",
    identifier=(
        id_bits("family", 9, 20, hidden=True),
        id_bits("from_controller", 8, 1, kind="bool"),
        id_bits("device_id", 0, 8),
    ),
    selectors=(little("command", 0, 16, kind="hex"),),
    match={"family": FAMILY},
    messages=(
        Message(
            name="read",
            direction=TO_MODULE,
            match={"from_controller": 1},
            length=2,
            match_length=True,
            labels={"operation": "read_request"},
        ),
        *(_frame(f"write_{command:04x}", command, signals, "write") for command, signals in SETTINGS.items()),
        *(
            _frame(f"reading_{command:04x}", command, signals, "read_response")
            for command, signals in (SETTINGS | READINGS).items()
        ),
    ),
)
"""Messages: ``read`` (any command) and ``write_CCCC`` go to the unit, ``reading_CCCC`` answers a read."""
