"""Random valid messages of every type: round trips, and both engines the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.exi_strategies import messages, spoiled
from tests.support.exi_vectors import NATIVE, REFERENCE, SCHEMAS
from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol import exi

BOTH_KINDS = pytest.mark.parametrize("kind", ["document", "fragment"])


@BOTH_KINDS
@pytest.mark.parametrize("schema", SCHEMAS)
@given(data=st.data())
def test_engines_agree_and_give_back_what_they_got(schema: str, kind: str, data: st.DataObject) -> None:
    message = data.draw(messages(schema, kind))
    stream = NATIVE.encode(schema, message, kind=kind)
    assert stream == REFERENCE.encode(schema, message, kind=kind)
    for engine in (NATIVE, REFERENCE):
        assert engine.decode(schema, stream, kind=kind, strict=True) == message
    assert NATIVE.decode_report(schema, stream, kind=kind) == exi.Decoded(message, ())


@BOTH_KINDS
@pytest.mark.parametrize("schema", SCHEMAS)
@given(data=st.data())
def test_texts_give_back_what_they_got(schema: str, kind: str, data: st.DataObject) -> None:
    message = data.draw(messages(schema, kind, xml=True))
    assert exi.from_xml(schema, exi.to_xml(schema, message), kind=kind) == message
    assert exi.from_json(schema, exi.to_json(schema, message), kind=kind) == message


@given(data=st.data())
def test_json_holds_every_character(data: st.DataObject) -> None:
    message = data.draw(messages("iso20-common", "document"))
    assert exi.from_json("iso20-common", exi.to_json("iso20-common", message)) == message


@BOTH_KINDS
@pytest.mark.parametrize("schema", SCHEMAS)
@given(data=st.data())
def test_engines_agree_on_messages_that_are_not_valid(schema: str, kind: str, data: st.DataObject) -> None:
    message = data.draw(messages(schema, kind))
    wrong = data.draw(spoiled(message.value if isinstance(message, exi.Fragment) else message))
    if isinstance(message, exi.Fragment):
        wrong = exi.Fragment(message.root, wrong, message.namespace)
    assert encoded(NATIVE, schema, wrong, kind) == encoded(REFERENCE, schema, wrong, kind)


@BOTH_KINDS
@pytest.mark.parametrize("schema", SCHEMAS)
@given(data=st.data())
def test_engines_agree_on_damaged_streams(schema: str, kind: str, data: st.DataObject) -> None:
    stream = bytearray(NATIVE.encode(schema, data.draw(messages(schema, kind)), kind=kind))
    for position in data.draw(st.lists(st.integers(8, 8 * len(stream) - 1), min_size=1, max_size=3)):
        stream[position // 8] ^= 0x80 >> position % 8
    damaged = bytes(stream[: data.draw(st.sampled_from([len(stream), len(stream), len(stream) // 2]))])
    strict = data.draw(st.booleans())
    assert outcome(NATIVE, schema, damaged, kind, strict) == outcome(REFERENCE, schema, damaged, kind, strict)


@pytest.mark.parametrize("schema", SCHEMAS)
@given(data=st.data(), tail=st.binary(max_size=40))
def test_engines_agree_on_noise(schema: str, data: st.DataObject, tail: bytes) -> None:
    kind = data.draw(st.sampled_from(["document", "fragment"]))
    noise = b"\x80" + tail
    assert outcome(NATIVE, schema, noise, kind, False) == outcome(REFERENCE, schema, noise, kind, False)


def encoded(engine: Any, schema: str, message: Any, kind: str) -> object:
    """Return the stream of a message, or the error."""
    try:
        return engine.encode(schema, message, kind=kind)
    except EncodeError as error:
        return str(error), error.path


def outcome(engine: Any, schema: str, stream: bytes, kind: str, strict: bool) -> object:
    """Return the message, how it is encoded again, or the error."""
    try:
        message = engine.decode(schema, stream, kind=kind, strict=strict)
    except DecodeError as error:
        return str(error), error.position, error.path, error.expected
    try:
        return message, engine.encode(schema, message, kind=kind)
    except EncodeError as error:
        assert not strict
        return message, str(error)
