"""Random messages: every value its schema allows, made by walking the grammars."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st

from v2xsdk.protocol.exi.assembly import Assembly
from v2xsdk.protocol.exi.fields import Kind, ValueType
from v2xsdk.protocol.exi.grammar import Event, Production, RecordGrammar
from v2xsdk.protocol.exi.roots import message_of, roots_of
from v2xsdk.protocol.exi.schema import SchemaSet, schema_set
from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.iso2 import UnitSymbolType

MOST_ITEMS = 4
"""Lists get no longer than this, unless their schema asks for more."""
NEVER_VALID = {"SignatureProperty", "SignatureProperties"}
"""They need content of a foreign schema."""
NOT_XML = [chr(c) for c in (*range(32), 0xFFFE, 0xFFFF) if c not in (9, 10, 13)]
XML_TEXT = st.characters(codec="utf-8", exclude_characters=NOT_XML)
ANY_TEXT = st.characters(codec="utf-8")


def messages(schema: str, kind: str, *, xml: bool = False) -> st.SearchStrategy[Any]:
    """Return a strategy for messages of a schema set; with ``xml`` only of characters that XML can hold."""
    tables = schema_set(schema)
    codes = [
        code
        for code, root in enumerate(roots_of(tables, kind))
        if root.value is not None and root.name not in NEVER_VALID
    ]
    return st.sampled_from(codes).flatmap(lambda code: message(tables, kind, code, xml))


def message(tables: SchemaSet, kind: str, code: int, xml: bool) -> st.SearchStrategy[Any]:
    """Return a strategy for messages with one root element."""
    root = roots_of(tables, kind)[code]
    characters = XML_TEXT if xml else ANY_TEXT
    relaxed = root.relaxed and not isinstance(root.value, RecordGrammar)
    value = st.text(characters, max_size=20) if relaxed else values(root.value, characters)
    return value.map(lambda found: message_of(tables, kind, code, found))


def values(kind: ValueType | RecordGrammar | None, characters: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Return a strategy for the values of a type."""
    if isinstance(kind, RecordGrammar):
        return records(kind, characters)
    assert kind is not None
    if kind.kind is Kind.BOOLEAN:
        return st.booleans()
    if kind.kind is Kind.ENUMERATION:
        return st.sampled_from(kind.members)
    if kind.kind is Kind.TEXT:
        longest = 40 if kind.maximum is None else min(kind.maximum, 40)
        return st.text(characters, min_size=kind.minimum or 0, max_size=max(longest, kind.minimum or 0))
    if kind.kind is Kind.BINARY:
        longest = 100 if kind.maximum is None else min(kind.maximum, 100)
        return st.binary(min_size=kind.minimum or 0, max_size=max(longest, kind.minimum or 0))
    unbounded = kind.minimum is None and kind.maximum is None
    bound = 2**200 if unbounded else 0
    return st.integers(-bound if unbounded else kind.minimum, bound if unbounded else kind.maximum)


@st.composite
def records(draw: st.DrawFn, grammar: RecordGrammar, characters: st.SearchStrategy[str]) -> Any:
    """Draw a record by walking its grammar."""
    parts = Assembly(grammar)
    while True:
        options = [p for p in parts.state.productions if p.value is not None and not p.tolerated]
        options = [p for p in options if may_go_on(parts, p)]
        if any(p.event is Event.END for p in parts.state.productions) and (not options or draw(st.booleans())):
            return parts.finish()
        production = draw(st.sampled_from(options))
        parts.add(production, draw(values(production.value, characters)))
        parts.advance(production)


def may_go_on(parts: Assembly, production: Production) -> bool:
    """Tell whether a production is regular and keeps lists short."""
    if production.tolerated:
        return False
    return not production.many or parts.count(production) < max(production.minimum, MOST_ITEMS)


NOT_VALUES: st.SearchStrategy[Any] = st.sampled_from([
    None, True, 0, -1, 300, 2**31, 2**63, 2**64, -(2**63) - 1, "", "x" * 300, "\ud800", b"", b"y" * 900,
    bytearray(b"z"), (), (None,), [], object, UnitSymbolType.V,
])  # fmt: skip
"""Some of them are right for some field."""


@st.composite
def spoiled(draw: st.DrawFn, value: Any) -> Any:
    """Draw a value that differs from a given one in one place, somewhere inside."""
    if isinstance(value, Record) and value.__struct_fields__ and draw(st.integers(0, 9)):
        name = draw(st.sampled_from(value.__struct_fields__))
        return msgspec.structs.replace(value, **{name: draw(spoiled(getattr(value, name)))})
    if isinstance(value, tuple) and value and draw(st.booleans()):
        index = draw(st.integers(0, len(value) - 1))
        return (*value[:index], draw(spoiled(value[index])), *value[index + 1 :])
    if isinstance(value, tuple) and draw(st.booleans()):
        return draw(st.sampled_from([value * 2, value * 300, list(value), value[:1]]))
    return draw(NOT_VALUES)
