"""Versions, levels, options, the car's own allowance, and the link's plan."""

from __future__ import annotations

import pytest

from v2xsdk.errors import ConfigError
from v2xsdk.protocol.can.chademo.allowance import HEADROOM_A, PROBE_S, Allowance
from v2xsdk.protocol.can.chademo.evse_options import EvseOptions
from v2xsdk.protocol.can.chademo.levels import charge_percent, discharge_floor_percent, level_percent
from v2xsdk.protocol.can.chademo.records import EvDischargeLimits
from v2xsdk.protocol.can.chademo.versions import common_version


@pytest.mark.parametrize(
    ("own", "peer", "flag", "extended", "current_a"),
    [(2, 0, False, False, 125), (2, 1, False, False, 125), (3, 2, True, True, 200), (3, 9, True, True, 400)],
)
def test_both_work_at_the_lower_version(own: int, peer: int, flag: bool, extended: bool, current_a: int) -> None:
    version = common_version(own, peer)
    assert (version.contactor_flag, version.extended_frames, version.current_max_a) == (flag, extended, current_a)


@pytest.mark.parametrize(
    ("rate", "reference", "percent"),
    [(73, 100, 73.0), (143, 255, 56.08), (8, 18, 44.44), (3, 240, 1.25), (9, 0, None), (20, 18, None)],
)
def test_charge_rate_counts_in_the_cars_reference(rate: int, reference: int, percent: float | None) -> None:
    assert charge_percent(rate, reference) == (None if percent is None else pytest.approx(percent, abs=0.01))


def test_levels_in_kwh_and_in_percent() -> None:
    ze0 = EvDischargeLimits(min_discharge_level_raw=0x43, max_charge_level_raw=0xB2)
    assert discharge_floor_percent(ze0, 22.2, in_kwh=True) == 30.0
    assert level_percent(0xB2, 22.2, in_kwh=True) == 80.0
    assert level_percent(0x0A, 35.4, in_kwh=False) == 10.0
    assert level_percent(0, 35.4, in_kwh=False) is None
    assert level_percent(0xFF, 35.4, in_kwh=False) is None
    assert level_percent(0x43, 0.0, in_kwh=True) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"voltage_min_v": 500.0, "voltage_max_v": 400.0},
        {"voltage_max_v": 1200.0},
        {"charge_current_max_a": 256.0},
        {"discharge_current_max_a": 300.0},
        {"discharge_current_max_a": float("nan")},
    ],
)
def test_impossible_ratings_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ConfigError):
        EvseOptions(**wrong)  # type: ignore[arg-type]


def test_extended_current_needs_the_option() -> None:
    assert EvseOptions(charge_current_max_a=400.0, extended_available_current=True).charge_current_max_a == 400.0


def _settle(allowance: Allowance, asked: int, offered: int, start: float, for_s: float = 1.0) -> float:
    for step in range(int(for_s / 0.1) + 1):
        allowance.update(asked, offered, start + step * 0.1)
    return start + for_s


def test_a_request_that_repeats_the_offer_is_no_limit() -> None:
    allowance = Allowance()
    _settle(allowance, 14, 15, 0.0)
    assert allowance.limit_a is None and allowance.headroom_a == 0


def test_a_rising_request_is_no_limit() -> None:
    allowance = Allowance()
    for step in range(20):
        allowance.update(2 * step, 60, step * 0.1)
        assert allowance.limit_a is None


def test_a_request_that_stays_below_is_the_cars_limit() -> None:
    allowance = Allowance()
    now = _settle(allowance, 10, 30, 0.0)
    assert allowance.limit_a == 10 and allowance.headroom_a == HEADROOM_A
    allowance.update(12, 13, now)
    assert allowance.limit_a is None


def test_a_falling_request_binds_at_once() -> None:
    allowance = Allowance()
    now = _settle(allowance, 30, 30, 0.0)
    allowance.update(12, 30, now)
    assert allowance.limit_a == 12


def test_a_limit_outlives_a_withdrawn_offer_for_a_while() -> None:
    allowance = Allowance()
    now = _settle(allowance, 0, 15, 0.0)
    assert allowance.limit_a == 0
    allowance.update(0, 0, now)
    assert allowance.limit_a == 0
    allowance.update(0, 0, now + PROBE_S + 0.1)
    assert allowance.limit_a is None
