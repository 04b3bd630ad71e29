"""Several cars and stations on one segment: each finds its own, the others are refused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from v2xsdk.protocol.slac import codec
from v2xsdk.protocol.slac.events import Matched, MatchingFailed, Measured, Reason, RunEnded
from v2xsdk.protocol.slac.params import EvSettings, SlacCounters
from v2xsdk_emulator.plc.street import Pair, PairSettings, Street

SDK = (codec.encode, codec.decode)


def street(
    count: int, overheard_db: float, settings: PairSettings | None = None, seed: int = 3
) -> tuple[Street, list[Pair]]:
    place = Street(seed)
    pairs = [place.add_pair(settings, evse_codec=SDK) for _ in range(count)]
    place.overhear(overheard_db)
    place.segment.run(1.0)
    return place, pairs


def all_matched(pairs: Sequence[Pair]) -> bool:
    return all(pair.matched for pair in pairs)


def only_right_matches(pairs: Sequence[Pair]) -> None:
    for pair in pairs:
        assert {event.peer_mac for event in pair.ev.seen(Matched)} <= {pair.evse.machine.mac}
        assert {event.peer_mac for event in pair.evse.seen(Matched)} <= {pair.ev.machine.mac}


@pytest.mark.parametrize("overheard_db", [12.0, 18.0, 25.0, 45.0])
@pytest.mark.parametrize("apart_s", [0.0, 0.02, 0.2, 0.7])
def test_cars_plugged_in_side_by_side_find_their_own_stations(overheard_db: float, apart_s: float) -> None:
    place, pairs = street(3, overheard_db)
    for n, pair in enumerate(pairs):
        place.segment.at(n * apart_s, pair.pilot.plug)
    assert place.segment.run_until(lambda: all_matched(pairs), 40.0), [pair.ev.events for pair in pairs]
    only_right_matches(pairs)
    keys = {pair.evse.port.modem.nmk for pair in pairs}
    assert len(keys) == 3


def test_ten_cars_with_the_same_run_identifier_at_once() -> None:
    tesla = PairSettings(ev=EvSettings(fixed_run_id=b"TESLA EV", counters=SlacCounters(c_conn_max_match=20)))
    place, pairs = street(4, 30.0, tesla)
    for pair in pairs:
        pair.pilot.plug()
    assert place.segment.run_until(lambda: all_matched(pairs), 60.0), [pair.ev.events[-4:] for pair in pairs]
    only_right_matches(pairs)


def test_a_car_at_a_sleeping_station_never_takes_the_neighbours() -> None:
    place, (sleeping, awake) = street(2, 25.0)
    place.line.decouple(sleeping.evse.port, sleeping.ev.port)
    sleeping.pilot.plug()
    awake.pilot.plug()
    place.segment.run(60.0)
    assert awake.matched
    assert not sleeping.ev.seen(Matched)
    assert {event.reason for event in sleeping.ev.seen(MatchingFailed)} <= {Reason.TOO_FAR, Reason.NO_EVSE}
    only_right_matches([sleeping, awake])


@pytest.mark.parametrize("overheard_db", [12.0, 15.0])
def test_even_a_strongly_overheard_neighbour_does_not_pass_the_validation(overheard_db: float) -> None:
    place, (sleeping, awake) = street(2, overheard_db)
    place.line.couple(sleeping.evse.port, sleeping.ev.port, 60.0)
    sleeping.pilot.plug()
    place.segment.run(0.5)
    awake.pilot.plug()
    place.segment.run(60.0)
    assert not sleeping.ev.seen(Matched)
    only_right_matches([sleeping, awake])


def test_two_equally_near_stations_are_told_apart_by_toggling() -> None:
    place, pairs = street(2, 8.0)
    for pair in pairs:
        pair.pilot.plug()
    assert place.segment.run_until(lambda: all_matched(pairs), 60.0), [pair.ev.events for pair in pairs]
    only_right_matches(pairs)


def test_the_station_refuses_the_far_car_while_the_near_one_is_there() -> None:
    greedy = EvSettings(c_ev_match_signalattn_direct_db=60.0)
    place = Street(5)
    near = place.add_pair(evse_codec=SDK)
    far = place.add_pair(PairSettings(ev=greedy), evse_codec=SDK)
    place.overhear(40.0)
    place.line.decouple(far.evse.port, far.ev.port)
    place.segment.run(1.0)
    far.pilot.plug()
    near.pilot.plug()
    place.segment.run(30.0)
    assert near.matched
    assert not far.ev.seen(Matched)
    assert Reason.OTHER_MATCHED in {event.reason for event in near.evse.seen(RunEnded)}
    assert len({event.ev_mac for event in near.evse.seen(Measured)}) == 2


def test_a_car_that_drives_off_frees_the_station_for_the_next() -> None:
    place, pairs = street(2, 30.0)
    for _ in range(3):
        for pair in pairs:
            pair.pilot.plug()
        assert place.segment.run_until(lambda: all_matched(pairs), 30.0)
        pairs[0].pilot.unplug()
        place.segment.run(1.0)
        assert pairs[1].matched, "the neighbour's session goes on"
        pairs[1].pilot.unplug()
        place.segment.run(1.0)
    only_right_matches(pairs)
