"""The EVSE's machine, message by message: answers, timers on both sides of their limits, what it ignores."""

from __future__ import annotations

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
    RUN,
    UNPLUGGED,
    Driver,
)
from v2xsdk.protocol.slac import records as r
from v2xsdk.protocol.slac.addresses import BROADCAST, LOCAL_MODEM
from v2xsdk.protocol.slac.events import (
    Joining,
    LinkLost,
    Matched,
    MatchingFailed,
    MatchingStarted,
    Measured,
    ModemReady,
    ModemSilent,
    Reason,
    RunEnded,
)
from v2xsdk.protocol.slac.evse import EvseSlac
from v2xsdk.protocol.slac.evse_actions import EvseState
from v2xsdk.protocol.slac.params import EvseSettings
from v2xsdk.protocol.slac.pilot import PilotReading, PilotState
from v2xsdk.protocol.slac.vendor import (
    NscmGetVersionCnf,
    NscmGetVersionReq,
    NscmResetDeviceReq,
    VsOpAttributesReq,
    VsPlLnkStatusCnf,
    VsPlLnkStatusReq,
)

GROUPS = bytes([9] * 58)


def evse(settings: EvseSettings | None = None, *, plugged: bool = True) -> Driver:
    numbers = count(1)
    driver = Driver(EvseSlac(EVSE, settings, lambda size: next(numbers).to_bytes(size, "big")))
    driver.start()
    driver.confirm_key()
    driver.know_vendor()
    if plugged:
        driver.pilot(FIVE_PERCENT)
    driver.forget()
    return driver


def parm(ev: bytes = EV, run: bytes = RUN) -> r.SlacParmReq:
    return r.SlacParmReq(BROADCAST, ev, run)


def start(ev: bytes = EV, run: bytes = RUN, sounds: int = 10, timeout: int = 6) -> r.StartAttenCharInd:
    return r.StartAttenCharInd(BROADCAST, ev, run, ev, sounds, timeout)


def sound(remaining: int, ev: bytes = EV, run: bytes = RUN) -> r.MnbcSoundInd:
    return r.MnbcSoundInd(BROADCAST, ev, run, remaining, bytes([remaining] * 16))


def profile(groups: bytes = GROUPS, ev: bytes = EV, source: bytes = MODEM) -> r.AttenProfileInd:
    return r.AttenProfileInd(EVSE, source, ev, groups)


def rsp(ev: bytes = EV, run: bytes = RUN) -> r.AttenCharRsp:
    return r.AttenCharRsp(EVSE, ev, run, ev)


def match(ev: bytes = EV, run: bytes = RUN) -> r.SlacMatchReq:
    return r.SlacMatchReq(EVSE, ev, run, ev, EVSE)


def measure(driver: Driver, ev: bytes = EV, run: bytes = RUN, groups: bytes = GROUPS) -> None:
    driver.give(parm(ev, run), start(ev, run))
    for remaining in reversed(range(10)):
        driver.give(sound(remaining, ev, run), profile(groups, ev))
    driver.give(rsp(ev, run))


def confirmed() -> Driver:
    driver = evse()
    measure(driver)
    driver.give(match())
    return driver


def matched() -> Driver:
    driver = confirmed()
    driver.give(VsPlLnkStatusCnf(EVSE, MODEM, 0, 1))
    driver.wait(0.2)
    assert driver.is_in(EvseState.MATCHED)
    return driver


def test_it_keys_its_modem_before_plug_in_and_tells_who_the_modem_is() -> None:
    driver = Driver(EvseSlac(EVSE))
    driver.start()
    request = driver.all(r.SetKeyReq)[0]
    assert request.dst == LOCAL_MODEM
    assert driver.is_in(EvseState.KEYING)
    driver.give(r.SetKeyCnf(EVSE, MODEM, 1, b"modm", b"none"))
    assert driver.is_in(EvseState.KEYING), "a confirmation that echoes nothing of ours"
    driver.confirm_key(result=1)
    assert driver.seen(ModemReady) == [ModemReady(None, MODEM)]
    assert driver.is_in(EvseState.UNPLUGGED)


def test_it_asks_both_vendors_a_tenth_of_a_second_apart() -> None:
    driver = Driver(EvseSlac(EVSE))
    driver.start()
    driver.wait(0.5)
    assert driver.times(VsOpAttributesReq) == [0.0]
    assert driver.times(NscmGetVersionReq) == [0.1]
    driver.give(NscmGetVersionCnf(EVSE, MODEM, 1, (1, 2, 3, 4)))
    driver.wait(10.0)
    assert driver.all(NscmResetDeviceReq), "a modem that takes no key is rebooted"


def test_a_silent_modem_is_asked_three_times_then_reported_and_tried_again() -> None:
    driver = Driver(EvseSlac(EVSE))
    driver.start()
    driver.wait(4.0)
    assert driver.times(r.SetKeyReq) == [0.0, 1.5, 3.0]
    assert driver.seen(ModemSilent) == [ModemSilent(3)]
    driver.wait(5.0)
    driver.confirm_key()
    assert driver.is_in(EvseState.UNPLUGGED)
    assert len({request.my_nonce for request in driver.all(r.SetKeyReq)}) == len(driver.all(r.SetKeyReq))


def test_unplugged_it_answers_nobody() -> None:
    driver = evse(plugged=False)
    driver.give(parm())
    assert not driver.sent


def test_parameters_name_ten_sounds_in_600_ms_for_the_vehicle() -> None:
    driver = evse()
    driver.give(parm())
    assert driver.all(r.SlacParmCnf) == [r.SlacParmCnf(EV, EVSE, RUN, EV, 10, 6, 1, BROADCAST)]
    assert driver.seen(MatchingStarted) == [MatchingStarted(EV, RUN)]


@pytest.mark.parametrize(("after_s", "alive"), [(0.399, True), (0.401, False)])
def test_sounding_must_be_announced_in_tt_match_sequence(after_s: float, alive: bool) -> None:
    driver = evse()
    driver.give(parm())
    driver.wait(after_s)
    assert bool(driver.machine.runs) is alive
    assert [event.reason for event in driver.seen(RunEnded)] == ([] if alive else [Reason.NO_START])


def test_ten_sounds_and_profiles_are_averaged_and_answered_at_once() -> None:
    driver = evse(EvseSettings(coupling_offset_db=2))
    driver.give(parm(), start())
    for remaining in reversed(range(10)):
        driver.give(sound(remaining), profile(bytes([10 + remaining % 2] * 58)))
    averages = driver.all(r.AttenCharInd)
    assert averages == [r.AttenCharInd(EV, EVSE, RUN, EV, 10, bytes([13] * 58))], "10.5 rounds up, plus 2"
    assert driver.seen(Measured) == [Measured(EV, EVSE, 13.0, 10)]


def test_the_vector_of_three_profiles_gives_its_averages() -> None:
    from tests.unit.slac.test_slac_vectors import MME

    by_id = {row["id"]: row["fields"] for row in MME}
    driver = evse()
    driver.give(parm(), start(sounds=3))
    for n in range(3):
        driver.give(sound(2 - n), profile(bytes(by_id[f"s-atten-profile-ind-{n}"]["aag"])))
    assert list(driver.all(r.AttenCharInd)[0].aag) == by_id["s-atten-char-ind"]["aag"]


@pytest.mark.parametrize(
    ("sounds", "profiles", "answered_s"),
    [(10, 9, 0.045), (9, 10, 0.045), (3, 3, 0.645), (0, 1, 0.645)],
)
def test_what_is_missing_is_waited_for_and_then_done_without(sounds: int, profiles: int, answered_s: float) -> None:
    driver = evse()
    driver.give(parm(), start())
    driver.give(*[sound(9 - n) for n in range(sounds)], *[profile() for _ in range(profiles)])
    driver.wait(2.0)
    assert driver.times(r.AttenCharInd)[0] == pytest.approx(answered_s)
    assert driver.all(r.AttenCharInd)[0].num_sounds == profiles


def test_the_vehicles_own_time_out_counts() -> None:
    driver = evse()
    driver.give(parm(), start(timeout=9), sound(9), profile())
    driver.wait(2.0)
    assert driver.times(r.AttenCharInd)[0] == pytest.approx(0.945)


def test_profiles_without_groups_are_no_measurement() -> None:
    driver = evse()
    driver.give(parm(), start(), *[sound(n) for n in range(10)], *[profile(b"") for _ in range(10)])
    driver.wait(1.0)
    assert not driver.all(r.AttenCharInd)
    assert [event.reason for event in driver.seen(RunEnded)] == [Reason.NO_MEASUREMENT]


def test_a_bench_may_claim_an_attenuation_for_a_modem_that_measures_nothing() -> None:
    driver = evse(EvseSettings(bench_attenuation_db=7))
    driver.give(parm(), start(), *[sound(n) for n in range(10)], *[profile(b"") for _ in range(10)])
    driver.wait(1.0)
    assert driver.all(r.AttenCharInd)[0].aag == bytes([7] * 58)


def test_some_empty_profiles_do_not_count() -> None:
    driver = evse()
    driver.give(parm(), start(), *[sound(n) for n in range(10)])
    driver.give(*[profile(b"") for _ in range(4)], *[profile() for _ in range(6)])
    driver.wait(1.0)
    assert driver.all(r.AttenCharInd)[0].num_sounds == 6


def test_only_the_own_modem_is_believed_about_attenuation() -> None:
    driver = evse()
    driver.give(parm(), start(), *[profile(bytes([1] * 58), source=OTHER_EVSE) for _ in range(10)])
    driver.give(profile(bytes([9] * 58), source=LOCAL_MODEM))
    driver.wait(1.0)
    assert driver.all(r.AttenCharInd)[0].aag == bytes([9] * 58)


def test_averages_are_repeated_twice_and_then_the_run_ends() -> None:
    driver = evse()
    driver.give(parm(), start(sounds=1), sound(0), profile())
    driver.wait(2.0)
    assert driver.times(r.AttenCharInd) == [0.0, 0.2, 0.4]
    assert [event.reason for event in driver.seen(RunEnded)] == [Reason.NO_RESPONSE]


@pytest.mark.parametrize("change", [{"run_id": OTHER_RUN}, {"source_address": OTHER_EV}, {"source_id": b"x" * 17}])
def test_a_wrong_response_is_ignored_and_not_fatal(change: dict[str, Any]) -> None:
    driver = evse()
    driver.give(parm(), start(sounds=1), sound(0), profile(), msgspec.structs.replace(rsp(), **change))
    driver.wait(0.3)
    assert len(driver.all(r.AttenCharInd)) == 2
    driver.give(rsp())
    driver.wait(1.0)
    assert len(driver.all(r.AttenCharInd)) == 2


@pytest.mark.parametrize(("after_s", "confirmed"), [(9.99, True), (10.01, False)])
def test_the_vehicle_has_tt_evse_match_session_to_choose(after_s: float, confirmed: bool) -> None:
    driver = evse()
    measure(driver)
    driver.wait(after_s)
    driver.give(match())
    assert bool(driver.all(r.SlacMatchCnf)) is confirmed
    assert [event.reason for event in driver.seen(RunEnded)] == ([] if confirmed else [Reason.NO_MATCH_REQUEST])


def test_the_match_hands_over_the_key_that_the_modem_has() -> None:
    driver = confirmed()
    answer = driver.all(r.SlacMatchCnf)[0]
    assert answer.nmk == driver.keys[0]
    assert (answer.dst, answer.pev_mac, answer.evse_mac, answer.run_id) == (EV, EV, EVSE, RUN)
    assert driver.seen(Joining) == [Joining(EV, answer.nid)]
    driver.give(match())
    assert driver.all(r.SlacMatchCnf) == [answer, answer], "repeated requests get the same frame"


@pytest.mark.parametrize(
    "change",
    [
        {"run_id": OTHER_RUN},
        {"evse_mac": OTHER_EVSE},
        {"evse_mac": bytes(6)},
        {"pev_mac": OTHER_EV},
        {"src": OTHER_EV},
        {"dst": BROADCAST},
        {"dst": OTHER_EVSE},
        {"pev_id": b"1" * 17},
        {"evse_id": b"1" * 17},
    ],
    ids=str,
)
def test_a_match_request_with_anything_wrong_is_ignored(change: dict[str, Any]) -> None:
    driver = evse()
    measure(driver)
    driver.give(msgspec.structs.replace(match(), **change))
    assert not driver.all(r.SlacMatchCnf)
    driver.give(match())
    assert driver.all(r.SlacMatchCnf)


@pytest.mark.parametrize("steps", range(4))
def test_a_match_request_before_its_time_is_ignored(steps: int) -> None:
    driver = evse()
    driver.give(*[parm(), start(sounds=1), sound(0), profile()][:steps], match())
    assert not driver.all(r.SlacMatchCnf)


def test_it_joins_when_the_modem_says_so_and_reports_a_little_later() -> None:
    driver = confirmed()
    driver.wait(0.3)
    assert driver.all(VsPlLnkStatusReq)
    driver.give(VsPlLnkStatusCnf(EVSE, OTHER_EVSE, 0, 1))
    assert driver.is_in(EvseState.JOINING), "not our modem"
    driver.give(VsPlLnkStatusCnf(EVSE, MODEM, 0, 0), VsPlLnkStatusCnf(EVSE, MODEM, 0, 1))
    driver.wait(0.199)
    assert not driver.seen(Matched)
    driver.wait(0.002)
    (event,) = driver.seen(Matched)
    assert (event.peer_mac, event.nid, event.attenuation_db) == (EV, driver.all(r.SlacMatchCnf)[0].nid, 9.0)
    assert event.duration_s == pytest.approx(0.5)


def test_the_owner_may_know_about_the_link_instead() -> None:
    driver = confirmed()
    driver.machine.link_changed(True, driver.now)
    driver.wait(0.2)
    assert driver.is_in(EvseState.MATCHED)


@pytest.mark.parametrize(("after_s", "joined"), [(11.99, True), (12.01, False)])
def test_the_link_must_be_up_in_tt_match_join(after_s: float, joined: bool) -> None:
    driver = confirmed()
    driver.wait(after_s)
    driver.give(VsPlLnkStatusCnf(EVSE, MODEM, 0, 1))
    driver.wait(0.2)
    assert bool(driver.seen(Matched)) is joined
    if not joined:
        assert [event.reason for event in driver.seen(RunEnded)] == [Reason.NO_LINK]
        assert driver.all(r.SetKeyReq)[-1].new_key != driver.keys[0], "the key that went out is worth nothing"


def test_three_failed_joins_exhaust_a_plug_in() -> None:
    driver = evse()
    for n in range(3):
        measure(driver, run=bytes([n] * 8))
        driver.give(match(run=bytes([n] * 8)))
        driver.wait(12.1)
        driver.confirm_key()
    assert driver.seen(MatchingFailed) == [MatchingFailed(Reason.NO_LINK)]
    assert driver.is_in(EvseState.EXHAUSTED)
    driver.pilot(UNPLUGGED)
    driver.pilot(FIVE_PERCENT)
    assert driver.is_in(EvseState.WAITING)


@pytest.mark.parametrize("reading", [UNPLUGGED, PilotReading(PilotState.E), PilotReading(PilotState.F)])
def test_leaving_renews_the_key_at_once(reading: PilotReading) -> None:
    driver = matched()
    driver.forget()
    driver.pilot(reading)
    assert [event.peer_mac for event in driver.seen(LinkLost)] == [EV]
    assert driver.all(r.SetKeyReq)[0].new_key != driver.keys[0]
    driver.confirm_key()
    assert driver.is_in(EvseState.UNPLUGGED)


def test_a_key_that_went_to_nobody_stays() -> None:
    driver = evse()
    measure(driver)
    driver.pilot(UNPLUGGED)
    driver.pilot(FIVE_PERCENT)
    assert not driver.all(r.SetKeyReq), "some modems write flash with every key"


def test_a_link_that_the_modem_calls_down_twice_is_lost() -> None:
    driver = matched()
    driver.give(VsPlLnkStatusCnf(EVSE, MODEM, 0, 0))
    assert not driver.seen(LinkLost)
    driver.give(VsPlLnkStatusCnf(EVSE, MODEM, 0, 0))
    assert driver.seen(LinkLost) == [LinkLost(EV, Reason.LINK_DOWN)]
    driver.confirm_key()
    assert driver.is_in(EvseState.WAITING), "the vehicle may match again"


def test_a_modem_that_falls_silent_takes_the_link_with_it() -> None:
    driver = matched()
    driver.wait(4.7)
    assert not driver.seen(LinkLost)
    driver.wait(0.2)
    assert driver.seen(LinkLost) == [LinkLost(EV, Reason.LINK_DOWN)]


def test_b_to_c_in_the_middle_changes_nothing() -> None:
    driver = evse()
    measure(driver)
    driver.pilot(PilotReading(PilotState.C, 5.0))
    driver.give(match())
    assert driver.all(r.SlacMatchCnf)


def test_the_same_request_again_restarts_the_run() -> None:
    driver = evse()
    driver.give(parm(), start(), *[sound(n) for n in range(5)], parm())
    assert len(driver.all(r.SlacParmCnf)) == 2
    assert not driver.seen(RunEnded)
    driver.wait(0.5)
    assert [event.reason for event in driver.seen(RunEnded)] == [Reason.NO_START]


def test_another_run_of_the_same_vehicle_replaces_the_first() -> None:
    driver = evse()
    measure(driver)
    driver.give(parm(run=OTHER_RUN), match())
    assert [event.reason for event in driver.seen(RunEnded)] == [Reason.REPLACED]
    assert not driver.all(r.SlacMatchCnf)


def test_at_most_five_runs_at_the_same_time() -> None:
    driver = evse()
    for n in range(7):
        driver.give(parm(ev=bytes([2, 0, 0, 0, 1, n])))
    assert len(driver.all(r.SlacParmCnf)) == 5
    driver.wait(0.5)
    driver.give(parm())
    assert len(driver.all(r.SlacParmCnf)) == 6


def test_the_nearer_vehicle_wins_while_its_run_lives() -> None:
    driver = evse()
    measure(driver, EV, RUN, bytes([8] * 58))
    measure(driver, OTHER_EV, OTHER_RUN, bytes([40] * 58))
    driver.give(match(OTHER_EV, OTHER_RUN))
    assert not driver.all(r.SlacMatchCnf)
    driver.give(match())
    assert driver.all(r.SlacMatchCnf)[0].dst == EV
    assert [event.reason for event in driver.seen(RunEnded)] == [Reason.OTHER_MATCHED]
    driver.give(match(OTHER_EV, OTHER_RUN), parm(OTHER_EV, b"another."))
    assert len(driver.all(r.SlacMatchCnf)) == 1
    assert len(driver.all(r.SlacParmCnf)) == 2


def test_the_farther_one_is_confirmed_once_the_nearer_one_is_gone() -> None:
    driver = evse()
    measure(driver, EV, RUN, bytes([8] * 58))
    driver.wait(5.0)
    measure(driver, OTHER_EV, OTHER_RUN, bytes([14] * 58))
    driver.give(match(OTHER_EV, OTHER_RUN))
    assert not driver.all(r.SlacMatchCnf)
    driver.wait(5.1)
    driver.give(match(OTHER_EV, OTHER_RUN))
    assert driver.all(r.SlacMatchCnf)


@pytest.mark.parametrize(
    "second",
    [
        start(sounds=9),
        start(timeout=7),
        msgspec.structs.replace(sound(9), random=b"x" * 16),
    ],
    ids=["sounds", "time-out", "random"],
)
def test_messages_of_one_run_that_contradict_each_other_end_it(second: r.Mme) -> None:
    driver = evse()
    driver.give(parm(), start(), sound(9), start(), sound(9))
    assert not driver.seen(RunEnded)
    driver.give(second)
    assert [event.reason for event in driver.seen(RunEnded)] == [Reason.CONTRADICTION]


def test_a_vehicle_that_lost_the_confirmation_may_begin_again_with_the_same_key() -> None:
    driver = confirmed()
    driver.give(parm(OTHER_EV))
    assert len(driver.all(r.SlacParmCnf)) == 1, "a stranger may not"
    measure(driver, run=OTHER_RUN)
    driver.give(match(run=OTHER_RUN))
    assert len({answer.nmk for answer in driver.all(r.SlacMatchCnf)}) == 1
    assert not driver.all(r.SetKeyReq)


def test_a_request_on_a_link_that_stands_is_a_strangers() -> None:
    driver = matched()
    driver.forget()
    driver.give(parm(run=OTHER_RUN))
    assert not driver.sent
    assert driver.is_in(EvseState.MATCHED)


def test_a_request_on_a_link_that_no_modem_vouches_for_starts_over() -> None:
    driver = matched()
    driver.machine.modem.vendor = None
    driver.give(parm(run=OTHER_RUN))
    assert driver.seen(LinkLost) == [LinkLost(EV, Reason.REPLACED)]
    driver.confirm_key()
    driver.give(parm(run=OTHER_RUN))
    assert driver.all(r.SlacParmCnf)[-1].run_id == OTHER_RUN


@pytest.mark.parametrize(("after_s", "reason"), [(39.9, None), (40.1, Reason.NO_REQUEST)])
def test_nobody_speaking_in_tt_evse_slac_init_is_reported(after_s: float, reason: Reason | None) -> None:
    driver = evse()
    driver.wait(after_s)
    assert [event.reason for event in driver.seen(MatchingFailed)] == ([reason] if reason else [])
    driver.give(parm())
    assert bool(driver.all(r.SlacParmCnf)) is (reason is None)


def test_runs_that_come_to_nothing_end_in_bounded_time() -> None:
    driver = evse()
    driver.wait(39.0)
    for n in range(40):
        driver.give(parm(run=bytes([n] * 8)))
        driver.wait(0.5)
    assert driver.seen(MatchingFailed) == [MatchingFailed(Reason.NO_MATCH)]
    assert driver.is_in(EvseState.EXHAUSTED)


def test_the_owner_may_leave() -> None:
    driver = matched()
    driver.machine.leave(driver.now)
    driver.flush()
    driver.confirm_key()
    assert driver.seen(LinkLost) == [LinkLost(EV, Reason.LEFT)]
    assert driver.is_in(EvseState.EXHAUSTED), "it waits for the pilot to trigger matching anew"


def test_a_lost_interface_ends_everything_and_start_begins_anew() -> None:
    driver = matched()
    driver.machine.peer_closed(driver.now)
    driver.flush()
    assert driver.seen(LinkLost)[-1] == LinkLost(EV, Reason.CLOSED)
    assert driver.machine.next_deadline() is None
    driver.forget()
    driver.start()
    driver.confirm_key()
    driver.pilot(FIVE_PERCENT)
    driver.give(parm())
    assert driver.all(r.SlacParmCnf)


def test_amplitude_maps_are_answered_only_on_a_link_and_only_to_the_peer() -> None:
    from v2xsdk.protocol.slac.events import AmplitudesReceived

    driver = confirmed()
    asked = r.AmpMapReq(EVSE, EV, bytes([15] * 917))
    driver.give(asked)
    assert not driver.all(r.AmpMapCnf)
    driver = matched()
    driver.give(msgspec.structs.replace(asked, src=OTHER_EV), asked, r.AmpMapReq(EVSE, EV, bytes(10), mmv=1))
    assert driver.all(r.AmpMapCnf) == [r.AmpMapCnf(EV, EVSE, 0, 2), r.AmpMapCnf(EV, EVSE, 1, 1)]
    assert driver.seen(AmplitudesReceived) == [AmplitudesReceived(bytes([15] * 917))]


def test_its_own_map_is_offered_three_times_without_holding_up_the_match() -> None:
    from v2xsdk.protocol.slac.events import AmplitudesAnswered

    driver = evse(EvseSettings(amplitude_map=bytes([14] * 917)))
    measure(driver)
    driver.give(match(), VsPlLnkStatusCnf(EVSE, MODEM, 0, 1))
    driver.wait(0.7)
    assert driver.times(r.AmpMapReq) == [0.0, 0.2, 0.4]
    assert driver.seen(AmplitudesAnswered) == [AmplitudesAnswered(None)]
    assert driver.seen(Matched)


def test_no_event_carries_the_key() -> None:
    driver = matched()
    driver.pilot(UNPLUGGED)
    key = bytes(driver.keys[0])
    shown = f"{driver.events} {driver.sent} {vars(driver.machine)} {vars(driver.machine.modem)}"
    assert key.hex() not in shown
    assert repr(key)[2:-1] not in shown


def toggle(driver: Driver, seconds: float = 0.3) -> None:
    driver.pilot(PilotReading(PilotState.C, 5.0))
    driver.wait(seconds)
    driver.pilot(FIVE_PERCENT)
    driver.wait(0.3)


@pytest.mark.parametrize(("c_lasts_s", "seen"), [(0.14, 0), (0.16, 3), (0.44, 3), (0.46, 0)])
def test_toggles_are_counted_by_their_length(c_lasts_s: float, seen: int) -> None:
    driver = evse()
    measure(driver)
    driver.give(r.ValidateReq(EVSE, EV, timer=0, result=1))
    assert driver.all(r.ValidateCnf) == [r.ValidateCnf(EV, EVSE, toggle_num=0, result=1)]
    driver.give(r.ValidateReq(EVSE, EV, timer=29, result=1))
    for _ in range(3):
        toggle(driver, c_lasts_s)
    driver.wait(3.0)
    assert driver.all(r.ValidateCnf)[-1] == r.ValidateCnf(EV, EVSE, toggle_num=seen, result=2 if seen else 3)
    driver.give(match())
    assert driver.all(r.SlacMatchCnf), "what the count means is the vehicle's decision"


def test_validation_that_is_not_supported_is_answered_failure_never_silence() -> None:
    driver = evse(EvseSettings(validation=False))
    measure(driver)
    driver.give(r.ValidateReq(EVSE, EV, timer=0, result=1), r.ValidateReq(EVSE, EV, timer=9, result=1))
    assert [answer.result for answer in driver.all(r.ValidateCnf)] == [3, 3]


def test_one_window_at_a_time() -> None:
    driver = evse()
    measure(driver)
    measure(driver, OTHER_EV, OTHER_RUN)
    driver.give(r.ValidateReq(EVSE, EV, timer=9, result=1), r.ValidateReq(EVSE, OTHER_EV, timer=0, result=1))
    assert driver.all(r.ValidateCnf) == [r.ValidateCnf(OTHER_EV, EVSE, toggle_num=0, result=0)]
    driver.wait(1.1)
    driver.give(r.ValidateReq(EVSE, OTHER_EV, timer=0, result=1))
    assert driver.all(r.ValidateCnf)[-1].result == 1
