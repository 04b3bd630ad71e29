from __future__ import annotations

import csv
import re
from pathlib import Path

import msgspec
import pyarrow.parquet
import pytest

from tests.unit.cli.dataset import run_report
from v2xsdk.cli.report.data import EnergyRow, RunReport
from v2xsdk.cli.report.export import write_tables
from v2xsdk.cli.report.html import page
from v2xsdk.cli.report.page import plots_svg, write_png

PASSED, FAILED = run_report(), run_report(failed=True)


def test_a_report_without_a_single_check_has_not_passed() -> None:
    assert PASSED.passed
    assert not RunReport("", "", 1.0, (), (), (), (), (), (), ()).passed


def test_the_cause_is_that_of_the_first_failure() -> None:
    assert PASSED.cause == ""
    assert FAILED.cause.startswith("under-delivery")


@pytest.mark.parametrize(
    ("sdk_wh", "truth_wh", "deviation"), [(0, 0, 0), (100, 99, 0.01), (99, 100, 0.01), (0, 5, 1), (5, 0, 1)]
)
def test_energies_are_compared_by_the_larger_one(sdk_wh: float, truth_wh: float, deviation: float) -> None:
    assert EnergyRow("in", sdk_wh, truth_wh).deviation == pytest.approx(deviation)


@pytest.mark.parametrize(("report", "word"), [(PASSED, "PASSED"), (FAILED, "FAILED")], ids=["passed", "failed"])
def test_the_page_says_everything_and_needs_nothing_else(report: RunReport, word: str) -> None:
    text = page(report)
    assert f">{word}<" in text
    for check in report.checks:
        assert check.found in text
    assert "higher_priority" in text
    assert not re.search(r"<(script|link|img|iframe)\b", text)
    assert not re.search(r"""(src|href)=["']https?:""", text.replace("xlink:href", ""))


def test_text_of_a_device_cannot_break_the_page() -> None:
    report = run_report()
    assert "<script>" not in page(msgspec.structs.replace(report, title="<script>alert(1)"))


def test_the_plots_are_one_svg_with_the_same_bytes_each_time() -> None:
    first = plots_svg(PASSED)
    assert first.startswith("<svg")
    assert first.count("<svg") == 1
    assert first == plots_svg(PASSED)


def test_a_report_of_a_run_that_ended_at_once_can_be_drawn(tmp_path: Path) -> None:
    write_png(RunReport("t", "s", 150.0, (), (), (), (), (), (), ()), tmp_path / "empty.png")
    assert (tmp_path / "empty.png").stat().st_size > 1000


def test_tables_hold_the_values_and_leave_unknown_ones_empty(tmp_path: Path) -> None:
    written = write_tables(PASSED, tmp_path)
    assert {path.suffix for path in written} == {".csv", ".parquet"}
    with (tmp_path / "measurements.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(PASSED.measurements)
    assert [row["dc_power_w"] for row in rows].count("") == 1
    columns = pyarrow.parquet.read_table(tmp_path / "truth.parquet").to_pydict()
    assert columns["soc_percent"] == [step.soc_percent for step in PASSED.truth]
