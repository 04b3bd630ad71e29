"""The report as one HTML file that needs nothing but itself."""

from __future__ import annotations

from html import escape
from pathlib import Path

from v2xsdk.cli.report.data import Check, Mark, RunReport
from v2xsdk.cli.report.page import plots_svg

_STYLE = Path(__file__).with_name("page.css")
_NUMBERS = ("time", "ordered", "granted", "counted by the SDK", "emulator's own log", "apart")


def write_html(report: RunReport, path: Path) -> None:
    """Write the report to ``path``."""
    path.write_text(page(report), encoding="utf-8")


def page(report: RunReport) -> str:
    """Return the whole page."""
    word, kind = ("PASSED", "good") if report.passed else ("FAILED", "bad")
    cause = f'<div class="cause">{escape(report.cause)}</div>' if report.cause else ""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(report.title)}</title><style>{_STYLE.read_text(encoding="utf-8")}</style></head><body><main>
<header><div><h1>{escape(report.title)}</h1><p>{escape(report.subtitle)}</p></div>
<div class="ruling"><div class="verdict {kind}">{word}</div>{cause}</div></header>
<section class="cards">{"".join(_card(name, value) for name, value in report.facts)}</section>
<section class="sheet">{plots_svg(report)}</section>
<h2>Verdict, by the emulator's own log</h2><section class="sheet">{_verdict(report.checks)}</section>
<h2>Energies</h2><section class="sheet">{_energies(report)}</section>
<h2>Orders</h2><section class="sheet">{_orders(report)}</section>
<h2>What happened</h2><section class="sheet">{_timeline(report.marks)}</section>
<footer>Positive power flows to the vehicle. Times are seconds on the wire since the emulator started.</footer>
</main></body></html>
"""


def _card(name: str, value: str) -> str:
    return f'<div class="card"><b>{escape(value)}</b><span>{escape(name)}</span></div>'


def _table(head: tuple[str, ...], rows: list[str]) -> str:
    cells = "".join(f"<th{' class=number' if name in _NUMBERS else ''}>{escape(name)}</th>" for name in head)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _verdict(checks: tuple[Check, ...]) -> str:
    rows = []
    for check in checks:
        sign, kind = ("✓", "pass") if check.passed else ("✗", "fail")
        cause = f'<br><b class="fail">{escape(check.cause)}</b>' if check.cause and not check.passed else ""
        rows.append(
            f'<tr><td class="mark {kind}">{sign}</td><td>{escape(check.step)}</td>'
            f"<td>{escape(check.expected)}</td><td>{escape(check.found)}{cause}</td></tr>"
        )
    return _table(("", "step", "expected", "found"), rows)


def _energies(report: RunReport) -> str:
    rows = [
        f'<tr><td>{escape(row.name)}</td><td class="number">{row.sdk_wh / 1000:.3f} kWh</td>'
        f'<td class="number">{row.truth_wh / 1000:.3f} kWh</td><td class="number">{row.deviation:.2%}</td></tr>'
        for row in report.energies
    ]
    return _table(("energy", "counted by the SDK", "emulator's own log", "apart"), rows)


def _orders(report: RunReport) -> str:
    rows = [
        f'<tr><td class="number">{span.start_s:.1f} – {span.end_s:.1f} s</td><td>{escape(span.owner)}</td>'
        f'<td class="number">{span.power_w / 1000:+.1f} kW</td><td class="number">{span.granted_w / 1000:+.1f} kW</td>'
        f"<td>{escape(span.state.replace('_', ' '))}</td>"
        f"<td>{escape(span.reason)}</td><td>{escape(span.source)}</td></tr>"
        for span in report.orders
    ]
    return _table(("time", "owner", "ordered", "granted", "state", "reason", "source"), rows)


def _timeline(marks: tuple[Mark, ...]) -> str:
    rows = [
        f'<tr><td class="number">{mark.time_s:.2f} s</td><td class="origin">{escape(mark.origin)}</td>'
        f"<td>{escape(mark.text)}</td></tr>"
        for mark in marks
    ]
    return _table(("time", "by", "what"), rows)
