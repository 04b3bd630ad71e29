"""A driver's periodic traffic as data: which frames, how often, what fills them, what the answers mean.

An asyncio runner executes a plan today, a thread without the GIL can do so tomorrow: nothing here is code.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from v2xsdk.protocol.can.tables import FrameTable

PlanValue = float | int | bool | str
"""A value of a signal as the table's encoder takes it."""


class Slot(StrEnum):
    """The parts of a set-point that frames are filled from.

    ``voltage_v``, ``current_a`` (magnitude) and ``cutoff_voltage_v`` are SI values; ``output_on`` and
    ``discharging`` are 0 or 1.
    """

    VOLTAGE_V = "voltage_v"
    CURRENT_A = "current_a"
    CUTOFF_VOLTAGE_V = "cutoff_voltage_v"
    OUTPUT_ON = "output_on"
    DISCHARGING = "discharging"


class When(StrEnum):
    """When a cyclic frame is sent.

    ``live``: only while a live set-point holds, so an abandoned unit hears nothing. ``polling``: also while the
    output is confirmed off; never while a unit that may deliver has no live set-point.
    """

    LIVE = "live"
    POLLING = "polling"


class Fill(msgspec.Struct, frozen=True):
    """One signal taken from the set-point; ``choices`` maps 0/1 of a slot to the table's value."""

    signal: str
    slot: Slot
    choices: tuple[PlanValue, PlanValue] | None = None


class CyclicFrame(msgspec.Struct, frozen=True):
    """A frame sent again and again: ``message`` of the table with ``fixed`` values and ``fills``.

    ``period_s`` is the longest time between two sendings; a changed fill is sent at the next free place.
    """

    message: str
    fixed: dict[str, PlanValue]
    period_s: float
    when: When = When.LIVE
    fills: tuple[Fill, ...] = ()


class SafeFrame(msgspec.Struct, frozen=True):
    """A frame of the fall-back, sent in the order of the plan and repeated every ``CyclicPlan.safe_period_s``."""

    message: str
    values: dict[str, PlanValue]


class Answer(msgspec.Struct, frozen=True):
    """A received signal that fills a reading; readings are kept apart by the value of ``key_signal``."""

    message: str
    signal: str
    reading: str


class CyclicPlan(msgspec.Struct, frozen=True):
    """All periodic traffic of one charger on one bus.

    ``spacing_s`` is the least time between two frames, ``safe_attempts`` how often the safe frames are repeated
    before the unit is left to its own silence time-out, ``bitrate`` in bit/s is what the bus budget is taken from.
    """

    table: FrameTable
    frames: tuple[CyclicFrame, ...]
    safe: tuple[SafeFrame, ...]
    answers: tuple[Answer, ...]
    key_signal: str
    spacing_s: float
    bitrate: int
    safe_period_s: float = 0.25
    safe_attempts: int = 12
