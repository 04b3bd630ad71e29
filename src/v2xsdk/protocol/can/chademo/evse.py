"""The charger's side of a CHAdeMO session: records, lines and measurements in; records, lines and demand out."""

from __future__ import annotations

import math
from collections import deque

from v2xsdk.errors import LimitError, ProtocolError
from v2xsdk.model import EvseOffer
from v2xsdk.protocol.can.chademo.demand import DEMAND_OFF
from v2xsdk.protocol.can.chademo.events import DemandChanged, EvseEvent, EvseLinesChanged, EvseStateChanged
from v2xsdk.protocol.can.chademo.evse_conditions import dead
from v2xsdk.protocol.can.chademo.evse_frames import compose
from v2xsdk.protocol.can.chademo.evse_options import EvseOptions
from v2xsdk.protocol.can.chademo.evse_power import EvsePower
from v2xsdk.protocol.can.chademo.evse_states import EvseState, StopCause
from v2xsdk.protocol.can.chademo.evse_table import EVSE_TABLE, IN_SESSION, STOPPING
from v2xsdk.protocol.can.chademo.evse_view import EvseView
from v2xsdk.protocol.can.chademo.lines import EvseSensed
from v2xsdk.protocol.can.chademo.records import EvRecord, EvseRecord
from v2xsdk.protocol.can.chademo.sequence import Sequence

_SILENT = frozenset({EvseState.IDLE, EvseState.WELDED})


class EvseMachine:
    """Sans-IO; every call takes ``now`` in seconds. Feed it, then take ``to_send`` and ``next_event``.

    ``view`` holds what was received, ``power`` the offers and the demand.
    """

    def __init__(self, options: EvseOptions) -> None:
        self.view = EvseView(options)
        self.power = EvsePower(self.view)
        self._sequence = Sequence(EVSE_TABLE, self.view, self._entered)
        self._outputs = self.view.outputs
        self._demand = DEMAND_OFF
        self._events: deque[EvseEvent] = deque()
        self._cycle_at_s: float | None = None

    @property
    def state(self) -> EvseState:
        """Where the session is."""
        return self.view.state

    @property
    def cause(self) -> StopCause | None:
        """Why the session ended or ends; ``None`` while it runs."""
        return self.view.causes[0] if self.view.causes else None

    def start(self, now: float) -> None:
        """Begin a session: d1 on. Raises ``ProtocolError`` while another one runs or the plug is welded."""
        if self.view.state is not EvseState.IDLE:
            raise ProtocolError(f"a CHAdeMO session cannot start in state {self.view.state}; end it first")
        self.view.forget()
        self._cycle_at_s = None
        self._sequence.enter(EvseState.WAKE, now)
        self._advance(now)

    def receive(self, record: EvRecord, now: float) -> None:
        """Take a frame of the car."""
        if self.view.state in _SILENT:
            return
        if "heard" not in self.view.marks:
            self._cycle_at_s = now + self.view.timing.first_reply_s
        self.view.receive(record, now)
        self._advance(now)

    def sense(self, sensed: EvseSensed, now: float) -> None:
        """Take the state of line k and of the lock."""
        self.view.sensed = sensed
        self._advance(now)

    def measured(self, voltage_v: float | None, current_a: float | None, now: float) -> None:
        """Take what is measured at the plug: V, and A positive into the car; ``None`` is unknown."""
        self.view.measure(voltage_v, current_a, now)
        self._advance(now)

    def insulation_result(self, passed: bool, now: float) -> None:
        """Take the result of the insulation test; ignored unless one runs."""
        if self.view.state is EvseState.INSULATION:
            self.view.insulation_passed = passed
            self._advance(now)

    def offer(self, offer: EvseOffer, now: float) -> None:
        """Take limits and set-point; the sign of ``setpoint_w`` picks the direction, 0 holds zero current.

        Raises ``LimitError`` for values that are no numbers.
        """
        if math.isnan(offer.charge_current_max_a + offer.discharge_current_max_a) or not math.isfinite(
            offer.setpoint_w
        ):
            raise LimitError(f"an offer must be made of numbers, not {offer}")
        self.view.offer = offer
        self._advance(now)

    def stop(self, now: float, cause: StopCause = StopCause.EVSE_STOP) -> None:
        """End the session: ``EVSE_STOP``, ``EVSE_FAULT``, ``DEADMAN`` the normal way, ``EMERGENCY`` at once."""
        if self.view.wished is not StopCause.EMERGENCY:
            self.view.wished = cause
        self._advance(now)

    def release(self, now: float) -> None:
        """Unlock a plug held as welded; raises ``ProtocolError`` while it is not measured dead."""
        if self.view.state is not EvseState.WELDED or not dead(self.view, now):
            raise ProtocolError("only a welded plug that is measured at or below 10 V can be released")
        self._sequence.enter(EvseState.IDLE, now)

    def peer_closed(self, now: float) -> None:
        """The bus is gone: the same as a silent car, without waiting for the time-out."""
        if self.view.state in IN_SESSION | STOPPING:
            self._sequence.stop(StopCause.VEHICLE_SILENT, now)
            self._advance(now)

    def handle_timeout(self, now: float) -> None:
        """Let time pass."""
        self._advance(now)

    def next_deadline(self) -> float | None:
        """When ``handle_timeout`` and ``to_send`` want to be called next; ``None`` while idle."""
        deadlines = [self._sequence.next_limit(), None if self.view.state in _SILENT else self._cycle_at_s]
        return min((at for at in deadlines if at is not None), default=None)

    def to_send(self, now: float) -> list[EvseRecord]:
        """The frames due now, in order; empty between two cycles."""
        if self.view.state in _SILENT or self._cycle_at_s is None or now < self._cycle_at_s:
            return []
        # Late by more than a cycle: what was missed is not caught up.
        self._cycle_at_s = max(self._cycle_at_s, now - self.view.timing.cycle_s) + self.view.timing.cycle_s
        self._advance(now)
        return compose(self.view, self.power, now)

    def next_event(self) -> EvseEvent | None:
        """The oldest event not yet taken."""
        return self._events.popleft() if self._events else None

    def _advance(self, now: float) -> None:
        self._sequence.advance(now)
        self.power.update(now)
        if self.power.demand != self._demand:
            self._demand = self.power.demand
            self._events.append(DemandChanged(now, self._demand))

    def _entered(self, state: EvseState, previous: EvseState, now: float) -> None:
        self._events.append(EvseStateChanged(now, state, previous, self.cause))
        if self.view.outputs != self._outputs:
            self._outputs = self.view.outputs
            self._events.append(EvseLinesChanged(now, self._outputs))
