"""The report as one picture: heading, plots, energies, verdict."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from v2xsdk.cli.report import plots
from v2xsdk.cli.report.data import RunReport

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH, _PLOTS_HEIGHT, _ROW = 11.0, 9.2, 0.235


def plots_svg(report: RunReport) -> str:
    """Return the plots alone as an SVG element."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(plots.style()):
        figure = Figure(figsize=(_WIDTH, _PLOTS_HEIGHT), layout="constrained")
        axes = figure.subplots(4, 1, sharex=True, height_ratios=plots.PANEL_HEIGHTS)
        plots.draw(list(axes), report)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def write_png(report: RunReport, path: Path) -> None:
    """Write the whole page as PNG to ``path``."""
    import matplotlib
    from matplotlib.figure import Figure

    tables = 1.1 + _ROW * (len(report.checks) + len(report.energies) + 4)
    heading = 0.95
    height = heading + _PLOTS_HEIGHT + tables
    with matplotlib.rc_context(plots.style()):
        figure = Figure(figsize=(_WIDTH, height))
        _heading(figure, report, height)
        middle = figure.add_gridspec(
            4,
            1,
            height_ratios=plots.PANEL_HEIGHTS,
            left=0.075,
            right=0.975,
            top=1 - (heading + 0.45) / height,
            bottom=(tables + 0.45) / height,
            hspace=0.16,
        )
        first = figure.add_subplot(middle[0])
        axes = [first, *(figure.add_subplot(middle[row], sharex=first) for row in range(1, 4))]
        plots.draw(axes, report)
        _tables(figure, report, tables / height)
        figure.savefig(path, format="png", metadata={"Software": "v2xsdk"})


def _heading(figure: Figure, report: RunReport, height: float) -> None:
    figure.text(0.03, 1 - 0.3 / height, report.title, fontsize=16, weight="bold", va="center")
    figure.text(0.03, 1 - 0.62 / height, report.subtitle, fontsize=9, color=plots.MUTED, va="center")
    verdict, colour = ("PASSED", plots.CHARGE) if report.passed else ("FAILED", "#c0392b")
    figure.text(
        0.97,
        1 - 0.34 / height,
        verdict,
        fontsize=13,
        weight="bold",
        color="white",
        ha="right",
        va="center",
        bbox={"boxstyle": "round,pad=0.45", "facecolor": colour, "edgecolor": "none"},
    )
    if report.cause:
        figure.text(0.97, 1 - 0.72 / height, report.cause, fontsize=9, color=colour, ha="right", va="center")


def _tables(figure: Figure, report: RunReport, top: float) -> None:
    rows = len(report.checks) + len(report.energies) + 4
    share = (top * 0.94) / rows
    verdict_height = share * (len(report.checks) + 1)
    _table(
        figure.add_axes((0.03, top * 0.97 - verdict_height, 0.94, verdict_height)),
        ("", "step", "expected", "found"),
        [("✓" if check.passed else "✗", check.step, check.expected, check.found) for check in report.checks],
        (0.03, 0.15, 0.42, 0.40),
        [check.passed for check in report.checks],
    )
    energy_height = share * (len(report.energies) + 1)
    _table(
        figure.add_axes((0.03, top * 0.97 - verdict_height - share - energy_height, 0.94, energy_height)),
        ("", "energy", "counted by the SDK", "emulator's own log"),
        [
            ("", row.name, f"{row.sdk_wh / 1000:.2f} kWh", f"{row.truth_wh / 1000:.2f} kWh ({row.deviation:.2%} apart)")
            for row in report.energies
        ],
        (0.03, 0.15, 0.42, 0.40),
        [True] * len(report.energies),
    )


def _table(
    axis: Axes,
    head: tuple[str, ...],
    rows: list[tuple[str, ...]],
    widths: tuple[float, ...],
    passed: list[bool],
) -> None:
    from matplotlib.transforms import Bbox

    axis.set_axis_off()
    table = axis.table(
        [list(head), *(list(row) for row in rows)], colWidths=list(widths), cellLoc="left", bbox=Bbox.unit()
    )
    table.auto_set_font_size(False)
    for (row, column), cell in table.get_celld().items():
        cell.set_edgecolor(plots.GRID)
        cell.visible_edges = "B"
        cell.set_text_props(fontsize=8, color=plots.MUTED if row == 0 else plots.INK)
        if row > 0 and column == 0:
            cell.set_text_props(color=plots.CHARGE if passed[row - 1] else "#c0392b", weight="bold")
