"""Numbers with units as people read them; unknown is a dash."""

from __future__ import annotations

import math

UNKNOWN = "–"


def power(value_w: float | None) -> str:
    """Return a power with sign, in kW from 1 kW on."""
    if value_w is None or math.isnan(value_w):
        return UNKNOWN
    if math.isinf(value_w):
        return "no limit"
    return f"{value_w / 1000:+.2f} kW" if abs(value_w) >= 1000 else f"{value_w:+.0f} W"


def magnitude(value_w: float | None) -> str:
    """Return a power without sign, as limits are."""
    return power(value_w).removeprefix("+")


def energy(value_wh: float | None) -> str:
    """Return an energy in kWh."""
    return UNKNOWN if value_wh is None else f"{value_wh / 1000:.2f} kWh"


def number(value: float | None, unit: str, digits: int = 1) -> str:
    """Return a value with its unit."""
    return UNKNOWN if value is None else f"{value:.{digits}f} {unit}"


def seconds(value_s: float | None) -> str:
    """Return a time in whole seconds, or that nobody has documented it."""
    return "an undocumented time" if value_s is None else f"{value_s:.0f} s"
