"""The vehicle's side of a session, common to all protocols: one request at a time, pace, timers, codes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

import msgspec

from v2xsdk.model import Reason
from v2xsdk.protocol.v2g.effects import (
    ChargerSaid,
    EndReason,
    Noted,
    OpenContactor,
    OutputZero,
    PilotWanted,
    Send,
    SessionStarted,
    Stream,
)
from v2xsdk.protocol.v2g.ev import EvSettings, EvState, Wish
from v2xsdk.protocol.v2g.machine import Machine
from v2xsdk.protocol.v2g.said import EvseSaid
from v2xsdk.protocol.v2g.timers import MESSAGE_SECONDS, Role, TimerName, seconds

Handler = Callable[[Any, float], str]
"""Takes an answer, returns the outcome that picks the next state."""


PHASE_TIMERS = (TimerName.ONGOING, TimerName.CABLE_CHECK, TimerName.PRE_CHARGE, TimerName.AUTHORIZATION)
"""Timers that end with the state they belong to."""


class GiveUp(Exception):  # noqa: N818 - not an error of the SDK: the vehicle's decision to end a session
    """A handler ends the session: the answer cannot be used, or the vehicle's own limit is reached."""

    def __init__(self, reason: EndReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class EvccMachine(Machine):
    """Sends one request, judges its answer by the table, and sends the next one at its pace.

    ``update`` tells it what the vehicle measures and wants.
    """

    loop_states: frozenset[str] = frozenset()

    def __init__(self, state: str, settings: EvSettings, ev: EvState) -> None:
        super().__init__(state)
        self.settings = settings
        self.ev = ev
        self.session_id = settings.session_id
        self.said = EvseSaid()
        self.requests = 0
        self._pending = ""
        self._send_at: float | None = None
        self._closed = False
        self._builders: dict[str, Callable[[float], Any]] = self._make_builders()
        self._handlers: dict[str, Handler] = self._make_handlers()

    @abstractmethod
    def _make_builders(self) -> dict[str, Callable[[float], Any]]:
        """Return state -> builder of its request body."""

    @abstractmethod
    def _make_handlers(self) -> dict[str, Handler]:
        """Return state -> handler of the answer."""

    @abstractmethod
    def _open(self, message: object) -> tuple[Any, bytes] | None:
        """Return (answer body, session id), ``None`` for what is no message of this protocol."""

    @abstractmethod
    def _wrap(self, request: Any, now: float) -> object:
        """Return the message that carries a request body."""

    def start(self, now: float) -> None:
        """Send the first request."""
        self._timers[TimerName.SETUP] = now + seconds(self.protocol, Role.EVCC, TimerName.SETUP)
        self._request(now)

    def update(self, ev: EvState, now: float) -> None:
        """Tell the machine what the vehicle measures and wants now."""
        del now
        self.ev = ev

    def next_deadline(self) -> float | None:
        """When to call ``handle_timeout``, ``None`` for never."""
        timers = super().next_deadline()
        if self._send_at is None or self.ended:
            return timers
        return self._send_at if timers is None else min(timers, self._send_at)

    def handle_timeout(self, now: float) -> None:
        """Let timers run out, send the next request when it is due."""
        super().handle_timeout(now)
        if not self.ended and self._send_at is not None and self._send_at <= now:
            self._request(now)

    def receive(self, message: object, now: float, stream: Stream = Stream.MAIN) -> None:
        """Take one decoded answer of the charger."""
        del stream
        if self.ended:
            return
        opened = self._open(message)
        if opened is None or not self._pending:
            self._finish(EndReason.SEQUENCE_ERROR, f"{type(message).__name__} was not asked for")
            return
        answer, session_id = opened
        name = type(answer).__name__
        if self.table.outcomes(self.state, name) is None or name[:-3] != self._pending[:-3]:
            self._finish(EndReason.SEQUENCE_ERROR, f"{name} as the answer to {self._pending}")
            return
        self._pending = ""
        self._timers.pop(TimerName.MESSAGE, None)
        if not self._same_session(answer, session_id):
            self._finish(EndReason.UNKNOWN_SESSION, f"{name} has another session id")
            return
        self._judge(name, answer, now)

    def _same_session(self, answer: Any, session_id: bytes) -> bool:
        if self.state != "session_setup":
            return session_id == self.session_id
        code = answer.ResponseCode.value
        if not code.startswith("OK"):
            return True
        resumed = code == "OK_OldSessionJoined"
        if not any(session_id) or (resumed and session_id != self.session_id):
            return False
        self.session_id = session_id
        self._timers.pop(TimerName.SETUP, None)
        self._queue(SessionStarted(self.protocol, session_id, self._evse_id(answer), resumed))
        return True

    def _evse_id(self, answer: Any) -> str:
        given = answer.EVSEID
        return given.decode("latin-1") if isinstance(given, bytes) else str(given)

    def _judge(self, name: str, answer: Any, now: float) -> None:
        code = answer.ResponseCode.value
        if code.startswith("FAILED"):
            self._finish(EndReason.FAILED_ANSWER, f"{name}: {code}")
            return
        try:
            outcome = self._handlers[self.state](answer, now)
        except GiveUp as given_up:
            self._finish(given_up.reason, given_up.detail)
            return
        if self.ended:
            return
        following = (self.table.outcomes(self.state, name) or {})[outcome]
        if following == "ended":
            paused = self.ev.wish is Wish.PAUSE
            self._finish(EndReason.PAUSED if paused else EndReason.NORMAL)
            return
        self._go(following, now)

    def _go(self, state: str, now: float) -> None:
        if state == self.state:
            period_s = self.settings.loop_period_s if state in self.loop_states else self.settings.poll_period_s
            self._send_at = now + period_s
            return
        self._leave(self.state, state, now)
        self.state = state
        for name in PHASE_TIMERS:
            self._timers.pop(name, None)
        phase = {"cable_check": TimerName.CABLE_CHECK, "pre_charge": TimerName.PRE_CHARGE}.get(state)
        if phase is not None:
            self._timers[phase] = now + seconds(self.protocol, Role.EVCC, phase)
        self._request(now)

    def _leave(self, old: str, new: str, now: float) -> None:
        """Hook: between an answer and the first request of the next state."""

    def _request(self, now: float) -> None:
        self._send_at = None
        request = self._builders[self.state](now)
        self._pending = type(request).__name__
        self.requests += 1
        limit_s = MESSAGE_SECONDS[self.protocol, self._pending] * self.settings.patience
        self._timers[TimerName.MESSAGE] = now + limit_s
        self._queue(Send(self._wrap(request, now)))

    def _ongoing(self, now: float) -> str:
        """The charger is not ready: the ongoing timer runs from the first such answer on."""
        self._timers.setdefault(TimerName.ONGOING, now + seconds(self.protocol, Role.EVCC, TimerName.ONGOING))
        return "ongoing"

    def _hear(self, **values: Any) -> None:
        """Remember and report what the charger said."""
        self.said = msgspec.structs.replace(self.said, **values)
        self._queue(ChargerSaid(self.said))

    def _wants_end(self) -> bool:
        return self.ev.wish in (Wish.STOP, Wish.PAUSE, Wish.RENEGOTIATE_SERVICE) or self.said.stop

    def unreadable(self, detail: str, now: float) -> None:
        """An answer that cannot be read ends the session."""
        del now
        if not self.ended:
            self._finish(EndReason.UNREADABLE, detail)

    def _timeout(self, name: TimerName, now: float) -> None:
        del now
        waiting = f" for the answer to {self._pending}" if name is TimerName.MESSAGE else ""
        self._finish(EndReason.TIMEOUT, f"{name.value} timer ran out in state {self.state}{waiting}")

    def _make_safe(self, reason: EndReason, detail: str) -> None:
        if reason not in (EndReason.NORMAL, EndReason.PAUSED):
            self._queue(OutputZero(Reason.LINK_LOST, detail or reason.value))
            self._queue(Noted("reference/iso15118, section 8", f"{reason.value}: {detail}"))
        self._queue(PilotWanted("B"))
        if self._closed or reason not in (EndReason.NORMAL, EndReason.PAUSED):
            self._closed = False
            self._queue(OpenContactor())
