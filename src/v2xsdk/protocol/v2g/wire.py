"""Messages and their bytes: which EXI grammar a payload type means, in which protocol."""

from __future__ import annotations

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol import exi
from v2xsdk.protocol.v2g.effects import Stream
from v2xsdk.protocol.v2g.frame import Frame, PayloadType, pack
from v2xsdk.protocol.v2g.messages.namespaces import AC, APP_PROTOCOL, COMMON_MESSAGES, COMMON_TYPES, DC
from v2xsdk.protocol.v2g.timers import Protocol

SCHEMAS: dict[Protocol | None, dict[int, str]] = {
    None: {PayloadType.EXI: "app"},
    Protocol.DIN: {PayloadType.EXI: "din"},
    Protocol.ISO2: {PayloadType.EXI: "iso2"},
    Protocol.ISO20: {
        PayloadType.EXI: "iso20-common",
        PayloadType.ISO20_COMMON: "iso20-common",
        PayloadType.ISO20_AC: "iso20-ac",
        PayloadType.ISO20_DC: "iso20-dc",
        PayloadType.ISO20_ACDP: "iso20-acdp",
        PayloadType.ISO20_WPT: "iso20-wpt",
        PayloadType.METERING_CONFIRMATION: "iso20-common",
    },
}
"""Payload type -> schema set; protocol ``None`` is the handshake. 0x8001 inside -20 is a common message (seen)."""

SIDE_SCHEMAS = ("iso20-common", "iso20-dc", "iso20-ac")
"""Sets that messages of the schedule stream may belong to: its payload type does not tell."""

_NAMESPACES = {
    APP_PROTOCOL.uri: ("app", PayloadType.EXI),
    COMMON_MESSAGES.uri: ("iso20-common", PayloadType.ISO20_COMMON),
    COMMON_TYPES.uri: ("iso20-common", PayloadType.ISO20_COMMON),
    DC.uri: ("iso20-dc", PayloadType.ISO20_DC),
    AC.uri: ("iso20-ac", PayloadType.ISO20_AC),
}
_EARLY = {Protocol.DIN: "din", Protocol.ISO2: "iso2"}


def encode(message: object, protocol: Protocol | None, stream: Stream = Stream.MAIN) -> bytes:
    """Return the V2GTP frame of a message; raises ``EncodeError``."""
    schema, payload_type = _place(message, protocol)
    if stream is not Stream.MAIN:
        payload_type = stream.value
    return pack(payload_type, exi.encode(schema, message))  # type: ignore[arg-type]  # _place() checked the type


def _place(message: object, protocol: Protocol | None) -> tuple[str, int]:
    if protocol in _EARLY:
        return _EARLY[protocol], PayloadType.EXI
    namespace = getattr(type(message), "NAMESPACE", None)
    found = _NAMESPACES.get(namespace.uri) if namespace is not None else None
    if found is None:
        raise EncodeError(f"{type(message).__name__} is no message that a session sends")
    return found


def decode(frame: Frame, protocol: Protocol | None) -> tuple[object, Stream] | None:
    """Return (message, stream) of a frame, ``None`` for a payload type to be dropped; raises ``DecodeError``."""
    schema = SCHEMAS[protocol].get(frame.payload_type)
    if schema is not None:
        stream = Stream.METERING if frame.payload_type == Stream.METERING else Stream.MAIN
        return exi.decode(schema, frame.payload), stream
    if protocol is Protocol.ISO20 and frame.payload_type == Stream.SCHEDULE:
        return _decode_side(frame.payload), Stream.SCHEDULE
    return None


def _decode_side(payload: bytes) -> object:
    """Read a message of the schedule stream by the one set whose grammar it follows and whose request it is."""
    errors = []
    for schema in SIDE_SCHEMAS:
        try:
            message = exi.decode(schema, payload, strict=True)
        except DecodeError as error:
            errors.append(str(error))
            continue
        if type(message).__name__.removeprefix("DC_").removeprefix("AC_").startswith(SIDE_MESSAGES):
            return message
    raise DecodeError(f"no message of the schedule stream: {'; '.join(errors)}")


SIDE_MESSAGES = ("ChargeParameterDiscovery", "ScheduleExchange", "PowerDelivery")
