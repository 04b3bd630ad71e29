"""Our vehicle against our charger, machine to machine, over real EXI: every protocol, service and control mode."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from tests.support.v2g_checker import findings
from tests.support.v2g_pair import Pair
from tests.unit.v2g.pairs import SERVICES, START, din, iso2, iso20, parts
from v2xsdk.model import Reason
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g.effects import ControlMode, EndReason
from v2xsdk.protocol.v2g.ev import EvSettings, EvState, Wish
from v2xsdk.protocol.v2g.evse import EarlyDischarge, Notice, SeccSettings
from v2xsdk.protocol.v2g.iso2.evcc import Iso2Evcc
from v2xsdk.protocol.v2g.iso2.secc import Iso2Secc
from v2xsdk.protocol.v2g.iso20.evcc import Iso20Evcc
from v2xsdk.protocol.v2g.iso20.secc import Iso20Secc
from v2xsdk.protocol.v2g.numbers import to_float


def ended_normally(pair: Pair) -> None:
    assert pair.evcc.end is not None and pair.secc.end is not None
    assert (pair.secc.end.reason, pair.evcc.end.reason) == (EndReason.NORMAL, EndReason.NORMAL), (
        pair.secc.end,
        pair.evcc.end,
    )
    assert not [e for _, e in pair.secc_effects + pair.evcc_effects if isinstance(e, fx.Noted)]


def test_din() -> None:
    pair = din()
    pair.run()
    ended_normally(pair)
    assert pair.ev.soc_percent > 50.0


@pytest.mark.parametrize("mode", ["DC_extended", "DC_core", "AC_three_phase_core", "AC_single_phase_core"])
def test_iso2(mode: str) -> None:
    pair = iso2(mode)
    pair.run()
    ended_normally(pair)


@pytest.mark.parametrize(("service", "control"), list(itertools.product(SERVICES, ControlMode)))
def test_iso20(service: str, control: ControlMode) -> None:
    pair = iso20(service, control)
    pair.run()
    ended_normally(pair)
    assert pair.ev.soc_percent > 50.0


def described(pair: Pair) -> list[tuple[str, str]]:
    found = []
    for _, _, message in pair.trace:
        body = getattr(getattr(message, "Body", None), "BodyElement", message)
        code = getattr(body, "ResponseCode", None)
        found.append((type(body).__name__, code.value if code is not None else ""))
    return found


@pytest.mark.parametrize(
    ("name", "energy"),
    [("din", "dc"), ("DC_extended", "dc"), ("AC_three_phase_core", "ac"), *((s, s[:2]) for s in SERVICES)],
)
def test_the_path_is_one_of_the_standard(name: str, energy: str) -> None:
    """Judged by a checker that shares no code with the machines."""
    if name in SERVICES:
        pair, protocol = iso20(name, ControlMode.SCHEDULED), "iso20"
    else:
        pair, protocol = (din(), "din") if name == "din" else (iso2(name), "iso2")
    pair.run()
    assert findings(protocol, energy, described(pair)) == []


def test_the_checker_finds_what_is_wrong() -> None:
    pair = iso2("DC_extended")
    pair.run()
    good = described(pair)
    cut = [entry for entry in good if not entry[0].startswith("CableCheck")]
    assert findings("iso2", "dc", cut)
    assert findings("iso2", "dc", good[:-1])
    assert findings("iso2", "dc", [*good[:3], good[4], good[3], *good[5:]])
    assert findings("iso2", "dc", [(n, c.replace("OK", "FAILED") if n == "PreChargeRes" else c) for n, c in good])


# --- both directions


def flipping(pair: Pair, powers: list[float], every: int = 6) -> list[tuple[int, float, object]]:
    """Give the charger a new set-point every so many pairs; returns (pair, set-point, answer) of the loop."""
    seen: list[tuple[int, float, object]] = []

    def on_loop(running: Pair) -> None:
        number = running.ev.pairs
        running.evse.setpoint_w = powers[min((number - 1) // every, len(powers) - 1)]
        seen.append((number, running.evse.setpoint_w, running.trace[-1][2]))

    pair.on_loop = on_loop
    pair.run()
    return seen


POWERS = [12_000.0, -9_000.0, 7_000.0, -4_000.0, 0.0, 5_000.0]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("control", ControlMode)
def test_dc_follows_the_set_point_both_ways(control: ControlMode, sign: int) -> None:
    pair = iso20("dc-bpt", control, sign=sign, loops=len(POWERS) * 6)
    seen = flipping(pair, POWERS)
    ended_normally(pair)
    assert len(seen) == len(POWERS) * 6
    for number, wanted_w, answer in seen:
        if (number - 1) % 6 < 2:
            continue
        mode = answer.CLResControlMode  # type: ignore[attr-defined]
        charge_w, discharge_w = to_float(mode.EVSEMaximumChargePower), to_float(mode.EVSEMaximumDischargePower)
        power_w = to_float(answer.EVSEPresentVoltage) * to_float(answer.EVSEPresentCurrent)  # type: ignore[attr-defined]
        assert charge_w == max(wanted_w, 0.0)
        assert discharge_w == sign * max(-wanted_w, 0.0)
        if (number - 1) % 6 >= 4:
            assert power_w == pytest.approx(wanted_w, rel=0.01, abs=50.0)


@pytest.mark.parametrize("control", ControlMode)
def test_ac_follows_the_set_point_both_ways(control: ControlMode) -> None:
    pair = iso20("ac-bpt", control, loops=len(POWERS) * 6)
    for number, wanted_w, answer in flipping(pair, POWERS):
        if (number - 1) % 6 >= 2:
            target = answer.CLResControlMode.EVSETargetActivePower  # type: ignore[attr-defined]
            assert to_float(target) == wanted_w
    ended_normally(pair)


def test_what_the_vehicle_says_is_free_of_signs_and_wire_types() -> None:
    """Four quantities: present, target, limit, energy; the limits are magnitudes whatever sign came."""
    for sign in (1, -1):
        pair = iso20("dc-bpt", ControlMode.SCHEDULED, sign=sign, setpoint_w=-5_000.0)
        pair.run()
        said = [e.status for _, e in pair.secc_effects if isinstance(e, fx.VehicleSaid)]
        last = said[-1]
        assert last.discharge_power_max_w == 40_000.0 and last.discharge_current_max_a == 100.0
        assert last.charge_power_max_w == 80_000.0 and last.soc_percent == 49.0
        assert last.target_energy_wh is not None and last.target_energy_wh > 0
        targets = [e.current_a for _, e in pair.secc_effects if isinstance(e, fx.TargetWanted)]
        assert targets[-1] is not None and targets[-1] < 0.0


def test_a_v2x_window_goes_up_and_keeps_its_signs() -> None:
    pair = iso20("dc-bpt", ControlMode.DYNAMIC)
    pair.run()
    last = [e.status for _, e in pair.secc_effects if isinstance(e, fx.VehicleSaid)][-1]
    assert last.minimum_v2x_energy_wh is not None and last.minimum_v2x_energy_wh < 0
    assert last.maximum_v2x_energy_wh is not None and last.maximum_v2x_energy_wh > 0
    assert last.minimum_energy_wh is not None and last.minimum_energy_wh < 0


@pytest.mark.parametrize("make", [din, lambda: iso2("DC_extended")])
def test_an_early_vehicle_is_refused_discharge_with_a_reason(make: Callable[[], Pair]) -> None:
    pair = make()
    pair.evse.setpoint_w = -5_000.0
    pair.run()
    ended_normally(pair)
    refused = [e for _, e in pair.secc_effects if isinstance(e, fx.Refused)]
    assert [e.reason for e in refused] == [Reason.CANNOT_DISCHARGE]
    assert pair.evse.discharged_wh == 0.0


def test_reverse_current_is_a_named_mode() -> None:
    evse, ev = parts(-5_000.0)
    settings = SeccSettings(early_discharge=EarlyDischarge.REVERSE_CURRENT)
    secc = Iso2Secc(settings, evse.state(START), START)
    pair = Pair(secc, Iso2Evcc(EvSettings(), EvState()), evse, ev)
    pair.run()
    ended_normally(pair)
    demands = [m.Body.BodyElement for _, d, m in pair.trace if "CurrentDemandRes" in str(type(m.Body.BodyElement))]  # type: ignore[attr-defined]
    assert to_float(demands[-1].EVSEMaximumPowerLimit) == 60_000.0
    last = [e.status for _, e in pair.secc_effects if isinstance(e, fx.VehicleSaid)][-1]
    assert last.discharge_power_max_w == 80_000.0


# --- pause, resume, renegotiation


def test_iso2_pause_and_resume() -> None:
    pair = iso2("DC_extended")
    pair.ev.end_wish = Wish.PAUSE
    pair.run()
    assert pair.secc.end is not None and pair.secc.end.reason is EndReason.PAUSED
    assert isinstance(pair.secc, Iso2Secc) and pair.secc.pause is not None
    kept = pair.secc.pause
    evse, ev = parts(10_000.0)
    secc = Iso2Secc(SeccSettings(), evse.state(START), START, paused=kept)
    settings = EvSettings(session_id=kept.session_id)
    again = Pair(secc, Iso2Evcc(settings, EvState()), evse, ev)
    again.run()
    ended_normally(again)
    started = [e for _, e in again.secc_effects if isinstance(e, fx.SessionStarted)]
    assert started[0].resumed and started[0].session_id == kept.session_id


def test_iso2_renegotiation_runs_the_dc_preparation_again() -> None:
    pair = iso2("DC_extended")

    def on_loop(running: Pair) -> None:
        running.evse.notice = Notice.RENEGOTIATE if running.ev.pairs == 4 else Notice.NONE

    pair.on_loop = on_loop
    pair.run()
    ended_normally(pair)
    assert sum(name == "CableCheckReq" for name, _ in described(pair)) >= 2
    assert findings("iso2", "dc", described(pair)) == []
    between = [e for _, e in pair.secc_effects if isinstance(e, fx.OpenContactor | fx.OutputZero | fx.CableCheckWanted)]
    kinds = [type(e).__name__ for e in between]
    assert kinds[:4] == ["CableCheckWanted", "OutputZero", "OpenContactor", "CableCheckWanted"]


def paused_iso20(leaf: bytes | None, comes_back: bytes | None) -> Pair:
    evse, ev = parts(10_000.0)
    ev.end_wish = Wish.PAUSE
    secc = Iso20Secc(SeccSettings(), evse.state(START), START, vehicle_leaf=leaf)
    first = Pair(secc, Iso20Evcc(EvSettings(), EvState(), now=START), evse, ev)
    first.run()
    assert secc.pause is not None
    evse, ev = parts(10_000.0)
    again = Iso20Secc(SeccSettings(), evse.state(START), START, vehicle_leaf=comes_back, paused=secc.pause)
    settings = EvSettings(session_id=secc.pause.session_id)
    pair = Pair(again, Iso20Evcc(settings, EvState(), now=START), evse, ev)
    pair.run()
    return pair


def test_iso20_resume_skips_authorization_for_the_same_vehicle_only() -> None:
    same = paused_iso20(b"vehicle one", b"vehicle one")
    ended_normally(same)
    assert "AuthorizationReq" not in dict(described(same)) and "ServiceSelectionReq" not in dict(described(same))
    for leaf, other in ((b"vehicle one", b"vehicle two"), (None, None), (b"vehicle one", None)):
        pair = paused_iso20(leaf, other)
        ended_normally(pair)
        assert "AuthorizationReq" in dict(described(pair))


def test_iso20_service_renegotiation_keeps_session_and_authorization() -> None:
    pair = iso20("dc-bpt", ControlMode.DYNAMIC)
    pair.ev.end_wish = Wish.RENEGOTIATE_SERVICE

    def on_loop(running: Pair) -> None:
        if running.ev.pairs > 20:
            running.ev.wish = Wish.STOP
        elif running.ev.pairs > 12:
            running.ev.wish = Wish.GO_ON

    pair.on_loop = on_loop
    original = pair.ev.looped

    def looped() -> None:
        original()
        if pair.ev.pairs > 10:
            pair.ev.wish = Wish.STOP if pair.ev.pairs > 20 else Wish.GO_ON

    pair.ev.looped = looped  # type: ignore[method-assign]
    pair.run()
    ended_normally(pair)
    names = [name for name, _ in described(pair)]
    assert names.count("ServiceSelectionReq") == 2 and names.count("AuthorizationReq") == 1
    assert findings("iso20", "dc", described(pair)) == []


def ask_to_stop(running: Pair) -> None:
    running.evse.notice = Notice.STOP if running.ev.pairs > 2 else Notice.NONE


def test_the_charger_stops_the_session() -> None:
    for pair in (din(), iso2("DC_extended"), iso2("AC_three_phase_core"), iso20("dc-bpt", ControlMode.DYNAMIC)):
        pair.on_loop = ask_to_stop
        pair.run()
        ended_normally(pair)
        assert pair.ev.pairs < 10
