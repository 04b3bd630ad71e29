"""Answers with neutral values: a failed answer must still be valid by the schema ([V2G2-736], [V2G20-736])."""

from __future__ import annotations

import types
import typing
from enum import Enum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from v2xsdk.protocol.v2g.messages.declare import ONE_OF, Binary, Integer, Mark, Occurs, Record, Text

PREFERRED = ("Finished", "Terminate", "EIM", "ExternalPayment", "EVSE_NotReady", "None")
"""Members that say least, where an enumeration has one of them."""


@cache
def neutral(record: type[Record]) -> dict[str, Any]:
    """Return values for all mandatory fields of ``record`` but ``Header`` and ``ResponseCode``."""
    hints = typing.get_type_hints(record, include_extras=True)
    values: dict[str, Any] = {}
    chosen = False
    for field in msgspec.structs.fields(record):
        hint = hints[field.encode_name]
        if _marked(hint) is ONE_OF:
            if not chosen:
                values[field.name] = neutral_value(hint)
            chosen = True
        elif field.required and field.name not in ("Header", "ResponseCode"):
            values[field.name] = neutral_value(hint)
    return values


def neutral_value(hint: Any) -> Any:
    """Return the value of a declared type that says least."""
    facets, base = _take_apart(hint)
    if base is bool:
        return False
    if base is int:
        bounds = next((f for f in facets if isinstance(f, Integer)), Integer(0, 0))
        return max(0, bounds.minimum or 0)
    if base is str:
        return "0" * next((f.minimum for f in facets if isinstance(f, Text)), 0)
    if base is bytes:
        return bytes(next((f.minimum for f in facets if isinstance(f, Binary)), 0))
    if isinstance(base, type) and issubclass(base, Enum):
        return next((m for m in base if m.value in PREFERRED), next(iter(base)))
    if get_origin(base) is tuple:
        count = next((f.minimum for f in facets if isinstance(f, Occurs)), 1)
        return tuple(neutral_value(get_args(base)[0]) for _ in range(count))
    if isinstance(base, type) and issubclass(base, Record):
        return base(**neutral(base))
    raise TypeError(f"no neutral value of {base}")


def _take_apart(hint: Any) -> tuple[tuple[Any, ...], Any]:
    facets: tuple[Any, ...] = ()
    while True:
        if get_origin(hint) is Annotated:
            facets += hint.__metadata__
            hint = hint.__origin__
        elif get_origin(hint) in (Union, types.UnionType):
            hint = next(arg for arg in get_args(hint) if arg is not type(None))
        else:
            return facets, hint


def _marked(hint: Any) -> Mark | None:
    return next((facet for facet in _take_apart(hint)[0] if isinstance(facet, Mark)), None)


def response_type(request: object) -> type[Record] | None:
    """Return the type that answers a request, ``None`` for what is no request."""
    name = type(request).__name__
    if not name.endswith("Req"):
        return None
    module = __import__(type(request).__module__, fromlist=["_"])
    found = getattr(module, f"{name[:-3]}Res", None)
    return found if isinstance(found, type) and issubclass(found, Record) else None
