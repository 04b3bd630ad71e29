"""The native EXI engine."""

from collections.abc import Callable, Container, Sequence

from v2xsdk.protocol.exi.report import Buffer, Fragment, Message
from v2xsdk.protocol.exi.schema import SchemaSet
from v2xsdk.protocol.v2g.messages.declare import Record

def bind(
    *,
    schemas: Container[str],
    schema_set: Callable[[str], SchemaSet],
    decode: Callable[..., Message],
    encode: Callable[..., bytes],
    fragment: type[Fragment],
    signature_reference: tuple[str, str],
    constructed: bool = False,
) -> None:
    """Connect the engine with the tables and with the engine that explains what is not regular."""

def find_places(record: type[Record], names: Sequence[str]) -> list[int] | None:
    """Return where the fields of a record lie, ``None`` if they cannot be filled directly."""

def regular(schema: str, data: Buffer, *, kind: str = "document") -> Message | None:
    """Return the message of a stream in which nothing needs tolerance."""

def decode(schema: str, data: Buffer, *, kind: str = "document", strict: bool = False) -> Message:
    """Return the message in a stream."""

def encode(schema: str, message: Message, *, kind: str = "document") -> bytes:
    """Return the stream of a message."""
