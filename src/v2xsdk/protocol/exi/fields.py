"""What the declarations of a record say: its fields and their value types."""

from __future__ import annotations

import inspect
from enum import Enum, IntEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from v2xsdk.protocol.v2g.messages.declare import (
    ATTRIBUTE,
    CONTENT,
    ITEMS,
    Binary,
    Integer,
    Mark,
    Occurs,
    Record,
    Ref,
    Text,
)

SMALL_RANGE = 4096
"""Integers of at most this many values are written in a fixed number of bits (EXI 1.0, 7.1.5)."""


class Kind(IntEnum):
    """How a simple value is written; the native engine knows these numbers."""

    BOOLEAN = 0
    ENUMERATION = 1
    SMALL = 2
    UNSIGNED = 3
    SIGNED = 4
    TEXT = 5
    BINARY = 6


class ValueType(NamedTuple):
    """A simple type: representation on the wire, and its facets.

    ``bits`` is the width of enumerations and small integers. ``minimum`` and ``maximum`` bound numbers, or
    the length of strings (code points) and binaries (bytes).
    """

    kind: Kind
    bits: int = 0
    minimum: int | None = None
    maximum: int | None = None
    members: tuple[Enum, ...] = ()
    hexadecimal: bool = False

    @property
    def may_be_empty(self) -> bool:
        """Tell whether an element without content is a value of this type (reference/exi, section 6)."""
        return self.kind in (Kind.TEXT, Kind.BINARY)


class Field(NamedTuple):
    """One field of a record. ``slot`` is its position in the record; ``value`` a simple type or a record.

    ``maximum`` and ``minimum`` count a list; ``mark`` and ``ref`` are those of the declaration.
    """

    name: str
    uri: str
    slot: int
    value: ValueType | type[Record]
    many: bool
    minimum: int
    maximum: int | None
    mark: Mark | None
    ref: Ref | None


class Plan(NamedTuple):
    """An annotation taken apart."""

    types: tuple[Any, ...]
    extras: tuple[Any, ...]
    many: bool
    optional: bool


def take_apart(annotation: Any) -> Plan:
    """Strip Annotated, tuple and None from an annotation."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner = take_apart(annotation.__origin__)
        return inner._replace(extras=(*inner.extras, *annotation.__metadata__))
    if origin is tuple:
        return take_apart(get_args(annotation)[0])._replace(many=True)
    if origin in (Union, UnionType):
        parts = [take_apart(a) for a in get_args(annotation) if a is not NoneType]
        extras = tuple(e for p in parts for e in p.extras)
        optional = NoneType in get_args(annotation)
        return Plan(tuple(t for p in parts for t in p.types), extras, parts[0].many, optional)
    return Plan((annotation,), (), False, False)


def value_type(plan: Plan) -> ValueType | type[Record]:
    """Return how a value of that annotation is written."""
    base: type = plan.types[0]
    if issubclass(base, Record):
        return base
    if base is bool:
        return ValueType(Kind.BOOLEAN, 1)
    if issubclass(base, Enum):
        members = tuple(base)
        return ValueType(Kind.ENUMERATION, (len(members) - 1).bit_length(), members=members)
    if base is int:
        return integer_type(next(e for e in plan.extras if isinstance(e, Integer)))
    if base is str:
        text = next((e for e in plan.extras if isinstance(e, Text)), Text())
        return ValueType(Kind.TEXT, 0, text.minimum, text.maximum)
    binary = next(e for e in plan.extras if isinstance(e, Binary))
    return ValueType(Kind.BINARY, 0, binary.minimum, binary.maximum, hexadecimal=binary.hexadecimal)


def integer_type(facet: Integer) -> ValueType:
    """Return the representation of an integer: its range decides (reference/exi, section 4)."""
    low, high = facet
    if low is not None and high is not None and high - low < SMALL_RANGE:
        return ValueType(Kind.SMALL, (high - low).bit_length(), low, high)
    return ValueType(Kind.SIGNED if low is None or low < 0 else Kind.UNSIGNED, 0, low, high)


@cache
def fields_of(record: type[Record]) -> tuple[Field, ...]:
    """Return the fields of a record, those of its bases first."""
    found = []
    names = list(record.__struct_fields__)
    for owner in reversed(record.__mro__):
        if not issubclass(owner, Record) or "NAMESPACE" not in owner.__dict__:
            continue
        for name, annotation in inspect.get_annotations(owner).items():
            if name in names:
                found.append(field_of(owner, name, names.index(name), annotation))
    return tuple(found)


def field_of(owner: type[Record], name: str, slot: int, annotation: Any) -> Field:
    """Return one field as its annotation declares it."""
    plan = take_apart(annotation)
    mark = next((e for e in plan.extras if isinstance(e, Mark)), None)
    ref = next((e for e in plan.extras if isinstance(e, Ref)), None)
    minimum, maximum = next((e for e in plan.extras if isinstance(e, Occurs)), (int(not plan.optional), 1))
    if ref:
        uri = ref.namespace.uri
    elif mark is ATTRIBUTE:
        uri = owner.NAMESPACE.attribute_uri
    else:
        uri = owner.NAMESPACE.element_uri
    return Field(name, uri, slot, value_type(plan), plan.many, minimum, maximum, mark, ref)


def is_element(field: Field) -> bool:
    """Tell whether a field stands for an element."""
    return field.mark not in (ATTRIBUTE, CONTENT, ITEMS)
