"""The EV's machine, message by message: requests, sounds, choice, validation, joining, what it ignores."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import msgspec
import pytest

from tests.support.slac_driver import (
    EV,
    EVSE,
    FIVE_PERCENT,
    MODEM,
    OTHER_EV,
    OTHER_EVSE,
    OTHER_RUN,
    UNPLUGGED,
    Driver,
)
from v2xsdk.errors import ConfigError
from v2xsdk.protocol.slac import records as r
from v2xsdk.protocol.slac.addresses import BROADCAST, LOCAL_MODEM
from v2xsdk.protocol.slac.ev import EvSlac
from v2xsdk.protocol.slac.ev_base import EvState
from v2xsdk.protocol.slac.events import Joining, LinkLost, Matched, MatchingFailed, Measured, Reason, RunEnded
from v2xsdk.protocol.slac.keys import Nmk, nid_from_nmk
from v2xsdk.protocol.slac.params import EvseSettings, EvSettings, SlacCounters, SlacTimers
from v2xsdk.protocol.slac.pilot import PilotReading, PilotState, SetVehicleState
from v2xsdk.protocol.slac.vendor import VsPlLnkStatusCnf

KEY = Nmk(bytes(range(16)))
FORGED = Nmk(bytes(range(16, 32)))
LAST_SOUND_S = 0.06 + 12 * 0.025
NEAR, MAYBE, FAR = (bytes([db] * 58) for db in (8, 15, 35))


def ev(settings: EvSettings | None = None, *, plugged: bool = True) -> Driver:
    numbers = count(1)
    driver = Driver(EvSlac(EV, settings, lambda size: next(numbers).to_bytes(size, "big")))
    driver.know_vendor()
    if plugged:
        driver.pilot(FIVE_PERCENT)
        driver.wait(0.0)
    return driver


def run_of(driver: Driver) -> bytes:
    return driver.all(r.SlacParmReq)[-1].run_id


def cnf(driver: Driver, evse: bytes = EVSE) -> r.SlacParmCnf:
    return r.SlacParmCnf(EV, evse, run_of(driver), EV)


def ind(driver: Driver, evse: bytes = EVSE, groups: bytes = NEAR) -> r.AttenCharInd:
    return r.AttenCharInd(EV, evse, run_of(driver), EV, 10, groups)


def match_cnf(driver: Driver, evse: bytes = EVSE, key: Nmk = KEY) -> r.SlacMatchCnf:
    return r.SlacMatchCnf(EV, evse, run_of(driver), EV, evse, nid_from_nmk(key), key)


def sounded(groups: bytes = NEAR, settings: EvSettings | None = None) -> Driver:
    driver = ev(settings)
    driver.give(cnf(driver))
    driver.wait(LAST_SOUND_S + 0.001)
    driver.give(ind(driver, groups=groups))
    return driver


def joining() -> Driver:
    driver = sounded()
    driver.give(match_cnf(driver))
    return driver


def matched() -> Driver:
    driver = joining()
    driver.confirm_key(1)
    driver.give(VsPlLnkStatusCnf(EV, MODEM, 0, 1))
    driver.wait(0.2)
    assert driver.is_in(EvState.MATCHED)
    return driver


def ends(driver: Driver) -> list[Reason]:
    return [event.reason for event in driver.seen(RunEnded)]


def test_it_waits_for_the_pilot_to_ask() -> None:
    driver = ev(plugged=False)
    for reading in (PilotReading(PilotState.B), PilotReading(PilotState.B, 53.0), PilotReading(PilotState.F)):
        driver.pilot(reading)
        driver.wait(1.0)
    assert not driver.all(r.SlacParmReq)
    driver.pilot(FIVE_PERCENT)
    driver.wait(0.2)
    assert driver.all(r.SlacParmReq)[0].dst == BROADCAST


def test_it_may_match_at_a_nominal_duty_cycle() -> None:
    driver = ev(EvSettings(match_at_nominal_duty=True), plugged=False)
    driver.pilot(PilotReading(PilotState.B, 53.0))
    driver.wait(0.0)
    assert driver.all(r.SlacParmReq)


@pytest.mark.parametrize("before", [PilotState.C, PilotState.D, PilotState.E, PilotState.F])
def test_state_b_lasts_200_ms_first_when_it_was_something_else(before: PilotState) -> None:
    driver = ev(plugged=False)
    driver.pilot(PilotReading(before))
    driver.pilot(FIVE_PERCENT)
    driver.wait(1.0)
    assert driver.times(r.SlacParmReq)[0] == pytest.approx(0.2)


def test_it_asks_each_200_ms_a_hundred_times() -> None:
    driver = ev()
    driver.wait(60.0)
    assert driver.seen(MatchingFailed) == []
    driver.wait(10.0)
    times = driver.times(r.SlacParmReq)
    assert times[:3] == [0.0, 0.2, 0.4]
    assert len(times) == 300, "three runs of a hundred requests"
    assert driver.seen(MatchingFailed) == [MatchingFailed(Reason.NO_EVSE)]


def test_three_announcements_and_ten_sounds_follow_at_one_gap() -> None:
    driver = ev()
    driver.give(cnf(driver))
    driver.wait(1.0)
    starts, sounds = driver.times(r.StartAttenCharInd), driver.times(r.MnbcSoundInd)
    assert starts == pytest.approx([0.06, 0.085, 0.11])
    assert sounds == pytest.approx([0.135 + 0.025 * n for n in range(10)])
    assert [sound.remaining for sound in driver.all(r.MnbcSoundInd)] == list(range(9, -1, -1))
    assert len({sound.random for sound in driver.all(r.MnbcSoundInd)}) == 10
    assert {start.forwarding_sta for start in driver.all(r.StartAttenCharInd)} == {EV}


def test_it_sounds_as_the_one_that_asks_for_most_and_later_answers_change_nothing() -> None:
    driver = ev()
    driver.give(cnf(driver), msgspec.structs.replace(cnf(driver, OTHER_EVSE), num_sounds=12, timeout_100ms=8))
    driver.wait(0.1)
    driver.give(msgspec.structs.replace(cnf(driver, OTHER_EV), num_sounds=20))
    driver.wait(1.0)
    assert [sound.remaining for sound in driver.all(r.MnbcSoundInd)] == list(range(11, -1, -1))
    assert {(start.num_sounds, start.timeout_100ms) for start in driver.all(r.StartAttenCharInd)} == {(12, 8)}


@pytest.mark.parametrize(
    "change",
    [
        {"run_id": OTHER_RUN},
        {"forwarding_sta": OTHER_EV},
        {"dst": BROADCAST},
        {"resp_type": 0},
        {"num_sounds": 0},
        {"num_sounds": 200},
        {"timeout_100ms": 0},
    ],
    ids=str,
)
def test_an_answer_that_is_not_to_this_run_is_ignored(change: dict[str, Any]) -> None:
    driver = ev()
    driver.give(msgspec.structs.replace(cnf(driver), **change))
    driver.wait(0.15)
    assert not driver.all(r.StartAttenCharInd)


def test_one_station_is_chosen_as_soon_as_it_told_its_averages() -> None:
    driver = sounded()
    chosen = driver.all(r.SlacMatchReq)
    assert [(request.dst, request.evse_mac, request.pev_mac) for request in chosen] == [(EVSE, EVSE, EV)]
    assert driver.all(r.AttenCharRsp) == [r.AttenCharRsp(EVSE, EV, run_of(driver), EV)]
    assert driver.seen(Measured) == [Measured(EV, EVSE, 8.0, 10)]


def test_with_several_it_waits_for_all_of_them() -> None:
    driver = ev()
    driver.give(cnf(driver), cnf(driver, OTHER_EVSE))
    driver.wait(0.4)
    driver.give(ind(driver, OTHER_EVSE, FAR))
    driver.wait(0.1)
    assert not driver.all(r.SlacMatchReq)
    driver.give(ind(driver))
    assert [request.dst for request in driver.all(r.SlacMatchReq)] == [EVSE]


@pytest.mark.parametrize(("after_s", "chosen"), [(1.19, False), (1.21, True)])
def test_or_for_tt_ev_atten_results_from_the_first_announcement(after_s: float, chosen: bool) -> None:
    driver = ev()
    driver.give(cnf(driver), cnf(driver, OTHER_EVSE))
    driver.wait(0.4)
    driver.give(ind(driver))
    driver.wait(0.06 + after_s - 0.4)
    assert bool(driver.all(r.SlacMatchReq)) is chosen


def test_nobody_telling_averages_ends_the_run_and_another_follows_400_ms_later() -> None:
    driver = ev()
    driver.give(cnf(driver))
    driver.wait(1.3)
    assert ends(driver) == [Reason.NO_RESULTS]
    first = run_of(driver)
    driver.wait(0.4)
    assert run_of(driver) != first
    assert driver.times(r.SlacParmReq)[-1] == pytest.approx(0.06 + 1.2 + 0.4)


@pytest.mark.parametrize(
    "change",
    [
        {"run_id": OTHER_RUN},
        {"source_address": OTHER_EV},
        {"src": OTHER_EVSE},
        {"dst": OTHER_EV},
        {"num_sounds": 0},
        {"aag": b""},
        {"source_id": b"1" * 17},
    ],
    ids=str,
)
def test_averages_that_are_not_for_this_run_are_ignored(change: dict[str, Any]) -> None:
    driver = ev()
    driver.give(cnf(driver))
    driver.wait(0.4)
    driver.give(msgspec.structs.replace(ind(driver), **change))
    assert not driver.all(r.AttenCharRsp)
    assert not driver.all(r.SlacMatchReq)


def test_repeated_averages_are_acknowledged_again() -> None:
    driver = sounded()
    driver.give(ind(driver), ind(driver))
    assert len(driver.all(r.AttenCharRsp)) == 3
    assert len(driver.all(r.SlacMatchReq)) == 1


def test_a_station_that_is_too_far_is_not_the_one_after_all_attempts() -> None:
    driver = ev()
    for _ in range(3):
        driver.give(cnf(driver))
        driver.wait(0.4)
        driver.give(ind(driver, groups=FAR))
        driver.wait(0.4)
    assert ends(driver) == [Reason.TOO_FAR] * 3
    assert driver.seen(MatchingFailed) == [MatchingFailed(Reason.TOO_FAR)]
    assert not driver.all(r.SlacMatchReq)
    driver.pilot(UNPLUGGED)
    driver.pilot(FIVE_PERCENT)
    driver.wait(0.0)
    assert driver.is_in(EvState.REQUESTING)


def test_the_limits_are_settings() -> None:
    bench = EvSettings(c_ev_match_signalattn_direct_db=40.0)
    assert sounded(FAR, bench).all(r.SlacMatchReq)


def test_two_stations_within_the_direct_limit_are_no_proof() -> None:
    driver = ev()
    driver.give(cnf(driver), cnf(driver, OTHER_EVSE))
    driver.wait(0.4)
    driver.give(ind(driver, groups=bytes([9] * 58)), ind(driver, OTHER_EVSE, bytes([8] * 58)))
    assert not driver.all(r.SlacMatchReq)
    assert [request.dst for request in driver.all(r.ValidateReq)] == [OTHER_EVSE]


def test_a_run_identifier_may_be_fixed() -> None:
    driver = ev(EvSettings(fixed_run_id=b"TESLA EV"))
    assert run_of(driver) == b"TESLA EV"


def test_the_match_request_is_repeated_twice() -> None:
    driver = sounded()
    driver.wait(0.7)
    assert driver.times(r.SlacMatchReq) == pytest.approx([0.361, 0.561, 0.761])
    assert ends(driver) == [Reason.NO_CONFIRMATION]


@pytest.mark.parametrize(
    "change",
    [
        {"run_id": OTHER_RUN},
        {"pev_mac": OTHER_EV},
        {"evse_mac": OTHER_EVSE},
        {"src": OTHER_EVSE},
        {"src": OTHER_EVSE, "evse_mac": OTHER_EVSE},
        {"dst": BROADCAST},
        {"pev_id": b"1" * 17},
    ],
    ids=str,
)
def test_a_confirmation_with_anything_wrong_is_ignored(change: dict[str, Any]) -> None:
    driver = sounded()
    driver.give(msgspec.structs.replace(match_cnf(driver), **change))
    assert not driver.all(r.SetKeyReq)


def test_a_confirmation_that_was_not_asked_for_is_ignored() -> None:
    driver = ev()
    driver.give(match_cnf(driver))
    driver.give(cnf(driver))
    driver.wait(0.2)
    driver.give(match_cnf(driver))
    assert not driver.all(r.SetKeyReq)


def test_the_key_goes_to_the_own_modem_only() -> None:
    driver = joining()
    request = driver.all(r.SetKeyReq)[0]
    assert (request.dst, request.new_key, request.nid) == (LOCAL_MODEM, KEY, nid_from_nmk(KEY))
    assert driver.seen(Joining) == [Joining(EVSE, nid_from_nmk(KEY))]


def test_a_link_before_the_modem_took_the_key_is_no_link() -> None:
    driver = joining()
    driver.machine.link_changed(True, driver.now)
    driver.give(VsPlLnkStatusCnf(EV, MODEM, 0, 1))
    driver.give(r.SetKeyCnf(EV, OTHER_EVSE, 0, b"modm", b"none"))
    driver.wait(0.5)
    assert not driver.seen(Matched)
    driver.confirm_key()
    driver.machine.link_changed(True, driver.now)
    driver.wait(0.2)
    assert driver.seen(Matched)


def test_a_match_is_reported_with_peer_network_distance_and_duration() -> None:
    driver = matched()
    (event,) = driver.seen(Matched)
    assert (event.peer_mac, event.nid, event.attenuation_db) == (EVSE, nid_from_nmk(KEY), 8.0)
    assert event.duration_s == pytest.approx(0.561)


@pytest.mark.parametrize(("after_s", "joined"), [(11.9, True), (12.1, False)])
def test_the_link_must_be_up_in_tt_match_join(after_s: float, joined: bool) -> None:
    driver = joining()
    driver.confirm_key()
    driver.wait(after_s)
    driver.give(VsPlLnkStatusCnf(EV, MODEM, 0, 1))
    driver.wait(0.2)
    assert bool(driver.seen(Matched)) is joined
    if not joined:
        assert ends(driver)[0] is Reason.NO_LINK
        assert driver.all(r.SetKeyReq)[-1].new_key != KEY, "it leaves the network"


def test_a_modem_that_takes_no_key_ends_the_run() -> None:
    driver = joining()
    driver.wait(4.5)
    assert len(driver.all(r.SetKeyReq)) >= 3
    assert ends(driver) == [Reason.MODEM_SILENT]


def test_all_attempts_begin_within_tt_matching_repetition() -> None:
    driver = ev(EvSettings(counters=SlacCounters(c_conn_max_match=100)))
    while not driver.seen(MatchingFailed):
        driver.give(cnf(driver))
        driver.wait(0.1)
    begun = driver.times(r.SlacParmReq)
    assert max(begun) <= 10.0
    assert max(begun) > 7.0


@pytest.mark.parametrize("second", ["parameters", "averages", "key", "network"])
def test_contradicting_answers_end_the_run(second: str) -> None:
    driver = ev()
    driver.give(cnf(driver), cnf(driver))
    assert not driver.seen(RunEnded)
    if second == "parameters":
        driver.give(msgspec.structs.replace(cnf(driver), timeout_100ms=9))
    driver.wait(0.37)
    driver.give(ind(driver), ind(driver))
    if second == "averages":
        driver.give(ind(driver, groups=FAR))
    driver.give(match_cnf(driver), match_cnf(driver))
    if second == "key":
        driver.give(match_cnf(driver, key=FORGED))
    elif second == "network":
        driver.give(msgspec.structs.replace(match_cnf(driver), nid=bytes(7)))
    assert ends(driver) == [Reason.CONTRADICTION]
    assert driver.is_in(EvState.PAUSED)
    keys = [request.new_key for request in driver.all(r.SetKeyReq)]
    assert KEY not in keys[1:], "it leaves the network it may have joined"


def test_a_forged_confirmation_that_comes_first_ends_with_the_true_one() -> None:
    driver = sounded()
    driver.give(match_cnf(driver, key=FORGED))
    driver.confirm_key()
    driver.give(match_cnf(driver))
    assert ends(driver) == [Reason.CONTRADICTION]
    driver.wait(0.2)
    assert not driver.seen(Matched)


@pytest.mark.parametrize("reading", [UNPLUGGED, PilotReading(PilotState.E), PilotReading(PilotState.F)])
@pytest.mark.parametrize("when", ["requesting", "sounding", "choosing", "joining", "matched"])
def test_the_pilot_ends_everything_in_every_state(reading: PilotReading, when: str) -> None:
    driver = {"choosing": sounded, "joining": joining, "matched": matched}.get(when, ev)()
    if when == "sounding":
        driver.give(cnf(driver))
        driver.wait(0.2)
    driver.forget()
    driver.pilot(reading)
    assert driver.is_in(EvState.IDLE)
    assert bool(driver.seen(LinkLost)) is (when == "matched")
    assert bool(driver.all(r.SetKeyReq)) is (when in ("joining", "matched"))
    driver.confirm_key() if driver.all(r.SetKeyReq) else None
    driver.wait(30.0)
    assert not driver.all(r.SlacParmReq)
    driver.pilot(UNPLUGGED)
    driver.pilot(FIVE_PERCENT)
    driver.wait(0.0)
    assert driver.all(r.SlacParmReq)


def test_a_lost_link_starts_over_with_the_next_trigger() -> None:
    driver = matched()
    driver.give(VsPlLnkStatusCnf(EV, MODEM, 0, 0), VsPlLnkStatusCnf(EV, MODEM, 0, 0))
    assert driver.seen(LinkLost) == [LinkLost(EVSE, Reason.LINK_DOWN)]
    driver.forget()
    driver.pilot(PilotReading(PilotState.B))
    driver.pilot(FIVE_PERCENT)
    driver.wait(0.0)
    assert driver.all(r.SlacParmReq)


@pytest.mark.parametrize(("after_s", "again"), [(14.9, False), (15.1, True)])
def test_or_by_itself_after_t_conn_resetup(after_s: float, again: bool) -> None:
    driver = matched()
    driver.machine.link_changed(False, driver.now)
    driver.flush()
    driver.forget()
    driver.wait(after_s)
    assert bool(driver.all(r.SlacParmReq)) is again


def test_a_change_of_the_duty_cycle_does_not_disturb_a_run() -> None:
    driver = sounded()
    driver.pilot(PilotReading(PilotState.C, None))
    driver.give(match_cnf(driver))
    assert driver.all(r.SetKeyReq)


def answer(driver: Driver, result: int, toggles: int = 0, evse: bytes = EVSE) -> None:
    driver.give(r.ValidateCnf(EV, evse, toggle_num=toggles, result=result))


def test_a_maybe_is_validated_by_toggling() -> None:
    driver = sounded(MAYBE)
    assert driver.all(r.ValidateReq) == [r.ValidateReq(EVSE, EV, timer=0, result=1)]
    answer(driver, 1)
    assert driver.all(r.ValidateReq)[1] == r.ValidateReq(EVSE, EV, timer=18, result=1)
    driver.wait(1.9)
    assert [event.state.name for event in driver.seen(SetVehicleState)] == ["C", "B"] * 3
    answer(driver, 2, 3)
    assert driver.all(r.SlacMatchReq)


@pytest.mark.parametrize(("result", "toggles"), [(2, 2), (2, 4), (3, 0), (3, 3), (0, 3)])
def test_only_success_with_the_own_count_is_proof(result: int, toggles: int) -> None:
    driver = sounded(MAYBE)
    answer(driver, 1)
    driver.wait(1.9)
    answer(driver, result, toggles)
    assert ends(driver) == [Reason.NOT_VALIDATED]


def test_the_toggles_end_in_state_b_whenever_the_answer_comes() -> None:
    driver = sounded(MAYBE)
    answer(driver, 1)
    driver.wait(0.1)
    answer(driver, 3)
    assert [event.state for event in driver.seen(SetVehicleState)] == [PilotState.C, PilotState.B]


def test_the_next_nearest_is_tried_when_one_is_ruled_out() -> None:
    driver = ev()
    driver.give(cnf(driver), cnf(driver, OTHER_EVSE))
    driver.wait(0.4)
    driver.give(ind(driver, groups=bytes([12] * 58)), ind(driver, OTHER_EVSE, MAYBE))
    answer(driver, 3)
    answer(driver, 1, evse=EVSE)
    answer(driver, 1, evse=OTHER_EVSE)
    driver.wait(1.9)
    answer(driver, 2, 3, OTHER_EVSE)
    assert [request.dst for request in driver.all(r.SlacMatchReq)] == [OTHER_EVSE]


def test_a_busy_station_is_asked_again_later() -> None:
    driver = sounded(MAYBE)
    answer(driver, 0)
    driver.wait(0.41)
    assert driver.times(r.ValidateReq) == pytest.approx([0.361, 0.761])
    for _ in range(20):
        answer(driver, 0)
        driver.wait(0.41)
    assert Reason.NOT_VALIDATED in ends(driver)


def test_silence_and_a_window_without_answer_rule_out() -> None:
    driver = sounded(MAYBE)
    driver.wait(0.61)
    assert ends(driver) == [Reason.NOT_VALIDATED]
    driver = sounded(MAYBE)
    answer(driver, 1)
    driver.wait(1.9 + 0.29)
    assert not driver.seen(RunEnded)
    driver.wait(0.02)
    assert ends(driver) == [Reason.NOT_VALIDATED]


@pytest.mark.parametrize("accepted", [True, False])
def test_not_required_is_a_yes_only_where_the_owner_says_so(accepted: bool) -> None:
    driver = sounded(MAYBE, EvSettings(accept_not_required=accepted))
    answer(driver, 4)
    assert bool(driver.all(r.SlacMatchReq)) is accepted


def test_a_strangers_validation_is_ignored() -> None:
    driver = sounded(MAYBE)
    answer(driver, 1, evse=OTHER_EVSE)
    assert not driver.seen(SetVehicleState)


def test_a_lost_interface_ends_everything() -> None:
    driver = matched()
    driver.machine.peer_closed(driver.now)
    driver.flush()
    assert driver.seen(LinkLost) == [LinkLost(EVSE, Reason.CLOSED)]
    assert driver.machine.next_deadline() is None
    driver.pilot(FIVE_PERCENT)
    driver.wait(0.0)
    assert driver.is_in(EvState.REQUESTING)


def test_the_sounding_fits_into_the_standards_window_at_every_allowed_gap() -> None:
    for gap_s in (0.02, 0.05):
        driver = ev(EvSettings(timers=SlacTimers(tp_ev_batch_msg_interval_s=gap_s)))
        driver.give(cnf(driver))
        driver.wait(1.0)
        assert driver.times(r.MnbcSoundInd)[-1] - driver.times(r.StartAttenCharInd)[0] == pytest.approx(12 * gap_s)


def test_a_sleeping_station_is_woken_by_one_toggle() -> None:
    for driver in (matched(), ev(plugged=False)):
        driver.forget()
        driver.machine.wake(driver.now)
        driver.wait(0.31)
        assert [event.state.name for event in driver.seen(SetVehicleState)] == ["C", "B"]


@pytest.mark.parametrize(
    "build",
    [
        lambda: EvSettings(fixed_run_id=b"short"),
        lambda: EvSettings(amplitude_map=b""),
        lambda: EvseSettings(amplitude_map=b"\x10"),
        lambda: EvseSettings(num_sounds=0),
        lambda: EvseSettings(timeout_100ms=256),
        lambda: EvseSettings(bench_attenuation_db=-1),
        lambda: EvSlac(b"\x02"),
    ],
)
def test_settings_that_no_message_can_carry_are_refused_at_once(build: Callable[[], object]) -> None:
    with pytest.raises(ConfigError):
        build()
