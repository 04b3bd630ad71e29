"""`v2x secc`: be a charger for vehicles on an interface."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from v2xsdk.cli.v2g_options import link_options, protocols, run_until_told, words
from v2xsdk.cli.v2g_view import SessionView
from v2xsdk.errors import NotArmed
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g.effects import ControlMode
from v2xsdk.protocol.v2g.evse import SERVICES, SeccSettings
from v2xsdk.runtime.v2g.contract_files import desk_of
from v2xsdk.runtime.v2g.pki_link import TlsMode
from v2xsdk.runtime.v2g.secc_connection import SeccConnection, SeccContext
from v2xsdk.runtime.v2g.secc_server import SeccServer, SeccServerOptions
from v2xsdk.runtime.v2g.simulated_evse import SimulatedEvse, SimulatedRatings
from v2xsdk.transport.addresses import is_loopback, is_veth


@click.command(name="secc")
@link_options
@click.option("--services", default="dc-bpt,dc,ac-bpt,ac", show_default=True, help="Energy services on offer.")
@click.option("--control", type=click.Choice(["dynamic", "scheduled"]), help="Offer this control mode only.")
@click.option("--auth", default="eim", show_default=True, help="eim, pnc or both: ways to authorize.")
@click.option("--power", default=10_000.0, show_default=True, help="W, negative to discharge the vehicle.")
@click.option("--sessions", type=int, help="End after that many sessions (default: run on).")
@click.option("--evse-id", default="DE*V2X*E0001", show_default=True, help="Name of the outlet.")
@click.option("--loop-timeout", default=2.0, show_default=True, help="s without a loop request until the end (-20).")
@click.option("--any-curve", is_flag=True, help="Accept contracts on the other generation's curve (test chains).")
@click.option("--simulate-power", is_flag=True, help="Answer with simulated values on a real interface.")
def secc_command(
    interface: str,
    protocols: str,
    tls: str,
    pki: Path | None,
    sdp_port: int,
    trace: Path | None,
    keylog: Path | None,
    as_json: bool,
    services: str,
    control: str | None,
    auth: str,
    power: float,
    sessions: int | None,
    evse_id: str,
    loop_timeout: float,
    any_curve: bool,
    simulate_power: bool,
) -> int:
    """Be a charger with simulated power, voltage and isolation.

    Exit code 0 once --sessions sessions ended normally.
    """
    check_simulation(interface, simulate_power)
    ways = words(auth, ("eim", "pnc"), "--auth")
    settings = SeccSettings(
        evse_id=evse_id,
        services=words(services, tuple(SERVICES), "--services"),
        control_modes=(ControlMode(control),) if control else (ControlMode.DYNAMIC, ControlMode.SCHEDULED),
        eim="eim" in ways,
        plug_and_charge="pnc" in ways,
        certificate_installation="pnc" in ways,
        loop_timeout_s=loop_timeout,
    )
    desk = desk_of(pki, any_curve=any_curve) if "pnc" in ways else None
    options = SeccServerOptions(interface, TlsMode(tls), pki, sdp_port=sdp_port, keylog=keylog, any_curve=any_curve)
    context = SeccContext(settings, _protocols(protocols))
    if desk is not None:
        context.desk = desk
    view = SessionView(as_json=as_json, charger=True, trace=trace)
    try:
        return run_until_told(_serve(options, context, power, sessions, view))
    finally:
        view.close()


_protocols = protocols


def check_simulation(interface: str, allowed: bool) -> None:
    """Refuse simulated values where a vehicle may be at the other end; raises ``NotArmed``."""
    if not (allowed or is_loopback(interface) or is_veth(interface)):
        raise NotArmed(
            f"{interface} may have a vehicle at its far end, which would trust simulated isolation and voltage; "
            "say --simulate-power if that is what you want"
        )


async def _serve(
    options: SeccServerOptions, context: SeccContext, power_w: float, sessions: int | None, view: SessionView
) -> int:
    ended: asyncio.Queue[fx.SessionEnded] = asyncio.Queue()
    evse = SimulatedEvse(SimulatedRatings(), power_w)

    def took(connection: SeccConnection, effect: fx.Effect) -> None:
        view.effect(effect)
        if isinstance(effect, fx.SessionEnded) and connection.machine is not None:
            ended.put_nowait(effect)

    server = SeccServer(options, context, lambda: evse, took, view.message)
    await server.start()
    try:
        count = 0
        while sessions is None or count < sessions:
            end = await ended.get()
            count += int(end.normal)
            if not end.normal and sessions is not None:
                return 1
        return 0
    finally:
        await server.close()
