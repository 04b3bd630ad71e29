"""Ctrl-C and SIGTERM as something to await, so that a unit is switched off before the process ends."""

from __future__ import annotations

import asyncio
import signal
from types import TracebackType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupts:
    """While entered, signals set an event instead of ending the process; a second one sets ``impatient`` too.

    After leaving, the signals are ignored: what was opened is off or reported as not, and a late Ctrl-C must not
    cut that report short.
    """

    def __init__(self) -> None:
        self.happened = asyncio.Event()
        self.impatient = asyncio.Event()
        self.name = ""

    def __enter__(self) -> Interrupts:
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                loop.add_signal_handler(number, self._take, number)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            if loop.remove_signal_handler(number):
                signal.signal(number, signal.SIG_IGN)

    def _take(self, number: signal.Signals) -> None:
        if self.happened.is_set():
            self.impatient.set()
        self.name = number.name
        self.happened.set()


async def finished_before(work: asyncio.Task[object], event: asyncio.Event, timeout_s: float | None = None) -> bool:
    """Wait for ``work`` or ``event``, at most ``timeout_s``; return whether ``work`` is done."""
    waiting = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait({work, waiting}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
    return work.done()
