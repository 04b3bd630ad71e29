"""The stream of live values (docs/reference/usb-diagnostics.md, section 5): no wrong value, every gap counted."""

from __future__ import annotations

import math
import struct
import zlib

from v2xsdk.model.service import LiveSample

_MAGIC = 0x5653
_HEADER = struct.Struct("<HHIHHI")
_WRAP = 1 << 32


class StreamDecoder:
    """Turns blocks into samples; ``lost`` counts all samples missed so far, ``dropped_blocks`` unusable blocks."""

    def __init__(self, stream: int, values: int) -> None:
        self._stream = stream
        self._sample = struct.Struct(f"<Q{values}f")
        self._next = 0
        self.lost = 0
        self.dropped_blocks = 0

    def receive(self, block: bytes) -> list[LiveSample]:
        """Return the samples of one block, none for a block that is damaged, foreign or old."""
        first = self._checked(block)
        if first is None:
            self.dropped_blocks += 1
            return []
        gap = (first - self._next) % _WRAP
        self.lost += gap
        sequence = self._next + gap
        samples = []
        for time_us, *values in self._sample.iter_unpack(memoryview(block)[_HEADER.size :]):
            samples.append(LiveSample(sequence, time_us / 1e6, _known(values), gap))
            sequence += 1
            gap = 0
        self._next = sequence
        return samples

    def end(self, next_sequence: int) -> int:
        """Count what was lost after the last block that came; return that number."""
        missing = (next_sequence - self._next) % _WRAP
        if missing >= _WRAP // 2:
            return 0
        self.lost += missing
        self._next += missing
        return missing

    def _checked(self, block: bytes) -> int | None:
        """Return the first sequence number of a good block."""
        if len(block) < _HEADER.size:
            return None
        magic, stream, first, count, size, checksum = _HEADER.unpack_from(block)
        samples = block[_HEADER.size :]
        if (magic, stream, size) != (_MAGIC, self._stream, self._sample.size) or not count:
            return None
        if len(samples) != count * size or zlib.crc32(samples, zlib.crc32(block[:12])) != checksum:
            return None
        return None if (first - self._next) % _WRAP >= _WRAP // 2 else first


def _known(values: list[float]) -> tuple[float | None, ...]:
    # almost always all are known, and one sum tells so faster than a look at each
    if not math.isnan(sum(values)):
        return tuple(values)
    return tuple(None if math.isnan(value) else value for value in values)
