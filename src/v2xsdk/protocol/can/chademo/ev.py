"""The car's side of a CHAdeMO session: records, lines and measurements in; records and lines out."""

from __future__ import annotations

from collections import deque

from v2xsdk.protocol.can.chademo.ev_frames import compose, kinds
from v2xsdk.protocol.can.chademo.ev_options import EvBattery, EvOptions
from v2xsdk.protocol.can.chademo.ev_request import step_request
from v2xsdk.protocol.can.chademo.ev_states import EvState, EvStopCause
from v2xsdk.protocol.can.chademo.ev_table import EV_TABLE
from v2xsdk.protocol.can.chademo.ev_view import EvView
from v2xsdk.protocol.can.chademo.events import EvEvent, EvLinesChanged, EvStateChanged
from v2xsdk.protocol.can.chademo.lines import EvSensed
from v2xsdk.protocol.can.chademo.records import EvRecord, EvseRecord
from v2xsdk.protocol.can.chademo.sequence import Sequence

_MUTE = frozenset({EvState.ASLEEP, EvState.HUNG})


class EvMachine:
    """Sans-IO; every call takes ``now`` in seconds. ``view`` holds what was received and what is asked."""

    def __init__(self, options: EvOptions) -> None:
        self.view = EvView(options)
        self._sequence = Sequence(EV_TABLE, self.view, self._entered)
        self._outputs = self.view.outputs
        self._events: deque[EvEvent] = deque()
        self._queue: deque[tuple[float, type[EvRecord]]] = deque()
        self._cycle_at_s: float | None = None

    @property
    def state(self) -> EvState:
        """Where the session is."""
        return self.view.state

    @property
    def cause(self) -> EvStopCause | None:
        """Why the session ended or ends; ``None`` while it runs."""
        return self.view.causes[0] if self.view.causes else None

    def receive(self, record: EvseRecord, now: float) -> None:
        """Take a frame of the charger."""
        if self.view.state not in _MUTE:
            self.view.receive(record, now)
            self._advance(now)

    def sense(self, sensed: EvSensed, now: float) -> None:
        """Take the state of d1, d2 and the proximity pin."""
        self.view.sensed = sensed
        self._advance(now)

    def measured(self, voltage_v: float | None, current_a: float | None, now: float) -> None:
        """Take what the car measures at its inlet: V, and A positive into the battery."""
        self.view.measure(voltage_v, current_a, now)
        self.view.follow_current(now)
        self._advance(now)

    def battery(self, battery: EvBattery, now: float) -> None:
        """Take what the battery is and allows."""
        self.view.battery = battery
        self._advance(now)

    def stop(self, now: float, cause: EvStopCause = EvStopCause.DRIVER) -> None:
        """End the session: the driver's wish, or a fault of the car."""
        self.view.wished = cause
        self._advance(now)

    def peer_closed(self, now: float) -> None:
        """The bus is gone: the same as a silent charger, without waiting for the time-out."""
        self.stop(now, EvStopCause.EVSE_SILENT)

    def handle_timeout(self, now: float) -> None:
        """Let time pass."""
        self._advance(now)

    def next_deadline(self) -> float | None:
        """When ``handle_timeout`` and ``to_send`` want to be called next; ``None`` while asleep."""
        frames = self._queue[0][0] if self._queue else self._cycle_at_s
        deadlines = [self._sequence.next_limit(), frames]
        return min((at for at in deadlines if at is not None), default=None)

    def to_send(self, now: float) -> list[EvRecord]:
        """The frames due now: one each 10 ms, a round each 100 ms."""
        self._advance(now)
        if self.view.state in _MUTE or self._cycle_at_s is None:
            return []
        if now >= self._cycle_at_s:
            self._begin_cycle(now)
        due: list[EvRecord] = []
        while self._queue and now >= self._queue[0][0]:
            due.append(compose(self._queue.popleft()[1], self.view, now))
        return due

    def next_event(self) -> EvEvent | None:
        """The oldest event not yet taken."""
        return self._events.popleft() if self._events else None

    def _begin_cycle(self, now: float) -> None:
        timing = self.view.timing
        start = max(self._cycle_at_s or now, now - timing.cycle_s)
        self._cycle_at_s = start + timing.cycle_s
        step_request(self.view, now)
        self._queue.clear()
        self._queue.extend((start + index * timing.spacing_s, kind) for index, kind in enumerate(kinds(self.view)))

    def _advance(self, now: float) -> None:
        self._sequence.advance(now)
        if self.view.state in _MUTE:
            self._cycle_at_s = None
            self._queue.clear()
        elif self._cycle_at_s is None:
            self._cycle_at_s = now

    def _entered(self, state: EvState, previous: EvState, now: float) -> None:
        if state is EvState.ANNOUNCE:
            self._begin_session(now)
        self._events.append(EvStateChanged(now, state, previous, self.cause))
        if self.view.outputs != self._outputs:
            self._outputs = self.view.outputs
            self._events.append(EvLinesChanged(now, self._outputs))

    def _begin_session(self, now: float) -> None:
        self.view.forget()
        self.view.state = EvState.ANNOUNCE
        self.view.marks.update(state=now, awake=now)
