"""`v2x discover`."""

from __future__ import annotations

import asyncio

import click

import v2xsdk
from v2xsdk.cli.arming import leads_to_hardware_bus
from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.options import common_options
from v2xsdk.cli.output import print_json, tagged
from v2xsdk.cli.units import DURATION
from v2xsdk.errors import NotArmed


@click.command()
@click.argument("bus_url", required=False)
@click.option("--active", is_flag=True, help="Ask as well: puts frames on the bus.")
@click.option("--armed", is_flag=True, help="Allow --active on real hardware.")
@click.option("--listen", "listen_s", type=DURATION, default=1.0, show_default=True, metavar="S", help="How long.")
@common_options
def discover(bus_url: str | None, active: bool, armed: bool, listen_s: float, as_json: bool) -> int:
    """Find units on BUS_URL, such as socketcan://can0; without one, on every CAN interface of this machine.

    Listens only. A silent unit is found with --active alone, which puts frames on the bus.
    """
    if active and not armed and (bus_url is None or leads_to_hardware_bus(bus_url)):
        raise NotArmed("asking puts frames on a bus that may be real: --active needs --armed there")
    found = asyncio.run(v2xsdk.discover(bus_url, active=active, listen_s=listen_s))
    for entry in found:
        if as_json:
            print_json(tagged("found", entry))
        else:
            click.echo(f"{entry.driver or '–':<16}{entry.url}  {entry.detail} ({entry.how})")
    if not found and not as_json:
        click.echo("no CAN interface on this machine; name a bus, such as v2xlink:///run/p.sock", err=True)
    return ExitCode.OK if any(entry.driver for entry in found) else ExitCode.FAILED
