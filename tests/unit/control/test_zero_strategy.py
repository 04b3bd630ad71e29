"""What the output does at 0 W."""

from __future__ import annotations

import pytest

from v2xsdk.control.grant import Grant
from v2xsdk.control.zero_strategy import ZeroHold
from v2xsdk.model import ZeroStrategy

POWER, ASKED_ZERO, HELD_AT_ZERO = Grant(5000.0, 5000.0), Grant(0.0, 0.0), Grant(5000.0, 0.0)


def test_hold_stays_on_while_zero_is_asked() -> None:
    zero = ZeroHold(ZeroStrategy.HOLD, 5.0)
    assert zero.step(POWER, 0.0)
    assert zero.step(ASKED_ZERO, 1.0)
    assert zero.step(ASKED_ZERO, 3600.0)


def test_off_goes_off_after_the_dwell() -> None:
    zero = ZeroHold(ZeroStrategy.OFF, 5.0)
    zero.step(POWER, 0.0)
    assert zero.step(ASKED_ZERO, 1.0)
    assert zero.step(ASKED_ZERO, 5.9)
    assert not zero.step(ASKED_ZERO, 6.0)


@pytest.mark.parametrize("strategy", list(ZeroStrategy))
def test_held_at_zero_by_limits_goes_off_with_either_strategy(strategy: ZeroStrategy) -> None:
    zero = ZeroHold(strategy, 5.0)
    zero.step(POWER, 0.0)
    assert zero.step(HELD_AT_ZERO, 1.0)
    assert not zero.step(HELD_AT_ZERO, 6.0)
    assert zero.step(POWER, 7.0), "the order lives on: power that is granted again runs again"


@pytest.mark.parametrize("strategy", list(ZeroStrategy))
def test_zero_never_switches_on(strategy: ZeroStrategy) -> None:
    zero = ZeroHold(strategy, 5.0)
    assert not zero.step(ASKED_ZERO, 0.0)
    assert not zero.step(HELD_AT_ZERO, 1.0)


@pytest.mark.parametrize("strategy", list(ZeroStrategy))
def test_nothing_running_is_off_at_once(strategy: ZeroStrategy) -> None:
    zero = ZeroHold(strategy, 5.0)
    zero.step(POWER, 0.0)
    assert not zero.step(None, 0.1)
    assert not zero.step(ASKED_ZERO, 0.2)


def test_the_dwell_starts_anew_after_power() -> None:
    zero = ZeroHold(ZeroStrategy.OFF, 5.0)
    zero.step(POWER, 0.0)
    zero.step(ASKED_ZERO, 1.0)
    zero.step(POWER, 4.0)
    assert zero.step(ASKED_ZERO, 5.0)
    assert zero.step(ASKED_ZERO, 9.0)
