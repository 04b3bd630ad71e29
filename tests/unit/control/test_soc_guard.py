"""Reserve, ceiling, budget, and the second floor by counted energy."""

from __future__ import annotations

import math

import pytest

from v2xsdk.control.soc_guard import SocGuard, SocSettings
from v2xsdk.errors import LimitError
from v2xsdk.model import Reason


class Guard:
    """Feeds a guard with SoC and net energy, a reading a second."""

    def __init__(self, settings: SocSettings) -> None:
        self.guard = SocGuard(settings)
        self.now = 0.0

    def at(self, soc: float | None, net_wh: float = 0.0) -> tuple[float | None, float | None]:
        self.now += 1.0
        self.guard.update(soc, self.now, net_wh)
        limit = self.guard.limit(self.now)
        return limit.charge_w, limit.discharge_w

    def discharge(self, soc: float | None, net_wh: float = 0.0) -> float | None:
        return self.at(soc, net_wh)[1]

    @property
    def reason(self) -> Reason | None:
        return self.guard.limit(self.now).discharge_reason


def test_without_a_reserve_a_known_soc_allows_both_directions() -> None:
    assert Guard(SocSettings()).at(50.0) == (math.inf, math.inf)


def test_unknown_soc_means_no_discharge_even_without_a_reserve() -> None:
    guard = Guard(SocSettings())
    assert guard.at(None) == (math.inf, None)
    assert guard.reason is Reason.SOC_UNKNOWN


def test_a_pack_that_steps_over_the_floor_does_not_toggle() -> None:
    """Steps 21 -> 19 -> 21 with a 20 % floor once toggled between charge and discharge."""
    guard = Guard(SocSettings(reserve_percent=20.0))
    allowed = [guard.discharge(soc) == math.inf for soc in (25.0, 23.0, 22.0, 21.0, 19.0, 21.0, 22.0, 23.0, 21.5)]
    assert allowed == [True, True, True, False, False, False, False, True, True]


def test_at_the_floor_the_reason_is_the_reserve_and_charging_goes_on() -> None:
    guard = Guard(SocSettings(reserve_percent=20.0))
    assert guard.at(20.0) == (math.inf, 0.0)
    assert guard.reason is Reason.SOC_RESERVE


def test_counted_energy_is_a_second_floor_under_a_reading_that_stays_high() -> None:
    guard = Guard(SocSettings(reserve_percent=40.0, capacity_wh=10_000.0))
    soc, net_wh = 60.0, 0.0
    while guard.discharge(soc, net_wh) == math.inf:
        net_wh -= 100.0
        soc -= 0.4  # falls, but at less than half the pace of the energy
    assert net_wh == -2000.0, "60 % less 2000 Wh of 10 kWh is the reserve of 40 %"
    assert guard.reason is Reason.SOC_RESERVE


def test_the_capacity_may_come_from_the_vehicle_and_the_declared_one_goes_first() -> None:
    said = SocGuard(SocSettings())
    said.update(60.0, 1.0, 0.0, capacity_wh=20_000.0)
    said.update(59.0, 2.0, -200.0, capacity_wh=20_000.0)
    assert said.counted_percent() == pytest.approx(59.0)
    declared = SocGuard(SocSettings(capacity_wh=10_000.0))
    declared.update(60.0, 1.0, 0.0, capacity_wh=20_000.0)
    declared.update(59.0, 2.0, -200.0, capacity_wh=20_000.0)
    assert declared.counted_percent() == pytest.approx(58.0)


def test_without_any_capacity_there_is_no_second_floor_but_a_frozen_soc_still_shows() -> None:
    guard = Guard(SocSettings())
    assert guard.discharge(60.0) == math.inf
    assert guard.guard.counted_percent() is None
    assert guard.discharge(60.0, -16_000.0) is None


def test_a_frozen_soc_stops_discharge_and_says_so() -> None:
    guard = Guard(SocSettings(reserve_percent=20.0, capacity_wh=10_000.0))
    allowed = [guard.discharge(60.0, -100.0 * step) for step in range(5)]
    assert allowed == [math.inf, math.inf, math.inf, None, None]
    assert guard.reason is Reason.SOC_UNKNOWN
    assert guard.guard.problem


def test_a_budget_replaces_an_unknown_soc_until_it_is_used_up() -> None:
    guard = Guard(SocSettings(energy_budget_wh=2000.0))
    assert guard.discharge(None, 0.0) == math.inf
    assert guard.discharge(None, -1999.0) == math.inf
    assert guard.discharge(None, -2000.0) == 0.0
    assert guard.reason is Reason.ENERGY_BUDGET
    assert guard.discharge(None, -1500.0) == math.inf, "what was charged again may leave again"


def test_a_budget_does_not_lift_a_reserve_that_is_known_to_be_reached() -> None:
    guard = Guard(SocSettings(reserve_percent=20.0, energy_budget_wh=2000.0))
    assert guard.discharge(20.0) == 0.0
    assert guard.reason is Reason.SOC_RESERVE


def test_plugging_in_again_counts_from_there() -> None:
    guard = Guard(SocSettings(energy_budget_wh=2000.0))
    assert guard.discharge(None, -2000.0) == 0.0
    guard.guard.plug_in(-2000.0)
    assert guard.discharge(None, -2000.0) == math.inf


def test_the_ceiling_stops_charging_with_hysteresis() -> None:
    guard = Guard(SocSettings(ceiling_percent=80.0))
    charge = [guard.at(soc)[0] for soc in (78.0, 80.0, 79.0, 77.5, 77.0, 79.0)]
    assert charge == [math.inf, 0.0, 0.0, 0.0, math.inf, math.inf]


def test_a_ceiling_with_nothing_known_permits_no_charge() -> None:
    guard = Guard(SocSettings(ceiling_percent=80.0))
    assert guard.at(None)[0] is None
    assert guard.guard.limit(1.0).charge_reason is Reason.SOC_UNKNOWN


def test_a_ceiling_goes_by_counted_energy_when_the_reading_froze() -> None:
    guard = Guard(SocSettings(ceiling_percent=80.0, capacity_wh=10_000.0))
    charge = [guard.at(60.0, 100.0 * step)[0] for step in range(21)]
    assert charge[19] == math.inf
    assert charge[20] == 0.0


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"reserve_percent": 101.0}, "reserve_percent"),
        ({"reserve_percent": math.nan}, "reserve_percent"),
        ({"ceiling_percent": -1.0}, "ceiling_percent"),
        ({"capacity_wh": 0.0}, "capacity_wh"),
        ({"capacity_wh": math.inf}, "capacity_wh"),
        ({"energy_budget_wh": math.nan}, "energy_budget_wh"),
        ({"energy_time_scale": 0.0}, "energy_time_scale"),
        ({"reserve_percent": 50.0, "ceiling_percent": 52.0}, "no band"),
        ({"resume_percent": 0.5}, "resume_percent"),
    ],
)
def test_settings_that_cannot_be_kept_are_refused(settings: dict[str, float], says: str) -> None:
    with pytest.raises(LimitError, match=says):
        SocSettings(**settings)  # type: ignore[arg-type]
