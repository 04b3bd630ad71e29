"""`v2x demo` from the outside: healthy hardware passes, sabotaged hardware fails for the right reason."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest

from tests.support.programs import Outcome, Program
from v2xsdk.cli.demo.causes import FROZEN_SOC, IGNORED_OFF, SIGN_FLIPPED, SILENT_MODULE, UNDER_DELIVERY

CAUSES = {
    "sign-flipped": SIGN_FLIPPED,
    "under-delivery": UNDER_DELIVERY,
    "frozen-soc": FROZEN_SOC,
    "ignored-off": IGNORED_OFF,
    "silent-module": SILENT_MODULE,
}

pytestmark = pytest.mark.timeout(120)


def _demo(name: str, *options: str, takes_s: float) -> Program:
    return Program(name, (sys.executable, "-m", "v2xsdk.cli", "demo", "--out", ".", *options), takes_s)


HEALTHY = _demo("demo", takes_s=45.0)
SABOTAGED = [
    _demo(kind, "--no-plots", "--json", "--sabotage", kind, takes_s=25.0 if kind == "ignored-off" else 13.0)
    for kind in CAUSES
]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("program", [HEALTHY], ids=["healthy"])
def test_everything_asked_for_is_reached_within_a_minute(outcome: Outcome) -> None:
    assert outcome.status == 0, outcome.output[-3000:] + outcome.errors
    assert "demo passed" in outcome.output
    assert outcome.output.rstrip().count("off confirmed") >= 1
    assert outcome.lasted_s < 60


@pytest.mark.parametrize("program", [HEALTHY], ids=["healthy"])
def test_the_report_shows_the_run_as_page_picture_and_tables(outcome: Outcome) -> None:
    page = (outcome.folder / "report.html").read_text()
    assert "PASSED" in page
    assert "http://" not in page.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "http://creativecommons.org", ""
    ).replace("http://matplotlib.org", "").replace("https://matplotlib.org", "")
    assert (outcome.folder / "report.png").read_bytes().startswith(b"\x89PNG")
    powers = [float(row["dc_power_w"]) for row in _rows(outcome.folder / "measurements.csv") if row["dc_power_w"]]
    assert max(powers) > 50_000
    assert min(powers) < -50_000
    assert all(row["passed"] == "True" for row in _rows(outcome.folder / "verdict.csv"))
    assert {row["owner"] for row in _rows(outcome.folder / "orders.csv")} == {"depot", "grid"}
    assert (outcome.folder / "measurements.parquet").exists()


@pytest.mark.parametrize("program", [HEALTHY], ids=["healthy"])
def test_energies_of_sdk_and_emulator_agree_within_one_percent(outcome: Outcome) -> None:
    found = [row["found"] for row in _rows(outcome.folder / "verdict.csv") if row["expected"].startswith("energy")]
    assert len(found) == 2
    assert all(float(text.rsplit(" ", 1)[1].rstrip("%")) <= 1.0 for text in found), found


@pytest.mark.parametrize("program", SABOTAGED, ids=list(CAUSES))
def test_sabotaged_hardware_fails_the_demo_with_its_cause(outcome: Outcome, program: Program) -> None:
    assert outcome.status not in (0, 2), outcome.errors
    verdict = [json.loads(line) for line in outcome.output.splitlines() if '"kind":"report"' in line]
    assert len(verdict) == 1
    assert verdict[0]["passed"] is False
    assert verdict[0]["cause"].startswith(CAUSES[program.name])
