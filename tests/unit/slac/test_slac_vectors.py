"""The published SLAC vectors: every valid frame decodes and encodes exactly, every invalid one is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from v2xsdk.errors import DecodeError
from v2xsdk.protocol.slac import codec, text
from v2xsdk.protocol.slac.keys import dak_from_password, nid_from_nmk, nmk_from_password
from v2xsdk.protocol.slac.layouts import LAYOUTS
from v2xsdk.protocol.slac.reference import Codec

HERE = Path(__file__).resolve().parents[2] / "vectors" / "slac"
REFERENCE = Codec(LAYOUTS)
DECODES_FINE = ("bad-match-run", "bad-match-evse-mac")


def rows(name: str) -> list[dict[str, Any]]:
    with gzip.open(HERE / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


MME = rows("mme")
VALID = [row for row in MME if row["valid"] or row["id"].endswith(DECODES_FINE)]
INVALID = [row for row in MME if not row["valid"] and not row["id"].endswith(DECODES_FINE)]


def check_frame(row: dict[str, Any]) -> None:
    frame = bytes.fromhex(row["frame"])
    record = codec.decode(frame)
    assert REFERENCE.decode(frame) == record
    fields = text.to_fields(record)
    assert text.mme_name(record) == row["mme"]
    assert {name: fields[name] for name in row["fields"]} == row["fields"]
    assert codec.encode(record) == REFERENCE.encode(record) == frame.ljust(60, b"\0")[: len(codec.encode(record))]
    assert not any(frame[len(codec.encode(record)) :])


def test_there_are_rows_of_both_kinds() -> None:
    assert len(VALID) == 44
    assert len(INVALID) == 10


@pytest.mark.parametrize("row", VALID, ids=lambda row: row["id"])
def test_a_valid_frame_decodes_to_its_fields_and_encodes_to_itself(row: dict[str, Any]) -> None:
    check_frame(row)


@pytest.mark.parametrize("row", VALID, ids=lambda row: row["id"])
def test_the_fields_encode_to_the_frame(row: dict[str, Any]) -> None:
    fields = dict(row["fields"])
    frame = bytes.fromhex(row["frame"])
    if "amplitudes_head" in fields:
        fields["amplitudes"] = text.to_fields(codec.decode(frame))["amplitudes"]
    encoded = codec.encode(text.from_fields(row["mme"], fields))
    assert encoded == frame[: len(encoded)]
    assert not any(frame[len(encoded) :])


@pytest.mark.parametrize("row", INVALID, ids=lambda row: row["id"])
def test_an_invalid_frame_is_refused_by_both_codecs_alike(row: dict[str, Any]) -> None:
    frame = bytes.fromhex(row["frame"])
    with pytest.raises(DecodeError) as first:
        codec.decode(frame)
    with pytest.raises(DecodeError) as second:
        REFERENCE.decode(frame)
    assert str(first.value) == str(second.value)


def test_captured_frames_decode_and_encode(shared_vectors: Path) -> None:
    path = shared_vectors / "slac" / "captured.jsonl"
    if not path.is_file():
        pytest.skip(f"no captured frames at {path}")
    captured = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(captured) > 20
    for row in captured:
        check_frame(row)


@pytest.mark.parametrize("row", rows("keys"), ids=lambda row: row["password"][:14] or "empty")
def test_keys_come_from_passwords(row: dict[str, Any]) -> None:
    key = nmk_from_password(row["password"])
    assert bytes(key).hex() == row["nmk"]
    assert nid_from_nmk(key).hex() == row["nid_level0"]
    assert nid_from_nmk(key, security_level=1).hex() == row["nid_level1"]
    assert bytes(dak_from_password(row["password"])).hex() == row["dak"]
