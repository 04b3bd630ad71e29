"""Events of a bus to those who listen; what nobody hears goes to the loop's exception handler."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from v2xsdk.transport.can.events import BusEvent, EventListener
from v2xsdk.transport.can.listeners import Listeners


class Reporter:
    """Calls the listeners of one bus and survives their failures."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self.listeners: Listeners[EventListener] = Listeners()

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        """Use the exception handler of ``loop`` from now on."""
        self._loop = loop

    def call(self, callback: Callable[..., None], *arguments: object) -> None:
        """Call ``callback``; its failure becomes an event and ends nothing else."""
        try:
            callback(*arguments)
        except Exception as error:
            self.report("listener_failed", f"{callback!r} raised {error!r}", error)

    def report(self, kind: str, detail: str, error: Exception | None = None) -> None:
        """Tell every event listener; an error that nobody heard of is not lost."""
        event = BusEvent(kind, f"{self._name}: {detail}", error)
        heard = False
        for listener in self.listeners:
            try:
                listener(event)
                heard = True
            except Exception as failure:
                self._complain(f"{self._name}: an event listener raised", failure)
        if error is not None and not heard:
            self._complain(event.detail, error)

    def _complain(self, message: str, error: Exception) -> None:
        if self._loop is not None:
            self._loop.call_exception_handler({"message": message, "exception": error})
