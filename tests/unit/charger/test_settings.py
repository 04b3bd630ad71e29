"""What the integrator declares."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.charger import ChargerSettings
from v2xsdk.charger.settings import AC_MARGIN
from v2xsdk.errors import ConfigError
from v2xsdk.model import MeasuringPoint

FIELDS = [name for name in ChargerSettings.__struct_fields__ if name != "energy_time_scale"]


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("value", [math.nan, math.inf, -1.0, "12", True])
def test_a_value_that_is_no_magnitude_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ConfigError, match=name):
        ChargerSettings(**{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["reserve_percent", "ceiling_percent"])
def test_percent_ends_at_100(name: str) -> None:
    with pytest.raises(ConfigError, match="100"):
        ChargerSettings(**{name: 100.5})


@given(limit_w=st.floats(0, 1e6))
def test_grid_limits_are_kept_with_a_margin_and_only_where_declared(limit_w: float) -> None:
    (limit,) = ChargerSettings(ac_export_limit_w=limit_w).limits()
    assert limit.point is MeasuringPoint.AC
    assert limit.charge_w == math.inf
    assert limit.discharge_w == pytest.approx(limit_w * (1 - AC_MARGIN))


def test_nothing_declared_limits_nothing() -> None:
    assert ChargerSettings().limits() == []
