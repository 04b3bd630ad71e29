"""`v2x pki`: make, take over and check the certificates of V2G sessions."""

from __future__ import annotations

import datetime
from pathlib import Path

import click
import msgspec

_DIRECTORY = click.Path(path_type=Path, file_okay=False)


@click.group(name="pki")
def pki_group() -> None:
    """Make, import and check V2G certificates (test keys: never for a charger in the field)."""


@pki_group.command()
@click.argument("directory", type=_DIRECTORY)
@click.option("--emaid", default="DEV2XC00000001X", show_default=True, help="Contract: 14 or 15 characters.")
@click.option("--evse-id", default="DE*V2X*E0001", show_default=True, help="Common name of the charger.")
@click.option("--force", is_flag=True, help="Overwrite the sets that are there.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
def make(directory: Path, emaid: str, evse_id: str, force: bool, as_json: bool) -> int:
    """Make a whole test PKI in DIRECTORY: all chains for -2 (P-256) and -20 (P-521, Ed448)."""
    from v2xsdk.errors import ConfigError
    from v2xsdk.pki.emaid import is_emaid
    from v2xsdk.pki.make import Names
    from v2xsdk.pki.make import make as make_pki

    if not is_emaid(emaid):
        raise ConfigError(f"--emaid {emaid}: an eMAID is a country, a provider and nine or ten characters")
    for path in make_pki(directory, _now(), Names(emaid=emaid, evse_id=evse_id), force=force):
        _say("made", path, as_json)
    return 0


@pki_group.command(name="import")
@click.argument("foreign", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("directory", type=_DIRECTORY)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
def import_(foreign: Path, directory: Path, as_json: bool) -> int:
    """Take over the PKI folder FOREIGN of the package `iso15118` into DIRECTORY."""
    from v2xsdk.pki.foreign import import_foreign

    for path in import_foreign(foreign, directory):
        _say("imported", path, as_json)
    return 0


@pki_group.command()
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a finding.")
def check(directory: Path, as_json: bool) -> int:
    """Check every chain in DIRECTORY against its profile; exit code 1 if one must not be used."""
    from v2xsdk.pki.report import check_folder

    reports = check_folder(directory, _now())
    for report in reports:
        if not report.findings and not as_json:
            click.echo(f"{report.set}/{report.role.value}: ok")
        for finding in report.findings:
            where = {"set": report.set, "role": report.role.value}
            if as_json:
                click.echo(
                    msgspec.json.encode({"kind": "finding", **where, **msgspec.structs.asdict(finding)}).decode()
                )
            else:
                click.echo(f"{report.set}/{report.role.value}: {finding}")
    return int(any(finding.fatal for report in reports for finding in report.findings))


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _say(verb: str, path: Path, as_json: bool) -> None:
    if as_json:
        from v2xsdk.cli.output import print_json

        print_json({"kind": verb, "path": str(path)})
    else:
        click.echo(f"{verb} {path}")
