"""A segment in one process on virtual time: deterministic, and as fast as it computes."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable

from v2xsdk.protocol.slac.pilot import PilotReading
from v2xsdk_emulator.control_pilot import PilotLine
from v2xsdk_emulator.plc.host import VirtualHost
from v2xsdk_emulator.plc.line import LinePort, PowerLine

_PROBE_S = 0.1


class VirtualSegment:
    """Hosts on one power line, and the clock that jumps from one due thing to the next."""

    def __init__(self, line: PowerLine) -> None:
        self.line = line
        self.now = 0.0
        self.hosts: dict[LinePort, VirtualHost] = {}
        self._touched: list[VirtualHost] = []
        self._planned: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def add(self, host: VirtualHost, pilot: PilotLine) -> VirtualHost:
        """Put a host on the segment, at one end of a pilot line, and start its machine."""
        self.hosts[host.port] = host
        end = pilot.evse if host.pilot is pilot.evse else pilot.ev
        end.subscribe(lambda reading: self._pilot_changed(host, reading))
        host.machine.start(self.now)
        self._every(_PROBE_S, lambda: self._send(host, host.probe()))
        self._flush(host)
        return host

    def _pilot_changed(self, host: VirtualHost, reading: PilotReading) -> None:
        host.machine.pilot_changed(reading, self.now)
        if host.sequence is not None:
            host.sequence.pilot_changed(reading, self.now)
        self._touched.append(host)

    def at(self, delay_s: float, action: Callable[[], None]) -> None:
        """Let ``action`` happen ``delay_s`` from now."""
        heapq.heappush(self._planned, (self.now + delay_s, next(self._order), action))

    def _every(self, period_s: float, action: Callable[[], None]) -> None:
        def again() -> None:
            action()
            self.at(period_s, again)

        self.at(period_s, again)

    def _send(self, host: VirtualHost, frames: list[bytes]) -> None:
        for frame in frames:
            self.line.from_host(host.port, frame, self.now)

    def run(self, seconds: float) -> None:
        """Let so much time pass."""
        self.run_until(lambda: False, seconds)

    def run_until(self, done: Callable[[], bool], limit_s: float) -> bool:
        """Let time pass until ``done``, at most ``limit_s``; return whether it was done."""
        end_s = self.now + limit_s
        self._flush_all()
        while not done():
            due = self._next_due()
            if due is None or due > end_s:
                self.now = end_s
                return done()
            self.now = max(self.now, due)
            self._step()
        return True

    def _next_due(self) -> float | None:
        found = [self.line.next_due(), self._planned[0][0] if self._planned else None]
        found += [host.next_deadline() for host in self.hosts.values()]
        return min((due for due in found if due is not None), default=None)

    def _step(self) -> None:
        for port, frame in self.line.arrivals(self.now):
            if port in self.hosts:
                self.hosts[port].receive(frame, self.now)
                self._flush(self.hosts[port])
        if self._planned and self._planned[0][0] <= self.now:
            while self._planned and self._planned[0][0] <= self.now:
                heapq.heappop(self._planned)[2]()
            self._flush_all()
        for host in self.hosts.values():
            due = host.next_deadline()
            if due is not None and due <= self.now:
                host.handle_timeout(self.now)
                self._flush(host)

    def _flush_all(self) -> None:
        for host in list(self.hosts.values()):
            self._flush(host)

    def _flush(self, host: VirtualHost) -> None:
        """Send and report until nothing is left, there and at whom a pilot line touched."""
        self._flush_one(host)
        while self._touched:
            self._flush_one(self._touched.pop(0))

    def _flush_one(self, host: VirtualHost) -> None:
        while True:
            self._send(host, [host.encode(record) for record in host.machine.to_send(self.now)])
            event = host.machine.next_event()
            if event is None and host.sequence is not None:
                event = host.sequence.next_event()
            if event is None:
                break
            host.note(event, self.now)
            if host.sequence is not None:
                host.sequence.slac_event(event, self.now)
        self._send(host, [host.encode(record) for record in host.machine.to_send(self.now)])
