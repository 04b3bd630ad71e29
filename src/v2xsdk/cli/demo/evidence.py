"""What is known of one step of the demo: the emulator's log, what the SDK measured and said."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from v2xsdk.cli.report.data import TruthStep
from v2xsdk.errors import DecodeError
from v2xsdk.model import Fault, Measurement, OrderStatus


class TruthEvent(msgspec.Struct, frozen=True, tag_field="kind", tag="event"):
    """An event of the emulator's log, such as a fault injected."""

    t_s: float
    name: str


class TruthReader:
    """Reads the emulator's log (JSON lines) while it is written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._decoder = msgspec.json.Decoder(TruthStep | TruthEvent)
        self.steps: list[TruthStep] = []
        self.events: list[TruthEvent] = []

    def read(self) -> None:
        """Take what was written since the last call; raises ``DecodeError`` for a line that is no record."""
        with self._path.open("rb") as stream:
            stream.seek(self._offset)
            data = stream.read()
        complete = data[: data.rfind(b"\n") + 1]
        self._offset += len(complete)
        for line in complete.splitlines():
            try:
                record = self._decoder.decode(line)
            except msgspec.DecodeError as error:
                raise DecodeError(f"{self._path}: {line[:80]!r} is not a record of the truth log: {error}") from error
            if isinstance(record, TruthStep):
                self.steps.append(record)
            else:
                self.events.append(record)

    def between(self, start_s: float, end_s: float) -> tuple[TruthStep, ...]:
        """Return the steps from ``start_s`` to ``end_s``."""
        return tuple(step for step in self.steps if start_s <= step.t_s <= end_s)


class Seen(msgspec.Struct, frozen=True):
    """Everything about one step. Times are seconds on the emulator's wire clock, as in its log.

    ``orders`` are the last states of the orders given, by owner; ``problem`` is what the SDK raised.
    """

    name: str
    start_s: float
    end_s: float
    truth: tuple[TruthStep, ...]
    measurements: tuple[Measurement, ...]
    orders: dict[str, OrderStatus]
    faults: tuple[Fault, ...] = ()
    problem: str = ""


def mean_of(values: Iterable[float | None]) -> float | None:
    """Return the mean of the known values, ``None`` when there is none."""
    known = [value for value in values if value is not None]
    return statistics.fmean(known) if known else None


def reached_after_s(truth: tuple[TruthStep, ...], start_s: float, reached: Callable[[TruthStep], bool]) -> float | None:
    """Return seconds from ``start_s`` to the first step for which ``reached`` holds, ``None`` if there is none."""
    return next((step.t_s - start_s for step in truth if reached(step)), None)
