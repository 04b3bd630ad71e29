"""Physical values and rational numbers to and from floats, and the signs of bidirectional power.

Limits and set-points are rounded toward zero, so that rounding never permits more; measurements to the
nearest.
A float is taken by its shortest decimal form: 32.1 is 32.1, not the binary fraction just below it.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from enum import Enum
from typing import Protocol, TypeVar

import msgspec

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol.v2g.messages.iso20.common_types import RationalNumberType

MANTISSA_MIN, MANTISSA_MAX = -(2**15), 2**15 - 1
PHYSICAL_EXPONENTS = range(-3, 4)
"""Multipliers of DIN 70121 and ISO 15118-2."""
RATIONAL_EXPONENTS = range(-9, 10)
"""Exponents that are used in ISO 15118-20; the type would allow -128 to 127."""


class Rounding(Enum):
    """Where a value goes that the wire cannot carry exactly."""

    LIMIT = ROUND_DOWN
    """Toward zero: for limits and set-points."""
    MEASUREMENT = ROUND_HALF_EVEN
    """To the nearest: for measured values."""


class PhysicalValue(Protocol):
    """What the physical values of DIN 70121 and ISO 15118-2 have in common."""

    @property
    def Multiplier(self) -> int:
        """Power of ten."""

    @property
    def Unit(self) -> Enum | None:
        """Unit; optional in DIN 70121."""

    @property
    def Value(self) -> int:
        """Number before the multiplication."""


P = TypeVar("P", bound=PhysicalValue)
U = TypeVar("U", bound=Enum)


class PowerWindow(msgspec.Struct, frozen=True, gc=False):
    """Allowed power, W. Positive flows to the vehicle, so that ``minimum_w`` is zero or negative."""

    minimum_w: float
    maximum_w: float


def split(value: float, exponents: range, rounding: Rounding) -> tuple[int, int]:
    """Return exponent and mantissa of a value.

    An exact form with the exponent next to zero is preferred, else the finest one that fits. Raises
    ``EncodeError`` for infinity, not-a-number and values beyond the largest exponent.
    """
    exact = Decimal(repr(float(value)))
    if not exact.is_finite():
        raise EncodeError(f"{value} is no number the wire can carry")
    finest: tuple[int, int] | None = None
    for exponent in sorted(exponents, key=lambda e: (abs(e), e)):
        scaled = exact.scaleb(-exponent)
        mantissa = int(scaled.to_integral_value(rounding.value))
        if MANTISSA_MIN <= mantissa <= MANTISSA_MAX:
            if mantissa == scaled:
                return exponent, mantissa
            if finest is None or exponent < finest[0]:
                finest = exponent, mantissa
    if finest is None:
        raise EncodeError(f"{value} is beyond {MANTISSA_MAX} x 10^{exponents[-1]}")
    return finest


def rational(value: float, rounding: Rounding = Rounding.LIMIT) -> RationalNumberType:
    """Return a number of ISO 15118-20, in the SI unit of its field."""
    exponent, mantissa = split(value, RATIONAL_EXPONENTS, rounding)
    return RationalNumberType(Exponent=exponent, Value=mantissa)


def physical(record: type[P], value: float, unit: Enum, rounding: Rounding = Rounding.LIMIT) -> P:
    """Return a physical value of ``din`` or ``iso2``: ``physical(iso2.PhysicalValueType, 400.0, V)``."""
    exponent, mantissa = split(value, PHYSICAL_EXPONENTS, rounding)
    return record(Multiplier=exponent, Unit=unit, Value=mantissa)  # type: ignore[call-arg]


def rational_to_float(number: RationalNumberType) -> float:
    """Return the value of a number of ISO 15118-20; the float next to the exact decimal."""
    return to_float(number.Value, number.Exponent)


def physical_to_float(number: PhysicalValue, unit: Enum) -> float:
    """Return the value of a physical value in ``unit``; a missing unit, allowed in DIN 70121, is taken as it.

    Raises ``DecodeError`` for another unit: a peer that sends volts for amperes is not to be believed.
    """
    if number.Unit is not None and number.Unit.value != unit.value:
        text = f"a value in {number.Unit.value} where one in {unit.value} is needed"
        raise DecodeError(text, expected=str(unit.value))
    return to_float(number.Value, number.Multiplier)


def to_float(mantissa: int, exponent: int) -> float:
    """Return mantissa x 10^exponent, correctly rounded."""
    return float(Decimal(mantissa).scaleb(exponent))


def power_window(charge: RationalNumberType | None, discharge: RationalNumberType | None = None) -> PowerWindow:
    """Return the window that a largest charging and a largest discharging power allow.

    Peers disagree on the sign of discharging limits, so only its magnitude counts (reference/iso15118,
    section 12). A limit that is unknown permits nothing in its direction; a negative charging limit neither.
    """
    most = rational_to_float(charge) if charge else 0.0
    least = abs(rational_to_float(discharge)) if discharge else 0.0
    return PowerWindow(minimum_w=0.0 - least, maximum_w=max(most, 0.0))


def discharge_is_negative(limits: Iterable[RationalNumberType | None]) -> bool:
    """Tell whether a peer writes discharging limits as negative numbers; mirror that when answering."""
    return any(limit is not None and limit.Value < 0 for limit in limits)


def discharge_limit(magnitude: float, *, negative: bool = False) -> RationalNumberType:
    """Return a discharging limit with the sign that the peer uses; raises ``EncodeError`` below zero."""
    if magnitude < 0:
        raise EncodeError(f"a limit is a magnitude, not {magnitude}")
    return rational(-magnitude if negative else magnitude)
