"""The charger's side of a session, common to all protocols: order of messages, session id, timers, failure."""

from __future__ import annotations

import secrets
from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from v2xsdk.model import Reason
from v2xsdk.protocol.v2g.effects import (
    EndReason,
    Noted,
    OpenContactor,
    OutputZero,
    Send,
    SessionStarted,
    Stream,
)
from v2xsdk.protocol.v2g.evse import EvseState, SeccSettings
from v2xsdk.protocol.v2g.machine import ENDED, Machine
from v2xsdk.protocol.v2g.neutral import response_type
from v2xsdk.protocol.v2g.timers import Role, TimerName, seconds

Answer = tuple[Any, str]
"""A response body and the outcome that picks the next state; a failed outcome is ``"failed"``."""

ZERO = frozenset({b"\x00" * n for n in range(9)})
FAILED = "failed"
FAILING = "failing"
"""State of a -2 session after a failed answer: only SessionStop is left."""


class Failure(Exception):  # noqa: N818 - not an error of the SDK: a refusal that becomes an answer
    """A handler refuses a request; the code is the name in the protocol's response codes."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class SeccMachine(Machine):
    """Receives requests, answers each with the right code, and asks for what the charger has to do.

    ``update`` tells it what the charger is doing. ``session_ids`` makes new session ids.
    """

    loop_states: frozenset[str] = frozenset()
    closes_on_failure = True

    def __init__(
        self,
        state: str,
        settings: SeccSettings,
        evse: EvseState,
        now: float,
        session_ids: Callable[[], bytes] = lambda: secrets.token_bytes(8),
    ) -> None:
        super().__init__(state)
        self.settings = settings
        self.evse = evse
        self.session_id = b""
        self._session_ids = session_ids
        self._held: tuple[Any, Any, Stream] | None = None
        self._output = False
        self._failure = ""
        self._ongoing_since: float | None = None
        self._handlers: dict[str, Callable[[Any, float], Answer | None]] = self._make_handlers()
        self._sequence_s = seconds(self.protocol, Role.SECC, TimerName.SEQUENCE)
        self._output_s = seconds(self.protocol, Role.SECC, TimerName.LOOP_OUTPUT)
        self._timers[TimerName.SETUP] = now + seconds(self.protocol, Role.SECC, TimerName.SETUP)

    @abstractmethod
    def _make_handlers(self) -> dict[str, Callable[[Any, float], Answer | None]]:
        """Return request name -> handler. A handler that answers later returns ``None``."""

    @abstractmethod
    def _open(self, message: object) -> tuple[Any, bytes] | None:
        """Return (request body, session id) of a message, ``None`` for what is no message of this protocol."""

    @abstractmethod
    def _wrap(self, response: Any, now: float) -> object:
        """Return the message that carries a response body."""

    @abstractmethod
    def _neutral(self, request: Any, code: str) -> Any:
        """Return the failed answer to a request, neutral in everything but its code."""

    @property
    def holding(self) -> bool:
        """Whether an answer waits for the charger; ``update`` may release it."""
        return self._held is not None

    def update(self, evse: EvseState, now: float) -> None:
        """Tell the machine what the charger does now; an answer that was held back may follow."""
        self.evse = evse
        if self._held is not None and not self.ended:
            request, message, stream = self._held
            self._held = None
            self._handle(request, message, now, stream)

    def receive(self, message: object, now: float, stream: Stream = Stream.MAIN) -> None:
        """Take one decoded message of the vehicle."""
        if self.ended:
            return
        opened = self._open(message)
        if opened is None or response_type(opened[0]) is None:
            self._finish(EndReason.SEQUENCE_ERROR, f"{type(message).__name__} is no request; nothing can answer it")
            return
        request, session_id = opened
        name = type(request).__name__
        if self._held is not None:
            detail = f"{name} while {type(self._held[0]).__name__} is unanswered"
            self._fail(request, "FAILED_SequenceError", detail, now)
        elif name != "SessionSetupReq" and self.session_id and session_id != self.session_id:
            self._fail(request, "FAILED_UnknownSession", f"{name} with another session id", now)
        elif not self._allowed(name, stream):
            self._fail(request, "FAILED_SequenceError", f"{name} in state {self.state}", now)
        else:
            self._handle(request, message, now, stream)

    def peer_closed(self, now: float) -> None:
        """The connection is gone; after a failed answer that is what the vehicle was expected to do."""
        if self.state == FAILING and not self.ended:
            self._finish(EndReason.FAILED_ANSWER, self._failure)
        else:
            super().peer_closed(now)

    def unreadable(self, detail: str, now: float) -> None:
        """A frame that cannot be read ends the session: what the vehicle wants is unknown."""
        del now
        if not self.ended:
            self._finish(EndReason.UNREADABLE, detail)

    def _allowed(self, name: str, stream: Stream) -> bool:
        return stream is Stream.MAIN and self.table.outcomes(self.state, name) is not None

    def _handle(self, request: Any, message: Any, now: float, stream: Stream) -> None:
        name = type(request).__name__
        self._message = message
        try:
            answer = self._handlers[name](request, now)
        except Failure as failure:
            self._fail(request, failure.code, failure.detail, now)
            return
        if answer is None:
            self._held = (request, message, stream)
            self._timers.setdefault(TimerName.HOLD, now + seconds(self.protocol, Role.SECC, TimerName.HOLD))
            return
        self._timers.pop(TimerName.HOLD, None)
        response, outcome = answer
        if stream is Stream.MAIN:
            outcomes = self.table.outcomes(self.state, name) or {}
            self._enter(outcomes[outcome], now)
        self._queue(Send(self._wrap(response, now), stream))
        self._answered(request, outcome, now)

    def _enter(self, state: str, now: float) -> None:
        """Go to a state and wait for the next request."""
        if state != self.state:
            self._ongoing_since = None
            self.state = state
        self._timers[TimerName.SEQUENCE] = now + self._sequence_s
        if state in self.loop_states:
            self._timers[TimerName.LOOP_OUTPUT] = now + self._output_s
        else:
            self._timers.pop(TimerName.LOOP_OUTPUT, None)

    def _answered(self, request: Any, outcome: str, now: float) -> None:
        """Hook: the answer is queued and the next state entered."""

    def _fail(self, request: Any, code: str, detail: str, now: float) -> None:
        """Output to zero, failed answer, contactor open, and the end where the protocol wants it."""
        self._held = None
        self._timers.pop(TimerName.HOLD, None)
        self._zero(Reason.FAULT, detail)
        self._queue(Send(self._wrap(self._neutral(request, code), now)))
        self._queue(Noted("reference/iso15118, section 8", f"{code}: {detail}"))
        self._queue(OpenContactor())
        if code == "FAILED_SequenceError":
            self._finish(EndReason.SEQUENCE_ERROR, detail)
        elif code == "FAILED_UnknownSession":
            self._finish(EndReason.UNKNOWN_SESSION, detail)
        elif self.closes_on_failure:
            self._finish(EndReason.FAILED_ANSWER, f"{code}: {detail}")
        else:
            self._timers.clear()
            self.state = FAILING
            self._failure = f"{code}: {detail}"
            wait_s = seconds(self.protocol, Role.SECC, TimerName.STOP_AFTER_FAILURE)
            self._timers[TimerName.STOP_AFTER_FAILURE] = now + wait_s

    def _timeout(self, name: TimerName, now: float) -> None:
        if name is TimerName.LOOP_OUTPUT:
            self._zero(Reason.LINK_LOST, f"no loop request for {self._output_s:g} s")
            self._silent(now)
        elif name is TimerName.HOLD and self._held is not None:
            request = self._held[0]
            self._fail(request, self._hold_code(request), "the charger did not get ready in time", now)
        elif name is TimerName.STOP_AFTER_FAILURE:
            self._finish(EndReason.FAILED_ANSWER, self._failure)
        else:
            self._finish(EndReason.TIMEOUT, f"{name.value} timer ran out in state {self.state}")

    def _silent(self, now: float) -> None:
        """Hook: the output went to zero because the vehicle is silent in the loop."""

    def _hold_code(self, request: Any) -> str:
        del request
        return "FAILED_ContactorError"

    def _zero(self, reason: Reason, detail: str) -> None:
        if self._output:
            self._output = False
            self._queue(OutputZero(reason, detail))

    def _make_safe(self, reason: EndReason, detail: str) -> None:
        normal = reason in (EndReason.NORMAL, EndReason.PAUSED)
        self._zero(Reason.STOPPED if normal else Reason.LINK_LOST, detail or reason.value)
        if self.state != FAILING and self.state != ENDED:
            self._queue(OpenContactor())

    def _new_session(self, vehicle_id: str, *, resumed: bytes | None = None) -> None:
        self.session_id = resumed or self._session_ids()
        self._timers.pop(TimerName.SETUP, None)
        self._queue(SessionStarted(self.protocol, self.session_id, vehicle_id, resumed is not None))

    def _ongoing_too_long(self, now: float) -> bool:
        """Whether an answer has been Ongoing for as long as the charger may take."""
        if self._ongoing_since is None:
            self._ongoing_since = now
        return now - self._ongoing_since >= seconds(self.protocol, Role.SECC, TimerName.ONGOING)
