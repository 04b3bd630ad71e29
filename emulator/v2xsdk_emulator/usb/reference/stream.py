"""Sends live values in blocks and counts on when the host does not fetch them."""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Callable, Sequence

from v2xsdk_emulator.usb.reference.model import ChargerModel, Value
from v2xsdk_emulator.usb.reference.packing import stream_block
from v2xsdk_emulator.usb.timebase import Timebase

BLOCK_PERIOD_S = 0.02
BLOCK_BYTES = 16384 - 16
QUEUE_BLOCKS = 64


class LiveStream:
    """One running stream; ``queue`` puts a block on the endpoint and says how many wait there."""

    def __init__(
        self,
        number: int,
        model: ChargerModel,
        values: Sequence[Value],
        period_s: float,
        timebase: Timebase,
        queue: Callable[[bytes], None],
    ) -> None:
        self.number = number
        self.next_sequence = 0
        self.sample_size = 8 + 4 * len(values)
        self._model = model
        self._readers = [value.read for value in values]
        self._layout = struct.Struct(f"<Q{len(values)}f")
        self._period_s = period_s
        self._timebase = timebase
        self._queue = queue
        self._per_block = max(1, min(round(BLOCK_PERIOD_S / period_s), BLOCK_BYTES // self.sample_size))
        self._started_s = timebase.now()
        self._running = True
        self._schedule()

    def stop(self) -> int:
        """End the stream and return the number of the sample that does not come any more."""
        self._running = False
        return self.next_sequence

    def tick(self) -> None:
        """Send the samples that are due, in full blocks."""
        if not self._running:
            return
        due = int((self._timebase.now() - self._started_s) / self._period_s + 1e-6)
        while due - self.next_sequence >= self._per_block:
            first = self.next_sequence
            samples = [self._sample(first + i) for i in range(self._per_block)]
            self.next_sequence += self._per_block
            self._queue(stream_block(self.number, first, samples))
        self._schedule()

    def _sample(self, index: int) -> bytes:
        at_s = self._started_s + (index + 1) * self._period_s
        return self._layout.pack(self._model.time_us(at_s), *[read(at_s) for read in self._readers])

    def _schedule(self) -> None:
        due_s = self._started_s + (self.next_sequence + self._per_block) * self._period_s
        self._timebase.call_at(due_s, self.tick)


class BlockQueue:
    """The blocks the host has not fetched; the oldest are dropped when it is full."""

    def __init__(self, send: Callable[[bytes], bool], waiting: Callable[[], int]) -> None:
        self._send = send
        self._waiting = waiting
        self._blocks: deque[bytes] = deque()
        self.dropped = 0

    def put(self, block: bytes) -> None:
        """Queue a block; hand over to the endpoint what it has room for."""
        self._blocks.append(block)
        self.pump()
        while len(self._blocks) > QUEUE_BLOCKS:
            self._blocks.popleft()
            self.dropped += 1

    def pump(self) -> None:
        """Keep the endpoint supplied with two blocks; the rest can still be dropped."""
        while self._blocks and self._waiting() < 2:
            self._send(self._blocks.popleft())

    def clear(self) -> None:
        """Forget everything."""
        self._blocks.clear()
