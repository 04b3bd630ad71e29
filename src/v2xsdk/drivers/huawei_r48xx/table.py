"""All frames of Huawei R48xx telecom rectifiers (can-power-modules, section 8.2)."""

from __future__ import annotations

from v2xsdk.protocol.can.fields import big, bits, id_bits
from v2xsdk.protocol.can.tables import FrameTable, Message, Signal

PROTOCOL_ID = 0x21
LIVE_VALUES, CONTROL, CONFIGURE, QUERY, REPORT, INHERENT = 0x40, 0x80, 0x81, 0x82, 0x83, 0x50
TO_MODULE = "controller_to_module"
TO_CONTROLLER = "module_to_controller"


def _scaled(name: str, unit: str = "", *, signed: bool = False) -> Signal:
    return big(name, 4, 32, scale=1 / 1024, unit=unit, signed=signed)


READINGS: dict[int, Signal] = {
    0x10E: big("running_time_raw", 4, 32),
    0x170: _scaled("input_power_w", "W"),
    0x171: _scaled("input_frequency_hz", "Hz"),
    0x172: _scaled("input_current_a", "A"),
    0x173: _scaled("output_power_w", "W"),
    0x174: _scaled("efficiency_ratio"),
    0x175: _scaled("output_voltage_v", "V"),
    0x176: _scaled("max_output_current_ratio"),
    0x178: _scaled("input_voltage_v", "V"),
    0x17F: _scaled("internal_temperature_degc", "degC", signed=True),
    0x180: _scaled("inlet_temperature_degc", "degC", signed=True),
    0x181: _scaled("output_current_a", "A"),
    0x182: _scaled("output_current_2_a", "A"),
    0x183: big("alarms_raw", 4, 32),
}
"""Signals of a reply with live values."""

SETTINGS: dict[int, Signal] = {
    0x100: _scaled("online_voltage_setpoint_v", "V"),
    0x101: _scaled("stored_voltage_setpoint_v", "V"),
    # A fraction of the rated current; the factor per ampere differs by model.
    0x103: _scaled("online_current_limit_ratio"),
    0x104: _scaled("stored_current_limit_ratio"),
}
"""Stored values survive power cycles; writing them periodically wears the memory."""

_SIGNAL_ID = big("signal_id", 0, 12, kind="hex", default_raw=0)


def _value(prefix: str, direction: str, message_id: int, signal_id: int, signal: Signal) -> Message:
    return Message(
        name=f"{prefix}_{signal.name}",
        direction=direction,
        match={
            "message_id": message_id,
            "from_controller": int(direction == TO_MODULE),
            "signal_id": signal_id,
            "error_type": 0,
        },
        signals=(signal,),
    )


TABLE = FrameTable(
    name="huawei_r48xx",
    identifier=(
        id_bits("protocol_id", 23, 6),
        id_bits("module_address", 16, 7),
        id_bits("message_id", 8, 8, kind="hex"),
        id_bits("from_controller", 7, 1, kind="bool"),
        id_bits("group_mask", 2, 5, default_raw=0x1F),
        id_bits("address_type", 1, 1, hidden=True, default_raw=1),
        id_bits("more_frames_follow", 0, 1, kind="bool", default_raw=0),
    ),
    selectors=(bits("error_type", 0, 4, 4, default_raw=0), _SIGNAL_ID),
    match={"protocol_id": PROTOCOL_ID},
    messages=(
        Message(name="request", direction=TO_MODULE, match={"from_controller": 1}),
        *(_value("set", TO_MODULE, CONTROL, signal_id, signal) for signal_id, signal in SETTINGS.items()),
        *(_value("live", TO_CONTROLLER, LIVE_VALUES, signal_id, signal) for signal_id, signal in READINGS.items()),
        *(_value("set_answer", TO_CONTROLLER, CONTROL, signal_id, signal) for signal_id, signal in SETTINGS.items()),
        Message(
            name="other",
            direction=TO_CONTROLLER,
            match={"from_controller": 0, "error_type": 0},
            signals=(big("value_raw", 4, 32),),
        ),
        # With an error the value means nothing.
        Message(name="refused", direction=TO_CONTROLLER, match={"from_controller": 0}),
    ),
)
"""Messages: ``request`` asks (message 40: all live values), ``set_SIGNAL`` sets, ``live_SIGNAL`` answers."""
