"""The running event loop as the clock of an emulated device, real or virtual."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from v2xsdk_emulator.usb.timebase import Scheduler


class LoopTime(Scheduler):
    """Time and timers of the loop that runs when this is made."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()

    def now(self) -> float:
        """Return the loop's time in seconds."""
        return self._loop.time()

    def call_at(self, when_s: float, callback: Callable[[], None]) -> None:
        """Call ``callback`` from the loop."""
        self._loop.call_at(when_s, callback)
