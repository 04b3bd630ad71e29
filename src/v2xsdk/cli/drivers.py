"""`v2x drivers`."""

from __future__ import annotations

import sys
from typing import Any

import click

from v2xsdk import plugins, registry
from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.options import common_options
from v2xsdk.cli.output import print_json
from v2xsdk.drivers.service_ports import SERVICE_PORTS
from v2xsdk.errors import PluginError
from v2xsdk.plugins import Entry, PluginGroup
from v2xsdk.spi import DriverKind, DriverSpec
from v2xsdk.spi_service import ServicePortSpec
from v2xsdk.transport.can.url import TRANSPORTS, TransportSpec

_COLUMNS = ("name", "makes", "can", "dead-man", "SPI", "quality", "origin", "what it is")
_WIDTHS = (18, 12, 22, 8, 4, 8, 10, 0)


@click.command()
@common_options
def drivers(as_json: bool) -> int:
    """List what URLs can name: drivers, vehicle links, transports, service ports; built in and from plug-ins.

    A plug-in that cannot be loaded is listed with the reason; the others are not affected.
    """
    rows = [_driver(entry) for entry in registry.entries()] + _others()
    if as_json:
        for row in rows:
            print_json(row)
    elif sys.stdout.isatty():
        _print_table(rows)
    else:
        for row in rows:
            cells = zip(_cells(row), _WIDTHS, strict=True)
            click.echo("  ".join(f"{cell:<{width}}" for cell, width in cells).rstrip())
    return ExitCode.FAILED if any(row.get("error") for row in rows) else ExitCode.OK


def _driver(entry: Entry) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": "driver", "name": entry.name, "origin": entry.origin}
    try:
        spec = registry.load_entry(entry)
    except PluginError as error:
        return row | {"error": str(error)}
    return row | {
        "makes": str(spec.kind),
        "vendor": spec.vendor,
        "summary": spec.summary,
        "spi": plugins.dotted(spec.spi),
        "can_discharge": spec.can_discharge,
        "features": _features(spec),
        "deadman": str(spec.deadman),
        "quality": spec.quality,
        "evidence": spec.evidence,
    }


def _features(spec: DriverSpec) -> list[str]:
    offered = {
        "discharge": spec.can_discharge and spec.kind is not DriverKind.LINK,
        "observe": spec.observer is not None,
        "recognise": spec.recognise is not None,
        "probe": spec.probe is not None,
    }
    return [name for name, there in offered.items() if there]


def _others() -> list[dict[str, Any]]:
    wires = [_other("transport", entry, TransportSpec) for entry in plugins.entries(PluginGroup.TRANSPORTS, TRANSPORTS)]
    ports = plugins.entries(PluginGroup.SERVICE_PORTS, SERVICE_PORTS)
    return wires + [_other("service_port", entry, ServicePortSpec) for entry in ports]


def _other(kind: str, entry: Entry, spec_type: type[TransportSpec] | type[ServicePortSpec]) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": kind, "name": entry.name, "origin": entry.origin, "makes": kind.replace("_", " ")}
    if entry.origin == plugins.BUILT_IN:
        return row  # imported on use: some need what is not installed everywhere
    try:
        spec = plugins.load_spec(entry, spec_type)
    except PluginError as error:
        return row | {"error": str(error)}
    return row | {"spi": plugins.dotted(spec.spi), "summary": spec.summary}


def _print_table(rows: list[dict[str, Any]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*_COLUMNS, box=box.SIMPLE)
    for row in rows:
        table.add_row(*(Text(cell) for cell in _cells(row)))
    Console().print(table)


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    if "error" in row:
        return row["name"], "–", "–", "–", "–", "–", row["origin"], f"cannot be loaded: {row['error']}"
    deadman = "–" if row["makes"] == "link" else row.get("deadman", "–")
    features, about = ", ".join(row.get("features", ())), row.get("summary", "")
    if "evidence" in row:
        about += f"; {row['evidence']}"
    spi, quality = row.get("spi", "–"), row.get("quality", "–")
    return row["name"], row["makes"], features or "–", deadman, spi, quality, row["origin"], about
