"""One V2G connection: bytes to frames to messages to the session machine, and its effects back to the transport."""

from __future__ import annotations

import asyncio
import logging
from abc import abstractmethod
from collections.abc import Callable

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g import wire
from v2xsdk.protocol.v2g.machine import Machine
from v2xsdk.protocol.v2g.timers import Protocol
from v2xsdk.protocol.v2g.v2gtp import Deframer, Dropped, Frame, pack

log = logging.getLogger(__name__)

RECEIVED, SENT = "received", "sent"
Watcher = Callable[[float, str, object, bytes], None]
"""Told of every message: time, ``received`` or ``sent``, the message, its frame."""


class V2gConnection(asyncio.Protocol):
    """Pump of one session. It always flushes: whatever moves the machine is followed by its effects.

    ``machine`` is ``None`` until the handshake chose a message set. Timers use one handle, re-armed lazily.
    """

    def __init__(self, watch: Watcher | None = None) -> None:
        self.machine: Machine | None = None
        self.protocol: Protocol | None = None
        self.end: fx.SessionEnded | None = None
        self.transport: asyncio.Transport | None = None
        self._watch = watch
        self._deframer = Deframer()
        self._timer: asyncio.TimerHandle | None = None
        self._closing: asyncio.TimerHandle | None = None
        self._flushing = False

    # --- asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is open."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("a V2G session needs a stream transport")
        self.transport = transport
        self._loop = asyncio.get_running_loop()
        self.opened(self._loop.time())

    def data_received(self, data: bytes) -> None:
        """Bytes of the peer."""
        now = self._loop.time()
        for frame in self._deframer.receive(data):
            if isinstance(frame, Dropped):
                log.warning("dropped a frame of payload type %#06x: %s", frame.payload_type, frame.reason)
            elif self.end is None:
                self._take(frame, now)

    def eof_received(self) -> bool:
        """The peer sends no more: the transport closes."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        if self.machine is not None:
            self.machine.peer_closed(self._loop.time())
            self._flush()
        elif self.end is None:
            self._ended(
                fx.SessionEnded(fx.EndReason.PEER_CLOSED, f"closed before the handshake: {exc or 'by the peer'}")
            )
        for handle in (self._timer, self._closing):
            if handle is not None:
                handle.cancel()
        self._timer = self._closing = None
        self.closed()

    # --- what the sides add

    @abstractmethod
    def opened(self, now: float) -> None:
        """Hook: the connection is open."""

    @abstractmethod
    def handshake(self, message: object, now: float) -> None:
        """Hook: a handshake message."""

    @abstractmethod
    def refresh(self, now: float) -> None:
        """Hook: tell the machine the state of its side before it moves."""

    @abstractmethod
    def apply(self, effect: fx.Effect, now: float) -> None:
        """Hook: do an effect that is not the transport's."""

    def closed(self) -> None:
        """Hook: the connection is gone for good."""

    def deadline(self) -> float | None:
        """When something is due."""
        return self.machine.next_deadline() if self.machine is not None else None

    def due(self, now: float) -> None:
        """Hook: a deadline passed."""
        if self.machine is not None:
            self.refresh(now)
            self.machine.handle_timeout(now)

    # --- for the side above

    def poke(self) -> None:
        """The state of this side changed: the machine may have something to say."""
        if self.machine is not None and self.end is None:
            self.refresh(self._loop.time())
            self._flush()

    def abort(self, detail: str) -> None:
        """End the session from this side at once."""
        if self.machine is not None and self.end is None:
            self.machine.abort(detail, self._loop.time())
            self._flush()
        elif self.end is None:
            self._ended(fx.SessionEnded(fx.EndReason.LOCAL, detail))
        if self.transport is not None:
            self.transport.abort()

    def send_message(self, message: object, stream: fx.Stream = fx.Stream.MAIN) -> None:
        """Send one message; raises ``EncodeError`` for one that its grammar cannot carry."""
        data = wire.encode(message, self.protocol, stream)
        if self.transport is not None and not self.transport.is_closing():
            if self._watch is not None:
                self._watch(self._loop.time(), SENT, message, data)
            self.transport.write(data)

    # --- inside

    def _take(self, frame: Frame, now: float) -> None:
        try:
            decoded = wire.decode(frame, self.protocol)
        except DecodeError as error:
            self._unreadable(f"payload type {frame.payload_type:#06x}: {error}", now)
            return
        if decoded is None:
            log.info("dropped a frame of payload type %#06x", frame.payload_type)
            return
        message, stream = decoded
        if self._watch is not None:
            self._watch(now, RECEIVED, message, pack(frame.payload_type, frame.payload))
        if self.machine is None:
            self.handshake(message, now)
        else:
            self.refresh(now)
            self.machine.receive(message, now, stream)
        self._flush()

    def _unreadable(self, detail: str, now: float) -> None:
        log.warning("unreadable: %s", detail)
        if self.machine is not None:
            self.machine.unreadable(detail, now)
            self._flush()
        else:
            self._ended(fx.SessionEnded(fx.EndReason.UNREADABLE, detail))
        self._close(0.0)

    def _flush(self) -> None:
        """Do all effects in order. Effects that move the machine again are taken in the same pass."""
        if self.machine is None or self._flushing:
            self._arm()
            return
        self._flushing = True
        try:
            while effects := self.machine.effects():
                for effect in effects:
                    self._do(effect)
        finally:
            self._flushing = False
        self._arm()

    def _do(self, effect: fx.Effect) -> None:
        if isinstance(effect, fx.Send):
            try:
                self.send_message(effect.message, effect.stream)
            except EncodeError as error:
                self.abort(f"{type(effect.message).__name__} cannot be encoded: {error}")
        elif isinstance(effect, fx.Close):
            self._close(effect.after_s)
        else:
            self.apply(effect, self._loop.time())
            if isinstance(effect, fx.SessionEnded):
                self._ended(effect)

    def _ended(self, end: fx.SessionEnded) -> None:
        if self.end is None:
            self.end = end
            if self.machine is None:
                self.apply(end, self._loop.time())

    def _close(self, after_s: float) -> None:
        transport = self.transport
        if transport is None or transport.is_closing():
            return
        if after_s <= 0.0:
            transport.close()
        elif self._closing is None:
            self._closing = self._loop.call_later(after_s, transport.close)

    def _arm(self) -> None:
        deadline = self.deadline() if self.end is None else None
        if deadline is None:
            return
        if self._timer is None or self._timer.cancelled() or self._timer.when() > deadline:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._loop.call_at(deadline, self._tick)

    def _tick(self) -> None:
        self._timer = None
        if self.end is None:
            now = self._loop.time()
            deadline = self.deadline()
            if deadline is not None and deadline <= now:
                self.due(now)
            self._flush()
