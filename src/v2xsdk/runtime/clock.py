"""The charger's clock: seconds that count suspend, or an event loop's virtual time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

Clock = Callable[[], float]


def is_virtual(loop: asyncio.AbstractEventLoop) -> bool:
    """Return whether ``loop`` jumps from one deadline to the next instead of waiting."""
    return bool(getattr(loop, "virtual_clock", False))


def clock_of(loop: asyncio.AbstractEventLoop) -> Clock:
    """Return the clock that orders expire by.

    On a virtual loop it is the loop's own time. Else it is CLOCK_BOOTTIME where the system has it, so that an
    order does not outlive a suspend; the loop's monotonic time elsewhere.
    """
    if is_virtual(loop) or not hasattr(time, "CLOCK_BOOTTIME"):
        return loop.time
    return lambda: time.clock_gettime(time.CLOCK_BOOTTIME)
