"""A device that cannot hold small powers is not asked to."""

from __future__ import annotations

from v2xsdk.control.grant import Grant
from v2xsdk.control.minimum_power import MinimumPower
from v2xsdk.model import Reason


def granted(asked_w: float, granted_w: float) -> Grant:
    return Grant(asked_w, granted_w, Reason.VEHICLE_LIMIT, "vehicle")


def test_below_the_minimum_is_zero_for_that_reason() -> None:
    grant = MinimumPower(1380.0).apply(Grant(1000.0, 1000.0))
    assert (grant.granted_w, grant.reason, grant.source) == (0.0, Reason.MINIMUM_POWER, "charger")
    assert "1380" in grant.detail


def test_the_minimum_itself_and_more_pass_in_both_directions() -> None:
    band = MinimumPower(1380.0)
    for power_w in (1380.0, 7400.0, -1380.0, -7400.0):
        assert band.apply(Grant(power_w, power_w)) == Grant(power_w, power_w)


def test_zero_keeps_its_own_reason() -> None:
    assert MinimumPower(1380.0).apply(granted(5000.0, 0.0)).reason is Reason.VEHICLE_LIMIT


def test_a_limit_that_hovers_at_the_minimum_does_not_toggle() -> None:
    band = MinimumPower(1000.0, hysteresis_ratio=0.1)
    limits_w = [1010.0, 990.0, 1010.0, 990.0, 1050.0, 1100.0, 1010.0]
    powers = [band.apply(granted(5000.0, limit_w)).granted_w for limit_w in limits_w]
    assert powers == [1010.0, 0.0, 0.0, 0.0, 0.0, 1100.0, 1010.0]


def test_a_wish_for_the_minimum_comes_back_when_it_is_granted_whole() -> None:
    band = MinimumPower(1000.0)
    assert band.apply(granted(1000.0, 990.0)).granted_w == 0.0
    assert band.apply(Grant(1000.0, 1000.0)).granted_w == 1000.0


def test_the_other_direction_starts_afresh() -> None:
    band = MinimumPower(1000.0)
    band.apply(granted(5000.0, 990.0))
    assert band.apply(granted(-5000.0, -1010.0)).granted_w == -1010.0


def test_a_ramp_passes_the_band_at_zero() -> None:
    band = MinimumPower(1000.0)
    assert [band.deliverable(power_w) for power_w in (-1000.0, -999.0, 0.0, 999.0, 1000.0)] == [
        -1000.0,
        0.0,
        0.0,
        0.0,
        1000.0,
    ]
