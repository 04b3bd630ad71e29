"""`v2x drivers`."""

from __future__ import annotations

import sys
from typing import Any

import click

from v2xsdk import registry
from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.options import common_options
from v2xsdk.cli.output import print_json
from v2xsdk.errors import PluginError


@click.command()
@common_options
def drivers(as_json: bool) -> int:
    """List the drivers and vehicle links that URLs can name, built in and installed as plug-ins.

    A plug-in that cannot be loaded is listed with the reason; the others are not affected.
    """
    rows = _rows()
    if as_json:
        for row in rows:
            print_json(row)
    elif sys.stdout.isatty():
        _print_table(rows)
    else:
        for row in rows:
            click.echo("  ".join(_cells(row)))
    return ExitCode.FAILED if any(row.get("error") for row in rows) else ExitCode.OK


def _rows() -> list[dict[str, Any]]:
    rows = []
    for entry in registry.entries().values():
        row: dict[str, Any] = {"kind": "driver", "name": entry.name, "origin": entry.origin}
        try:
            spec = registry.load_entry(entry)
        except PluginError as error:
            row["error"] = str(error)
        else:
            row |= {
                "makes": str(spec.kind),
                "vendor": spec.vendor,
                "summary": spec.summary,
                "spi": f"{spec.spi[0]}.{spec.spi[1]}",
                "can_discharge": spec.can_discharge,
                "deadman": str(spec.deadman),
                "evidence": spec.evidence,
            }
        rows.append(row)
    return rows


def _print_table(rows: list[dict[str, Any]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("name", "makes", "discharges", "dead-man", "origin", "what it is", box=box.SIMPLE)
    for row in rows:
        table.add_row(*(Text(cell.strip()) for cell in _cells(row)))
    Console().print(table)


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    name, origin = f"{row['name']:<16}", f"{row['origin']:<10}"
    if "error" in row:
        return name, f"{'–':<8}", f"{'–':<3}", f"{'–':<8}", origin, f"cannot be loaded: {row['error']}"
    link = row["makes"] == "link"
    discharges = "–" if link else "yes" if row["can_discharge"] else "no"
    deadman = "–" if link else row["deadman"]
    about = f"{row['summary']}; {row['evidence']}"
    return name, f"{row['makes']:<8}", f"{discharges:<3}", f"{deadman:<8}", origin, about
