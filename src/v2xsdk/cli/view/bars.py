"""Bars and sparklines as text: numbers in, characters out."""

from __future__ import annotations

import math
from collections.abc import Sequence

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_LEVELS = "▁▂▃▄▅▆▇█"


def _cells(fraction: float, width: int) -> int:
    """Return how many eighths of a cell ``fraction`` of ``width`` cells takes, clamped to the width."""
    return round(min(max(fraction, 0.0), 1.0) * width * 8)


def bar(value: float | None, full: float, width: int) -> str:
    """Return a bar of ``width`` cells from the left; empty for an unknown value."""
    if value is None or full <= 0 or not math.isfinite(value):
        return " " * width
    whole, rest = divmod(_cells(value / full, width), 8)
    return ("█" * whole + (_EIGHTHS[rest] if rest else "")).ljust(width)


def signed_bar(value: float | None, full: float, width: int) -> tuple[str, str]:
    """Return the two halves of a bar with zero in the middle, ``width`` cells each.

    The negative half grows to the left. Block characters fill from the left only, so that half is
    rounded to half cells.
    """
    if value is None or not math.isfinite(value):
        return " " * width, " " * width
    if value >= 0:
        return " " * width, bar(value, full, width)
    halves = round(min(-value / full, 1.0) * width * 2) if full > 0 else 0
    whole, rest = divmod(halves, 2)
    return (("▐" if rest else "") + "█" * whole).rjust(width), " " * width


def sparkline(
    values: Sequence[float | None], width: int, *, low: float | None = None, high: float | None = None
) -> str:
    """Return the last ``width`` values as one line of block characters; unknown values are gaps.

    ``low`` and ``high`` fix the scale; without them it is taken from the values shown.
    """
    shown = list(values)[-width:]
    known = [value for value in shown if value is not None and math.isfinite(value)]
    if not known:
        return " " * width
    bottom = min(known) if low is None else low
    span = (max(known) if high is None else high) - bottom

    def level(value: float | None) -> str:
        if value is None or not math.isfinite(value):
            return " "
        if span <= 0:
            return _LEVELS[3]
        return _LEVELS[round(min(max((value - bottom) / span, 0.0), 1.0) * 7)]

    return "".join(level(value) for value in shown).rjust(width)
