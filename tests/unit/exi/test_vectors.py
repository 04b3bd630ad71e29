"""All public vectors, on both engines: streams, XML and JSON."""

from __future__ import annotations

import time

import pytest

from tests.support.exi_vectors import NATIVE, REFERENCE, SCHEMAS, Engine, content, vectors
from v2xsdk.errors import DecodeError
from v2xsdk.protocol import exi

ENGINES = pytest.mark.parametrize("engine", [NATIVE, REFERENCE], ids=lambda e: e.name)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_valid_streams_decode_and_encode_exactly(schema: str) -> None:
    rows = vectors(schema)
    assert len(rows) > 20
    for row in rows:
        data = bytes.fromhex(row["exi"])
        message = exi.decode(schema, data, kind=row["kind"])
        assert exi.encode(schema, message, kind=row["kind"]) == data, row["id"]
        assert exi.decode(schema, data, kind=row["kind"], strict=True) == message, row["id"]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_reference_engine_gives_the_same(schema: str) -> None:
    for row in vectors(schema)[::2]:
        data = bytes.fromhex(row["exi"])
        message = REFERENCE.decode(schema, data, kind=row["kind"], strict=True)
        assert message == NATIVE.decode(schema, data, kind=row["kind"]), row["id"]
        assert REFERENCE.encode(schema, message, kind=row["kind"]) == data, row["id"]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_content_is_that_of_the_xml(schema: str) -> None:
    for row in vectors(schema):
        kind = row["kind"]
        data = bytes.fromhex(row["exi"])
        message = exi.decode(schema, data, kind=kind)
        assert content(exi.to_xml(schema, message)) == content(row["xml"]), row["id"]
        assert exi.encode(schema, exi.from_xml(schema, row["xml"], kind=kind), kind=kind) == data, row["id"]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_json_says_the_same(schema: str) -> None:
    for row in vectors(schema)[::3]:
        message = exi.decode(schema, bytes.fromhex(row["exi"]), kind=row["kind"])
        assert exi.from_json(schema, exi.to_json(schema, message), kind=row["kind"]) == message, row["id"]


@ENGINES
def test_empty_values_are_read_in_both_forms(engine: Engine) -> None:
    for row in vectors("decode-only"):
        data = bytes.fromhex(row["exi"])
        message = engine.decode(row["schema"], data, kind=row["kind"])
        assert content(exi.to_xml(row["schema"], message)) == content(row["xml"]), row["id"]
        with pytest.raises(DecodeError):
            engine.decode(row["schema"], data, kind=row["kind"], strict=True)


@ENGINES
@pytest.mark.parametrize("strict", [False, True])
def test_damaged_streams_end_promptly_and_in_one_kind_of_error(engine: Engine, strict: bool) -> None:
    for row in vectors("invalid"):
        begun = time.thread_time()
        try:
            message = engine.decode(row["schema"], bytes.fromhex(row["exi"]), kind=row["kind"], strict=strict)
        except DecodeError as error:
            assert str(error)
        else:
            assert row["expect"] == "any", row["id"]
            if strict:
                engine.encode(row["schema"], message, kind=row["kind"])
        assert time.thread_time() - begun < 0.5, row["id"]


def test_engines_agree_on_damaged_streams() -> None:
    for row in vectors("invalid"):
        data = bytes.fromhex(row["exi"])
        outcomes: list[object] = []
        for engine in (NATIVE, REFERENCE):
            try:
                outcomes.append(engine.decode(row["schema"], data, kind=row["kind"]))
            except DecodeError as error:
                outcomes.append((str(error), error.position, error.path))
        assert outcomes[0] == outcomes[1], row["id"]
