"""Views without a terminal: plain lines for people, JSON lines for programs."""

from __future__ import annotations

import sys

import msgspec

from v2xsdk.cli.output import print_json, tagged
from v2xsdk.cli.view import quantity
from v2xsdk.cli.view.snapshot import Snapshot, View
from v2xsdk.cli.view.wording import event_text
from v2xsdk.model import Event, LimitsChanged


class PlainView(View):
    """One line a second at most, and one for each event."""

    def __init__(self, period_s: float = 1.0) -> None:
        self._period_s = period_s
        self._next_s = float("-inf")

    def show(self, snapshot: Snapshot) -> None:
        """Print the measurement if the last line is old enough."""
        reading = snapshot.measurement
        if reading.time_s < self._next_s:
            return
        self._next_s = reading.time_s + self._period_s
        parts = [
            f"{snapshot.state:<9}",
            f"power {quantity.power(reading.dc_power_w):>10}",
            f"voltage {quantity.number(reading.dc_voltage_v, 'V'):>8}",
            f"current {quantity.number(reading.dc_current_a, 'A'):>8}",
            f"SoC {quantity.number(reading.soc_percent, '%'):>7}",
        ]
        self.note("  ".join(parts))

    def event(self, event: Event) -> None:
        """Print the event; changes of limits are left to the other views, they come with every cell voltage."""
        if not isinstance(event, LimitsChanged):
            self.note(event_text(event))

    def note(self, text: str) -> None:
        """Print the line at once."""
        sys.stdout.write(text.rstrip() + "\n")
        sys.stdout.flush()

    def result(self, kind: str, record: object) -> None:
        """Nothing: people read the notes."""

    def close(self) -> None:
        """Nothing to restore."""


class JsonView(View):
    """Every measurement, event and result as one JSON line; remarks go to standard error."""

    def show(self, snapshot: Snapshot) -> None:
        """Print the measurement."""
        print_json(tagged("measurement", snapshot.measurement))

    def event(self, event: Event) -> None:
        """Print the event with its class as ``event``."""
        fields = msgspec.to_builtins(event)
        print_json({"kind": "event", "event": fields.pop("type"), **fields})

    def note(self, text: str) -> None:
        """Keep standard output for records."""
        print(text, file=sys.stderr, flush=True)

    def result(self, kind: str, record: object) -> None:
        """Print the record."""
        print_json(tagged(kind, record))

    def close(self) -> None:
        """Nothing to restore."""
