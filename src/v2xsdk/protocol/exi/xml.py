"""Messages as XML text and back."""

from __future__ import annotations

import re
from typing import NoReturn
from xml.parsers import expat

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol.exi.assembly import Assembly
from v2xsdk.protocol.exi.fields import ValueType
from v2xsdk.protocol.exi.grammar import Event, Production, RecordGrammar, State
from v2xsdk.protocol.exi.lexical import from_text, to_text
from v2xsdk.protocol.exi.relaxed import relaxed_type
from v2xsdk.protocol.exi.report import Fragment, Message
from v2xsdk.protocol.exi.roots import code_of, message_of, named_root, roots_of, tables_for
from v2xsdk.protocol.exi.schema import SchemaSet
from v2xsdk.protocol.exi.walk import BODY_PREFIX, Walker
from v2xsdk.protocol.v2g.messages.declare import Record

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
ATTRIBUTE_ESCAPES = {**ESCAPES, '"': "&quot;", "\t": "&#9;", "\n": "&#10;"}
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA_HINTS = {(XSI, "schemaLocation"), (XSI, "noNamespaceSchemaLocation")}
"""Attributes that say nothing about the message."""


def to_xml(schema: str, message: Message) -> str:
    """Return a message as XML; raises ``EncodeError`` for one that its schema does not allow."""
    kind = "fragment" if isinstance(message, Fragment) else "document"
    tables = tables_for(schema, kind, EncodeError)
    code, value = code_of(tables, kind, message)
    root = roots_of(tables, kind)[code]
    writer = XmlWriter(tables)
    writer.root(root.name, root.uri, relaxed_type(root, value), value)
    return writer.text()


class XmlWriter(Walker):
    """Writes the elements of a message; namespaces are declared on the root."""

    def __init__(self, schema: SchemaSet) -> None:
        super().__init__()
        self.prefixes = {n.uri: n.prefix for n in schema.namespaces}
        self.used: dict[str, str] = {}
        self.parts: list[str] = []
        self.tags: list[str] = []
        self.open = False

    def text(self) -> str:
        """Return the document."""
        tag = self.parts[0]
        declared = "".join(f' xmlns:{prefix}="{uri}"' for uri, prefix in self.used.items())
        return tag + declared + "".join(self.parts[1:])

    def qualified(self, name: str, uri: str) -> str:
        """Return a name with its prefix."""
        if not uri:
            return name
        self.used[uri] = self.prefixes[uri]
        return f"{self.prefixes[uri]}:{name}"

    def close(self) -> None:
        """End the start tag, if it is still open."""
        if self.open:
            self.parts.append(">")
            self.open = False

    def lexical(self, kind: ValueType, value: object, escapes: dict[str, str]) -> str:
        """Return the escaped text of a value."""
        try:
            text = to_text(kind, value)
        except ValueError:
            self.fail("a number too long for XML")
        bad = FORBIDDEN.search(text)
        if bad:
            self.fail(f"XML cannot hold the character U+{ord(bad[0]):04X}; use JSON")
        return "".join(escapes.get(c, c) for c in text)

    def event(self, code: int, state: State) -> None:
        """Nothing: XML has names."""

    def start(self, name: str, uri: str, production: Production | None) -> None:
        """Write a start tag, still open for attributes."""
        self.close()
        tag = self.qualified(name, uri)
        self.parts.append(f"<{tag}")
        self.tags.append(tag)
        self.open = True

    def attribute(self, name: str, uri: str, kind: ValueType, value: object) -> None:
        """Write an attribute."""
        text = self.lexical(kind, value, ATTRIBUTE_ESCAPES)
        self.parts.append(f' {self.qualified(name, uri)}="{text}"')

    def content(self, kind: ValueType, value: object, whole: bool) -> None:
        """Write character content."""
        self.close()
        self.parts.append(self.lexical(kind, value, ESCAPES))

    def end(self) -> None:
        """Write an end tag."""
        tag = self.tags.pop()
        self.parts.append("/>" if self.open else f"</{tag}>")
        self.open = False


class Node:
    """An element of a parsed document."""

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = split_name(name)
        self.attributes = {split_name(n): v for n, v in attributes.items()}
        self.children: list[Node] = []
        self.text = ""


def split_name(name: str) -> tuple[str, str]:
    """Return namespace URI and local name."""
    uri, _, local = name.rpartition(" ")
    return uri, local


def parse(text: str) -> Node:
    """Return the root of a document; raises ``DecodeError``. Document types, and so entities, are refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    top = Node("", {})
    stack = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        node = Node(name, attributes)
        stack[-1].children.append(node)
        stack.append(node)

    def characters(data: str) -> None:
        stack[-1].text += data

    def doctype(*_: object) -> NoReturn:
        raise DecodeError("a document type declaration is not accepted")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    parser.buffer_text = True
    try:
        parser.Parse(text.encode(), True)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise DecodeError(f"not well-formed XML: {error}") from error
    return top.children[0]


def from_xml(schema: str, text: str, *, kind: str = "document") -> Message:
    """Return the message in an XML text; raises ``DecodeError`` for one that its schema does not allow."""
    tables = tables_for(schema, kind, DecodeError)
    node = parse(text)
    uri, name = node.name
    code = named_root(tables, kind, name, uri)
    root = roots_of(tables, kind)[code]
    plain = root.relaxed and not node.attributes
    value = node.text if plain else XmlReader().element(node, root.value, name)
    return message_of(tables, kind, code, value)


class XmlReader:
    """Builds records from parsed elements."""

    def __init__(self) -> None:
        self.path: list[str] = []

    def fail(self, problem: str, expected: str = "") -> NoReturn:
        """Raise a ``DecodeError`` for the current element."""
        where = "/".join(self.path).removeprefix(BODY_PREFIX)
        text = f"{where}: {problem}" + (f"; expected {expected}" if expected else "")
        raise DecodeError(text, path=where, expected=expected)

    def element(self, node: Node, kind: ValueType | RecordGrammar | None, label: str) -> object:
        """Return the value of an element."""
        self.path.append(label)
        if kind is None:
            self.fail("an abstract element")
        if isinstance(kind, RecordGrammar):
            value: object = self.record(node, kind)
        else:
            if node.children or set(node.attributes) - SCHEMA_HINTS:
                self.fail("attributes or elements in an element of a simple type")
            value = self.simple(kind, node.text)
        self.path.pop()
        return value

    def simple(self, kind: ValueType, text: str) -> object:
        """Return the value a text stands for."""
        try:
            return from_text(kind, text)
        except ValueError as error:
            self.fail(f"{text!r:.60}", str(error))

    def record(self, node: Node, grammar: RecordGrammar) -> Record:
        """Return a record made of the attributes, children and text of an element."""
        parts = Assembly(grammar)
        attributes = {n: v for n, v in node.attributes.items() if n not in SCHEMA_HINTS}
        children = list(node.children)
        text: str | None = node.text
        while True:
            production = self.choose(parts.state, attributes, children, text)
            if production is None:
                break
            name = (production.uri, production.name)
            if isinstance(production.value, ValueType) and production.event is not Event.ELEMENT:
                source = attributes.pop(name) if production.event is Event.ATTRIBUTE else text
                value = self.simple(production.value, source or "")
                text = text if production.event is Event.ATTRIBUTE else None
            else:
                position = f"[{parts.count(production) + 1}]" if production.many else ""
                value = self.element(children.pop(0), production.value, production.name + position)
            parts.add(production, value)
            parts.advance(production)
        self.check_end(parts.state, attributes, children, text)
        return parts.finish()

    def choose(
        self, state: State, attributes: dict[tuple[str, str], str], children: list[Node], text: str | None
    ) -> Production | None:
        """Return the production for what comes next in an element, if there is one."""
        for production in state.productions:
            name = (production.uri, production.name)
            if production.event is Event.ATTRIBUTE and name in attributes:
                return production
            if production.event is Event.ELEMENT and children and children[0].name == name:
                return production
            if production.event is Event.CONTENT and not attributes and text is not None:
                return production
        return None

    def check_end(
        self, state: State, attributes: dict[tuple[str, str], str], children: list[Node], text: str | None
    ) -> None:
        """Refuse what is left of an element, and an element that may not end here."""
        expected = " or ".join(p.name for p in state.productions if p.value is not None)
        if attributes:
            self.fail(f"unknown attribute {next(iter(attributes))[1]}", expected)
        if children:
            uri, name = children[0].name
            self.fail(f"element {name} of namespace {uri!r} cannot stand here", expected)
        if text is not None and text.strip():
            self.fail(f"text {text.strip()!r:.40} between elements")
        if not any(p.event is Event.END for p in state.productions):
            self.fail("the element ends too early", expected)
