"""Three kinds of time, never mixed: real, scaled plant, and virtual.

*Real*: the loop's clock; wires, ramps and silence time-outs always run on it. *Scaled plant*:
:class:`PlantClock` turns real seconds into plant seconds for energy, state of charge and temperature only.
*Virtual*: :class:`VirtualLoop` is an event loop whose clock jumps to the next deadline, so that hours pass in
moments and every run is the same; it serves in-process doors only.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

#: How long a virtual loop with nothing scheduled waits, in real seconds, for another thread to wake it.
THREAD_WAIT_S = 5.0


class PlantClock:
    """Cuts elapsed wire time into equal steps and scales them for the plant.

    ``step_s`` is the wire length of one step, ``scale`` the plant seconds per wire second.
    ``start_s`` is the reading of the wire clock at which both times are zero.
    """

    def __init__(self, start_s: float, *, step_s: float = 0.02, scale: float = 1.0) -> None:
        if not step_s > 0 or not scale > 0:
            raise ValueError(f"step {step_s!r} s and time scale {scale!r} must both be above zero")
        self.start_s = start_s
        self.step_s = step_s
        self.scale = scale
        self.wire_s = 0.0
        self._steps = 0
        self._skipped_s = 0.0

    @property
    def plant_s(self) -> float:
        """Plant seconds simulated so far."""
        return self._steps * self.step_s * self.scale

    def steps_due(self, now_s: float, *, catch_up_s: float = 1.0) -> int:
        """Return how many steps are due at ``now_s`` and count them as done.

        A process that was stopped for longer than ``catch_up_s`` does not live through the gap afterwards:
        the plant stood still meanwhile, only the wire clock went on.
        """
        self.wire_s = now_s - self.start_s
        behind_s = self.wire_s - self._skipped_s - self._steps * self.step_s
        if behind_s > catch_up_s:
            self._skipped_s += behind_s - catch_up_s
            behind_s = catch_up_s
        due = int(behind_s / self.step_s + 1e-6)
        self._steps += due
        return due


class _JumpingSelector(selectors.DefaultSelector):
    """Polls instead of waiting, and advances the virtual clock by the time it did not wait."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            return self._wait_for_thread()
        ready = super().select(0)
        if not ready and timeout > 0:
            self.now_s += timeout
        return ready

    def _wait_for_thread(self) -> list[tuple[selectors.SelectorKey, int]]:
        ready: list[tuple[selectors.SelectorKey, int]] = super().select(THREAD_WAIT_S)
        if not ready:
            raise RuntimeError("virtual time stands still: whatever tasks wait for is neither scheduled nor ready")
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop on virtual time, which starts at 0.0 and jumps from one deadline to the next.

    Waiting on sockets of other processes makes no sense on it: the clock would run away from them. When
    nothing at all is left to wait for, it raises ``RuntimeError`` instead of hanging. ``virtual_clock``
    tells the SDK that orders expire by this loop's time, not by the system's.
    """

    virtual_clock = True

    def __init__(self) -> None:
        self._virtual = _JumpingSelector()
        super().__init__(self._virtual)

    def time(self) -> float:
        """Return the virtual time in seconds."""
        return self._virtual.now_s


def run_virtual(main: Coroutine[Any, Any, T]) -> T:
    """Run ``main`` to its end on a fresh :class:`VirtualLoop` and return its result."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)
