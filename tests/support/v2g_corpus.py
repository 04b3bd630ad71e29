"""Messages to throw at session machines: every one of real sessions of ours, and a neutral one of every type."""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any

import msgspec

from tests.unit.v2g.pairs import din, iso2, iso20
from v2xsdk.protocol.v2g.effects import ControlMode
from v2xsdk.protocol.v2g.messages import din as din_messages
from v2xsdk.protocol.v2g.messages import iso2 as iso2_messages
from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.iso20 import ac, common, dc
from v2xsdk.protocol.v2g.messages.iso20.common_types import MessageHeaderType
from v2xsdk.protocol.v2g.neutral import neutral
from v2xsdk.protocol.v2g.timers import Protocol


@cache
def corpus(protocol: Protocol, kind: str) -> tuple[Any, ...]:
    """Return messages whose name ends with ``kind`` (Req or Res)."""
    found = [message for direction, message in _recorded(protocol) if direction == kind.lower()]
    return (*found[:60], *_neutral(protocol, kind))


@cache
def _recorded(protocol: Protocol) -> tuple[tuple[str, Any], ...]:
    if protocol is Protocol.DIN:
        pairs = [din()]
    elif protocol is Protocol.ISO2:
        pairs = [iso2("DC_extended"), iso2("AC_three_phase_core")]
    else:
        pairs = [iso20(service, mode, loops=2) for service in ("dc-bpt", "ac") for mode in ControlMode]
    found: list[tuple[str, Any]] = []
    for pair in pairs:
        pair.run()
        found += [(direction, message) for _, direction, message in pair.trace]
    return tuple(found)


def _neutral(protocol: Protocol, kind: str) -> list[Any]:
    modules: dict[Protocol, tuple[ModuleType, ...]] = {
        Protocol.DIN: (din_messages,),
        Protocol.ISO2: (iso2_messages,),
        Protocol.ISO20: (common, ac, dc),
    }
    return [
        wrap(protocol, record, module)
        for module in modules[protocol]
        for name, record in vars(module).items()
        if name.endswith(kind) and isinstance(record, type) and issubclass(record, Record)
    ]


def wrap(protocol: Protocol, record: type[Record], module: ModuleType) -> Any:
    """Return a neutral message of a type."""
    values = dict(neutral(record))
    if any(field.name == "ResponseCode" for field in msgspec.structs.fields(record)):
        values["ResponseCode"] = _codes(record).OK
    if protocol is Protocol.ISO20:
        return record(Header=MessageHeaderType(SessionID=bytes(8), TimeStamp=0), **values)
    header = module.MessageHeaderType(SessionID=b"\x00")
    return module.V2G_Message(Header=header, Body=module.BodyType(BodyElement=record(**values)))


def _codes(record: type[Record]) -> Any:
    import typing

    return typing.get_type_hints(record)["ResponseCode"]


def body_of(message: Any) -> Any:
    return getattr(getattr(message, "Body", None), "BodyElement", message)


def with_session(message: Any, session_id: bytes) -> Any:
    """Return the message with another session id."""
    return msgspec.structs.replace(message, Header=msgspec.structs.replace(message.Header, SessionID=session_id))


def with_code(message: Any, name: str) -> Any:
    """Return an answer with another response code, if its protocol has it."""
    body = body_of(message)
    code = getattr(type(body.ResponseCode), name, None)
    if code is None:
        return message
    changed = msgspec.structs.replace(body, ResponseCode=code)
    if changed is body or not hasattr(message, "Body"):
        return changed
    return msgspec.structs.replace(message, Body=msgspec.structs.replace(message.Body, BodyElement=changed))
