"""The ECU's UDS server: which service is allowed when, sessions, S3, pending responses (ISO 14229-1 and -2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from v2xsdk_emulator.usb.timebase import Scheduler

DEFAULT, PROGRAMMING, EXTENDED = 1, 2, 3
ALL = frozenset({DEFAULT, PROGRAMMING, EXTENDED})
P2_S, P2_STAR_S, S3_S = 0.05, 5.0, 5.0
#: A second sign of life well before P2* is over.
PENDING_AGAIN_S = 2.0

NOT_SUPPORTED, NO_SUB_FUNCTION, WRONG_LENGTH = 0x11, 0x12, 0x13
BUSY, NOT_NOW, WRONG_ORDER, OUT_OF_RANGE, DENIED = 0x21, 0x22, 0x24, 0x31, 0x33
PENDING, SUB_FUNCTION_NOT_IN_SESSION, NOT_IN_SESSION = 0x78, 0x7E, 0x7F
#: Refusals that nobody hears of when everybody was asked.
_SILENT_TO_ALL = frozenset({NOT_SUPPORTED, NO_SUB_FUNCTION, OUT_OF_RANGE, SUB_FUNCTION_NOT_IN_SESSION, NOT_IN_SESSION})


class Nrc(Exception):
    """A refusal with its code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"{code:02X}")
        self.code = code


class NoAnswer(Exception):
    """The ECU is gone: nothing is answered."""


class Later(msgspec.Struct, frozen=True):
    """An answer that takes ``duration_s``; ``finish`` makes it then."""

    duration_s: float
    finish: Callable[[], bytes]


Handler = Callable[[bytes], bytes | Later]


class Service(msgspec.Struct, frozen=True):
    """A service. ``handler`` takes what follows the service's byte, the sub-function without its top bit.

    ``sub_functions`` names the sessions of each. ``level`` is what must be unlocked, ``idle_only`` refuses while
    energised.
    """

    handler: Handler
    sessions: frozenset[int] = ALL
    sub_functions: Mapping[int, frozenset[int]] | None = None
    level: int = 0
    idle_only: bool = False


class UdsServer:
    """Answers requests one at a time. ``energised``, ``level`` and ``session_ended`` are the charger's business."""

    def __init__(
        self,
        scheduler: Scheduler,
        transmit: Callable[[bytes], None],
        energised: Callable[[], bool],
        level: Callable[[], int],
        session_ended: Callable[[], None],
    ) -> None:
        self.services: dict[int, Service] = {}
        self.session = DEFAULT
        self._scheduler = scheduler
        self._transmit = transmit
        self._energised = energised
        self._level = level
        self._session_ended = session_ended
        self._job = 0
        self._working = False
        self._last_s = scheduler.now()
        self._watching = False

    def receive(self, request: bytes, to_all: bool) -> None:
        """Take a request; ``to_all`` when it was addressed to every ECU."""
        if self._working:
            if request[:2] != b"\x3e\x80":
                self._refuse(request[0], BUSY, to_all)
            return
        self._last_s = self._scheduler.now()
        suppress = self._has_sub_function(request) and bool(request[1] & 0x80)
        try:
            answer = self._answer(request)
        except NoAnswer:
            return
        except Nrc as refusal:
            self._refuse(request[0], refusal.code, to_all)
            return
        if isinstance(answer, Later):
            self._work(request[0], answer)
        elif not suppress:
            self._transmit(bytes((request[0] + 0x40,)) + answer)

    def enter(self, session: int) -> None:
        """Enter a session; what the last one allowed ends with it."""
        self._session_ended()
        self.session = session
        if session != DEFAULT and not self._watching:
            self._watching = True
            self._scheduler.call_later(S3_S, self._watch_s3)

    def reset(self) -> None:
        """Forget everything, as after power-on."""
        self._job += 1
        self._working = False
        self.enter(DEFAULT)

    def _has_sub_function(self, request: bytes) -> bool:
        service = self.services.get(request[0])
        return service is not None and service.sub_functions is not None and len(request) > 1

    def _answer(self, request: bytes) -> bytes | Later:
        service = self.services.get(request[0])
        if service is None:
            raise Nrc(NOT_SUPPORTED)
        if self.session not in service.sessions:
            raise Nrc(NOT_IN_SESSION)
        rest = request[1:]
        if service.sub_functions is not None:
            rest = self._check_sub_function(service.sub_functions, rest)
        if service.idle_only and self._energised():
            raise Nrc(NOT_NOW)
        if service.level > self._level():
            raise Nrc(DENIED)
        return service.handler(rest)

    def _check_sub_function(self, known: Mapping[int, frozenset[int]], rest: bytes) -> bytes:
        if not rest:
            raise Nrc(WRONG_LENGTH)
        number = rest[0] & 0x7F
        if number not in known:
            raise Nrc(NO_SUB_FUNCTION)
        if self.session not in known[number]:
            raise Nrc(SUB_FUNCTION_NOT_IN_SESSION)
        return bytes((number,)) + rest[1:]

    def _refuse(self, service: int, code: int, to_all: bool) -> None:
        if not (to_all and code in _SILENT_TO_ALL):
            self._transmit(bytes((0x7F, service, code)))

    def _work(self, service: int, later: Later) -> None:
        """Say "pending" until the work is done."""
        self._job += 1
        self._working = True
        ends_s = self._scheduler.now() + later.duration_s
        self._say_pending(service, self._job, ends_s)
        job = self._job
        self._scheduler.call_at(ends_s, lambda: self._finish(service, job, later))

    def _say_pending(self, service: int, job: int, ends_s: float) -> None:
        if job != self._job or not self._working:
            return
        self._refuse(service, PENDING, to_all=False)
        again_s = self._scheduler.now() + PENDING_AGAIN_S
        if again_s < ends_s:
            self._scheduler.call_at(again_s, lambda: self._say_pending(service, job, ends_s))

    def _finish(self, service: int, job: int, later: Later) -> None:
        if job != self._job:
            return
        self._working = False
        self._last_s = self._scheduler.now()
        try:
            self._transmit(bytes((service + 0x40,)) + later.finish())
        except NoAnswer:
            return
        except Nrc as refusal:
            self._refuse(service, refusal.code, to_all=False)

    def _watch_s3(self) -> None:
        if self.session == DEFAULT:
            self._watching = False
            return
        due_s = (self._scheduler.now() if self._working else self._last_s) + S3_S
        if self._scheduler.now() < due_s - 1e-6:
            self._scheduler.call_at(due_s, self._watch_s3)
            return
        self._watching = False
        self.enter(DEFAULT)
