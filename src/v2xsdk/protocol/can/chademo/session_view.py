"""What either side keeps of a session: its state, the peer's frames with their times, and noted moments."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections import Counter
from typing import Generic, TypeVar

import msgspec

from v2xsdk.protocol.can.chademo.lines import EvOutputs, EvseOutputs
from v2xsdk.protocol.can.chademo.records import Record

Lines = EvseOutputs | EvOutputs
S = TypeVar("S")
C = TypeVar("C")
R = TypeVar("R", bound=Record)


class SessionView(Generic[S, C]):
    """Times in seconds on the caller's clock; unknown is ``None``. ``causes`` say why the session ends."""

    def __init__(self, timing: msgspec.Struct, idle: S) -> None:
        self._durations: dict[str, float] = msgspec.structs.asdict(timing)
        self._idle = idle
        self.voltage_v: float | None = None
        self.current_a: float | None = None
        self.measured_s: float | None = None
        self.forget()

    def forget(self) -> None:
        """Forget the peer: a new session begins with nothing of the last one."""
        self.state: S = self._idle
        self.causes: tuple[C, ...] = ()
        self.wished: C | None = None
        self.marks: dict[str, float] = {}
        self._frames: dict[type[Record], tuple[Record, float]] = {}
        self._counts: Counter[type[Record]] = Counter()

    @abstractmethod
    def drive(self, lines: Lines, *, raises: bool) -> None:
        """Drive ``lines``; without ``raises`` a line that is off stays off."""

    def duration(self, timer: str) -> float:
        """A timer of this side's timing record (s)."""
        return self._durations[timer]

    def measure(self, voltage_v: float | None, current_a: float | None, now: float) -> None:
        """Keep what is measured; what is no number is unknown."""
        self.voltage_v, self.current_a, self.measured_s = _finite(voltage_v), _finite(current_a), now

    def measured_voltage_v(self, now: float) -> float | None:
        """The voltage, ``None`` when the last value is too old."""
        return self.voltage_v if self._fresh(now) else None

    def measured_current_a(self, now: float) -> float | None:
        """The current, positive into the car, ``None`` when the last value is too old."""
        return self.current_a if self._fresh(now) else None

    @property
    def measured_since_entry(self) -> bool:
        """Whether the last values are newer than the present state."""
        return self.measured_s is not None and self.measured_s > self.marks.get("state", self.measured_s)

    def keep(self, record: Record, now: float) -> None:
        """Keep a frame of the peer."""
        self._frames[type(record)] = (record, now)
        self._counts[type(record)] += 1
        self.marks.setdefault("heard", now)

    def get(self, kind: type[R]) -> R | None:
        """The last frame of ``kind``."""
        entry = self._frames.get(kind)
        return entry[0] if entry is not None and isinstance(entry[0], kind) else None

    def count(self, kind: type[Record]) -> int:
        """How many frames of ``kind`` came in this session."""
        return self._counts[kind]

    def age(self, kind: type[Record], now: float) -> float | None:
        """Seconds since the last frame of ``kind``, ``None`` when there was none."""
        entry = self._frames.get(kind)
        return None if entry is None else now - entry[1]

    def since(self, mark: str, now: float) -> float | None:
        """Seconds since ``mark``, ``None`` where it was not set."""
        at = self.marks.get(mark)
        return None if at is None else now - at

    def silent(self, kind: type[Record], now: float) -> bool:
        """True when the peer has spoken, but not by a frame of ``kind`` within the time for silence."""
        age = self.age(kind, now)
        if age is None:
            age = self.since("heard", now)
        return age is not None and age > self.duration("silence_s")

    def _fresh(self, now: float) -> bool:
        return self.measured_s is not None and now - self.measured_s <= self.duration("measurement_s")


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
