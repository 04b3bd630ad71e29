"""The commands `v2x exi decode` and `v2x exi encode`."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.exi_vectors import SCHEMAS, content, vectors
from v2xsdk.cli.exi import exi_group

RESPONSE = "80400040"
XML = (
    '<app:supportedAppProtocolRes xmlns:app="urn:iso:15118:2:2010:AppProtocol">'
    "<ResponseCode>OK_SuccessfulNegotiation</ResponseCode><SchemaID>1</SchemaID></app:supportedAppProtocolRes>"
)
CABLE_CHECK = "8098020fcaa700047539c050a000000000"


def run(*arguments: str, stdin: str | bytes = "") -> Result:
    """Run a command."""
    return CliRunner().invoke(exi_group, arguments, input=stdin)


def test_a_stream_as_argument() -> None:
    result = run("decode", RESPONSE, "--schema", "app")
    assert (result.exit_code, result.stdout) == (0, XML + "\n")


def test_other_forms_of_a_stream(tmp_path: Path) -> None:
    data = bytes.fromhex(RESPONSE)
    binary, text = tmp_path / "message.exi", tmp_path / "message.hex"
    binary.write_bytes(data)
    text.write_text("80 40\n00 40\n")
    for source in (str(binary), str(text), base64.b64encode(data).decode(), "0x80400040"):
        assert run("decode", source, "--schema", "app").stdout == XML + "\n", source
    assert run("decode", "--schema", "app", stdin=data).stdout == XML + "\n"
    assert run("decode", "-", "--schema", "app", stdin=RESPONSE).stdout == XML + "\n"


def test_json_and_tree() -> None:
    result = run("decode", RESPONSE, "--schema", "app", "--to", "json")
    fields = {"ResponseCode": "OK_SuccessfulNegotiation", "SchemaID": 1}
    assert json.loads(result.stdout) == {"supportedAppProtocolRes": fields}
    result = run("decode", RESPONSE, "--schema", "app", "--to", "tree")
    assert result.stdout.splitlines() == [
        "supportedAppProtocolRes",
        "  ResponseCode: OK_SuccessfulNegotiation",
        "  SchemaID: 1",
    ]


@pytest.mark.parametrize("schema", SCHEMAS[:3])
def test_the_schema_is_guessed_and_named(schema: str) -> None:
    row = next(r for r in vectors(schema) if r["kind"] == "document" and len(r["exi"]) > 100)
    result = run("decode", row["exi"])
    assert result.exit_code == 0
    assert f"the stream is taken as {schema}" in result.stderr
    assert content(result.stdout) == content(row["xml"])
    result = run("encode", row["xml"])
    assert f"the text is taken as {schema}" in result.stderr
    assert result.stdout.strip() == row["exi"]


def test_the_payload_type_of_a_frame_names_the_schema() -> None:
    row = next(r for r in vectors("iso20-dc") if r["kind"] == "document")
    framed = run("encode", row["xml"], "--schema", "iso20-dc", "--v2gtp").stdout.strip()
    assert framed.startswith("01fe8004")
    result = run("decode", framed)
    assert (result.exit_code, result.stderr) == (0, "")
    assert content(result.stdout) == content(row["xml"])


def test_what_was_tolerated_is_told() -> None:
    result = run("decode", RESPONSE + "00", "--schema", "app")
    assert result.stdout == XML + "\n"
    assert result.stderr == "warning: bit 32, end: 1 zero bytes after the end\n"
    strict = run("decode", RESPONSE + "00", "--schema", "app", "--strict")
    assert strict.exit_code == 1
    assert "1 zero bytes after the end" in strict.stderr


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("80", "the stream ends"),
        ("8", "odd number"),
        ("no such file!", "neither a file"),
        ("80ff", "root code"),
    ],
)
def test_errors_of_decode(source: str, text: str) -> None:
    result = run("decode", source, "--schema", "app")
    assert result.exit_code == 1
    assert text in result.stderr


def test_a_stream_that_fits_nothing() -> None:
    result = run("decode", "80ffffffff")
    assert result.exit_code == 1
    assert "fits no schema set" in result.stderr


def test_forms_of_the_encoded_stream(tmp_path: Path) -> None:
    path = tmp_path / "message.xml"
    path.write_text(XML)
    assert run("encode", str(path), "--schema", "app").stdout == RESPONSE + "\n"
    result = run("encode", "-", "--schema", "app", "--to", "binary", stdin=XML)
    assert result.stdout_bytes == bytes.fromhex(RESPONSE)
    assert run("encode", XML, "--to", "base64").stdout == "gEAAQA==\n"
    as_json = run("decode", RESPONSE, "--schema", "app", "--to", "json").stdout
    assert run("encode", as_json, "--schema", "app").stdout == RESPONSE + "\n"


def test_errors_of_encode() -> None:
    for source, text in (("/no/such/file", "No such file"), ("<a>", "not well-formed"), ("{", "not JSON")):
        result = run("encode", source, "--schema", "app")
        assert result.exit_code == 1
        assert text in result.stderr


def test_fragments() -> None:
    row = vectors("xmldsig")[0]
    result = run("decode", row["exi"], "--schema", "xmldsig", "--fragment")
    assert content(result.stdout) == content(row["xml"])
    assert run("encode", row["xml"], "--schema", "xmldsig", "--fragment").stdout.strip() == row["exi"]


def test_batches_of_streams() -> None:
    rows = [row for schema in SCHEMAS for row in vectors(schema)[::40]]
    lines = "\n".join(json.dumps({k: row[k] for k in ("id", "schema", "kind", "exi")}) for row in rows)
    answers = [json.loads(line) for line in run("decode", "--jsonl", stdin=lines).stdout.splitlines()]
    assert [a["id"] for a in answers] == [r["id"] for r in rows]
    for answer, row in zip(answers, rows, strict=True):
        assert set(answer) == {"id", "xml"}
        assert content(answer["xml"]) == content(row["xml"])


def test_batches_of_texts() -> None:
    rows = [row for schema in SCHEMAS for row in vectors(schema)[::40]]
    lines = "\n".join(json.dumps({k: row[k] for k in ("id", "schema", "kind", "xml")}) for row in rows)
    answers = [json.loads(line) for line in run("encode", "--jsonl", stdin=lines).stdout.splitlines()]
    assert answers == [{"id": row["id"], "exi": row["exi"]} for row in rows]


def test_errors_in_batches() -> None:
    lines = [
        '{"id": 1, "schema": "app", "kind": "document", "exi": "8040"}',
        '{"id": 2, "schema": "app", "kind": "document", "exi": "xyz"}',
        '{"id": 3, "kind": "document", "exi": "8040"}',
        '{"id": 4, "schema": "none", "kind": "document", "exi": "8040"}',
        "[]",
        "{",
    ]
    answers = [json.loads(a) for a in run("decode", "--jsonl", stdin="\n".join(lines)).stdout.splitlines()]
    where = "bit 16, supportedAppProtocolRes"
    error = f"{where}: the stream ends; expected SchemaID or the end of the element"
    assert answers[0] == {"id": 1, "error": error, "position": 16}
    assert [a["id"] for a in answers] == [1, 2, 3, 4, None, None]
    assert all(a["error"] for a in answers)
    wrong = '{"id": 5, "schema": "app", "kind": "document", "xml": "<x/>"}'
    answer = json.loads(run("encode", "--jsonl", stdin=wrong).stdout)
    assert set(answer) == {"id", "error"} or answer["position"] is None
