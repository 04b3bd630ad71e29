"""Physical values, rational numbers, and the signs of bidirectional power."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol.v2g.messages import din, iso2
from v2xsdk.protocol.v2g.messages.numbers import (
    PowerWindow,
    Rounding,
    discharge_is_negative,
    discharge_limit,
    physical,
    physical_to_float,
    power_window,
    rational,
    rational_to_float,
)

VOLT, AMPERE = iso2.UnitSymbolType.V, iso2.UnitSymbolType.A
SENDABLE = st.floats(-32_000_000, 32_000_000, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "exponent", "mantissa"),
    [
        (400.0, 0, 400), (32.1, -1, 321), (0.1 + 0.2, -3, 300), (300_000, 1, 30_000), (11_000, 0, 11_000),
        (-12_345.678, 0, -12_345), (3.9999, -3, 3_999), (-3.9999, -3, -3_999), (0.0, 0, 0), (0.0001, -3, 0),
        (32_767.9, 0, 32_767), (327_679, 1, 32_767), (-32_768, 0, -32_768),
    ],
)  # fmt: skip
def test_limits_are_rounded_toward_zero(value: float, exponent: int, mantissa: int) -> None:
    number = physical(iso2.PhysicalValueType, value, VOLT)
    assert (number.Multiplier, number.Value, number.Unit) == (exponent, mantissa, VOLT)


def test_measurements_are_rounded_to_the_nearest() -> None:
    assert physical(iso2.PhysicalValueType, 3.9999, VOLT, Rounding.MEASUREMENT).Value == 4_000
    assert physical(iso2.PhysicalValueType, -12_345.678, VOLT, Rounding.MEASUREMENT).Value == -12_346
    assert rational(12_345.678, Rounding.MEASUREMENT).Value == 12_346
    assert rational_to_float(rational(32_767.9, Rounding.MEASUREMENT)) == 32_770.0


@given(value=SENDABLE, rounding=st.sampled_from(Rounding))
def test_a_limit_never_grows_and_a_measurement_stays_near(value: float, rounding: Rounding) -> None:
    for found in (
        physical_to_float(physical(iso2.PhysicalValueType, value, VOLT, rounding), VOLT),
        rational_to_float(rational(value, rounding)),
    ):
        if rounding is Rounding.LIMIT:
            assert abs(found) <= abs(value)
            assert found == 0 or math.copysign(1, found) == math.copysign(1, value)
        assert abs(found - value) <= max(0.001, abs(value) / 3_200)


@given(mantissa=st.integers(-32_768, 32_767), exponent=st.integers(-3, 3))
def test_what_the_wire_can_carry_is_kept(mantissa: int, exponent: int) -> None:
    number = iso2.PhysicalValueType(Multiplier=exponent, Unit=VOLT, Value=mantissa)
    value = physical_to_float(number, VOLT)
    for rounding in Rounding:
        assert physical_to_float(physical(iso2.PhysicalValueType, value, VOLT, rounding), VOLT) == value


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 3.3e7, -1e300])
def test_what_the_wire_cannot_carry(value: float) -> None:
    with pytest.raises(EncodeError):
        physical(iso2.PhysicalValueType, value, VOLT)


def test_a_wrong_unit_is_an_error() -> None:
    with pytest.raises(DecodeError, match="a value in A where one in V is needed"):
        physical_to_float(physical(iso2.PhysicalValueType, 400.0, AMPERE), VOLT)
    without_unit = din.PhysicalValueType(Multiplier=-1, Value=4_000)
    assert physical_to_float(without_unit, din.UnitSymbolType.V) == 400.0
    assert physical(din.PhysicalValueType, 5.0, din.UnitSymbolType.A).Unit is din.UnitSymbolType.A


def test_power_flows_to_the_vehicle_if_positive() -> None:
    assert power_window(rational(11_000), rational(7_000)) == PowerWindow(-7_000.0, 11_000.0)
    assert power_window(rational(11_000), rational(-7_000)) == PowerWindow(-7_000.0, 11_000.0)
    assert power_window(rational(11_000)) == PowerWindow(0.0, 11_000.0)
    assert power_window(None, rational(7_000)) == PowerWindow(-7_000.0, 0.0)
    assert power_window(rational(-1)) == PowerWindow(0.0, 0.0)


def test_the_sign_of_the_peer_is_mirrored() -> None:
    assert not discharge_is_negative([None, rational(0), rational(5_000)])
    negative = discharge_is_negative([None, rational(-5_000)])
    assert rational_to_float(discharge_limit(3_000.7, negative=negative)) == -3_000.7
    assert rational_to_float(discharge_limit(4_000.0)) == 4_000.0
    with pytest.raises(EncodeError):
        discharge_limit(-1.0)
