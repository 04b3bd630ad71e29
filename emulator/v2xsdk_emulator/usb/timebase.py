"""The device's clock: real, or virtual for tests that must not wait."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable


class Scheduler(ABC):
    """What devices measure time with; all callbacks run with no lock of it held."""

    @abstractmethod
    def now(self) -> float:
        """Return the time in seconds, from any origin, never going back."""

    @abstractmethod
    def call_at(self, when_s: float, callback: Callable[[], None]) -> None:
        """Call ``callback`` once at ``when_s``."""

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> None:
        """Call ``callback`` once, ``delay_s`` from now."""
        self.call_at(self.now() + delay_s, callback)


class Timebase(Scheduler):
    """A scheduler that one may also wait with."""

    @abstractmethod
    def wait(self, changed: threading.Condition, done: Callable[[], bool], timeout_s: float | None) -> bool:
        """Wait, holding ``changed``, until ``done()``; return its last value. ``None`` waits for ever."""


class _Timers:
    """A heap of callbacks, first come first served among equals."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def add(self, when_s: float, callback: Callable[[], None]) -> None:
        heapq.heappush(self._heap, (when_s, next(self._order), callback))

    def next_due(self) -> float | None:
        return self._heap[0][0] if self._heap else None

    def pop(self) -> tuple[float, Callable[[], None]]:
        when_s, _, callback = heapq.heappop(self._heap)
        return when_s, callback


class VirtualTime(Timebase):
    """A clock that moves only when somebody waits or calls :meth:`advance`; for one thread."""

    def __init__(self) -> None:
        self._now = 0.0
        self._timers = _Timers()

    def now(self) -> float:
        """Return the virtual time in seconds."""
        return self._now

    def call_at(self, when_s: float, callback: Callable[[], None]) -> None:
        """Call ``callback`` when the virtual time reaches ``when_s``."""
        self._timers.add(when_s, callback)

    def advance(self, by_s: float) -> None:
        """Let ``by_s`` seconds pass, running what falls due in them."""
        self._run(self._now + by_s, lambda: False)

    def wait(self, changed: threading.Condition, done: Callable[[], bool], timeout_s: float | None) -> bool:
        """Jump from timer to timer until ``done()``; with nothing left to happen, give up at once."""
        if timeout_s is None:
            while not done() and (due := self._timers.next_due()) is not None:
                self._run(due, done)
            return done()
        self._run(self._now + timeout_s, done)
        return done()

    def _run(self, until_s: float, done: Callable[[], bool]) -> None:
        while not done():
            due = self._timers.next_due()
            if due is None or due > until_s:
                self._now = max(self._now, until_s)
                return
            when_s, callback = self._timers.pop()
            self._now = max(self._now, when_s)
            callback()


class RealTime(Timebase):
    """The monotonic clock; a thread runs the callbacks while there are any."""

    def __init__(self) -> None:
        self._timers = _Timers()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def now(self) -> float:
        """Return the monotonic time in seconds."""
        return time.monotonic()

    def call_at(self, when_s: float, callback: Callable[[], None]) -> None:
        """Call ``callback`` from the timer thread."""
        with self._changed:
            self._timers.add(when_s, callback)
            self._changed.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="usb-timers", daemon=True)
                self._thread.start()

    def wait(self, changed: threading.Condition, done: Callable[[], bool], timeout_s: float | None) -> bool:
        """Wait on the condition."""
        return changed.wait_for(done, timeout_s)

    def _serve(self) -> None:
        while (callback := self._next_callback()) is not None:
            callback()

    def _next_callback(self) -> Callable[[], None] | None:
        """Wait for the next callback; ``None`` ends the thread when nothing is left to wait for."""
        with self._changed:
            while (due := self._timers.next_due()) is not None:
                if due <= self.now():
                    return self._timers.pop()[1]
                self._changed.wait(due - self.now())
            self._thread = None
            return None
