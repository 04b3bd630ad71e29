"""Effects and messages as plain records: one JSON object each."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from v2xsdk.protocol.v2g import effects as fx

_WORD = re.compile(r"(?<!^)(?=[A-Z])")
QUIET = (fx.Send, fx.Close)


def effect_record(effect: fx.Effect) -> dict[str, Any] | None:
    """Return an effect with its ``kind``; ``None`` for those that are the pump's own business."""
    if isinstance(effect, QUIET):
        return None
    fields: dict[str, Any] = {
        name: value.hex() if isinstance(value, bytes) else msgspec.to_builtins(value)
        for name, value in msgspec.structs.asdict(effect).items()
    }
    return {"kind": _WORD.sub("_", type(effect).__name__).lower(), **fields}


def message_name(message: object) -> str:
    """Return the name of a message; for DIN and -2 that of its body."""
    body = getattr(message, "Body", None)
    return type(body.BodyElement if body is not None else message).__name__


def message_code(message: object) -> str:
    """Return the response code of an answer, empty for a request."""
    body = getattr(message, "Body", None)
    code = getattr(body.BodyElement if body is not None else message, "ResponseCode", None)
    return str(code.value) if code is not None else ""
