"""The stream of live values: never a wrong value, and every gap counted, whatever happens to the blocks."""

from __future__ import annotations

import math
import struct

from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.protocol.usb.diagnostics_stream import StreamDecoder
from v2xsdk_emulator.usb.reference.packing import stream_block

STREAM, VALUES = 7, 3


def sample(index: int) -> bytes:
    return struct.pack("<Q3f", index * 1000, index, -index, math.nan if index % 5 == 0 else index / 2)


fates = st.lists(
    st.tuples(
        st.integers(1, 9),
        st.sampled_from(["arrives", "lost", "bit flipped", "cut", "twice", "other stream", "swapped"]),
        st.integers(0, 10_000),
    ),
    max_size=30,
)


def mangled(block: bytes, fate: str, position: int) -> list[bytes]:
    if fate == "lost":
        return []
    if fate == "bit flipped":
        at = position % len(block)
        return [block[:at] + bytes((block[at] ^ 1 << position % 8,)) + block[at + 1 :]]
    if fate == "cut":
        return [block[: position % len(block)]]
    if fate == "other stream":
        return [stream_block(STREAM + 1, 0, [sample(999)])]
    return [block, block] if fate == "twice" else [block]


@given(blocks=fates)
def test_no_wrong_value_and_every_gap_counted(blocks: list[tuple[int, str, int]]) -> None:
    decoder = StreamDecoder(STREAM, VALUES)
    sent, wire = 0, []
    for count, fate, position in blocks:
        block = stream_block(STREAM, sent, [sample(sent + i) for i in range(count)])
        wire.append(mangled(block, fate, position))
        sent += count
    for at, (_, fate, _) in enumerate(blocks[1:]):
        if fate == "swapped":
            wire[at], wire[at + 1] = wire[at + 1], wire[at]
    seen, gaps = [], 0
    for part in (p for parts in wire for p in parts):
        for got in decoder.receive(part):
            seen.append(got.sequence)
            gaps += got.lost
            third = None if got.sequence % 5 == 0 else got.sequence / 2
            assert got.values == (float(got.sequence), float(-got.sequence), third)
            assert got.time_s == got.sequence / 1000
    tail = decoder.end(sent)
    assert seen == sorted(set(seen))
    assert len(seen) + gaps + tail == sent
    assert decoder.lost == gaps + tail


@given(noise=st.binary(max_size=400))
def test_noise_gives_nothing(noise: bytes) -> None:
    assert StreamDecoder(STREAM, VALUES).receive(noise) == []


def test_sequence_numbers_go_on_over_the_wrap() -> None:
    decoder = StreamDecoder(STREAM, VALUES)
    decoder._next = 2**32 - 2
    block = stream_block(STREAM, 2**32 - 2, [sample(0)] * 4)
    assert [s.sequence for s in decoder.receive(block)] == [2**32 - 2, 2**32 - 1, 2**32, 2**32 + 1]
    assert [s.lost for s in decoder.receive(stream_block(STREAM, 5, [sample(0)]))] == [3]


def test_stream_restarted_elsewhere_is_not_a_huge_gap() -> None:
    decoder = StreamDecoder(STREAM, VALUES)
    decoder.receive(stream_block(STREAM, 0, [sample(0)] * 50))
    assert decoder.receive(stream_block(STREAM, 0, [sample(0)])) == []
    assert decoder.end(10) == 0
    assert (decoder.lost, decoder.dropped_blocks) == (0, 1)
