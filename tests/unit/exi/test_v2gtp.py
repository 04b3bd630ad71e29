"""V2GTP framing and payload types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.errors import EncodeError
from v2xsdk.protocol.v2g.v2gtp import (
    EXI,
    PAYLOAD_TYPES,
    SDP_REQUEST,
    Deframer,
    Dropped,
    Frame,
    Phase,
    pack,
    payload_type_of,
    schema_of,
)

FRAMES = st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=200)), max_size=8)


def test_a_frame_on_the_wire() -> None:
    assert pack(EXI, b"\x80\x40\x00\x40").hex() == "01fe80010000000480400040"
    with pytest.raises(EncodeError):
        pack(0x10000, b"")


@given(frames=FRAMES, cuts=st.lists(st.integers(1, 50)))
def test_frames_are_found_however_the_stream_is_cut(frames: list[tuple[int, bytes]], cuts: list[int]) -> None:
    stream = b"".join(pack(*frame) for frame in frames)
    deframer = Deframer()
    found: list[Frame | Dropped] = []
    while stream:
        size = cuts.pop() if cuts else len(stream)
        found += deframer.receive(stream[:size])
        stream = stream[size:]
    assert found == [Frame(*frame) for frame in frames]
    assert deframer.pending == 0


def test_a_frame_over_the_limit_is_skipped_and_never_stored() -> None:
    deframer = Deframer(limit=100)
    long = pack(EXI, bytes(101))
    assert deframer.receive(long[:50]) == [Dropped("longer than 100 bytes", EXI, 101)]
    assert deframer.pending == 0
    assert deframer.receive(long[50:] + pack(EXI, b"x")) == [Frame(EXI, b"x")]
    huge = b"\x01\xfe\x80\x01\xff\xff\xff\xff"
    assert deframer.receive(huge) == [Dropped("longer than 100 bytes", EXI, 2**32 - 1)]
    for _ in range(100):
        assert deframer.receive(bytes(1000)) == []
        assert deframer.pending == 0


@pytest.mark.parametrize("header", ["02fd8001", "01ff8001", "00008001"])
def test_another_version_is_dropped(header: str) -> None:
    stream = bytes.fromhex(header) + b"\0\0\0\2zz" + pack(EXI, b"x")
    dropped, frame = Deframer().receive(stream)
    assert isinstance(dropped, Dropped)
    assert "version" in dropped.reason
    assert (dropped.payload_type, dropped.length, frame) == (EXI, 2, Frame(EXI, b"x"))


@pytest.mark.parametrize(
    ("payload_type", "phase", "schema"),
    [
        (EXI, Phase.HANDSHAKE, "app"), (EXI, Phase.DIN, "din"), (EXI, Phase.ISO2, "iso2"),
        (EXI, Phase.ISO20, "iso20-common"), (0x8002, Phase.ISO20, "iso20-common"),
        (0x8003, Phase.ISO20, "iso20-ac"), (0x8004, Phase.ISO20, "iso20-dc"),
        (0x8005, Phase.ISO20, "iso20-acdp"), (0x8006, Phase.ISO20, "iso20-wpt"),
        (0x8010, Phase.ISO20, "iso20-ac-der-iec"), (0x8011, Phase.ISO20, "iso20-ac-der-sae"),
        (0x8102, Phase.ISO20, "iso20-common"), (0x8103, Phase.ISO20, "iso20-acdp"),
        (0x8004, Phase.ISO2, None), (0x8004, Phase.HANDSHAKE, None), (SDP_REQUEST, Phase.ISO20, None),
        (0xA000, Phase.ISO20, None),
    ],
)  # fmt: skip
def test_the_payload_type_chooses_the_grammar(payload_type: int, phase: Phase, schema: str | None) -> None:
    assert schema_of(payload_type, phase) == schema


def test_a_profile_may_override_payload_types() -> None:
    profile = {**PAYLOAD_TYPES, "iso20-ac-der-sae": 0x8020}
    assert payload_type_of("iso20-ac-der-sae", profile) == 0x8020
    assert schema_of(0x8020, Phase.ISO20, profile) == "iso20-ac-der-sae"
    assert payload_type_of("iso2") == EXI
    with pytest.raises(EncodeError, match="'xmldsig' are not sent by themselves"):
        payload_type_of("xmldsig")
