"""The MME codec under random records and random bytes: round trip, native == reference == the emulator's own."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.slac_records import samples
from v2xsdk.errors import DecodeError
from v2xsdk.protocol.slac import codec, text
from v2xsdk.protocol.slac.keys import Nmk
from v2xsdk.protocol.slac.layouts import BY_RECORD, LAYOUTS
from v2xsdk.protocol.slac.records import Mme
from v2xsdk.protocol.slac.reference import Codec
from v2xsdk.protocol.slac.wire import Field, Kind, Layout
from v2xsdk_emulator.plc import frames as emulator

REFERENCE = Codec(LAYOUTS)
FRAMES = [codec.encode(record) for record in samples()]
_LATIN = st.characters(min_codepoint=1, max_codepoint=255)


def values(layout: Layout, field: Field) -> st.SearchStrategy[object]:
    octets = st.binary(min_size=field.size, max_size=field.size)
    simple: dict[Kind, st.SearchStrategy[object]] = {
        Kind.U8: st.integers(0, 255),
        Kind.U16: st.integers(0, 65535),
        Kind.U32: st.integers(0, 2**32 - 1),
        Kind.OCTETS: octets,
        Kind.MAC: octets,
        Kind.KEY: octets.map(Nmk),
        Kind.OUI: st.sampled_from([layout.oui, bytes(3)]),
        Kind.BYTES: st.binary(max_size=255),
        Kind.NIBBLES: st.binary(min_size=1, max_size=300).map(lambda raw: bytes(byte & 15 for byte in raw)),
        Kind.LENGTH8: st.just(40),
        Kind.TEXT: st.text(_LATIN, max_size=field.size),
        Kind.TEXT_COUNTED: st.text(_LATIN, max_size=40),
        Kind.U16S: st.tuples(*[st.integers(0, 65535)] * field.size),
        Kind.U32S: st.tuples(*[st.integers(0, 2**32 - 1)] * field.size),
        Kind.TAIL: st.binary(max_size=60),
    }
    if field.kind is Kind.LIST:
        assert field.item is not None
        return st.lists(bodies(field.item), max_size=3).map(tuple)
    return simple[field.kind]


def bodies(layout: Layout) -> st.SearchStrategy[msgspec.Struct]:
    names = layout.record.__struct_fields__
    head = {"dst": st.binary(min_size=6, max_size=6), "src": st.binary(min_size=6, max_size=6)}
    mmv = {"mmv": st.sampled_from(layout.mmvs)}
    given_fields = {field.name: values(layout, field) for field in layout.fields if field.name in names}
    constant = ("result",) if layout.name == "CM_ATTEN_CHAR.RSP" else ()
    chosen = {**head, **mmv, **given_fields} if layout.mmtype >= 0 else given_fields
    return st.builds(layout.record, **{k: v for k, v in chosen.items() if k not in constant})


RECORDS = st.sampled_from(LAYOUTS).flatmap(bodies)


def outcome(decode: object, frame: bytes) -> object:
    assert callable(decode)
    try:
        return decode(frame)
    except DecodeError as error:
        return str(error)


@given(RECORDS)
def test_every_record_survives_the_wire_and_the_text_form(record: Mme) -> None:
    frame = codec.encode(record)
    assert frame == REFERENCE.encode(record)
    assert len(frame) >= 60
    assert codec.decode(frame) == REFERENCE.decode(frame) == record
    assert text.from_fields(text.mme_name(record), text.to_fields(record)) == record


@given(st.sampled_from(FRAMES), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=6), st.data())
def test_damaged_frames_meet_the_same_fate_in_both_engines(
    frame: bytes, damage: list[tuple[int, int]], data: st.DataObject
) -> None:
    damaged = bytearray(frame)
    for position, value in damage:
        damaged[position % len(damaged)] = value
    cut = bytes(damaged[: data.draw(st.integers(0, len(damaged)))])
    for tried in (bytes(damaged), cut):
        assert outcome(codec.decode, tried) == outcome(REFERENCE.decode, tried)


@given(st.binary(max_size=200), st.sampled_from([layout.mmtype for layout in LAYOUTS]), st.integers(0, 3))
def test_random_payloads_never_raise_anything_but_a_decode_error(payload: bytes, mmtype: int, mmv: int) -> None:
    head = bytes(12) + b"\x88\xe1" + bytes([mmv]) + mmtype.to_bytes(2, "little") + (bytes(2) if mmv else b"")
    decoded = outcome(codec.decode, head + payload)
    assert decoded == outcome(REFERENCE.decode, head + payload)
    if not isinstance(decoded, str):
        assert isinstance(decoded, Mme)
        assert codec.decode(codec.encode(decoded)) == decoded


EMULATED = [layout for layout in LAYOUTS if "NW_INFO" not in layout.name and "HST_ACTION" not in layout.name]


@given(st.sampled_from(EMULATED).flatmap(bodies))
def test_the_emulators_own_codec_agrees(record: Mme) -> None:
    default = {field.name: field.default for field in msgspec.structs.fields(type(record))}["mmv"]
    plain = msgspec.structs.replace(record, mmv=default)
    frame = emulator.encode(plain)
    assert frame == codec.encode(plain)
    assert emulator.decode(frame) == plain


EMULATED_SAMPLES = [record for record in samples() if BY_RECORD[type(record)] in EMULATED]


@pytest.mark.parametrize("record", EMULATED_SAMPLES, ids=lambda record: type(record).__name__)
def test_the_emulators_decoder_refuses_short_frames_with_its_typed_error(record: Mme) -> None:
    frame = emulator.encode(record)
    assert not isinstance(outcome(emulator.decode, frame), str)
    refused = [isinstance(outcome(emulator.decode, frame[:size]), str) for size in range(len(frame))]
    assert all(refused[:17])
