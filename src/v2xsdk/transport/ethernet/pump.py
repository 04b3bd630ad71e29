"""Joins a sans-IO machine to an Ethernet port: frames in, frames out, deadlines; it always flushes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from v2xsdk.errors import DecodeError, LinkLost
from v2xsdk.transport.ethernet.port import EthernetPort

R = TypeVar("R")


class SansIoMachine(Protocol[R]):
    """What a protocol machine offers."""

    def receive(self, record: R, now: float) -> None:
        """Take one record."""

    def to_send(self, now: float) -> list[R]:
        """Return what to send now."""

    def next_event(self) -> Any | None:
        """Return the oldest event, ``None`` when there is none."""

    def next_deadline(self) -> float | None:
        """Return when ``handle_timeout`` is due."""

    def handle_timeout(self, now: float) -> None:
        """Take the timers that are due."""

    def peer_closed(self, now: float) -> None:
        """Note that the port is gone."""


class EthernetPump:
    """Runs one machine on one port, in the loop that called ``start``; ``now`` is that loop's time."""

    def __init__(
        self,
        machine: SansIoMachine[Any],
        port: EthernetPort,
        decode: Callable[[bytes], Any],
        encode: Callable[[Any], bytes],
        on_event: Callable[[Any], None],
    ) -> None:
        self.dropped = 0
        """Frames that were no messages."""
        self.last_error = ""
        """Why the last one was none, or why the port was lost."""
        self._machine = machine
        self._port = port
        self._decode = decode
        self._encode = encode
        self._on_event = on_event
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None

    def start(self, begin: Callable[[float], None] | None = None) -> None:
        """Listen, and call ``begin(now)`` first if given (a machine's ``start``)."""
        self._loop = asyncio.get_running_loop()
        self._port.listen(self._receive, self._lose)
        if begin is not None:
            self.do(begin)

    def do(self, action: Callable[[float], None]) -> None:
        """Call ``action(now)`` on the machine's behalf (a pilot change, for example) and flush."""
        if self._loop is not None:
            action(self._loop.time())
            self._flush()

    def close(self) -> None:
        """Stop; the port is closed too."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop = None
        self._port.close()

    def _receive(self, frame: bytes) -> None:
        try:
            record = self._decode(frame)
        except DecodeError as error:
            self.dropped += 1
            self.last_error = str(error)
            return
        self.do(lambda now: self._machine.receive(record, now))

    def _lose(self, reason: str) -> None:
        self.last_error = reason
        self.do(self._machine.peer_closed)
        self.close()

    def _due(self) -> None:
        self._timer = None
        self.do(self._machine.handle_timeout)

    def _flush(self) -> None:
        """Send and report until nothing is left, then wait for the next deadline."""
        while self._loop is not None:
            records = self._machine.to_send(self._loop.time())
            self._send(records)
            events = self._drain()
            if not records and not events:
                break
        self._wait()

    def _send(self, records: list[Any]) -> None:
        for record in records:
            try:
                self._port.send(self._encode(record))
            except LinkLost as error:
                self._lose(str(error))
                return

    def _drain(self) -> bool:
        any_event = False
        while (event := self._machine.next_event()) is not None:
            any_event = True
            self._on_event(event)
        return any_event

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        deadline = self._machine.next_deadline()
        if self._loop is not None and deadline is not None:
            self._timer = self._loop.call_at(deadline, self._due)
