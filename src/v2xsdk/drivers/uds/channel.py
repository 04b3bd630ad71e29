"""Joins an ISO-TP conversation to a CAN bus that others use as well: no threads, and no frame that is not ours."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

import isotp

from v2xsdk.drivers.uds.isotp_link import IsoTpAddress, IsoTpLink, IsoTpOptions
from v2xsdk.errors import Closed, DecodeError, DeviceTimeout, ProtocolError, TransportError, TxOverflow
from v2xsdk.model import CanFrame
from v2xsdk.spi import CanBus

RETRY_S = 0.002
LEAST_REST_S = 0.0001

_NO_FLOW = (isotp.FlowControlTimeoutError, isotp.MaximumWaitFrameReachedError)
_NOT_SENT = (*_NO_FLOW, isotp.OverflowError, isotp.BadGeneratorError)
_NOT_RECEIVED = (
    isotp.WrongSequenceNumberError,
    isotp.ConsecutiveFrameTimeoutError,
    isotp.FrameTooLongError,
    isotp.InvalidCanDataError,
    isotp.ChangingInvalidRXDLError,
)


class IsoTpChannel:
    """Sends and receives whole messages. One send and one receive may wait at a time.

    Whoever made ``bus`` opens and closes it.
    """

    def __init__(self, bus: CanBus, address: IsoTpAddress, options: IsoTpOptions | None = None) -> None:
        self.link = IsoTpLink(address, options)
        self.name = f"{bus.name} {address.tx_id:x}/{address.rx_id:x}"
        self._bus = bus
        self._waiting_out: deque[CanFrame] = deque()
        self._failure: Exception | None = None
        self._loss: TransportError | None = None
        self._undo: list[Callable[[], None]] = []
        self._timer: asyncio.TimerHandle | None = None

    def open(self) -> None:
        """Listen on the bus."""
        self._loop = asyncio.get_running_loop()
        self._moved = asyncio.Event()
        self._loss = self._failure = None
        self.link.reset()
        self._undo = [self._bus.listen(self._receive), self._bus.on_loss(self._lost)]

    def close(self) -> None:
        """Listen no more; whoever waits is told."""
        for undo in self._undo:
            undo()
        self._undo = []
        if self._timer is not None:
            self._timer.cancel()
        self._waiting_out.clear()

    async def send(self, payload: bytes) -> None:
        """Send a message and return when its last frame is on the bus.

        Raises ``DeviceTimeout`` when the peer gives no go-ahead, ``ProtocolError`` when it has no room,
        ``LinkLost`` or another ``TransportError`` when the bus is gone.
        """
        self._check()
        self._failure = None
        self.link.send(payload, self._loop.time())
        self._serve()
        while self.link.sending or self._waiting_out:
            await self._next_move()
            self._check()
            self._raise_unsent()
        self._raise_unsent()

    async def receive(self, begin_within_s: float) -> bytes:
        """Return the next message, which must begin within ``begin_within_s`` seconds.

        Raises ``DeviceTimeout`` when none begins, ``DecodeError`` when one arrives damaged.
        """
        ends_s = self._loop.time() + begin_within_s
        while True:
            self._check()
            if (message := self.link.next_message()) is not None:
                self._failure = None
                return message
            self._raise_damaged()
            left_s = ends_s - self._loop.time()
            if left_s <= 0 and not self.link.receiving:
                raise DeviceTimeout(f"{self.name}: no message within {begin_within_s:g} s")
            await self._next_move(None if self.link.receiving else left_s)

    def drop_stale(self) -> int:
        """Forget messages not yet taken, and those that are still under way; the answer is how many there were."""
        dropped = 0
        while self.link.next_message() is not None:
            dropped += 1
        if self.link.sending or self.link.receiving:
            dropped += self.link.receiving
            self.link.reset()
        self._waiting_out.clear()
        self._failure = None
        return dropped

    async def _next_move(self, timeout_s: float | None = None) -> None:
        self._moved.clear()
        try:
            async with asyncio.timeout(timeout_s):
                await self._moved.wait()
        except TimeoutError:
            return

    def _check(self) -> None:
        if self._loss is not None:
            raise self._loss
        if not self._undo:
            raise Closed(f"{self.name} is not open")

    def _raise_unsent(self) -> None:
        if isinstance(self._failure, _NOT_SENT):
            failure, self._failure = self._failure, None
            kind = DeviceTimeout if isinstance(failure, _NO_FLOW) else ProtocolError
            raise kind(f"{self.name}: the message was not taken: {failure}") from failure

    def _raise_damaged(self) -> None:
        if isinstance(self._failure, _NOT_RECEIVED) and not self.link.receiving:
            failure, self._failure = self._failure, None
            raise DecodeError(f"{self.name}: a message arrived damaged: {failure}") from failure

    def _receive(self, frame: CanFrame) -> None:
        self.link.receive(frame, self._loop.time())
        self._serve()

    def _lost(self, error: TransportError) -> None:
        self._loss = error
        self._moved.set()

    def _serve(self) -> None:
        """Put out what is due, note what went wrong, and come back when the link wants to."""
        self._waiting_out.extend(self.link.to_send())
        self._flush()
        while (error := self.link.next_error()) is not None:
            if isinstance(error, _NOT_SENT + _NOT_RECEIVED):
                self._failure = error
        if self._failure is not None or self.link.available or not self._busy:
            self._moved.set()
        self._rest()

    @property
    def _busy(self) -> bool:
        return self.link.sending or self.link.receiving or bool(self._waiting_out)

    def _flush(self) -> None:
        try:
            while self._waiting_out:
                self._bus.send(self._waiting_out[0])
                self._waiting_out.popleft()
        except TxOverflow:
            # The frame stays first in line; the timer tries again.
            return
        except TransportError as error:
            self._waiting_out.clear()
            self._loss = error

    def _rest(self) -> None:
        """Come back when something is due; a timer that rings too early does no harm, and is left as it is."""
        now, deadline = self._loop.time(), self.link.next_deadline()
        if self._waiting_out:
            deadline = now + RETRY_S
        if deadline is None or not self._undo:
            return
        if self._timer is not None:
            if self._timer.when() <= deadline:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(max(deadline, now + LEAST_REST_S), self._wake)

    def _wake(self) -> None:
        self._timer = None
        self.link.handle_timeout(self._loop.time())
        self._serve()
