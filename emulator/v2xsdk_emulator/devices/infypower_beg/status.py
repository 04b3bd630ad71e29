"""Status word 1110 (can-power-modules, section 2.4): bytes 5 to 7 of its answer."""

from __future__ import annotations

from collections.abc import Iterable

#: Flag to bit of the 32-bit value (bit 0 is bit 0 of byte 7, bit 8 of byte 6, bit 16 of byte 5).
STATUS_BITS: dict[str, int] = {
    "output_short_circuit": 0,
    "sleeping": 4,
    "discharge_abnormal": 5,
    "dc_side_off": 8,
    "fault": 9,
    "protection": 10,
    "fan_fault": 11,
    "over_temperature": 12,
    "output_over_voltage": 13,
    "walk_in_enabled": 14,
    "communication_interrupted": 15,
    "power_limited": 16,
    "module_id_repeated": 17,
    "load_sharing_alarm": 18,
    "ac_phase_lost": 19,
    "ac_unbalanced": 20,
    "ac_too_low": 21,
    "ac_too_high": 22,
    "pfc_side_off": 23,
}

#: Alarms that switch a module off; the others are only reported.
TRIPPING = frozenset(
    {
        "output_short_circuit",
        "discharge_abnormal",
        "fault",
        "protection",
        "over_temperature",
        "output_over_voltage",
        "ac_phase_lost",
        "ac_too_low",
        "ac_too_high",
        "pfc_side_off",
    }
)

#: Flags that describe a state rather than an alarm.
STATES = frozenset({"sleeping", "dc_side_off", "walk_in_enabled"})


def status_word(flags: Iterable[str]) -> int:
    """Return the 32-bit value of index 1110 with ``flags`` set."""
    value = 0
    for flag in flags:
        value |= 1 << STATUS_BITS[flag]
    return value
