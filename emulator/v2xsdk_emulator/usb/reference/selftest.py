"""The self-test that runs: it moves on with the clock."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import NamedTuple

from v2xsdk_emulator.usb.reference.model import SelfTest
from v2xsdk_emulator.usb.reference.packing import Refused, string
from v2xsdk_emulator.usb.timebase import Scheduler

NONE, RUNNING, PASSED, FAILED, ABORTED = range(5)
STEPS = 4


class Progress(NamedTuple):
    """Number of the test, its state, percent done, and what it found."""

    number: int
    state: int
    percent: int
    detail: str


class SelfTestRunner:
    """One self-test at a time; ``moved`` is told number and percent at each step."""

    def __init__(self, tests: tuple[SelfTest, ...], timebase: Scheduler, moved: Callable[[int, int], None]) -> None:
        self._tests = tests
        self._timebase = timebase
        self._moved = moved
        self._number = 0
        self._percent = 0
        self._state = NONE
        self._run = 0

    def start(self, number: int) -> None:
        """Start a test."""
        if number >= len(self._tests):
            raise Refused(5, f"no self-test {number}")
        if self._state == RUNNING:
            raise Refused(12, "a self-test is running")
        self._number, self._percent, self._state = number, 0, RUNNING
        self._run += 1
        self._next(self._run)

    def abort(self) -> None:
        """Stop what runs."""
        if self._state == RUNNING:
            self._state = ABORTED

    def report(self) -> bytes:
        """Build the answer to TEST_STATE."""
        now = self.progress()
        return struct.pack("<BBB", now.number, now.state, now.percent) + string(now.detail)

    def progress(self) -> Progress:
        """Return how far the test is that ran last."""
        if self._state == NONE:
            raise Refused(8, "no self-test has run")
        detail = self._tests[self._number].detail if self._state in (PASSED, FAILED) else ""
        return Progress(self._number, self._state, self._percent, detail)

    def _next(self, run: int) -> None:
        self._timebase.call_later(self._tests[self._number].duration_s / STEPS, lambda: self._step(run))

    def _step(self, run: int) -> None:
        if self._state != RUNNING or run != self._run:
            return
        self._percent += 100 // STEPS
        if self._percent >= 100:
            self._state = PASSED if self._tests[self._number].passes else FAILED
        else:
            self._next(run)
        self._moved(self._number, self._percent)
