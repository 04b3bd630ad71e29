"""`v2x drivers`."""

from __future__ import annotations

from typing import Any

import click

from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.options import common_options


@click.command()
@common_options
def drivers(as_json: bool) -> int:
    """List the drivers and vehicle links that URLs can name, built in and installed as plug-ins.

    A plug-in that cannot be loaded is listed with the reason; the others are not affected.
    """
    from v2xsdk.cli.output import print_json

    rows = _rows()
    if as_json:
        for row in rows:
            print_json(row)
    else:
        _print_table(rows)
    return ExitCode.FAILED if any(row.get("error") for row in rows) else ExitCode.OK


def _rows() -> list[dict[str, Any]]:
    from v2xsdk import registry
    from v2xsdk.errors import PluginError

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

    table = Table("name", "makes", "discharges", "dead-man", "origin", "what it is", box=box.SIMPLE)
    for row in rows:
        if "error" in row:
            table.add_row(row["name"], "", "", "", row["origin"], f"cannot be loaded: {row['error']}")
        else:
            discharges = ("yes" if row["can_discharge"] else "no") if row["makes"] != "link" else ""
            deadman = row["deadman"] if row["makes"] != "link" else ""
            about = f"{row['summary']} [{row['evidence']}]"
            table.add_row(row["name"], row["makes"], discharges, deadman, row["origin"], about.replace("[", r"\["))
    Console().print(table)
