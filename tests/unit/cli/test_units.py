from __future__ import annotations

import click
import pytest

from v2xsdk.cli.units import DURATION, POWER


@pytest.mark.parametrize(
    ("text", "watts"),
    [("7400", 7400.0), ("7.4kW", 7400.0), (" 7.4 kW ", 7400.0), ("1e3W", 1000.0), ("0", 0.0), (".5kW", 500.0)],
)
def test_powers_are_watts(text: str, watts: float) -> None:
    assert POWER.convert(text, None, None) == watts


@pytest.mark.parametrize(("text", "seconds"), [("90", 90.0), ("15min", 900.0), ("2h", 7200.0), ("500ms", 0.5)])
def test_times_are_seconds(text: str, seconds: float) -> None:
    assert DURATION.convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["", "kW", "7,4kW", "nan", "inf", "-5", "1e999", "5 A", "5 kw", "5kWh", "0x10"])
def test_what_is_no_power_is_a_usage_error_that_repeats_it(text: str) -> None:
    with pytest.raises(click.BadParameter) as raised:
        POWER.convert(text, None, None)
    assert repr(text.strip()) in str(raised.value) or repr(text) in str(raised.value)
