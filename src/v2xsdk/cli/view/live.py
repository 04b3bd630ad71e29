"""The live table on a terminal: bars, sparklines, the order and what happened last."""

from __future__ import annotations

from collections import deque

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from v2xsdk.cli.view import quantity
from v2xsdk.cli.view.bars import bar, signed_bar, sparkline
from v2xsdk.cli.view.snapshot import Snapshot, View
from v2xsdk.cli.view.wording import event_text, order_text
from v2xsdk.model import Event, LimitsChanged, Measurement

CHARGE, DISCHARGE, NEUTRAL = "green", "dark_orange", "cyan"
_HALF, _WIDTH, _HISTORY, _LINES = 14, 29, 48, 7


class LiveView(View):
    """Redraws four times a second at most; keeps the last lines of what happened under the table."""

    def __init__(self, console: Console | None = None) -> None:
        self._readings: deque[Measurement] = deque(maxlen=_HISTORY)
        self._lines: deque[str] = deque(maxlen=_LINES)
        self._snapshot: Snapshot | None = None
        self._live = Live(console=console, refresh_per_second=4, transient=False)
        self._live.start()

    def show(self, snapshot: Snapshot) -> None:
        """Take the snapshot into the history and draw it."""
        self._readings.append(snapshot.measurement)
        self._snapshot = snapshot
        self._live.update(self._draw(snapshot))

    def event(self, event: Event) -> None:
        """Add the event to the lines under the table."""
        if not isinstance(event, LimitsChanged):
            self.note(event_text(event))

    def note(self, text: str) -> None:
        """Add a line under the table."""
        self._lines.append(text)
        if self._snapshot is None:
            self._live.update(Text(text))
        else:
            self._live.update(self._draw(self._snapshot))

    def result(self, kind: str, record: object) -> None:
        """Nothing: people read the notes."""

    def close(self) -> None:
        """Draw a last time and give the terminal back."""
        self._live.stop()

    def _draw(self, snapshot: Snapshot) -> Panel:
        lines = [Text(line, style="dim", no_wrap=True, overflow="ellipsis") for line in self._lines]
        body = Group(self._table(snapshot), *_state_lines(snapshot), Text(), *lines)
        return Panel(body, title=snapshot.title, title_align="left", border_style="grey50", padding=(0, 1))

    def _table(self, snapshot: Snapshot) -> Table:
        reading = snapshot.measurement
        table = Table.grid(padding=(0, 1))
        for style, width in (("bold", 8), ("", 11), ("", _WIDTH), (NEUTRAL, _HISTORY)):
            table.add_column(style=style, min_width=width, justify="right" if width == 11 else "left", no_wrap=True)
        full = snapshot.full_scale_w
        powers = [entry.dc_power_w for entry in self._readings]
        table.add_row(
            "power",
            quantity.power(reading.dc_power_w),
            _power_bar(reading.dc_power_w, full),
            sparkline(powers, _HISTORY, low=-full, high=full),
        )
        table.add_row(
            "SoC",
            quantity.number(reading.soc_percent, "%"),
            Text(bar(reading.soc_percent, 100.0, _WIDTH), style=NEUTRAL),
            sparkline([entry.soc_percent for entry in self._readings], _HISTORY),
        )
        voltages = [entry.dc_voltage_v for entry in self._readings]
        table.add_row("voltage", quantity.number(reading.dc_voltage_v, "V"), "", sparkline(voltages, _HISTORY))
        currents = [entry.dc_current_a for entry in self._readings]
        table.add_row("current", quantity.number(reading.dc_current_a, "A"), "", sparkline(currents, _HISTORY))
        return table


def _power_bar(power_w: float | None, full_w: float) -> Text:
    left, right = signed_bar(power_w, full_w, _HALF)
    return Text.assemble((left, DISCHARGE), ("│", "grey50"), (right, CHARGE))


def _state_lines(snapshot: Snapshot) -> list[Text]:
    lines = []
    if snapshot.state:
        lines.append(Text.assemble(("state    ", "bold"), snapshot.state))
    if snapshot.order is not None:
        lines.append(Text.assemble(("order    ", "bold"), order_text(snapshot.order)))
    if snapshot.limits is not None:
        lines.append(Text.assemble(("limits   ", "bold"), _limits_text(snapshot)))
    if snapshot.energy_charged_wh is not None:
        counted = (
            f"{quantity.energy(snapshot.energy_charged_wh)} in, {quantity.energy(snapshot.energy_discharged_wh)} out"
        )
        lines.append(Text.assemble(("energy   ", "bold"), counted))
    lines.extend(Text(f"fault    {fault}", style="bold red") for fault in snapshot.faults)
    return lines


def _limits_text(snapshot: Snapshot) -> str:
    limits = snapshot.limits
    if limits is None:
        return ""
    text = (
        f"charge {quantity.magnitude(limits.charge_w)} by {limits.charge_source}, "
        f"discharge {quantity.magnitude(limits.discharge_w)} by {limits.discharge_source}"
    )
    if snapshot.reserve_percent is not None:
        text += f", reserve {snapshot.reserve_percent:.0f} %"
    return text
