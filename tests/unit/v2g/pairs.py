"""Pairs of machines that the tests of sessions start from."""

from __future__ import annotations

from tests.support.v2g_pair import Pair
from v2xsdk.protocol.v2g.din.evcc import DinEvcc
from v2xsdk.protocol.v2g.din.secc import DinSecc
from v2xsdk.protocol.v2g.effects import ControlMode
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
DEFAULT = SeccSettings()


def parts(setpoint_w: float, *, discharge: bool = True, loops: int = 10) -> tuple[SimulatedEvse, SimulatedEv]:
    return SimulatedEvse(SimulatedRatings(), setpoint_w), SimulatedEv(EvProfile(discharge=discharge, loops=loops))


def din(settings: SeccSettings = DEFAULT) -> Pair:
    evse, ev = parts(20_000.0)
    return Pair(DinSecc(settings, evse.state(START), START), DinEvcc(EvSettings(), EvState()), evse, ev)


def iso2(mode: str, settings: SeccSettings = DEFAULT) -> Pair:
    evse, ev = parts(10_000.0)
    secc = Iso2Secc(settings, evse.state(START), START)
    return Pair(secc, Iso2Evcc(EvSettings(energy_mode=mode), EvState()), evse, ev)


def iso20(
    service: str,
    control: ControlMode,
    *,
    sign: int = 1,
    setpoint_w: float = 10_000.0,
    loops: int = 10,
    settings: SeccSettings = DEFAULT,
) -> Pair:
    evse, ev = parts(setpoint_w, loops=loops)
    secc = Iso20Secc(settings, evse.state(START), START)
    ev_settings = EvSettings(service=service, control_mode=control, discharge_sign=sign)
    return Pair(secc, Iso20Evcc(ev_settings, EvState(), now=START), evse, ev)
