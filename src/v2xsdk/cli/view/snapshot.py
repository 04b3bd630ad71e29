"""What a live view shows, and what every view can do."""

from __future__ import annotations

from abc import ABC, abstractmethod

import msgspec

from v2xsdk.model import Event, Limits, Measurement, OrderStatus


class Snapshot(msgspec.Struct, frozen=True):
    """One moment: the measurement, and where a charger is open what it is doing.

    ``energy_*_wh`` are counted since the charger was opened; ``full_scale_w`` is the length of the power bar.
    """

    title: str
    measurement: Measurement
    full_scale_w: float
    state: str = ""
    order: OrderStatus | None = None
    limits: Limits | None = None
    faults: tuple[str, ...] = ()
    energy_charged_wh: float | None = None
    energy_discharged_wh: float | None = None
    reserve_percent: float | None = None


class View(ABC):
    """Shows snapshots, events and remarks, in the order in which they come."""

    @abstractmethod
    def show(self, snapshot: Snapshot) -> None:
        """Show one moment."""

    @abstractmethod
    def event(self, event: Event) -> None:
        """Show something that happened."""

    @abstractmethod
    def note(self, text: str) -> None:
        """Show a remark of the command itself."""

    @abstractmethod
    def result(self, kind: str, record: object) -> None:
        """Show a record that ends a step or the command; only machine-readable views print it."""

    @abstractmethod
    def close(self) -> None:
        """Leave the terminal as it was; no more is shown."""
