"""The analog lines of the plug as each side drives and senses them (chademo, section 1.1)."""

from __future__ import annotations

import msgspec


class EvseOutputs(msgspec.Struct, frozen=True):
    """What the charger drives: d1 (+12 V), d2 (to ground), connector lock. All false is the safe state.

    d1 and d2 together feed the coils of the car's contactors: dropping either opens them.
    """

    d1: bool = False
    d2: bool = False
    lock: bool = False


class EvseSensed(msgspec.Struct, frozen=True):
    """What the charger reads: the car's permission (k through optocoupler j) and the lock's feedback."""

    permission: bool = False
    locked: bool = False


class EvOutputs(msgspec.Struct, frozen=True):
    """What the car drives: permission (k pulled low) and its contactors' command."""

    permission: bool = False
    contactors: bool = False


class EvSensed(msgspec.Struct, frozen=True):
    """What the car reads: the two charge sequence lines and the proximity pin."""

    d1: bool = False
    d2: bool = False
    proximity: bool = False
