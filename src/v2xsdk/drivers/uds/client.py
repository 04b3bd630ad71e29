"""A UDS tester: one request at a time, with the timing of ISO 14229-2 and the session kept alive."""

from __future__ import annotations

import asyncio

import msgspec

from v2xsdk.drivers.uds.answers import answers, refusal, refused
from v2xsdk.drivers.uds.channel import IsoTpChannel
from v2xsdk.errors import DecodeError, DeviceRefused, DeviceTimeout, TransportError
from v2xsdk.protocol.uds.names import BUSY_REPEAT_REQUEST, RESPONSE_PENDING

DEFAULT_SESSION, PROGRAMMING_SESSION, EXTENDED_SESSION = 1, 2, 3
_TESTER_PRESENT = b"\x3e\x00"
_TESTER_PRESENT_SILENT = b"\x3e\x80"


class UdsTiming(msgspec.Struct, frozen=True):
    """Seconds. The longer of these and what the ECU says counts; ``margin_s`` is for bus and adapters.

    ``p2_s``: until the answer begins; ``p2_star_s``: after "response pending". ``pending_max_s`` bounds a chain of
    those. ``s3_client_s``: between two signs of life. A busy ECU is asked again ``busy_repeats`` times.
    """

    p2_s: float = 1.0
    p2_star_s: float = 5.0
    margin_s: float = 0.1
    pending_max_s: float = 300.0
    s3_client_s: float = 2.0
    busy_repeats: int = 5
    busy_pause_s: float = 0.1


class UdsClient:
    """Requests and answers as bytes. Concurrent callers wait for one another.

    An answer that comes too late is dropped: it never counts for the next request.
    """

    def __init__(self, channel: IsoTpChannel, timing: UdsTiming | None = None) -> None:
        self.timing = timing or UdsTiming()
        self.session = DEFAULT_SESSION
        self.late_answers = 0
        self._channel = channel
        self._lock = asyncio.Lock()
        self._p2_s = self.timing.p2_s
        self._p2_star_s = self.timing.p2_star_s
        self._in_step = True
        self._keeper: asyncio.Task[None] | None = None
        self._last_sign_s = 0.0

    def open(self) -> None:
        """Start to listen."""
        self._loop = asyncio.get_running_loop()
        self._channel.open()

    async def close(self) -> None:
        """Fall silent: the ECU leaves a diagnostic session by its own S3 time-out."""
        await self._stop_keeper()
        self._channel.close()

    async def request(self, payload: bytes) -> bytes:
        """Send a request and return the positive answer to it.

        Raises ``DeviceRefused`` with the ECU's code, ``DeviceTimeout`` when it does not answer in time,
        ``DecodeError`` when the answer arrives damaged, ``TransportError`` when the bus is gone.
        """
        async with self._lock:
            await self._get_in_step()
            for _ in range(self.timing.busy_repeats):
                try:
                    return await self._ask(payload)
                except DeviceRefused as error:
                    if error.code != BUSY_REPEAT_REQUEST:
                        raise
                    await asyncio.sleep(self.timing.busy_pause_s)
            return await self._ask(payload)

    async def change_session(self, session: int) -> None:
        """Go to ``session`` and keep it alive until the default one is entered again."""
        answer = await self.request(bytes((0x10, session)))
        if len(answer) >= 6:
            self._p2_s = max(self.timing.p2_s, int.from_bytes(answer[2:4], "big") / 1000)
            self._p2_star_s = max(self.timing.p2_star_s, int.from_bytes(answer[4:6], "big") / 100)
        await self.session_is(session)

    async def session_is(self, session: int) -> None:
        """Note that the ECU is in ``session`` now, such as the default one after a reset."""
        self.session = session
        await self._stop_keeper()
        if session != DEFAULT_SESSION:
            self._keeper = self._loop.create_task(self._keep_session(), name=f"tester present on {self._channel.name}")

    async def _ask(self, payload: bytes) -> bytes:
        self.late_answers += self._channel.drop_stale()
        try:
            await self._channel.send(payload)
            self._last_sign_s = self._loop.time()
            answer = await self._await_answer(payload)
        except (DeviceTimeout, DecodeError, asyncio.CancelledError):
            self._in_step = False
            raise
        self._last_sign_s = self._loop.time()
        return answer

    async def _await_answer(self, payload: bytes) -> bytes:
        limit_s = self._p2_s + self.timing.margin_s
        ends_s, give_up_s = self._loop.time() + limit_s, self._loop.time() + self.timing.pending_max_s
        while True:
            answer = await self._receive(payload, ends_s, limit_s)
            code = refusal(payload, answer)
            if code == RESPONSE_PENDING and self._loop.time() < give_up_s:
                limit_s = self._p2_star_s + self.timing.margin_s
                ends_s = self._loop.time() + limit_s
            elif code is not None:
                raise refused(payload, code)
            elif answers(payload, answer):
                return answer
            else:
                self.late_answers += 1

    async def _receive(self, payload: bytes, ends_s: float, limit_s: float) -> bytes:
        try:
            return await self._channel.receive(max(0.0, ends_s - self._loop.time()))
        except DeviceTimeout as error:
            raise DeviceTimeout(
                f"{self._channel.name}: no answer to {payload[:5].hex(' ')} within {limit_s:g} s"
            ) from error

    async def _get_in_step(self) -> None:
        """After a missed answer: an ECU works in order, so what comes before this reply belongs to the past."""
        if self._in_step:
            return
        await self._ask(_TESTER_PRESENT)
        self._in_step = True

    async def _keep_session(self) -> None:
        while True:
            due_s = self._last_sign_s + self.timing.s3_client_s
            await asyncio.sleep(max(due_s - self._loop.time(), 0.01))
            if self._loop.time() < due_s or self._lock.locked():
                continue
            async with self._lock:
                try:
                    await self._channel.send(_TESTER_PRESENT_SILENT)
                except (TransportError, DeviceTimeout):
                    # The next request meets the same trouble and reports it to somebody who waits.
                    return
                self._last_sign_s = self._loop.time()

    async def _stop_keeper(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
            self._keeper = None
