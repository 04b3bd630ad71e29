"""`v2x demo`."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

import v2xsdk
from v2xsdk.charger import Charger
from v2xsdk.cli.demo.evidence import TruthReader
from v2xsdk.cli.demo.recorder import Recorder
from v2xsdk.cli.demo.run import Player, clock_offset_s
from v2xsdk.cli.demo.script import (
    GRID_CONNECTION_W,
    RESERVE_PERCENT,
    SCRIPT,
    START_SOC_PERCENT,
    TIME_SCALE,
    VEHICLE,
)
from v2xsdk.cli.demo.totals import energies, make_report, total_checks
from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.options import common_options
from v2xsdk.cli.report.data import RunReport
from v2xsdk.cli.report.export import write_tables
from v2xsdk.cli.report.html import write_html
from v2xsdk.cli.report.page import write_png
from v2xsdk.cli.session import run_session
from v2xsdk.cli.view import View, open_view

SABOTAGES = ("sign-flipped", "under-delivery", "frozen-soc", "ignored-off", "silent-module")


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default="demo-report", show_default=True)
@click.option("--sabotage", type=click.Choice(SABOTAGES), help="Break the emulated hardware; the demo must notice.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the emulator.")
@click.option("--no-plots", is_flag=True, help="Write the data only, no HTML and PNG.")
@common_options
def demo(out: Path, sabotage: str | None, seed: int, no_plots: bool, as_json: bool) -> int:
    """A school bus charges and discharges on emulated hardware; writes a report to --out.

    Charge, a grid event, a derating, discharge to the reserve, charge again, stop: about 40 s. The emulated unit
    runs in another process, at the far end of a CAN bus. Every expectation is judged by the emulator's own log;
    the exit status is 1 when one was not met.
    """
    out.mkdir(parents=True, exist_ok=True)
    view = open_view(as_json)
    reports: list[RunReport] = []
    try:
        code = asyncio.run(_run(out, sabotage, seed, view, reports))
    finally:
        view.close()
    for report in reports:
        files = _write(report, out, plots=not no_plots)
        if not as_json:
            _say(report, files)
    return code


async def _run(out: Path, sabotage: str | None, seed: int, view: View, reports: list[RunReport]) -> ExitCode:
    log = (out / "truth.jsonl").absolute()
    url = f"emulator:{VEHICLE}?soc={START_SOC_PERCENT:g}&time_scale={TIME_SCALE:g}&seed={seed}&log={log}"

    async def play(charger: Charger) -> ExitCode:
        report = await _play(charger, TruthReader(log), view)
        reports.append(report)
        view.result("report", {"passed": report.passed, "cause": report.cause})
        return ExitCode.OK if report.passed else ExitCode.FAILED

    opening = v2xsdk.open(
        url + (f"&sabotage={sabotage}" if sabotage else ""),
        reserve_percent=RESERVE_PERCENT,
        ac_import_limit_w=GRID_CONNECTION_W,
        ac_export_limit_w=GRID_CONNECTION_W,
    )
    return await run_session(opening, play, view)


async def _play(charger: Charger, truth: TruthReader, view: View) -> RunReport:
    recorder = Recorder(charger, view, await clock_offset_s(charger))
    player = Player(charger, truth, recorder, view)
    await player.play(SCRIPT, "v2x demo: a school bus on a 60 kW unit")
    truth.read()
    rows = energies(charger.status, truth)
    checks = (*player.checks, *total_checks(rows, truth))
    return make_report(charger.info, recorder, truth, checks, rows)


def _write(report: RunReport, out: Path, *, plots: bool) -> list[Path]:
    files = write_tables(report, out)
    if plots:
        write_html(report, out / "report.html")
        write_png(report, out / "report.png")
        files = [out / "report.html", out / "report.png", *files]
    return files


def _say(report: RunReport, files: list[Path]) -> None:
    for check in report.checks:
        click.echo(f"{'✓' if check.passed else '✗'} {check.step:<13} {check.expected}: {check.found}")
    click.echo("demo passed" if report.passed else f"demo FAILED: {report.cause}")
    click.echo("report: " + ", ".join(str(path) for path in files[:2]))
