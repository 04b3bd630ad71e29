"""``v2x slac``: SLAC and modem messages between frames and fields."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click

from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.output import print_json
from v2xsdk.errors import ProtocolError

_Answer = Callable[[dict[str, Any]], dict[str, Any]]


@click.group("slac")
def slac_group() -> None:
    """SLAC and modem management messages (ISO 15118-3, HomePlug Green PHY)."""


@slac_group.command()
@click.option("--jsonl", is_flag=True, help='Lines {"id","frame"} on standard input, one answer a line.')
@click.option("--json", "as_json", is_flag=True, help="Print the answers for FRAMES as JSON lines.")
@click.argument("frames", nargs=-1)
def decode(jsonl: bool, as_json: bool, frames: tuple[str, ...]) -> int:
    """Decode FRAMES (hexadecimal, from the destination MAC, without check sequence)."""
    if jsonl:
        return _answer_lines(sys.stdin, decode_object)
    return _show(_answers(({"id": frame, "frame": frame} for frame in frames), decode_object), as_json)


@slac_group.command()
@click.option("--jsonl", is_flag=True, help='Lines {"id","mme","fields"} on standard input, one answer a line.')
@click.option("--json", "as_json", is_flag=True, help="Print the answer as a JSON line.")
@click.argument("mme", required=False)
@click.argument("fields", required=False)
def encode(jsonl: bool, as_json: bool, mme: str | None, fields: str | None) -> int:
    """Encode message MME (as CM_SLAC_PARM.REQ) with FIELDS, a JSON object."""
    if jsonl:
        return _answer_lines(sys.stdin, encode_object)
    if mme is None or fields is None:
        raise click.UsageError("give MME and FIELDS, or --jsonl")
    line = f'{{"id": {json.dumps(mme)}, "mme": {json.dumps(mme)}, "fields": {fields}}}'
    return _show(_answers(_parsed([line]), encode_object), as_json)


def decode_object(asked: dict[str, Any]) -> dict[str, Any]:
    """Return ``{"mme","fields"}`` for ``{"frame"}``; raises :class:`DecodeError` or ``ValueError``."""
    from v2xsdk.protocol.slac import codec, text

    record = codec.decode(bytes.fromhex(asked["frame"]))
    return {"mme": text.mme_name(record), "fields": text.to_fields(record)}


def encode_object(asked: dict[str, Any]) -> dict[str, Any]:
    """Return ``{"frame"}`` for ``{"mme","fields"}``; raises :class:`EncodeError`."""
    from v2xsdk.protocol.slac import codec, text

    return {"frame": codec.encode(text.from_fields(asked["mme"], asked["fields"])).hex()}


def _answer_lines(lines: Iterable[str], answer: _Answer) -> int:
    for result in _answers(_parsed(lines), answer):
        print_json(result)
    return ExitCode.OK


def _show(answers: Iterator[dict[str, Any]], as_json: bool) -> int:
    code = ExitCode.OK
    for answer in answers:
        code = ExitCode.FAILED if "error" in answer else code
        if as_json:
            print_json(answer)
        else:
            click.echo(_readable(answer))
    return code


def _parsed(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
        except ValueError as error:
            asked = {"id": None, "not JSON": str(error)}
        yield asked if isinstance(asked, dict) else {"id": None, "not JSON": "a line must be an object"}


def _answers(asked: Iterable[dict[str, Any]], answer: _Answer) -> Iterator[dict[str, Any]]:
    for line in asked:
        head = {"id": line.get("id")}
        if "not JSON" in line:
            yield head | {"error": f"not understood: {line['not JSON']}"}
            continue
        try:
            yield head | answer(line)
        except KeyError as error:
            yield head | {"error": f"{error.args[0]!r} is missing"}
        except ProtocolError as error:
            yield head | {"error": str(error)}
        except (TypeError, ValueError, AttributeError) as error:
            yield head | {"error": f"not understood: {error}"}


def _readable(answer: dict[str, Any]) -> str:
    if "error" in answer:
        return f"{answer['id']}: {answer['error']}"
    if "frame" in answer:
        return str(answer["frame"])
    fields = "\n".join(f"  {name} = {value}" for name, value in answer["fields"].items())
    return f"{answer['mme']}\n{fields}"
