"""`v2x exi`: read and write V2G messages by hand, or by the thousand."""

from __future__ import annotations

import base64
import binascii
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from v2xsdk.errors import DecodeError, EncodeError, ProtocolError
from v2xsdk.protocol import exi
from v2xsdk.protocol.exi.schema import SCHEMAS
from v2xsdk.protocol.v2g import v2gtp

SCHEMA = click.option("--schema", type=click.Choice(list(SCHEMAS)), help="Schema set; guessed if not given.")
FRAGMENT = click.option("--fragment", is_flag=True, help="The stream is a fragment, as it is signed.")
JSONL = click.option("--jsonl", is_flag=True, help="JSON lines on standard input and output.")
SOURCE = click.argument("source", default="-")
HEX = re.compile(rb"(0x)?[0-9a-fA-F]+")


@click.group("exi")
def exi_group() -> None:
    """Decode and encode V2G messages (EXI)."""


@exi_group.command()
@SOURCE
@SCHEMA
@FRAGMENT
@click.option("--to", "form", type=click.Choice(["xml", "json", "tree"]), default="xml", show_default=True)
@click.option("--strict", is_flag=True, help="Refuse what only a tolerant decoder accepts.")
@JSONL
def decode(source: str, schema: str | None, fragment: bool, form: str, strict: bool, jsonl: bool) -> None:
    """Decode SOURCE: hexadecimal, base64, the name of a file, or - for standard input.

    A V2GTP header in front is understood. With --jsonl, each line holds "id", "schema", "kind" and "exi"
    (hex), and is answered by "id" and "xml", or "id", "error" and "position" (bit).
    """
    if jsonl:
        run_lines(lambda line: decode_line(line, strict))
        return
    data = read_bytes(source)
    kind = "fragment" if fragment else "document"
    schema, data = unwrap(schema, data)
    try:
        found = schema or guess_stream(data, kind)
        report = exi.decode_report(found, data, kind=kind, strict=strict)
        text = render(found, report.message, form)
    except ProtocolError as error:
        raise click.ClickException(str(error)) from error
    for warning in report.warnings:
        click.echo(f"warning: bit {warning.position}, {warning.path or 'end'}: {warning.message}", err=True)
    click.echo(text)


@exi_group.command()
@SOURCE
@SCHEMA
@FRAGMENT
@click.option("--to", "form", type=click.Choice(["hex", "base64", "binary"]), default="hex")
@click.option("--v2gtp", "framed", is_flag=True, help="Put the V2GTP header in front.")
@JSONL
def encode(source: str, schema: str | None, fragment: bool, form: str, framed: bool, jsonl: bool) -> None:
    """Encode SOURCE: XML or JSON text, the name of a file, or - for standard input.

    With --jsonl, each line holds "id", "schema", "kind" and "xml", and is answered by "id" and "exi" (hex),
    or "id" and "error".
    """
    if jsonl:
        run_lines(encode_line)
        return
    kind = "fragment" if fragment else "document"
    text = read_text(source)
    try:
        found = schema or guess_text(text, kind)
        data = exi.encode(found, parse(found, text, kind), kind=kind)
        if framed:
            data = v2gtp.pack(v2gtp.payload_type_of(found), data)
    except ProtocolError as error:
        raise click.ClickException(str(error)) from error
    if form == "binary":
        sys.stdout.buffer.write(data)
    else:
        click.echo(data.hex() if form == "hex" else base64.b64encode(data).decode())


def render(schema: str, message: exi.Message, form: str) -> str:
    """Return a message as XML, JSON or an indented tree."""
    if form == "xml":
        return exi.to_xml(schema, message)
    text = exi.to_json(schema, message)
    return text if form == "json" else "\n".join(tree(json.loads(text), 0))


def tree(node: Any, depth: int) -> Iterator[str]:
    """Yield the lines of an indented tree."""
    for name, value in node.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield f"{'  ' * depth}{name}"
                yield from tree(item, depth + 1)
            else:
                yield f"{'  ' * depth}{name}: {item}"


def parse(schema: str, text: str, kind: str) -> exi.Message:
    """Return the message in an XML or JSON text."""
    if text.lstrip().startswith("{"):
        return exi.from_json(schema, text, kind=kind)
    return exi.from_xml(schema, text, kind=kind)


def read_bytes(source: str) -> bytes:
    """Return a stream that is given in any of the forms ``decode`` takes."""
    if source == "-":
        raw = sys.stdin.buffer.read()
    elif is_file(source):
        raw = Path(source).read_bytes()
    else:
        raw = source.encode()
    if raw[:1] == b"\x80" or raw[:2] == b"\x01\xfe":
        return raw
    word = b"".join(raw.split())
    if HEX.fullmatch(word):
        return parse_hex(word)
    try:
        return base64.b64decode(word, validate=True)
    except binascii.Error as error:
        raise click.ClickException("neither a file, nor hexadecimal, nor base64, nor an EXI stream") from error


def is_file(source: str) -> bool:
    """Tell whether a text is the name of a file; a long stream is no name at all."""
    try:
        return Path(source).is_file()
    except (OSError, ValueError):
        return False


def parse_hex(word: bytes) -> bytes:
    """Return the bytes of a hexadecimal text."""
    digits = word.removeprefix(b"0x")
    if len(digits) % 2:
        raise click.ClickException("an odd number of hexadecimal digits")
    return bytes.fromhex(digits.decode())


def read_text(source: str) -> str:
    """Return a text that is given itself, as a file, or on standard input."""
    try:
        if source == "-":
            return sys.stdin.buffer.read().decode()
        if source.lstrip()[:1] in ("<", "{"):
            return source
        return Path(source).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{source}: {error}") from error


def unwrap(schema: str | None, data: bytes) -> tuple[str | None, bytes]:
    """Take a V2GTP header off, and the schema set from its payload type if it says one."""
    frames = v2gtp.Deframer(len(data)).receive(data) if data[:2] == b"\x01\xfe" else []
    if not frames or not isinstance(frames[0], v2gtp.Frame):
        return schema, data
    found = v2gtp.schema_of(frames[0].payload_type, v2gtp.Phase.ISO20)
    known = frames[0].payload_type != v2gtp.EXI
    return schema or (found if known else None), frames[0].payload


def guess_stream(data: bytes, kind: str) -> str:
    """Return the schema set that a stream fits, and say so; raises ``DecodeError`` if there is none."""
    return guess(lambda schema: exi.decode(schema, data, kind=kind, strict=True), "stream") or guess_or_fail(
        lambda schema: exi.decode(schema, data, kind=kind), "stream"
    )


def guess_text(text: str, kind: str) -> str:
    """Return the schema set that an XML or JSON text fits, and say so; raises ``DecodeError`` if none."""
    return guess_or_fail(lambda schema: parse(schema, text, kind), "text")


def guess_or_fail(attempt: Callable[[str], object], what: str) -> str:
    """Return the schema set for which an attempt succeeds; raises ``DecodeError`` if there is none."""
    found = guess(attempt, what)
    if found is None:
        raise DecodeError(f"the {what} fits no schema set; name one by --schema to see why")
    return found


def guess(attempt: Callable[[str], object], what: str) -> str | None:
    """Return the first schema set for which an attempt succeeds, and name the others on standard error."""
    fits = list(fitting(attempt))
    if not fits:
        return None
    others = f"; it also fits {', '.join(fits[1:])}" if len(fits) > 1 else ""
    click.echo(f"the {what} is taken as {fits[0]}{others}", err=True)
    return fits[0]


def fitting(attempt: Callable[[str], object]) -> Iterator[str]:
    """Yield the schema sets for which an attempt succeeds."""
    for schema in SCHEMAS:
        try:
            attempt(schema)
        except ProtocolError:
            continue
        yield schema


def run_lines(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Answer each line of standard input by one line of standard output."""
    for line in sys.stdin:
        if line.strip():
            click.echo(json.dumps(answer_line(line, answer), ensure_ascii=False))


def answer_line(line: str, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """Return the answer to a line, which is an error if the line is not what it should be."""
    try:
        request = json.loads(line)
    except ValueError as error:
        return {"id": None, "error": f"not JSON: {error}"}
    if not isinstance(request, dict):
        return {"id": None, "error": "not a JSON object"}
    try:
        return {"id": request.get("id"), **answer(request)}
    except DecodeError as error:
        return {"id": request.get("id"), "error": str(error), "position": error.position}
    except EncodeError as error:
        return {"id": request.get("id"), "error": str(error)}


def text_of(request: dict[str, Any], keys: Iterable[str]) -> list[str]:
    """Return the values of a request; raises ``EncodeError`` for one that is missing or no text."""
    found = []
    for key in keys:
        value = request.get(key, "document" if key == "kind" else None)
        if not isinstance(value, str):
            raise EncodeError(f"{key!r} is missing or no text")
        found.append(value)
    return found


def decode_line(request: dict[str, Any], strict: bool) -> dict[str, Any]:
    """Decode the stream of a request."""
    schema, kind, stream = text_of(request, ("schema", "kind", "exi"))
    try:
        data = bytes.fromhex(stream)
    except ValueError as error:
        raise EncodeError(f"'exi' is not hexadecimal: {error}") from error
    message = exi.decode(schema, data, kind=kind, strict=strict)
    return {"xml": exi.to_xml(schema, message)}


def encode_line(request: dict[str, Any]) -> dict[str, Any]:
    """Encode the text of a request."""
    schema, kind, text = text_of(request, ("schema", "kind", "xml"))
    return {"exi": exi.encode(schema, exi.from_xml(schema, text, kind=kind), kind=kind).hex()}
