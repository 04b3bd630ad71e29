"""Reads the stream of live values in a thread of its own, beside requests and answers."""

from __future__ import annotations

import contextlib
import struct
from collections.abc import AsyncGenerator, Sequence

from v2xsdk.drivers.usb_diagnostics.channel import Channel
from v2xsdk.errors import Closed, DecodeError, LimitError, TransportError, V2xError
from v2xsdk.model.service import LiveSample
from v2xsdk.protocol.usb import diagnostics as wire
from v2xsdk.protocol.usb.diagnostics import Command
from v2xsdk.protocol.usb.diagnostics_stream import StreamDecoder
from v2xsdk.transport.usb.worker import InlineWorker, ThreadWorker, Worker

SHORTEST_SILENCE_S = 1.0


class LiveReader:
    """One running stream."""

    def __init__(self, channel: Channel, numbers: Sequence[int], period_s: float) -> None:
        """Start the stream on the device; for the thread that owns the channel."""
        if not 0 < period_s < 4000:
            raise LimitError(f"a period of {period_s!r} s: between 0.001 and 4000 s")
        self._channel = channel
        self._silence_s = max(SHORTEST_SILENCE_S, 3 * period_s)
        self._stopped = False
        payload = struct.pack(f"<IH{len(numbers)}H", round(period_s * 1e6), len(numbers), *numbers)
        reader = channel.ask(Command.START_STREAM, payload)
        stream, size = reader.unsigned(2), reader.unsigned(2)
        if size != 8 + 4 * len(numbers):
            raise DecodeError(f"USB diagnostics: samples of {size} bytes for {len(numbers)} values")
        self._decoder = StreamDecoder(stream, len(numbers))

    @property
    def lost(self) -> int:
        """Return how many samples went missing so far."""
        return self._decoder.lost

    async def samples(self, owner: Worker) -> AsyncGenerator[LiveSample, None]:
        """Yield samples until :meth:`stop`; blocks are read by a second thread unless ``owner`` has none."""
        worker = owner if isinstance(owner, InlineWorker) else ThreadWorker("usb-live-values")
        try:
            while not self._stopped:
                block = await worker.run(self._read)
                for sample in self._decoder.receive(block) if block else ():
                    yield sample
        finally:
            if worker is not owner:
                worker.close()

    def stop(self) -> None:
        """End the stream from outside: the reading thread returns at once where the backend can cancel."""
        self._stopped = True
        self._channel.handle.interrupt(wire.STREAM_IN)

    async def finish(self, owner: Worker) -> None:
        """Stop the device's stream and count what it sent after the last block."""
        with contextlib.suppress(Closed, TransportError):  # gone: nothing more to count
            await owner.run(self._finish)

    def _finish(self) -> None:
        reader = self._channel.ask(Command.STOP_STREAM)
        self._decoder.end(reader.unsigned(4))

    def _read(self) -> bytes:
        try:
            return self._channel.handle.read(wire.STREAM_IN, wire.STREAM_BLOCK_SIZE, self._silence_s)
        except V2xError:
            if self._stopped:
                return b""
            raise
