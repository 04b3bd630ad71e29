"""Our vehicle against our charger, machine to machine, over real EXI: every protocol, service and control mode."""

from __future__ import annotations

import itertools

import pytest

from tests.support.v2g_pair import Pair
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g.din.evcc import DinEvcc
from v2xsdk.protocol.v2g.din.secc import DinSecc
from v2xsdk.protocol.v2g.effects import ControlMode, EndReason
from v2xsdk.protocol.v2g.ev import EvSettings, EvState
from v2xsdk.protocol.v2g.evse import SeccSettings
from v2xsdk.protocol.v2g.iso2.evcc import Iso2Evcc
from v2xsdk.protocol.v2g.iso2.secc import Iso2Secc
from v2xsdk.protocol.v2g.iso20.evcc import Iso20Evcc
from v2xsdk.protocol.v2g.iso20.secc import Iso20Secc
from v2xsdk.runtime.v2g.simulated_ev import EvProfile, SimulatedEv
from v2xsdk.runtime.v2g.simulated_evse import SimulatedEvse, SimulatedRatings

START = 100.0
SERVICES = ("dc-bpt", "dc", "ac-bpt", "ac")


def parts(setpoint_w: float, *, discharge: bool = True, loops: int = 10) -> tuple[SimulatedEvse, SimulatedEv]:
    return SimulatedEvse(SimulatedRatings(), setpoint_w), SimulatedEv(EvProfile(discharge=discharge, loops=loops))


def din() -> Pair:
    evse, ev = parts(20_000.0)
    secc = DinSecc(SeccSettings(), evse.state(START), START)
    return Pair(secc, DinEvcc(EvSettings(), EvState()), evse, ev)


def iso2(mode: str) -> Pair:
    evse, ev = parts(10_000.0)
    secc = Iso2Secc(SeccSettings(), evse.state(START), START)
    return Pair(secc, Iso2Evcc(EvSettings(energy_mode=mode), EvState()), evse, ev)


def iso20(service: str, control: ControlMode, *, sign: int = 1, setpoint_w: float = 10_000.0, loops: int = 10) -> Pair:
    evse, ev = parts(setpoint_w, loops=loops)
    secc = Iso20Secc(SeccSettings(), evse.state(START), START)
    settings = EvSettings(service=service, control_mode=control, discharge_sign=sign)
    return Pair(secc, Iso20Evcc(settings, EvState(), now=START), evse, ev)


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
