"""`v2x can`: frames to values and back, by protocol name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

import click
import msgspec

from v2xsdk.errors import DecodeError, EncodeError, V2xError

if TYPE_CHECKING:
    from v2xsdk.protocol.can.codec import FrameCodec
    from v2xsdk.protocol.uds.codec import IsoTpCodec

_PROTOCOL = click.option("--protocol", help="Protocol of the frames, such as infypower-beg.")
_DIRECTION = click.option("--direction", help="Such as controller_to_module.")
_JSONL = click.option("--jsonl", is_flag=True, help="Read JSON lines on standard input, answer one line each.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


_WORDS: dict[str, object] = {"true": True, "false": False, "null": None}


class DecodeLine(msgspec.Struct):
    """A frame to decode, as the vectors write it."""

    protocol: str
    id: str
    data: str
    direction: str | None = None
    extended: bool | None = None


class EncodeLine(msgspec.Struct):
    """Values to encode, as the vectors write them."""

    protocol: str
    direction: str
    decoded: dict[str, object]


@click.group("can")
def can_group() -> None:
    """Decode and encode CAN frames of the known protocols."""


@can_group.command("decode")
@_PROTOCOL
@_DIRECTION
@_JSONL
@_JSON
@click.argument("frames", nargs=-1)
def decode(protocol: str | None, direction: str | None, jsonl: bool, as_json: bool, frames: tuple[str, ...]) -> None:
    """Decode FRAMES written as ID#DATA in hexadecimal: 02e3f000#1001000000061a80."""
    if jsonl:
        _answer_lines(sys.stdin.buffer, _decode_line)
        return
    if protocol is None or not frames:
        raise click.UsageError("give --protocol and at least one ID#DATA, or --jsonl")
    for text in frames:
        can_id, _, data = text.partition("#")
        line = DecodeLine(protocol, can_id, data, direction, None)
        values = _decode(line)
        click.echo(_json({"decoded": values}) if as_json else _plain(text, values))


@can_group.command("encode")
@_PROTOCOL
@_DIRECTION
@_JSONL
@_JSON
@click.argument("values", nargs=-1)
def encode(protocol: str | None, direction: str | None, jsonl: bool, as_json: bool, values: tuple[str, ...]) -> None:
    """Encode VALUES written as name=value: operation=write_request index=1110 output_on=true."""
    if jsonl:
        _answer_lines(sys.stdin.buffer, _encode_line)
        return
    if protocol is None or not values:
        raise click.UsageError("give --protocol and values as name=value, or --jsonl")
    given = dict(_assignment(protocol, one) for one in values)
    frame = _encode(EncodeLine(protocol, direction or "controller_to_module", given))
    click.echo(_json(frame) if as_json else f"{frame['id']}#{frame['data']}")


def _answer_lines(lines: Iterable[bytes], answer: Callable[[bytes], dict[str, object]]) -> None:
    """One line of answer for each line, whatever is wrong with it."""
    for line in lines:
        try:
            result = answer(line)
        except (V2xError, msgspec.MsgspecError) as error:
            result = {"error": str(error)}
        sys.stdout.write(_json(result) + "\n")
        sys.stdout.flush()


def _decode_line(text: bytes) -> dict[str, object]:
    return {"decoded": _decode(msgspec.json.decode(text, type=DecodeLine))}


def _encode_line(text: bytes) -> dict[str, object]:
    return _encode(msgspec.json.decode(text, type=EncodeLine))


def _decode(line: DecodeLine) -> dict[str, object]:
    try:
        can_id, data = int(line.id, 16), bytes.fromhex(line.data)
    except ValueError as error:
        raise DecodeError(f"identifier and data are hexadecimal, not {line.id!r} and {line.data!r}") from error
    decoded = _codec(line.protocol).decode(can_id, data, line.direction, line.extended)
    return dict(decoded.values)


def _encode(line: EncodeLine) -> dict[str, object]:
    frame = _codec(line.protocol).encode_values(line.decoded, line.direction)
    digits = 8 if frame.extended else 3
    return {"id": f"{frame.can_id:0{digits}x}", "extended": frame.extended, "data": frame.data.hex()}


def _assignment(protocol: str, text: str) -> tuple[str, object]:
    """``name=value``: true, false or null, text where the table has text, names with commas, else a number."""
    name, equals, value = text.partition("=")
    if not equals:
        raise EncodeError(f"{text!r}: expected name=value")
    if value in _WORDS:
        return name, _WORDS[value]
    if _codec(protocol).takes_text(name):
        return name, value
    try:
        return name, float(value)
    except ValueError:
        return name, [one for one in value.split(",") if one]


def _plain(frame: str, values: dict[str, object]) -> str:
    return "  ".join([frame, *(f"{name}={_text(value)}" for name, value in values.items())])


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value) or "none"
    return str(value).lower() if isinstance(value, bool) else "unknown" if value is None else str(value)


def _json(record: object) -> str:
    return msgspec.json.encode(record).decode()


@cache
def _codec(protocol: str) -> FrameCodec | IsoTpCodec:
    from v2xsdk.drivers.frame_tables import load_table
    from v2xsdk.protocol.can.codec import FrameCodec
    from v2xsdk.protocol.uds.codec import CODECS

    conversation = CODECS.get(protocol.replace("-", "_"))
    return conversation() if conversation is not None else FrameCodec(load_table(protocol))
