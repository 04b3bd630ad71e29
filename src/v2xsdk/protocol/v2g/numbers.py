"""Numbers of the wire and plain floats: ``value * 10^exponent`` with a 16-bit value, rounded once and here.

Reference/iso15118, section 11. Limits are rounded towards zero, so that the wire never promises more than was offered.
"""

from __future__ import annotations

import math
from functools import lru_cache
from types import ModuleType
from typing import Any

from v2xsdk.protocol.v2g.messages.iso20.common_types import RationalNumberType

MAX_VALUE = 32_767
MIN_EXPONENT, MAX_EXPONENT = -3, 3
LARGEST = MAX_VALUE * 10.0**MAX_EXPONENT


def to_float(number: Any) -> float:
    """Return a RationalNumber or PhysicalValue as float, in the unit of its field."""
    exponent = number.Exponent if type(number) is RationalNumberType else number.Multiplier
    value: int = number.Value
    return float(value) if exponent == 0 else value * _POWERS[exponent]


def optional(number: Any) -> float | None:
    """Return an optional number as float, absent as ``None``."""
    return None if number is None else to_float(number)


def magnitude(number: Any) -> float | None:
    """Return an optional limit without its sign: discharge limits come with either ([V2G20-1213])."""
    return None if number is None else abs(to_float(number))


class _Powers(dict[int, float]):
    def __missing__(self, exponent: int) -> float:
        return float(10.0**exponent) if exponent < 300 else math.inf


_POWERS = _Powers({e: 10.0**e for e in range(-20, 21)})


def scaled(value: float, *, down: bool = False) -> tuple[int, int]:
    """Return (16-bit value, exponent) of ``value``; the finest of the exponents -3 to 3 that holds it.

    ``down`` rounds towards zero. Values beyond 32,767,000 become that; NaN becomes 0.
    """
    if math.isnan(value):
        return 0, 0
    size = min(abs(value), LARGEST)
    for exponent in range(MIN_EXPONENT, MAX_EXPONENT + 1):
        digits = size / 10.0**exponent
        whole = math.floor(digits + 1e-6) if down else round(digits)
        if whole <= MAX_VALUE:
            break
    while exponent < 0 and whole % 10 == 0:
        whole //= 10
        exponent += 1
    return (-whole if value < 0 else whole), exponent


@lru_cache(maxsize=8192)
def rational(value: float) -> RationalNumberType:
    """Return a measured or wanted value as RationalNumber (-20)."""
    number, exponent = scaled(value)
    return RationalNumberType(Exponent=exponent, Value=number)


@lru_cache(maxsize=8192)
def rational_limit(value: float) -> RationalNumberType:
    """Return a limit as RationalNumber, rounded towards zero."""
    number, exponent = scaled(value, down=True)
    return RationalNumberType(Exponent=exponent, Value=number)


@lru_cache(maxsize=8192)
def _physical(messages: ModuleType, value: float, unit: str, down: bool) -> Any:
    number, multiplier = scaled(value, down=down)
    return messages.PhysicalValueType(Multiplier=multiplier, Unit=messages.UnitSymbolType[unit], Value=number)


def physical(messages: ModuleType, value: float, unit: str) -> Any:
    """Return a measured or wanted value as PhysicalValue of DIN or -2 (``messages`` is the set's package)."""
    return _physical(messages, value, unit, False)


def physical_limit(messages: ModuleType, value: float, unit: str) -> Any:
    """Return a limit as PhysicalValue, rounded towards zero."""
    return _physical(messages, value, unit, True)
