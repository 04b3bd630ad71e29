"""`v2x info`."""

from __future__ import annotations

import asyncio

import click

import v2xsdk
from v2xsdk.charger import Charger
from v2xsdk.cli.options import common_options
from v2xsdk.cli.output import print_json, tagged
from v2xsdk.cli.view import quantity


@click.command()
@click.argument("url")
@common_options
def info(url: str, as_json: bool) -> None:
    """Open the unit at URL and show what it is and can do.

    Opening brings a unit to current 0 and off; afterwards it hears nothing more.
    """
    asyncio.run(_info(url, as_json))


async def _info(url: str, as_json: bool) -> None:
    async with v2xsdk.open(url) as charger:
        if as_json:
            for kind, record in (
                ("info", charger.info),
                ("nominal", charger.nominal),
                ("limits", charger.limits),
                ("status", charger.status),
            ):
                print_json(tagged(kind, record))
        else:
            for name, value in describe(charger):
                click.echo(f"{name:<18}{value}")


def describe(charger: Charger) -> list[tuple[str, str]]:
    """Return the lines that `v2x info` prints, as name and value."""
    info, nominal, limits = charger.info, charger.nominal, charger.limits
    vehicle = charger.status.vehicle
    silence = (
        "not documented"
        if info.silence_timeout_s is None
        else f"{info.silence_result} after {info.silence_timeout_s:g} s"
        + (" (assumed)" if info.silence_assumed else "")
    )
    lines = [
        ("unit", " ".join(part for part in (info.vendor, info.model, info.serial, info.firmware) if part)),
        ("driver", f"{info.driver}, {info.protocol}" if info.protocol else info.driver),
        ("modules", str(info.module_count)),
        ("voltage", f"{nominal.voltage_min_v:g} to {nominal.voltage_max_v:g} V"),
        ("nominal", _both(nominal.charge_power_max_w, nominal.discharge_power_max_w)),
        ("in force now", _both(limits.charge_w, limits.discharge_w)),
        ("set by", f"{limits.charge_source} / {limits.discharge_source}"),
        ("when silent", silence),
        ("dead-man", str(info.deadman)),
        ("evidence", info.evidence),
    ]
    if vehicle is not None:
        lines.append(
            ("vehicle", f"SoC {quantity.number(vehicle.soc_percent, '%')}, {quantity.energy(vehicle.capacity_wh)}")
        )
    lines += [("fault", f"{fault.kind} at {fault.component}: {fault.detail}") for fault in charger.status.faults]
    return lines


def _both(charge_w: float, discharge_w: float) -> str:
    return f"charge {quantity.magnitude(charge_w)}, discharge {quantity.magnitude(discharge_w)}"
