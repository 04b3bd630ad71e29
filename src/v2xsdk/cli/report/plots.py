"""The four plots of a report on one time axis: power, state of charge, voltage, orders."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from v2xsdk.cli.report.data import OrderSpan, RunReport
from v2xsdk.model import OrderState, Reason

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CHARGE, DISCHARGE, INK, MUTED, TRUTH, GRID = "#2a9d5c", "#e07a1f", "#1f2933", "#7b8794", "#3e4c59", "#e4e7eb"
PANEL_HEIGHTS = (3.0, 1.7, 1.3, 1.9)
_IDLE_KW = 0.05


def style() -> dict[Any, Any]:
    """Return the matplotlib parameters of all plots."""
    return {
        "font.family": "DejaVu Sans",
        "font.size": 9,
        "axes.edgecolor": GRID,
        "axes.labelcolor": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": GRID,
        "grid.linewidth": 0.7,
        "text.color": INK,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "legend.frameon": False,
        "legend.fontsize": 8,
        "svg.fonttype": "path",
        "svg.hashsalt": "v2xsdk",
    }


def draw(axes: Sequence[Axes], report: RunReport) -> None:
    """Draw the plots onto four axes that share their time axis."""
    power, soc, voltage, orders = axes
    _draw_power(power, report)
    _draw_soc(soc, report)
    _draw_voltage(voltage, report)
    _draw_orders(orders, report)
    for axis in axes:
        axis.tick_params(length=0)
        for mark in report.marks:
            if mark.origin == "step":
                axis.axvline(mark.time_s, color=MUTED, linewidth=0.7, linestyle=(0, (2, 3)), zorder=1)
        axis.set_xlim(*_time_range(report))
    _label_steps(power, report)
    for axis in axes[:-1]:
        axis.tick_params(labelbottom=False)
    orders.set_xlabel("time on the wire, s")
    _plant_time(power, report)


def _time_range(report: RunReport) -> tuple[float, float]:
    times = [entry.time_s for entry in report.measurements] + [mark.time_s for mark in report.marks]
    if not times:
        return 0.0, 1.0
    start, end = min(times), max(times)
    return start, end + 0.035 * (end - start)


def _known(values: Sequence[float | None]) -> list[float]:
    return [math.nan if value is None else value for value in values]


def _draw_power(axis: Axes, report: RunReport) -> None:
    times = [entry.time_s for entry in report.measurements]
    kilowatts = [value / 1000 for value in _known([entry.dc_power_w for entry in report.measurements])]
    _draw_limits(axis, report)
    for sign, colour, label in ((1, CHARGE, "measured, to the vehicle"), (-1, DISCHARGE, "measured, from the vehicle")):
        shown = [value if value * sign >= 0 else math.nan for value in kilowatts]
        axis.fill_between(times, shown, color=colour, alpha=0.30, linewidth=0)
        active = [value if abs(value) > _IDLE_KW else math.nan for value in shown]
        axis.plot(times, active, color=colour, linewidth=1.4, label=label)
    axis.plot(
        [step.t_s for step in report.truth],
        [step.dc_power_w / 1000 for step in report.truth],
        color=TRUTH,
        linewidth=0.9,
        linestyle=(0, (4, 2)),
        label="emulator's own log",
    )
    axis.axhline(0, color=INK, linewidth=0.8)
    axis.set_ylabel("DC power, kW\n− out     in +")
    axis.margins(y=0.18)
    axis.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=4, borderaxespad=0.3)


def _draw_limits(axis: Axes, report: RunReport) -> None:
    if not report.limits:
        return
    _, end = _time_range(report)
    times = [entry.time_s for entry in report.limits] + [end]
    for sign, values in (
        (1, [entry.limits.charge_w for entry in report.limits]),
        (-1, [entry.limits.discharge_w for entry in report.limits]),
    ):
        shown = [sign * value / 1000 if math.isfinite(value) else math.nan for value in values]
        axis.step(
            times,
            [*shown, shown[-1]],
            where="post",
            color=MUTED,
            linewidth=1.0,
            label="limit in force" if sign > 0 else None,
        )


def _draw_soc(axis: Axes, report: RunReport) -> None:
    axis.plot(
        [entry.time_s for entry in report.measurements],
        _known([entry.soc_percent for entry in report.measurements]),
        color="#2f6fb2",
        linewidth=1.6,
    )
    truth = [step.soc_percent for step in report.truth]
    axis.plot([step.t_s for step in report.truth], truth, color=TRUTH, linewidth=0.9, linestyle=(0, (4, 2)))
    if report.reserve_percent is not None:
        axis.axhline(report.reserve_percent, color="#c0392b", linewidth=1.1, linestyle="--")
        axis.annotate(
            f"reserve {report.reserve_percent:.0f} %",
            (1.0, report.reserve_percent),
            xycoords=("axes fraction", "data"),
            xytext=(-4, 3),
            textcoords="offset points",
            color="#c0392b",
            ha="right",
            fontsize=8,
        )
    axis.set_ylabel("SoC, %")
    axis.margins(y=0.15)


def _draw_voltage(axis: Axes, report: RunReport) -> None:
    axis.plot(
        [entry.time_s for entry in report.measurements],
        _known([entry.dc_voltage_v for entry in report.measurements]),
        color="#6b4fa0",
        linewidth=1.4,
    )
    axis.plot(
        [step.t_s for step in report.truth],
        [step.pack_voltage_v for step in report.truth],
        color=TRUTH,
        linewidth=0.9,
        linestyle=(0, (4, 2)),
    )
    axis.set_ylabel("voltage, V")
    axis.margins(y=0.2)


def _draw_orders(axis: Axes, report: RunReport) -> None:
    owners = list(dict.fromkeys(span.owner for span in report.orders))
    for span in report.orders:
        _draw_span(axis, span, owners.index(span.owner), _time_range(report))
    axis.set_yticks(range(len(owners)), owners)
    axis.set_ylim(len(owners) - 0.4, -0.6)
    axis.grid(visible=False, axis="y")
    axis.set_ylabel("orders")


def _draw_span(axis: Axes, span: OrderSpan, row: int, shown: tuple[float, float]) -> None:
    colour = CHARGE if span.power_w > 0 else DISCHARGE
    waiting = span.reason == Reason.HIGHER_PRIORITY
    limited = span.state == OrderState.LIMITED and not waiting
    width = span.end_s - span.start_s
    axis.barh(
        row,
        width,
        left=span.start_s,
        height=0.62,
        color=colour,
        alpha=0.85 if span.state == OrderState.IN_EFFECT else 0.45 if limited else 0.18,
        hatch="///" if limited else None,
        edgecolor="white",
        linewidth=0.8,
    )
    if width < 0.055 * (shown[1] - shown[0]):
        return
    text = f"{_signed(span.power_w)} kW"
    if limited:
        text = f"{_signed(span.power_w)} → {_signed(span.granted_w)} kW\n{span.reason}"
    elif waiting:
        text += f"\n{span.reason}"
    axis.text(span.start_s + width / 2, row, text, ha="center", va="center", fontsize=7, clip_on=True)


def _signed(value_w: float) -> str:
    kilowatts = round(value_w / 1000)
    return f"{kilowatts:+d}".replace("-", "−") if kilowatts else "0"


def _label_steps(axis: Axes, report: RunReport) -> None:
    for mark in report.marks:
        if mark.origin == "step":
            axis.annotate(
                mark.text,
                (mark.time_s, 1.0),
                xycoords=("data", "axes fraction"),
                xytext=(3, -3),
                textcoords="offset points",
                va="top",
                fontsize=7.5,
                color=MUTED,
            )


def _plant_time(axis: Axes, report: RunReport) -> None:
    """Put the vehicle's time, in minutes, above the plots."""
    start = report.truth[0].t_s if report.truth else 0.0
    minutes = report.time_scale / 60
    scale = axis.secondary_xaxis("top", functions=(_scaled(minutes, -start * minutes), _scaled(1 / minutes, start)))
    scale.set_xlabel(f"time of the vehicle and the plant, min (1 s on the wire = {report.time_scale:g} s)", labelpad=6)
    scale.tick_params(length=0)
    scale.spines["top"].set_visible(False)


def _scaled(factor: float, offset: float) -> Callable[[Any], Any]:
    return lambda values: values * factor + offset
