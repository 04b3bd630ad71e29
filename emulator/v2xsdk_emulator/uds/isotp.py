"""The ECU's ISO-TP: one conversation on a port of the emulated bus (ISO 15765-2), with an encoder of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import msgspec

from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.usb.timebase import Scheduler

SINGLE, FIRST, CONSECUTIVE, FLOW = range(4)
CONTINUE, WAIT, OVERFLOW = range(3)
FILLER = b"\xaa"
LONGEST = 4095
RETRY_S = 0.0005
#: Flow controls "wait" in a row that are put up with.
WAITS = 20


class NodeOptions(msgspec.Struct, frozen=True):
    """Identifiers and manners. ``st_min`` is the raw byte asked of the peer; ``pacing_s`` the least between own frames.

    ``functional_id`` is listened to as well; only single frames come there.
    """

    rx_id: int = 0x7E0
    tx_id: int = 0x7E8
    extended: bool = False
    functional_id: int | None = 0x7DF
    block_size: int = 15
    st_min: int = 0
    pacing_s: float = 0.0
    frame_timeout_s: float = 1.0


class IsoTpNode:
    """Takes frames, gives whole messages to ``on_message`` (payload, whether it was addressed to everybody)."""

    def __init__(
        self,
        options: NodeOptions,
        transmit: Callable[[CanFrame], bool],
        scheduler: Scheduler,
        on_message: Callable[[bytes, bool], None],
    ) -> None:
        self.options = options
        self._transmit = transmit
        self._scheduler = scheduler
        self._on_message = on_message
        self._queue: deque[bytes] = deque()
        self._retrying = self._watching = False
        self._sending_run = 0
        self._receive_by_s = 0.0
        self.reset()

    def reset(self) -> None:
        """Forget what is under way."""
        self._queue.clear()
        self._rest: bytes | None = None
        self._sequence = self._block_left = self._waits = 0
        self._gap_s = 0.0
        self._sending_run += 1
        self._received = bytearray()
        self._expected = 0
        self._next = 0

    def send(self, payload: bytes) -> None:
        """Send a message in place of one that is still under way."""
        self._sending_run += 1
        self._rest = None
        if len(payload) <= 7:
            self._put(bytes((len(payload),)) + payload)
            return
        self._put(bytes((FIRST << 4 | len(payload) >> 8, len(payload) & 0xFF)) + payload[:6])
        self._rest, self._sequence, self._waits = payload[6:], 1, 0
        self._block_left = 0
        self._await_flow_control()

    def receive(self, frame: CanFrame) -> None:
        """Take a frame from the bus."""
        options = self.options
        if frame.extended != options.extended or frame.error or frame.remote or not frame.data:
            return
        if frame.can_id == options.rx_id:
            self._take(frame.data)
        elif frame.can_id == options.functional_id and frame.data[0] >> 4 == SINGLE:
            self._single(frame.data, to_all=True)

    def _take(self, data: bytes) -> None:
        kind = data[0] >> 4
        if kind == CONSECUTIVE:
            self._consecutive(data)
        elif kind == FLOW:
            self._flow_control(data)
        elif kind == SINGLE:
            self._expected = 0
            self._single(data, to_all=False)
        elif kind == FIRST and len(data) == 8:
            self._first(data)

    def _single(self, data: bytes, *, to_all: bool) -> None:
        length = data[0] & 0x0F
        if 0 < length < len(data):
            self._on_message(data[1 : 1 + length], to_all)

    def _first(self, data: bytes) -> None:
        length = (data[0] & 0x0F) << 8 | data[1]
        if length < 8:
            if length == 0 and int.from_bytes(data[2:6], "big") > LONGEST:
                self._put(bytes((FLOW << 4 | OVERFLOW, 0, 0)))
            return
        self._received = bytearray(data[2:])
        self._expected, self._next = length, 1
        self._go_ahead()

    def _consecutive(self, data: bytes) -> None:
        if not self._expected:
            return
        missing = self._expected - len(self._received)
        if data[0] & 0x0F != self._next & 0x0F or len(data) - 1 < min(missing, 7):
            self._expected = 0
            return
        self._received += data[1 : 1 + min(missing, 7)]
        self._next += 1
        if missing <= 7:
            self._expected = 0
            self._on_message(bytes(self._received), False)
        elif self.options.block_size and (self._next - 1) % self.options.block_size == 0:
            self._go_ahead()
        else:
            self._await_consecutive()

    def _go_ahead(self) -> None:
        self._put(bytes((FLOW << 4 | CONTINUE, self.options.block_size, self.options.st_min)))
        self._await_consecutive()

    def _await_consecutive(self) -> None:
        self._receive_by_s = self._scheduler.now() + self.options.frame_timeout_s
        if not self._watching:
            self._watching = True
            self._scheduler.call_at(self._receive_by_s, self._watch_receiving)

    def _watch_receiving(self) -> None:
        if self._expected and self._scheduler.now() < self._receive_by_s:
            self._scheduler.call_at(self._receive_by_s, self._watch_receiving)
            return
        self._watching = False
        self._expected = 0

    def _flow_control(self, data: bytes) -> None:
        if self._rest is None or self._block_left or len(data) < 3:
            return
        status = data[0] & 0x0F
        if status == WAIT and self._waits < WAITS:
            self._waits += 1
            self._await_flow_control()
        elif status == CONTINUE:
            self._waits = 0
            self._sending_run += 1
            self._block_left = data[1] or len(self._rest)
            self._gap_s = max(_seconds(data[2]), self.options.pacing_s)
            self._send_on(self._sending_run)
        else:
            self._rest = None

    def _await_flow_control(self) -> None:
        self._sending_run += 1
        run = self._sending_run
        self._scheduler.call_later(self.options.frame_timeout_s, lambda: self._give_up_sending(run))

    def _give_up_sending(self, run: int) -> None:
        if run == self._sending_run:
            self._rest = None

    def _send_on(self, run: int) -> None:
        while run == self._sending_run and self._rest is not None:
            self._put(bytes((CONSECUTIVE << 4 | self._sequence & 0x0F,)) + self._rest[:7])
            self._sequence += 1
            self._block_left -= 1
            self._rest = self._rest[7:] or None
            if self._rest is None:
                self._block_left = 0
            elif not self._block_left:
                self._await_flow_control()
                return
            if self._gap_s and self._rest is not None:
                self._scheduler.call_later(self._gap_s, lambda: self._send_on(run))
                return

    def _put(self, data: bytes) -> None:
        self._queue.append(data.ljust(8, FILLER))
        self._flush()

    def _flush(self) -> None:
        while self._queue:
            if not self._transmit(CanFrame(self.options.tx_id, self._queue[0], self.options.extended)):
                break
            self._queue.popleft()
        if self._queue and not self._retrying:
            self._retrying = True
            self._scheduler.call_later(RETRY_S, self._try_again)

    def _try_again(self) -> None:
        self._retrying = False
        self._flush()


def _seconds(raw: int) -> float:
    if raw <= 0x7F:
        return raw / 1e3
    return (raw - 0xF0) / 1e4 if 0xF1 <= raw <= 0xF9 else 0.127
