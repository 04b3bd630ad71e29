"""Messages and their bytes: which EXI grammar a message and a payload type mean, in which protocol."""

from __future__ import annotations

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol import exi
from v2xsdk.protocol.v2g.effects import Stream
from v2xsdk.protocol.v2g.messages.namespaces import AC, APP_PROTOCOL, COMMON_MESSAGES, COMMON_TYPES, DC
from v2xsdk.protocol.v2g.timers import Protocol
from v2xsdk.protocol.v2g.v2gtp import Frame, Phase, pack, payload_type_of, schema_of

PHASES: dict[Protocol | None, Phase] = {
    None: Phase.HANDSHAKE,
    Protocol.DIN: Phase.DIN,
    Protocol.ISO2: Phase.ISO2,
    Protocol.ISO20: Phase.ISO20,
}
"""What 0x8001 means; protocol ``None`` is the handshake."""

SIDE_SCHEMAS = ("iso20-common", "iso20-dc", "iso20-ac")
"""Sets that messages of the schedule stream may belong to: its payload type does not tell."""

SIDE_MESSAGES = ("ChargeParameterDiscovery", "ScheduleExchange", "PowerDelivery")
SIDE_STREAMS = {stream.value: stream for stream in Stream if stream is not Stream.MAIN}

_NAMESPACES = {
    APP_PROTOCOL.uri: "app",
    COMMON_MESSAGES.uri: "iso20-common",
    COMMON_TYPES.uri: "iso20-common",
    DC.uri: "iso20-dc",
    AC.uri: "iso20-ac",
}
_EARLY = {Protocol.DIN: "din", Protocol.ISO2: "iso2"}


def encode(message: object, protocol: Protocol | None, stream: Stream = Stream.MAIN) -> bytes:
    """Return the V2GTP frame of a message; raises ``EncodeError``."""
    schema = _schema(message, protocol)
    payload_type = payload_type_of(schema) if stream is Stream.MAIN else stream.value
    return pack(payload_type, exi.encode(schema, message))  # type: ignore[arg-type]  # _schema() checked the type


def _schema(message: object, protocol: Protocol | None) -> str:
    if protocol in _EARLY:
        return _EARLY[protocol]
    namespace = getattr(type(message), "NAMESPACE", None)
    found = _NAMESPACES.get(namespace.uri) if namespace is not None else None
    if found is None:
        raise EncodeError(f"{type(message).__name__} is no message that a session sends")
    return found


def decode(frame: Frame, protocol: Protocol | None) -> tuple[object, Stream] | None:
    """Return (message, stream) of a frame, ``None`` for a payload type to be dropped; raises ``DecodeError``."""
    schema = schema_of(frame.payload_type, PHASES[protocol])
    if schema is None:
        return None
    stream = SIDE_STREAMS.get(frame.payload_type, Stream.MAIN)
    if stream is Stream.SCHEDULE:
        return _decode_side(frame.payload), stream
    return exi.decode(schema, frame.payload), stream


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
