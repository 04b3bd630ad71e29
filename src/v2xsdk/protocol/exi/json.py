"""Messages as JSON text and back: an object for each element, an array for each list.

Names are those of the schema, a member of a substitution group stands under its own name. Byte strings are
hexadecimal or base64 as in XML, numbers are numbers of any size. Unlike XML, JSON holds every character.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol.exi.assembly import Assembly
from v2xsdk.protocol.exi.fields import Kind, ValueType
from v2xsdk.protocol.exi.grammar import Event, Production, RecordGrammar, State
from v2xsdk.protocol.exi.lexical import from_text, to_text
from v2xsdk.protocol.exi.relaxed import relaxed_type
from v2xsdk.protocol.exi.report import Fragment, Message
from v2xsdk.protocol.exi.roots import code_of, message_of, named_root, roots_of, tables_for
from v2xsdk.protocol.exi.walk import BODY_PREFIX, Walker
from v2xsdk.protocol.v2g.messages.declare import Record

ITEMS = "items"
"""Key of a list of alternatives; each item is an object with one key."""
JSON_TYPES = {Kind.BOOLEAN: bool, Kind.SMALL: int, Kind.SIGNED: int, Kind.UNSIGNED: int}
CONTENT = "value"
"""Key of the character content of an element that has attributes."""


def to_json(schema: str, message: Message) -> str:
    """Return a message as JSON; raises ``EncodeError`` for one that its schema does not allow."""
    kind = "fragment" if isinstance(message, Fragment) else "document"
    tables = tables_for(schema, kind, EncodeError)
    code, value = code_of(tables, kind, message)
    root = roots_of(tables, kind)[code]
    writer = JsonWriter()
    spaced = isinstance(message, Fragment) and message.namespace
    name = f"{{{root.uri}}}{root.name}" if spaced else root.name
    writer.root(name, root.uri, relaxed_type(root, value), value)
    try:
        return json.dumps(writer.top, ensure_ascii=False)
    except ValueError as error:
        raise EncodeError(f"a number too long for text: {error}") from error


class JsonWriter(Walker):
    """Builds the object that ``json.dumps`` writes."""

    def __init__(self) -> None:
        super().__init__()
        self.top: dict[str, Any] = {}
        self.stack: list[dict[str, Any]] = [self.top]
        self.keys: list[tuple[str, Production | None]] = []

    def event(self, code: int, state: State) -> None:
        """Nothing: JSON has names."""

    def start(self, name: str, uri: str, production: Production | None) -> None:
        """Begin an object."""
        self.keys.append((name, production))
        self.stack.append({})

    def attribute(self, name: str, uri: str, kind: ValueType, value: object) -> None:
        """Add an attribute."""
        self.stack[-1][name] = plain(kind, value)

    def content(self, kind: ValueType, value: object, whole: bool) -> None:
        """Add a value; an element without attributes is nothing but its value."""
        self.stack[-1]["" if whole else CONTENT] = plain(kind, value)

    def end(self) -> None:
        """Put the finished object, or the value it stands for, where it belongs."""
        name, production = self.keys.pop()
        done = self.stack.pop()
        value = done.get("", done)
        parent = self.stack[-1]
        if production is None or not production.many:
            parent[name] = value
        elif production.item is not None:
            parent.setdefault(ITEMS, []).append({name: value})
        else:
            parent.setdefault(name, []).append(value)


def plain(kind: ValueType, value: object) -> object:
    """Return a value as JSON has it."""
    return value if isinstance(value, bool | int | str) else to_text(kind, value)


def from_json(schema: str, text: str, *, kind: str = "document") -> Message:
    """Return the message in a JSON text; raises ``DecodeError`` for one that its schema does not allow."""
    tables = tables_for(schema, kind, DecodeError)
    try:
        top = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DecodeError(f"not JSON: {error}") from error
    if not isinstance(top, dict) or len(top) != 1:
        raise DecodeError("an object with the root element as its only key is needed")
    key, content = next(iter(top.items()))
    uri, _, name = key.removeprefix("{").rpartition("}")
    code = named_root(tables, kind, name, uri or None)
    root = roots_of(tables, kind)[code]
    value = JsonReader().element(content, relaxed_type(root, content), name)
    return message_of(tables, kind, code, value)


class JsonReader:
    """Builds records from parsed objects."""

    def __init__(self) -> None:
        self.path: list[str] = []

    def fail(self, problem: str, expected: str = "") -> NoReturn:
        """Raise a ``DecodeError`` for the current element."""
        where = "/".join(self.path).removeprefix(BODY_PREFIX)
        text = f"{where}: {problem}" + (f"; expected {expected}" if expected else "")
        raise DecodeError(text, path=where, expected=expected)

    def element(self, source: object, kind: ValueType | RecordGrammar, label: str) -> object:
        """Return the value of an element."""
        self.path.append(label)
        value = self.record(source, kind) if isinstance(kind, RecordGrammar) else self.simple(source, kind)
        self.path.pop()
        return value

    def simple(self, source: object, kind: ValueType) -> object:
        """Return a simple value."""
        wanted = {Kind.BOOLEAN: bool, Kind.SMALL: int, Kind.SIGNED: int, Kind.UNSIGNED: int}.get(kind.kind, str)
        if type(source) is not wanted:
            self.fail(f"{source!r:.60}", f"a value of type {wanted.__name__}")
        if not isinstance(source, str):
            return source
        try:
            return from_text(kind, source)
        except ValueError as error:
            self.fail(f"{source!r:.60}", str(error))

    def record(self, source: object, grammar: RecordGrammar) -> Record:
        """Return a record made of the entries of an object, whatever their order."""
        if not isinstance(source, dict):
            self.fail(f"{source!r:.60}", "an object")
        left = {k: list(v) if isinstance(v, list) else [v] for k, v in source.items() if v not in (None, [])}
        lists = {key for key, v in source.items() if isinstance(v, list)}
        parts = Assembly(grammar)
        while True:
            production = self.choose(parts.state, left, lists)
            if production is None or production.value is None:
                break
            key = key_of(production)
            entry = left[key].pop(0)
            if production.item is not None:
                entry = entry[production.name]
            position = f"[{parts.count(production) + 1}]" if production.many else ""
            parts.add(production, self.element(entry, production.value, production.name + position))
            parts.advance(production)
            left = {k: v for k, v in left.items() if v}
        if left:
            self.fail(f"{next(iter(left))} cannot stand here", names_of(parts.state))
        if not any(p.event is Event.END for p in parts.state.productions):
            self.fail("something is missing", names_of(parts.state))
        return parts.finish()

    def choose(self, state: State, left: dict[str, list[object]], lists: set[str]) -> Production | None:
        """Return the first production for which the object has something."""
        for production in state.productions:
            key = key_of(production)
            if production.value is None or not left.get(key):
                continue
            if production.many is not (key in lists):
                self.fail(f"{key} is {'no' if production.many else 'an'} array")
            entry = left[key][0]
            if production.item is None or (isinstance(entry, dict) and list(entry) == [production.name]):
                return production
        return None


def key_of(production: Production) -> str:
    """Return the key under which a production's value stands."""
    return ITEMS if production.item is not None else production.name


def names_of(state: State) -> str:
    """Return what may stand in a state."""
    return " or ".join(p.name for p in state.productions if p.value is not None)
