"""The data of a report as CSV, and as Parquet where pyarrow is installed."""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from v2xsdk.cli.report.data import RunReport


def _tables(report: RunReport) -> dict[str, Sequence[msgspec.Struct]]:
    return {
        "measurements": report.measurements,
        "truth": report.truth,
        "orders": report.orders,
        "events": report.marks,
        "verdict": report.checks,
    }


def _rows(records: Sequence[msgspec.Struct]) -> list[dict[str, Any]]:
    return [msgspec.structs.asdict(record) for record in records]


def write_tables(report: RunReport, folder: Path) -> list[Path]:
    """Write every table into ``folder`` and return the files written; empty tables are left out."""
    written = []
    for name, records in _tables(report).items():
        if records:
            rows = _rows(records)
            written.append(_write_csv(rows, folder / f"{name}.csv"))
            if importlib.util.find_spec("pyarrow") is not None:
                written.append(_write_parquet(rows, folder / f"{name}.parquet"))
    return written


def _write_csv(rows: list[dict[str, Any]], path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _write_parquet(rows: list[dict[str, Any]], path: Path) -> Path:
    import pyarrow
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    return path
