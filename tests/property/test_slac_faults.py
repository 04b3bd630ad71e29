"""Whatever is lost, doubled, late or out of order: matched with the right peer or failed, in bounded time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle

from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.protocol.slac import codec
from v2xsdk.protocol.slac.events import Joining, Matched
from v2xsdk.protocol.slac.evse_pilot import Phase
from v2xsdk.protocol.slac.params import EvseSettings, EvSettings, SlacCounters, SlacTimers
from v2xsdk.protocol.slac.pilot import PilotState, SetDuty, SetError
from v2xsdk_emulator.plc.line import LineSettings
from v2xsdk_emulator.plc.modem import ModemQuirks, ModemVendor
from v2xsdk_emulator.plc.street import Pair, PairSettings, Street

SDK = (codec.encode, codec.decode)
QUICK = SlacTimers(tt_evse_slac_init_s=20.0)
SLOW_SOUNDS = SlacTimers(tt_evse_slac_init_s=20.0, tp_ev_batch_msg_interval_s=0.05)
FEW = SlacCounters(c_ev_parm_requests=30)
SETTLED_S = 500.0
"""Longer than all attempts of a plug-in, for every pass through E/F that C_sequ_retry allows."""

FATES = st.lists(
    st.one_of(
        st.just([]),
        st.just([0.002]),
        st.just([0.002, 0.002]),
        st.floats(0.0, 0.6).map(lambda late_s: [late_s]),
        st.floats(0.0, 3.0).map(lambda late_s: [0.002, late_s]),
    ),
    min_size=1,
    max_size=40,
)
LINES = st.builds(
    LineSettings,
    loss=st.floats(0.0, 0.5),
    duplication=st.floats(0.0, 0.5),
    jitter_s=st.sampled_from([0.0, 0.005, 0.05, 0.3]),
)
MODEMS = st.builds(
    ModemQuirks,
    vendor=st.sampled_from(ModemVendor),
    set_key_result=st.sampled_from([0, 1]),
    refused_keys=st.integers(0, 4),
    zero_groups_every=st.sampled_from([0, 2, 3]),
    join_s=st.sampled_from([0.05, 2.0, 20.0]),
)
EVS = st.builds(
    EvSettings,
    fixed_run_id=st.sampled_from([None, b"TESLA EV"]),
    timers=st.sampled_from([QUICK, SLOW_SOUNDS]),
    counters=st.just(FEW),
)
PAIRS = st.builds(
    PairSettings,
    attenuation_db=st.sampled_from([4.0, 8.0, 15.0]),
    evse=st.just(EvseSettings(timers=QUICK)),
    ev=EVS,
    evse_modem=MODEMS,
    ev_modem=MODEMS,
)
NEAR, MAYBE = (
    PairSettings(attenuation_db=db, evse=EvseSettings(timers=QUICK), ev=EvSettings(timers=QUICK, counters=FEW))
    for db in (8.0, 15.0)
)


def only_right_peers(pairs: list[Pair]) -> None:
    for pair in pairs:
        for event in pair.ev.seen(Matched) + pair.ev.seen(Joining):
            assert event.peer_mac == pair.evse.machine.mac
        for event in pair.evse.seen(Matched):
            assert event.peer_mac == pair.ev.machine.mac


def is_settled(pair: Pair) -> bool:
    """Matched on both sides under one key, or given up on both sides."""
    if pair.matched:
        return pair.ev.port.modem.nmk == pair.evse.port.modem.nmk
    assert pair.evse.sequence is not None
    gave_up = pair.ev.machine.state.name in ("FAILED", "IDLE")  # type: ignore[attr-defined]
    return gave_up and pair.evse.sequence.state is Phase.RESTING


def settle(street: Street, pairs: list[Pair]) -> None:
    def done() -> bool:
        return all(is_settled(pair) for pair in pairs)

    assert street.segment.run_until(done, SETTLED_S), [pair.ev.events[-5:] for pair in pairs]
    street.segment.run(30.0)
    assert done(), "it stays so"
    only_right_peers(pairs)


@given(st.lists(PAIRS, min_size=1, max_size=2), LINES, st.integers(0, 2**32), st.lists(st.floats(0, 2), min_size=2))
def test_a_bad_wire_never_brings_the_wrong_ones_together(
    pairs: list[PairSettings], line: LineSettings, seed: int, plugged_s: list[float]
) -> None:
    street = Street(seed, line)
    built = [street.add_pair(settings, evse_codec=SDK) for settings in pairs]
    street.overhear(30.0)
    for pair, after_s in zip(built, plugged_s, strict=False):
        street.segment.at(after_s, pair.pilot.plug)
    settle(street, built)


@given(FATES, st.booleans())
def test_any_script_of_losses_and_delays_ends_well_or_not_at_all(fates: list[list[float]], near: bool) -> None:
    street = Street(1)
    built = [street.add_pair(NEAR if near else MAYBE, evse_codec=SDK) for _ in range(2)]
    street.overhear(25.0)
    scripted = cycle(fates)
    street.line.fate = lambda port, other, frame: next(scripted)
    for pair in built:
        pair.pilot.plug()
    street.segment.run(30.0)
    street.line.fate = lambda port, other, frame: [0.002]
    settle(street, built)
    for pair in built:
        pair.pilot.unplug()
    street.segment.run(15.0)
    for pair in built:
        pair.pilot.plug()
    assert street.segment.run_until(lambda: all(pair.matched for pair in built), 60.0), "a good wire again"


ACTIONS = st.sampled_from(["plug", "unplug", "jam", "clear", "E", "F", "5 %", "leave", "close", "wait", "reopen"])


@given(st.lists(st.tuples(ACTIONS, st.floats(0.0, 6.0)), max_size=12), st.integers(0, 1000))
def test_whatever_happens_to_plug_pilot_and_wire_both_sides_recover(
    actions: list[tuple[str, float]], seed: int
) -> None:
    street = Street(seed)
    pair = street.add_pair(evse_codec=SDK)
    segment = street.segment
    evse, ev = pair.evse.machine, pair.ev.machine
    does: dict[str, Callable[[], None]] = {
        "plug": pair.pilot.plug,
        "unplug": pair.pilot.unplug,
        "jam": lambda: street.line.jam(True, segment.now),
        "clear": lambda: street.line.jam(False, segment.now),
        "E": lambda: pair.pilot.evse.apply(SetError(PilotState.E)),
        "F": lambda: pair.pilot.evse.apply(SetError(PilotState.F)),
        "5 %": lambda: pair.pilot.evse.apply(SetDuty(5.0)),
        "leave": lambda: evse.leave(segment.now),
        "close": lambda: evse.peer_closed(segment.now),  # type: ignore[attr-defined]
        "reopen": lambda: ev.peer_closed(segment.now),  # type: ignore[attr-defined]
        "wait": lambda: None,
    }
    for name, then_s in actions:
        does[name]()
        if name == "close":
            evse.start(segment.now)
        segment.run(then_s)
    street.line.jam(False, segment.now)
    pair.pilot.unplug()
    pair.pilot.evse.apply(SetDuty(None))
    segment.run(20.0)
    pair.pilot.plug()
    assert segment.run_until(lambda: pair.matched, 60.0), (pair.evse.events[-6:], pair.ev.events[-6:])
    only_right_peers([pair])


@given(st.integers(0, 255), st.integers(0, 58), st.integers(-200, 200))
def test_no_coupling_offset_leaves_the_byte(value: int, groups: int, offset_db: int) -> None:
    from v2xsdk.protocol.slac.attenuation import AttenuationSum

    total = AttenuationSum()
    counted = total.add(bytes([value] * groups))
    assert counted is (groups > 0)
    expected = min(255, max(0, value + EvseSettings(coupling_offset_db=offset_db).coupling_offset_db))
    assert total.average(offset_db) == bytes([expected] * groups)
