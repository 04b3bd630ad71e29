"""`v2x exi --jsonl`: one message a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import click

from v2xsdk.errors import DecodeError, EncodeError, ProtocolError
from v2xsdk.protocol import exi

Answer = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns a request into the answer without its id; raises a ``ProtocolError`` that becomes the answer."""


def run_lines(answer: Answer, *, position: bool = False) -> None:
    """Answer each line of standard input by one line of standard output.

    With ``position``, answers to requests that fail say at which bit, ``null`` if it is not a bit that is wrong.
    """
    for line in sys.stdin.buffer:
        if line.strip():
            click.echo(json.dumps(answer_line(line, answer, position)))


def answer_line(line: bytes, answer: Answer, position: bool) -> dict[str, Any]:
    """Return the answer to a line, which is an error if the line is not what it should be."""
    request: dict[str, Any] = {}
    try:
        request = parse_line(line)
        return {"id": request.get("id"), **answer(request)}
    except ProtocolError as error:
        bit = error.position if isinstance(error, DecodeError) else None
        return {"id": request.get("id"), "error": str(error), **({"position": bit} if position else {})}


def parse_line(line: bytes) -> dict[str, Any]:
    """Return the request in a line; raises ``DecodeError``."""
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DecodeError(f"not JSON: {error}") from error
    if not isinstance(request, dict):
        raise DecodeError("not a JSON object")
    return request


def text_of(request: dict[str, Any], *keys: str) -> list[str]:
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
    schema, kind, stream = text_of(request, "schema", "kind", "exi")
    try:
        data = bytes.fromhex(stream)
    except ValueError as error:
        raise EncodeError(f"'exi' is not hexadecimal: {error}") from error
    message = exi.decode(schema, data, kind=kind, strict=strict)
    return {"xml": exi.to_xml(schema, message)}


def encode_line(request: dict[str, Any]) -> dict[str, Any]:
    """Encode the text of a request."""
    schema, kind, text = text_of(request, "schema", "kind", "xml")
    return {"exi": exi.encode(schema, exi.from_xml(schema, text, kind=kind), kind=kind).hex()}
