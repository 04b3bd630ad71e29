"""EV and EVSE on the emulated power line, on virtual time: they match under every known quirk.

The station speaks through the SDK's codec, the car through the emulator's own.
"""

from __future__ import annotations

from typing import Any

import pytest

from v2xsdk.protocol.slac import codec
from v2xsdk.protocol.slac.events import (
    AmplitudesAnswered,
    AmplitudesReceived,
    LinkLost,
    Matched,
    MatchingFailed,
    ModemSilent,
    Reason,
    RunEnded,
)
from v2xsdk.protocol.slac.params import EvseSettings, EvSettings, SlacCounters, SlacTimers
from v2xsdk.protocol.slac.pilot import PilotState, SetDuty, SetError
from v2xsdk_emulator.plc.line import LinePort, LineSettings
from v2xsdk_emulator.plc.modem import ModemQuirks, ModemVendor
from v2xsdk_emulator.plc.street import Pair, PairSettings, Street

SDK = (codec.encode, codec.decode)


def street(
    settings: PairSettings | None = None, line: LineSettings | None = None, seed: int = 1
) -> tuple[Street, Pair]:
    place = Street(seed, line)
    pair = place.add_pair(settings, evse_codec=SDK)
    place.segment.run(1.0)
    return place, pair


def plug_and_match(place: Street, pair: Pair, limit_s: float = 20.0) -> None:
    pair.pilot.plug()
    assert place.segment.run_until(lambda: pair.matched, limit_s), (pair.evse.events, pair.ev.events)


BOTH: dict[str, ModemQuirks] = {
    "result 0": ModemQuirks(set_key_result=0),
    "result 1": ModemQuirks(set_key_result=1),
    "result 255": ModemQuirks(set_key_result=255),
    "lumissil": ModemQuirks(vendor=ModemVendor.LUMISSIL),
    "plain adapters": ModemQuirks(vendor=ModemVendor.PLAIN),
    "local address": ModemQuirks(answers_as_local=True),
    "slow modem": ModemQuirks(answer_s=0.15),
    "slow join": ModemQuirks(join_s=8.0),
    "one key refused": ModemQuirks(refused_keys=1),
    "two keys refused": ModemQuirks(refused_keys=2),
    "every third profile empty": ModemQuirks(zero_groups_every=3),
    "profiles to everyone": ModemQuirks(profile_to_broadcast=True),
    "no vendor profile": ModemQuirks(vendor_profile=False),
    "vendor profile without OUI": ModemQuirks(vendor_oui_zero=True),
}


@pytest.mark.parametrize("quirk", BOTH.values(), ids=BOTH.keys())
def test_they_match_whatever_their_modems_do(quirk: ModemQuirks) -> None:
    place, pair = street(PairSettings(evse_modem=quirk, ev_modem=quirk))
    place.segment.run(8.0)
    plug_and_match(place, pair, 30.0)
    assert pair.evse.port.modem.nmk == pair.ev.port.modem.nmk != b""
    assert pair.evse.undecodable == pair.ev.undecodable == 0


CARS: dict[str, EvSettings] = {
    "constant run identifier": EvSettings(fixed_run_id=b"TESLA EV"),
    "run identifier from the MAC": EvSettings(fixed_run_id=bytes.fromhex("02005e000a010000")),
    "50 ms gaps": EvSettings(timers=SlacTimers(tp_ev_batch_msg_interval_s=0.05)),
    "20 ms gaps": EvSettings(timers=SlacTimers(tp_ev_batch_msg_interval_s=0.02)),
    "one announcement": EvSettings(counters=SlacCounters(c_ev_start_atten_char_inds=1)),
    "nominal duty cycle": EvSettings(match_at_nominal_duty=True),
    "one toggle": EvSettings(c_ev_match_signalattn_direct_db=1.0, counters=SlacCounters(c_ev_vald_nb_toggles=1)),
    "three toggles": EvSettings(c_ev_match_signalattn_direct_db=1.0),
}


@pytest.mark.parametrize("car", CARS.values(), ids=CARS.keys())
def test_they_match_whatever_the_car_does(car: EvSettings) -> None:
    place, pair = street(PairSettings(ev=car))
    plug_and_match(place, pair)


def test_a_car_with_a_constant_run_identifier_matches_again_and_again_under_new_keys() -> None:
    place, pair = street(PairSettings(ev=EvSettings(fixed_run_id=b"TESLA EV")))
    keys = set()
    for _ in range(3):
        plug_and_match(place, pair)
        keys.add(pair.evse.port.modem.nmk)
        pair.pilot.unplug()
        place.segment.run(2.0)
    assert len(keys) == 3


def test_tone_groups_are_averaged_one_by_one() -> None:
    place, pair = street(line=LineSettings(noise_db=0.0))
    slope = [4.0 + group / 10 for group in range(58)]
    place.line.couple(pair.evse.port, pair.ev.port, slope)
    plug_and_match(place, pair)
    assert pair.ev.seen(Matched)[0].attenuation_db == pytest.approx(sum(round(db) for db in slope) / 58)


def test_a_station_whose_modem_measures_nothing_never_claims_a_match() -> None:
    quirk = ModemQuirks(zero_groups=True)
    place, pair = street(PairSettings(evse_modem=quirk))
    pair.pilot.plug()
    place.segment.run(90.0)
    assert not pair.evse.seen(Matched)
    assert {event.reason for event in pair.evse.seen(RunEnded)} == {Reason.NO_MEASUREMENT}
    assert pair.ev.seen(MatchingFailed), "the car gives up in bounded time"
    assert [event for _, event in pair.evse.events if isinstance(event, SetDuty)][-1] == SetDuty(None)


def test_except_on_a_bench_that_says_so() -> None:
    bench = EvseSettings(bench_attenuation_db=7)
    place, pair = street(PairSettings(evse_modem=ModemQuirks(zero_groups=True), evse=bench))
    plug_and_match(place, pair)


@pytest.mark.parametrize("side", ["evse", "ev"])
def test_a_silent_modem_is_reported_and_never_matches(side: str) -> None:
    silent, honest = ModemQuirks(silent=True), ModemQuirks()
    evse_modem, ev_modem = (silent, honest) if side == "evse" else (honest, silent)
    place, pair = street(PairSettings(evse_modem=evse_modem, ev_modem=ev_modem))
    pair.pilot.plug()
    place.segment.run(120.0)
    assert not pair.evse.seen(Matched)
    assert not pair.ev.seen(Matched)
    assert pair.ev.seen(MatchingFailed)
    if side == "evse":
        assert pair.evse.seen(ModemSilent)


def test_no_ip_crosses_before_the_keys_are_equal_and_all_after() -> None:
    place, pair = street()
    frame = b"\x33\x33\0\0\0\1" + pair.ev.machine.mac + b"\x86\xdd" + bytes(46)
    place.line.from_host(pair.ev.port, frame, place.segment.now)
    pair.pilot.plug()
    place.segment.run(0.3)
    place.line.from_host(pair.ev.port, frame, place.segment.now)
    assert place.segment.run_until(lambda: pair.matched, 5.0)
    assert pair.evse.ip_frames == []
    place.line.from_host(pair.ev.port, frame, place.segment.now)
    place.segment.run(0.1)
    assert pair.evse.ip_frames == [frame]
    pair.pilot.unplug()
    place.segment.run(0.5)
    place.line.from_host(pair.ev.port, frame, place.segment.now)
    place.segment.run(0.5)
    assert len(pair.evse.ip_frames) == 1


def test_the_times_of_the_standard_are_kept() -> None:
    place, pair = street()
    plugged_s = place.segment.now
    plug_and_match(place, pair)
    timers = SlacTimers()
    matched_s = next(at_s for at_s, event in pair.ev.events if isinstance(event, Matched))
    assert matched_s - plugged_s < 8.0, "T_conn_max_comm"
    place.segment.run(1.0)
    pair.pilot.unplug()
    place.segment.run(1.0)
    assert pair.evse.port.modem.nmk != pair.ev.port.modem.nmk, "TP_match_leave"
    assert timers.evse_stragglers_s <= 0.1, "TP_EVSE_avg_atten_calc"
    assert timers.tp_match_sequence_s <= 0.1, "TP_match_sequence"


def test_one_key_a_plug_in_is_written_to_the_stations_modem() -> None:
    place, pair = street()
    for n in range(3):
        assert pair.evse.port.modem.keys_written == n + 1
        plug_and_match(place, pair)
        pair.pilot.unplug()
        place.segment.run(2.0)


@pytest.mark.parametrize("who", ["evse", "ev"])
def test_amplitude_maps_are_exchanged_once_the_link_is_up(who: str) -> None:
    wanted = bytes([15] * 100 + [9] * 40 + [15] * 777)
    settings: dict[str, Any] = {
        "evse": EvseSettings(amplitude_map=wanted if who == "evse" else None),
        "ev": EvSettings(amplitude_map=wanted if who == "ev" else None),
    }
    place, pair = street(PairSettings(**settings))
    plug_and_match(place, pair)
    asking, asked = (pair.evse, pair.ev) if who == "evse" else (pair.ev, pair.evse)
    assert asked.seen(AmplitudesReceived) == [AmplitudesReceived(wanted)]
    assert asking.seen(AmplitudesAnswered) == [AmplitudesAnswered(True)]


@pytest.mark.parametrize("resetup", [True, False], ids=["by the pilot", "by itself"])
def test_brokenwire_ends_safely_on_both_sides_and_they_find_each_other_again(resetup: bool) -> None:
    place, pair = street(PairSettings(drives_pilot=resetup))
    if not resetup:
        pair.pilot.evse.apply(SetDuty(5.0))
    plug_and_match(place, pair)
    place.segment.run(5.0)
    jammed_s = place.segment.now
    place.line.jam(True, jammed_s)
    place.segment.run(3.0)
    for side in (pair.evse, pair.ev):
        (lost_s,) = [at_s for at_s, event in side.events if isinstance(event, LinkLost)]
        assert lost_s - jammed_s < 1.1
        assert side.seen(LinkLost)[0].reason is Reason.LINK_DOWN
    place.line.jam(False, place.segment.now)
    assert place.segment.run_until(lambda: pair.matched, 60.0)
    assert len(pair.ev.seen(Matched)) == 2


def test_noise_that_never_ends_ends_in_failure_on_both_sides() -> None:
    place, pair = street()
    plug_and_match(place, pair)
    place.line.jam(True, place.segment.now)
    place.segment.run(400.0)
    assert not pair.evse.peer
    assert not pair.ev.peer
    assert pair.pilot.evse.reading().duty_percent is None, "the station rests in X1"


def test_a_car_without_slac_makes_the_station_try_three_times_and_rest() -> None:
    place, pair = street(PairSettings(ev_modem=ModemQuirks(silent=True), evse=EvseSettings()))
    place.line.decouple(pair.evse.port, pair.ev.port)
    pair.pilot.plug()
    place.segment.run(150.0)
    assert [event.reason for event in pair.evse.seen(MatchingFailed)] == [Reason.NO_REQUEST] * 3
    assert len(pair.evse.seen(SetError)) == 2
    assert pair.pilot.evse.reading().state is PilotState.B
    assert pair.pilot.evse.reading().duty_percent is None


@pytest.mark.parametrize("after_s", [0.01, 0.1, 0.3, 0.45, 0.6, 3.0])
@pytest.mark.parametrize("state", [PilotState.E, PilotState.F])
def test_an_error_state_at_any_time_ends_both_and_they_match_afterwards(after_s: float, state: PilotState) -> None:
    place, pair = street()
    pair.pilot.plug()
    place.segment.run(after_s)
    pair.pilot.evse.apply(SetError(state))
    place.segment.run(1.0)
    assert not pair.evse.peer
    assert not pair.ev.peer
    pair.pilot.evse.apply(SetDuty(5.0))
    assert place.segment.run_until(lambda: pair.matched, 20.0)


def test_foreign_ethertypes_and_garbage_do_not_disturb() -> None:
    place, pair = street(line=LineSettings())
    stranger = place.line.attach("stranger")
    place.line.couple(stranger, pair.evse.port, 10.0)
    place.line.couple(stranger, pair.ev.port, 10.0)
    for n in range(200):
        kind = (b"\x08\x00", b"\x88\xcc", b"\x88\xe1")[n % 3]
        disturb(place, stranger, n * 0.01, b"\xff" * 6 + bytes(6) + kind + place.rng.randbytes(46))
    plug_and_match(place, pair)
    assert pair.ev.undecodable > 10


def disturb(place: Street, stranger: LinePort, delay_s: float, frame: bytes) -> None:
    place.segment.at(delay_s, lambda: place.line.inject(stranger, frame, place.segment.now))
