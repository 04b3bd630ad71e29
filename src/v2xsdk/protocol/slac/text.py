"""MME records as JSON-able fields and back, with the names of the SLAC vectors.

MACs have colons, other byte strings are hexadecimal, numbers are integers, groups are lists. Constants,
counts and lengths of the wire appear too; coming back they may be left out, and are refused where they do not
fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import msgspec

from v2xsdk.errors import EncodeError
from v2xsdk.protocol.slac.addresses import format_mac, parse_mac
from v2xsdk.protocol.slac.keys import Nmk
from v2xsdk.protocol.slac.layouts import BY_NAME, BY_RECORD
from v2xsdk.protocol.slac.records import Mme
from v2xsdk.protocol.slac.reference_write import write_fields
from v2xsdk.protocol.slac.wire import ETHERTYPE, WIDTHS, Field, Kind, Layout

AMPLITUDES_SHOWN = 12
_NOT_IN_RECORD = (Kind.CONST8, Kind.CONST16, Kind.COUNT8, Kind.COUNT16, Kind.BLOCK16)
_HEADER = {"ethertype": f"0x{ETHERTYPE:04x}", "fmi": "0000"}


def mme_name(record: Mme) -> str:
    """Return the name of the message in ``record``, as ``CM_SLAC_PARM.REQ``."""
    return BY_RECORD[type(record)].name


def to_fields(record: Mme) -> dict[str, Any]:
    """Return the fields of ``record`` for JSON; keys are shown, as they stand on the wire."""
    layout = BY_RECORD[type(record)]
    mmv = cast(int, getattr(record, "mmv"))  # noqa: B009 - each record declares it last, the base cannot
    fields: dict[str, Any] = {
        "dst": format_mac(record.dst),
        "src": format_mac(record.src),
        "ethertype": _HEADER["ethertype"],
        "mmv": mmv,
    }
    if mmv:
        fields["fmi"] = _HEADER["fmi"]
    return fields | _fields_of(layout, record)


def _fields_of(layout: Layout, record: msgspec.Struct) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    defaults = _defaults(layout)
    for field in layout.fields:
        if field.kind is Kind.SKIP or (field.quiet and getattr(record, field.name) == defaults[field.name]):
            continue
        fields[field.name] = _show(layout, field, record)
    if "amplitudes" in fields:
        fields["amplitudes_head"] = fields["amplitudes"][:AMPLITUDES_SHOWN]
    return fields


def _defaults(layout: Layout) -> dict[str, Any]:
    return {
        info.name: info.default
        for info in msgspec.structs.fields(layout.record)
        if info.default is not msgspec.NODEFAULT
    }


def _show(layout: Layout, field: Field, record: msgspec.Struct) -> Any:
    if field.kind in (Kind.CONST8, Kind.CONST16):
        return field.value
    if field.kind in (Kind.COUNT8, Kind.COUNT16):
        return len(getattr(record, field.of))
    if field.kind is Kind.BLOCK16:
        return write_fields(bytearray(), layout, record)
    if field.kind is Kind.OUI and not field.value:
        return layout.oui.hex()
    value = getattr(record, field.name)
    if field.kind is Kind.MAC:
        return format_mac(value)
    if field.kind in (Kind.BYTES, Kind.NIBBLES, Kind.U16S, Kind.U32S):
        return list(value)
    if field.kind is Kind.LIST and field.item is not None:
        return [_fields_of(field.item, item) for item in value]
    return value.hex() if isinstance(value, bytes) else value


def from_fields(mme: str, fields: Mapping[str, Any]) -> Mme:
    """Return the record of message ``mme`` with these fields.

    Raises :class:`EncodeError` for an unknown message, an unknown, missing or malformed field, and a
    constant, count or length that the message would not have.
    """
    layout = BY_NAME.get(mme)
    if layout is None:
        raise EncodeError(f"{mme!r} is no SLAC or modem message; known are {', '.join(BY_NAME)}")
    given = dict(fields)
    for name, constant in _HEADER.items():
        if given.pop(name, constant) != constant:
            raise EncodeError(f"{mme}: {name} is {constant}, nothing else can be sent")
    head = {name: _parse(layout, Field(Kind.MAC, name, 6), given.pop(name, None)) for name in ("dst", "src")}
    if "mmv" in given:
        head["mmv"] = _parse(layout, Field(Kind.U8, "mmv"), given.pop("mmv"))
    return cast(Mme, _record_of(layout, given, head))


def _record_of(layout: Layout, given: dict[str, Any], values: dict[str, Any]) -> msgspec.Struct:
    defaults = _defaults(layout)
    shown = given.pop("amplitudes_head", None)
    announced = {}
    for field in layout.fields:
        if field.kind in _NOT_IN_RECORD or (field.kind is Kind.OUI and not field.value):
            announced[field.name] = given.pop(field.name, None)
        elif field.name in given or (field.kind is not Kind.SKIP and field.name not in defaults):
            values[field.name] = _parse(layout, field, given.pop(field.name, None))
    if given:
        raise EncodeError(f"{layout.name} has no field {', '.join(sorted(given))}")
    record = layout.record(**values)
    _compare(layout, record, announced)
    if shown is not None and shown != list(values["amplitudes"][:AMPLITUDES_SHOWN]):
        raise EncodeError(f"{layout.name}: amplitudes_head is not the head of amplitudes")
    return record


def _compare(layout: Layout, record: msgspec.Struct, announced: dict[str, Any]) -> None:
    for field in layout.fields:
        wanted = announced.get(field.name)
        if wanted is not None and wanted != (shown := _show(layout, field, record)):
            raise EncodeError(f"{layout.name}: {field.name} would be {shown}, not {wanted}")


def _parse(layout: Layout, field: Field, value: Any) -> Any:
    try:
        return _parse_kind(layout, field, value)
    except (TypeError, ValueError) as error:
        if isinstance(error, EncodeError):
            raise
        raise EncodeError(f"{layout.name}: {field.name} cannot be {value!r}") from error


def _parse_kind(layout: Layout, field: Field, value: Any) -> Any:
    if value is None:
        raise EncodeError(f"{layout.name}: {field.name} is missing")
    if field.kind in WIDTHS:
        if type(value) is not int:
            raise TypeError
        return value
    if field.kind is Kind.MAC:
        return parse_mac(value) if isinstance(value, str) else bytes.fromhex(value)
    if field.kind in (Kind.BYTES, Kind.NIBBLES):
        return bytes(list(value))
    if field.kind in (Kind.U16S, Kind.U32S):
        return tuple(value)
    if field.kind is Kind.LIST and field.item is not None:
        return tuple(_record_of(field.item, dict(item), {}) for item in value)
    if field.kind is Kind.KEY:
        return Nmk(bytes.fromhex(value))
    return value if field.kind in (Kind.TEXT, Kind.TEXT_COUNTED) else bytes.fromhex(value)
