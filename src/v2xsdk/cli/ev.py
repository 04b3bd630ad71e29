"""`v2x ev`: be a vehicle against a charger, and judge it."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from v2xsdk.cli.v2g_options import FILE, link_options, protocols, run_until_told
from v2xsdk.cli.v2g_view import SessionView
from v2xsdk.errors import ConfigError
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g.effects import ControlMode
from v2xsdk.protocol.v2g.ev import EvSettings
from v2xsdk.protocol.v2g.evse import SERVICES
from v2xsdk.runtime.v2g.contract_files import wallet_of
from v2xsdk.runtime.v2g.ev_client import EvClient, EvClientOptions
from v2xsdk.runtime.v2g.findings import ChargerJudge
from v2xsdk.runtime.v2g.pki_link import TlsMode
from v2xsdk.runtime.v2g.simulated_ev import EvProfile, SimulatedEv


@click.command(name="ev")
@link_options
@click.option("--service", type=click.Choice(list(SERVICES)), default="dc-bpt", show_default=True)
@click.option("--control", type=click.Choice(["dynamic", "scheduled"]), default="dynamic", show_default=True)
@click.option("--mode", help="EnergyTransferMode of -2 and DIN (default: by --service).")
@click.option("--auth", type=click.Choice(["eim", "pnc"]), default="eim", show_default=True)
@click.option("--install", is_flag=True, help="Have a contract certificate installed first (pnc).")
@click.option("--loops", default=10, show_default=True, help="Pairs of the energy loop before the vehicle stops.")
@click.option("--discharge", is_flag=True, help="The vehicle gives energy, too.")
@click.option("--discharge-sign", type=click.Choice(["positive", "negative"]), default="positive", show_default=True)
@click.option("--profile", type=FILE, help="TOML file that describes the vehicle.")
@click.option("--address", default="", help="Ask this address instead of everybody on the link.")
@click.option("--patience", default=1.0, show_default=True, help="Stretch the wait for answers: slow chargers.")
@click.option("--any-curve", is_flag=True, help="Use contracts on the other generation's curve (test chains).")
def ev_command(
    interface: str,
    protocols: str,
    tls: str,
    pki: Path | None,
    sdp_port: int,
    trace: Path | None,
    keylog: Path | None,
    as_json: bool,
    service: str,
    control: str,
    mode: str | None,
    auth: str,
    install: bool,
    loops: int,
    discharge: bool,
    discharge_sign: str,
    profile: Path | None,
    address: str,
    patience: float,
    any_curve: bool,
) -> int:
    """Be a vehicle: one session, every answer checked.

    Exit code 0 after a complete session, 1 with the reason otherwise.
    """
    vehicle = msgspec.structs.replace(read_profile(profile), loops=loops)
    if discharge:
        vehicle = msgspec.structs.replace(vehicle, discharge=True)
    energy = SERVICES[service].energy
    settings = EvSettings(
        service=service,
        control_mode=ControlMode(control),
        energy_mode=mode or ("DC_extended" if energy is fx.Energy.DC else "AC_three_phase_core"),
        plug_and_charge=auth == "pnc",
        install_certificate=install,
        patience=patience,
        discharge_sign=-1 if discharge_sign == "negative" else 1,
    )
    options = EvClientOptions(
        interface,
        _protocols(protocols),
        TlsMode(tls),
        pki,
        address,
        sdp_port=sdp_port,
        keylog=keylog,
        any_curve=any_curve,
    )
    view = SessionView(as_json=as_json, charger=False, trace=trace)
    wallet = wallet_of(pki, any_curve=any_curve) if auth == "pnc" else None
    judge = ChargerJudge()

    def watch(now: float, direction: str, message: object, data: bytes) -> None:
        view.message(now, direction, message, data)
        judge.message(now, direction, message)

    client = EvClient(options, settings, view.effect, wallet=wallet or (lambda protocol: None), watch=watch)
    try:
        return run_until_told(_drive(client, vehicle, judge, as_json))
    finally:
        view.close()


_protocols = protocols


def read_profile(path: Path | None) -> EvProfile:
    """Read a vehicle from TOML; raises ``ConfigError`` that names the wrong key."""
    if path is None:
        return EvProfile()
    try:
        return msgspec.toml.decode(path.read_bytes(), type=EvProfile)
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error


async def _drive(client: EvClient, profile: EvProfile, judge: ChargerJudge, as_json: bool) -> int:
    end = await client.run(SimulatedEv(profile, early=client.settings.energy_mode.startswith("AC")))
    for finding in judge.findings:
        click.echo(msgspec.json.encode({"kind": "finding", **msgspec.structs.asdict(finding)}) if as_json else finding)
    if not end.normal:
        click.echo(f"v2x: no complete session: {end.reason.value}: {end.detail}", err=True)
    return int(not end.normal)
