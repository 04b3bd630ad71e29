"""The words the message modules are written in: records, namespaces, facets.

A message module declares records (``msgspec.Struct``) whose annotations say everything the wire format
needs: range, length, number of occurrences, attribute or element. The EXI engines, XML and JSON all read
these declarations and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import ClassVar, NamedTuple, TypeVar

import msgspec


class Record(msgspec.Struct, frozen=True, gc=False):
    """Base of all messages and types: immutable, lists are tuples, an absent part is ``None``."""

    CONTENT_MODEL: ClassVar[str | None] = None
    """Order of the content as a DTD-like expression, where it is not simply the order of the fields.
    ``#any`` is an element of a foreign schema, which counts in the grammar and is never accepted.
    Names are fields, or fields of the items if there is a field with the mark ITEMS."""

    MIXED: ClassVar[bool] = False
    """Text may stand between the elements. It counts in the grammar and is never accepted."""

    NAMESPACE: ClassVar[Namespace]
    """Where the fields that the class itself declares belong; set by the namespace's decorators."""


RecordType = TypeVar("RecordType", bound=type[Record])


class Integer(NamedTuple):
    """Facet of a number: both bounds are allowed values, ``None`` is unbounded."""

    minimum: int | None
    maximum: int | None


class Text(NamedTuple):
    """Facet of a string: length in code points."""

    minimum: int = 0
    maximum: int | None = None


class Binary(NamedTuple):
    """Facet of a byte string: length in bytes; XML shows it as hexadecimal or base64."""

    hexadecimal: bool
    minimum: int = 0
    maximum: int | None = None


class Occurs(NamedTuple):
    """How often an element may stand in a list; ``None`` is unbounded."""

    minimum: int
    maximum: int | None


class Ref(NamedTuple):
    """The field stands for a global element of that namespace, or a member of its substitution group."""

    namespace: Namespace


class Mark(Enum):
    """What a field is, if it is not a plain element."""

    ATTRIBUTE = "attribute"
    CONTENT = "content"
    ITEMS = "items"
    ONE_OF = "one of"
    ONE_OF_OR_NONE = "one of, or none"


ATTRIBUTE = Mark.ATTRIBUTE
"""The field is an XML attribute."""
CONTENT = Mark.CONTENT
"""The field is the character content of an element that has attributes."""
ITEMS = Mark.ITEMS
"""The field is a tuple of alternatives in their order, each a record with exactly one field set."""
ONE_OF = Mark.ONE_OF
"""Exactly one of the neighbouring fields with this mark is set."""
ONE_OF_OR_NONE = Mark.ONE_OF_OR_NONE
"""At most one of the neighbouring fields with this mark is set."""


class GlobalElement(NamedTuple):
    """A global element declaration.

    ``type`` is the record or annotated simple type; ``head`` the (namespace URI, local name) of the element
    it may stand for. An ``abstract`` element is in no valid message; if ``tolerated``, real peers send it
    nevertheless and it is accepted.
    """

    name: str
    namespace: Namespace
    type: object
    head: tuple[str, str] | None
    abstract: bool
    tolerated: bool


class Namespace:
    """One XML namespace and what its schema declares."""

    def __init__(
        self, uri: str, prefix: str, *, qualified_elements: bool = True, qualified_attributes: bool = True
    ) -> None:
        self.uri = uri
        self.prefix = prefix
        """Prefix used in XML output."""
        self.element_uri = uri if qualified_elements else ""
        """URI of local elements."""
        self.attribute_uri = uri if qualified_attributes else ""
        """URI of attributes."""
        self.elements: dict[str, GlobalElement] = {}
        self.types: list[type[Record]] = []

    def type(self, record: RecordType) -> RecordType:
        """Class decorator: a complex type of this namespace."""
        record.NAMESPACE = self
        self.types.append(record)
        return record

    def abstract(self, record: RecordType) -> RecordType:
        """Class decorator: a complex type that only serves as base of others."""
        return self.type(record)

    def element(
        self,
        name: str,
        *,
        substitutes: tuple[Namespace, str] | None = None,
        abstract: bool = False,
        tolerated: bool = False,
    ) -> Callable[[RecordType], RecordType]:
        """Class decorator: a complex type of this namespace, and a global element of that type.

        ``substitutes`` names the head of the substitution group the element belongs to.
        """

        def declare(record: RecordType) -> RecordType:
            self.declare(name, record, substitutes=substitutes, abstract=abstract, tolerated=tolerated)
            return self.type(record)

        return declare

    def declare(
        self,
        name: str,
        value_type: object,
        *,
        substitutes: tuple[Namespace, str] | None = None,
        abstract: bool = False,
        tolerated: bool = False,
    ) -> None:
        """Declare a global element of a type that is declared elsewhere."""
        head = (substitutes[0].uri, substitutes[1]) if substitutes else None
        self.elements[name] = GlobalElement(name, self, value_type, head, abstract, tolerated)
