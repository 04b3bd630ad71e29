"""Machine-readable output: one JSON object a line, each with its ``kind``."""

from __future__ import annotations

import sys
from typing import Any

import msgspec

from v2xsdk.errors import OrderRefused, OutputNotConfirmed


def _plain(value: object) -> object:
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def json_line(record: object) -> str:
    """Return ``record`` as one line of JSON; infinities and NaN become null."""
    return msgspec.json.encode(record, enc_hook=_plain).decode()


def print_json(record: object) -> None:
    """Print ``record`` as one line of JSON at once."""
    sys.stdout.write(json_line(record) + "\n")
    sys.stdout.flush()


def tagged(kind: str, record: object) -> dict[str, Any]:
    """Return the fields of ``record`` with ``kind`` in front."""
    fields: dict[str, Any] = msgspec.to_builtins(record, enc_hook=_plain)
    return {"kind": kind, **{name: value for name, value in fields.items() if name != "type"}}


def error_record(error: BaseException) -> dict[str, Any]:
    """Return ``error`` as a record with its class, text, and reason where it has one."""
    record: dict[str, Any] = {"kind": "error", "error": type(error).__name__, "message": str(error)}
    if isinstance(error, OrderRefused):
        record |= {"reason": str(error.reason), "source": error.source}
    if isinstance(error, OutputNotConfirmed):
        record["may_deliver_s"] = error.may_deliver_s
    return record
