"""What a decode yields: messages, fragments, and what the decoder put up with."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

import msgspec

from v2xsdk.protocol.v2g.messages.declare import Record


class Fragment(msgspec.Struct, frozen=True, gc=False):
    """One element on its own, as it is signed.

    ``root`` is the local name, ``value`` a record, enumeration member or plain value. ``namespace`` is the
    URI of the element where its local name exists in several namespaces of the schema set, else empty.
    Documents whose root has no record type of its own are fragments too.
    """

    root: str
    value: object
    namespace: str = ""


Message: TypeAlias = Record | Fragment
"""What is encoded and decoded."""


Buffer: TypeAlias = bytes | bytearray | memoryview
"""What a stream may come in."""


class Tolerance(Enum):
    """What a tolerant decoder accepts although the encoder should not have written it."""

    TRAILING = "zero bytes after the end"
    PADDING = "filling bits that are not zero"
    EMPTY = "an empty value written as an element without content"
    RANGE = "a number outside the range of its type"
    LENGTH = "a string or binary of a length its type does not allow"
    ABSTRACT = "an abstract element that real peers send"
    FULL_LIST = "a full list that goes on as if there could be more items"


CHANGES_SIGNED = (Tolerance.RANGE, Tolerance.LENGTH, Tolerance.FULL_LIST)
"""Never accepted in a signed part: what is signed follows the schema to the letter."""


class DecodeWarning(msgspec.Struct, frozen=True, gc=False):
    """One thing the decoder put up with. ``position`` is the bit in the stream, ``path`` the element.

    A value with a warning must not become a set-point without a range check.
    """

    tolerance: Tolerance
    path: str
    position: int
    message: str


class Decoded(msgspec.Struct, frozen=True, gc=False):
    """A message, and what was wrong with its encoding."""

    message: Message
    warnings: tuple[DecodeWarning, ...]
