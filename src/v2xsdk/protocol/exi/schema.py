"""Schema sets: which elements a message or a fragment may begin with, and their grammars."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

from v2xsdk.protocol.exi.fields import Field, ValueType, fields_of, is_element, take_apart, value_type
from v2xsdk.protocol.exi.grammar import Member, RecordGrammar, code_width
from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, GlobalElement, Namespace, Record

DIN = ("DIN_MSG_DEF", "DIN_MSG_HEADER", "DIN_MSG_BODY", "DIN_MSG_DATA_TYPES", "XMLDSIG")
ISO2 = ("ISO2_MSG_DEF", "ISO2_MSG_HEADER", "ISO2_MSG_BODY", "ISO2_MSG_DATA_TYPES", "XMLDSIG")

SCHEMAS: dict[str, tuple[str, tuple[str, ...]]] = {
    "app": ("app", ("APP_PROTOCOL",)),
    "din": ("din", DIN),
    "iso2": ("iso2", ISO2),
    "iso20-common": ("iso20.common", ("COMMON_MESSAGES", "COMMON_TYPES", "XMLDSIG")),
    "iso20-dc": ("iso20.dc", ("DC", "COMMON_TYPES", "XMLDSIG")),
    "iso20-ac": ("iso20.ac", ("AC", "COMMON_TYPES", "XMLDSIG")),
    "iso20-acdp": ("iso20.acdp", ("ACDP", "COMMON_TYPES", "XMLDSIG")),
    "iso20-wpt": ("iso20.wpt", ("WPT", "COMMON_TYPES", "XMLDSIG")),
    "iso20-ac-der-iec": ("iso20.der_iec", ("AC_DER_IEC", "AC", "COMMON_TYPES", "XMLDSIG")),
    "iso20-ac-der-sae": ("iso20.der_sae", ("AC_DER_SAE", "AC", "COMMON_TYPES", "XMLDSIG")),
    "xmldsig": ("xmldsig", ("XMLDSIG",)),
}
"""Schema set -> package of its messages, and the namespaces it consists of."""

MESSAGES = "v2xsdk.protocol.v2g.messages"


class Root(NamedTuple):
    """An element a document or fragment may begin with.

    ``value`` is ``None`` where the element is abstract. ``relaxed`` marks a name that is declared with
    several types, so that its fragments use the element fragment grammar (EXI 1.0, 8.5.3).
    """

    name: str
    uri: str
    value: ValueType | RecordGrammar | None
    relaxed: bool = False


class SchemaSet:
    """One schema set with all grammars, made on first use."""

    def __init__(self, name: str) -> None:
        package, constants = SCHEMAS[name]
        import_module(f"{MESSAGES}.{package}")
        known = import_module(f"{MESSAGES}.namespaces")
        self.name = name
        self.namespaces: tuple[Namespace, ...] = tuple(getattr(known, c) for c in constants)
        self.elements: dict[tuple[str, str], GlobalElement] = {
            (n.uri, e.name): e for n in self.namespaces for e in n.elements.values()
        }
        self.grammars: dict[type[Record], RecordGrammar] = {}
        ordered = sorted(self.elements.values(), key=lambda e: (e.name, e.namespace.uri))
        self.documents: tuple[Root, ...] = tuple(Root(e.name, e.namespace.uri, self.value_of(e)) for e in ordered)
        self.document_width = code_width(len(self.documents) + 1)
        self.root_of: dict[type[Record], int] = self.unique_roots()
        self.fragment_roots: tuple[Root, ...] | None = None

    def value_of(self, element: GlobalElement) -> ValueType | RecordGrammar | None:
        """Return the type of a global element."""
        if element.abstract and not element.tolerated:
            return None
        kind = value_type(take_apart(element.type))
        return kind if isinstance(kind, ValueType) else self.grammar(kind)

    def grammar(self, record: type[Record]) -> RecordGrammar:
        """Return the grammar of a record type, compiled on first use."""
        found = self.grammars.get(record)
        if found is None:
            found = self.grammars[record] = RecordGrammar(record, self.members)
        return found

    def members(self, field: Field) -> list[Member]:
        """Return the elements that may stand for a field, in the order of their event codes."""
        if field.ref is None:
            value = field.value if isinstance(field.value, ValueType) else self.grammar(field.value)
            return [Member(field.name, field.uri, value)]
        group = [self.elements[field.ref.namespace.uri, field.name]]
        for head in group:
            group += [e for e in self.elements.values() if e.head == (head.namespace.uri, head.name)]
        group.sort(key=lambda e: (e.name, e.namespace.uri))
        return [Member(e.name, e.namespace.uri, self.value_of(e), e.tolerated) for e in group]

    def unique_roots(self) -> dict[type[Record], int]:
        """Return which global element a record type alone determines."""
        found: dict[type[Record], int] = {}
        shared = set()
        for code, root in enumerate(self.documents):
            if isinstance(root.value, RecordGrammar):
                if root.value.record in found:
                    shared.add(root.value.record)
                found[root.value.record] = code
        return {record: code for record, code in found.items() if record not in shared}

    def fragments(self) -> tuple[Root, ...]:
        """Return the elements a fragment may begin with: every element name of the set, sorted."""
        if self.fragment_roots is None:
            types: dict[tuple[str, str], list[object]] = {}
            for element in self.elements.values():
                value = None if element.abstract else value_type(take_apart(element.type))
                types.setdefault((element.name, element.namespace.uri), []).append(value)
            for namespace in self.namespaces:
                for record in namespace.types:
                    for field in fields_of(record):
                        if is_element(field) and field.ref is None:
                            types.setdefault((field.name, field.uri), []).append(field.value)
            self.fragment_roots = tuple(self.fragment_root(*key, types[key]) for key in sorted(types))
        return self.fragment_roots

    def fragment_root(self, name: str, uri: str, types: list[object]) -> Root:
        """Return the fragment root for a name that is declared with those types."""
        distinct = [t for i, t in enumerate(types) if t not in types[:i]]
        record = next((t for t in distinct if isinstance(t, type)), None)
        first = distinct[0]
        if record is not None:
            return Root(name, uri, self.grammar(record), len(distinct) > 1)
        return Root(name, uri, first if isinstance(first, ValueType) else None, len(distinct) > 1)

    def attribute_names(self) -> list[tuple[str, str]]:
        """Return every attribute name of the set, sorted."""
        fields = (f for n in self.namespaces for r in n.types for f in fields_of(r))
        return sorted({(f.name, f.uri) for f in fields if f.mark is ATTRIBUTE})


_loaded: dict[str, SchemaSet] = {}


def schema_set(name: str) -> SchemaSet:
    """Return a schema set by name, loaded on first use.

    Raises ``KeyError`` for a name that is not in ``SCHEMAS``.
    """
    found = _loaded.get(name)
    if found is None:
        found = _loaded[name] = SchemaSet(name)
    return found
