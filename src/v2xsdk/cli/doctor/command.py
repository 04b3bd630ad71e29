"""`v2x doctor`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from v2xsdk.cli.doctor import crypto, installation, wires
from v2xsdk.cli.doctor.finding import Finding, State
from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.options import common_options
from v2xsdk.cli.output import print_json, tagged

_MARKS = {State.OK: "✓", State.LIMITED: "~", State.ABSENT: "–", State.BROKEN: "✗"}
_COLOURS = {State.OK: "green", State.LIMITED: "yellow", State.ABSENT: "bright_black", State.BROKEN: "red"}


@click.command()
@click.option("--all/--no-all", "everything", default=True, help="Show also what is as it should be.")
@common_options
def doctor(everything: bool, as_json: bool) -> int:
    """Say what is installed, which transports work on this machine, and what to do about those that do not.

    Nothing is sent on any wire. The exit code is 1 only when something installed is broken: what a machine
    does not have is no error.
    """
    worst = ExitCode.OK
    area = ""
    for finding in examine():
        if finding.state is State.BROKEN:
            worst = ExitCode.FAILED
        if finding.state is State.OK and not everything:
            continue
        if as_json:
            print_json(tagged("finding", finding))
            continue
        if finding.area != area:
            area = finding.area
            click.echo(click.style(area, bold=True))
        _print(finding)
    return worst


def examine() -> Iterator[Finding]:
    """Make every check, one after the other."""
    yield from installation.installation()
    yield from wires.can()
    yield from wires.ethernet()
    yield from wires.usb()
    yield from crypto.tls()
    yield from installation.plug_ins()


def _print(finding: Finding) -> None:
    mark = click.style(_MARKS[finding.state], fg=_COLOURS[finding.state]) if sys.stdout.isatty() else finding.state
    width = 1 if sys.stdout.isatty() else 8
    click.echo(f"  {mark:<{width}} {finding.name:<22} {finding.found}")
    if finding.do is not None:
        click.echo(f"  {'':<{width}} {'':<22} → {finding.do}")
