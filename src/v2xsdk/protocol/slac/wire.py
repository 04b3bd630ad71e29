"""How a wire layout is described, and what the two codecs say when a frame or record does not fit it."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple, NoReturn

import msgspec

from v2xsdk.errors import DecodeError, EncodeError

ETHERTYPE = 0x88E1
HIGHEST_MMV = 2
MIN_FRAME = 60
MAX_SENT = 1514
MAX_RECEIVED = 1518
"""An Ethernet frame with its check sequence; nothing longer is an Ethernet frame."""


class Kind(IntEnum):
    """Kinds of fields; numbers are little endian."""

    U8 = 0
    U16 = 1
    U32 = 2
    CONST8 = 3
    CONST16 = 4
    OCTETS = 5
    MAC = 6
    KEY = 7
    OUI = 8
    """Three bytes: the layout's OUI, or zeros where ``value`` is 1."""
    SKIP = 9
    """Reserved: zero when sent, anything when received."""
    COUNT8 = 10
    COUNT16 = 11
    """Number of elements of the field named ``of``; at least ``value``."""
    BYTES = 12
    """As many bytes as counted."""
    NIBBLES = 13
    """As many half bytes as counted, the even one in the low half."""
    LENGTH8 = 14
    """A number of its own that also counts the text after it."""
    TEXT = 15
    """Latin-1 in ``size`` bytes, padded with NUL."""
    TEXT_COUNTED = 16
    """The same in as many bytes as the number ``of`` says."""
    U16S = 17
    U32S = 18
    BLOCK16 = 19
    """Length of all that follows."""
    TAIL = 20
    """All bytes to the end of the block."""
    LIST = 21
    """As many items of the layout ``item`` as counted."""


WIDTHS = {Kind.U8: 1, Kind.U16: 2, Kind.U32: 4, Kind.LENGTH8: 1}
"""Bytes of each kind of number."""


class Field(NamedTuple):
    """One field. ``quiet`` ones are left out of the text form while they hold their default."""

    kind: Kind
    name: str = ""
    size: int = 0
    value: int = 0
    of: str = ""
    item: Layout | None = None
    quiet: bool = False


class Layout(NamedTuple):
    """The fields of one MME (or of an item in a list) after the header, in wire order."""

    name: str
    record: type[msgspec.Struct]
    fields: tuple[Field, ...]
    mmtype: int = -1
    mmvs: tuple[int, ...] = (1, 2)
    oui: bytes = b""


class Fault(IntEnum):
    """Why a frame is no MME that a receiver may use (slac, section 1)."""

    HEADER = 0
    LONG = 1
    ETHERTYPE = 2
    MMV = 3
    FRAGMENT = 4
    MMTYPE = 5
    MMV_OF_TYPE = 6
    TRUNCATED = 7
    CONSTANT = 8
    COUNT = 9
    OUI = 10


_DECODE_TEXTS = {
    Fault.HEADER: "frame of {value} bytes ends inside the MME header",
    Fault.LONG: f"frame of {{value}} bytes is longer than Ethernet carries ({MAX_RECEIVED})",
    Fault.ETHERTYPE: f"EtherType 0x{{value:04x}} is not HomePlug (0x{ETHERTYPE:04x})",
    Fault.MMV: "unknown MME version {value}",
    Fault.FRAGMENT: "fragmented MME (FMI 0x{value:04x}); SLAC never fragments",
    Fault.MMTYPE: "unknown MME type 0x{value:04x}",
    Fault.MMV_OF_TYPE: "{name}: not defined for MME version {value}",
    Fault.TRUNCATED: "{name}: the frame ends inside {field}",
    Fault.CONSTANT: "{name}: {field} is {value}, which a receiver ignores",
    Fault.COUNT: "{name}: {field} is {value}, which is too few",
    Fault.OUI: "{name}: OUI {value:06x} is another vendor's",
}


def refuse_frame(fault: int, name: str = "", field: str = "", value: int = 0) -> NoReturn:
    """Raise the :class:`DecodeError` for ``fault``; both codecs report through this."""
    raise DecodeError(_DECODE_TEXTS[Fault(fault)].format(name=name, field=field or "a reserved field", value=value))


def refuse_value(name: str, kind: int, field: str, size: int = 0) -> NoReturn:
    """Raise the :class:`EncodeError` for a record's field that the wire cannot carry."""
    what = {
        Kind.OCTETS: f"{size} bytes",
        Kind.MAC: "6 bytes",
        Kind.KEY: "16 bytes",
        Kind.OUI: "3 bytes: the vendor's OUI",
        Kind.BYTES: "at most 255 bytes",
        Kind.NIBBLES: "1 to 65535 bytes of 0 to 15",
        Kind.TEXT: f"Latin-1 text of at most {size} characters",
        Kind.TEXT_COUNTED: "Latin-1 text that fits the length given for it",
        Kind.U16S: f"{size} numbers of 0 to 65535",
        Kind.U32S: f"{size} numbers of 0 to 4294967295",
        Kind.TAIL: "bytes",
        Kind.LIST: "a tuple of at most 255 records",
    }.get(Kind(kind), f"a number of 0 to {(1 << 8 * WIDTHS.get(Kind(kind), 0)) - 1}")
    raise EncodeError(f"{name}: {field} must be {what}")


def refuse_record(what: str) -> NoReturn:
    """Raise the :class:`EncodeError` for a record as a whole."""
    raise EncodeError(what)
