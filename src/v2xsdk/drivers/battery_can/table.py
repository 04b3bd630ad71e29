"""Broadcast of a battery on CAN: limits, state and present values (docs/reference/battery-can.md).

11-bit identifiers, little-endian, each frame every 100 ms. All bits set (signed: the largest positive value)
means "not available".
"""

from __future__ import annotations

from v2xsdk.protocol.can.fields import bits, little
from v2xsdk.protocol.can.tables import FrameTable, Message

BATTERY_BROADCAST = "battery_broadcast"
UNAVAILABLE = 0xFFFF
SIGNED_UNAVAILABLE = 0x7FFF

LIMITS = Message(
    name="battery_limits",
    direction="ev_to_evse",
    can_id=0x351,
    signals=(
        little("charge_voltage_limit_v", 0, 16, scale=0.1, unused_raw=UNAVAILABLE),
        little("charge_current_limit_a", 2, 16, scale=0.1, unused_raw=UNAVAILABLE),
        little("discharge_current_limit_a", 4, 16, scale=0.1, unused_raw=UNAVAILABLE),
        little("discharge_voltage_limit_v", 6, 16, scale=0.1, unused_raw=UNAVAILABLE),
    ),
)
STATE = Message(
    name="battery_state",
    direction="ev_to_evse",
    can_id=0x355,
    signals=(
        little("soc_percent", 0, 16, scale=0.01, unused_raw=UNAVAILABLE),
        little("soh_percent", 2, 16, scale=0.01, unused_raw=UNAVAILABLE),
        little("usable_capacity_kwh", 4, 16, scale=0.1, unused_raw=UNAVAILABLE),
        bits("contactors_closed", 6, 0, 1, kind="bool"),
        bits("charge_allowed", 6, 1, 1, kind="bool"),
        bits("discharge_allowed", 6, 2, 1, kind="bool"),
        bits("fault", 6, 3, 1, kind="bool"),
        little("alive_counter", 7, 8),
    ),
)
PRESENT = Message(
    name="battery_present",
    direction="ev_to_evse",
    can_id=0x356,
    signals=(
        little("pack_voltage_v", 0, 16, scale=0.1, unused_raw=UNAVAILABLE),
        little("pack_current_a", 2, 16, signed=True, scale=0.1, unused_raw=SIGNED_UNAVAILABLE),
        little("pack_temperature_degc", 4, 16, signed=True, scale=0.1, unused_raw=SIGNED_UNAVAILABLE),
    ),
)

TABLE = FrameTable(name="battery_can", messages=(LIMITS, STATE, PRESENT), extended=False)
