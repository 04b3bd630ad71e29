"""From a message to its root element and back, the same for EXI, XML and JSON."""

from __future__ import annotations

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.protocol.exi.report import Fragment, Message
from v2xsdk.protocol.exi.schema import SCHEMAS, Root, SchemaSet, schema_set
from v2xsdk.protocol.v2g.messages.declare import Record

KINDS = ("document", "fragment")


def tables_for(schema: str, kind: str, error: type[DecodeError | EncodeError]) -> SchemaSet:
    """Return a schema set; raises ``error`` for names of schema sets and kinds that do not exist."""
    if schema not in SCHEMAS:
        raise error(f"no schema set {schema!r}; there are {', '.join(SCHEMAS)}")
    if kind not in KINDS:
        raise error(f"no kind {kind!r}; there are {' and '.join(KINDS)}")
    return schema_set(schema)


def roots_of(schema: SchemaSet, kind: str) -> tuple[Root, ...]:
    """Return the elements that a document or fragment may begin with."""
    return schema.fragments() if kind == "fragment" else schema.documents


def message_of(schema: SchemaSet, kind: str, code: int, value: object) -> Message:
    """Return a record that names its root by itself as it is, anything else as a fragment."""
    if kind == "document" and isinstance(value, Record) and schema.root_of.get(type(value)) == code:
        return value
    roots = roots_of(schema, kind)
    ambiguous = sum(r.name == roots[code].name for r in roots) > 1
    return Fragment(roots[code].name, value, roots[code].uri if ambiguous else "")


def code_of(schema: SchemaSet, kind: str, message: Message) -> tuple[int, object]:
    """Return the code of a message's root element, and the value below it; raises ``EncodeError``."""
    if isinstance(message, Fragment):
        return fragment_code(schema, roots_of(schema, kind), message), message.value
    if kind == "fragment":
        raise EncodeError(f"a Fragment is needed, not {type(message).__name__}")
    code = schema.root_of.get(type(message))
    if code is None:
        text = f"{type(message).__name__} is no message of schema set {schema.name}"
        raise EncodeError(f"{text}; elements of a shared type need a Fragment")
    return code, message


def fragment_code(schema: SchemaSet, roots: tuple[Root, ...], message: Fragment) -> int:
    """Return the code of the root element that a fragment names."""
    found = [
        code for code, root in enumerate(roots) if root.name == message.root and message.namespace in ("", root.uri)
    ]
    if len(found) > 1:
        spaces = " and ".join(roots[code].uri for code in found)
        raise EncodeError(f"{message.root} exists in {spaces}; give Fragment a namespace")
    if not found:
        raise EncodeError(f"no element {message.root!r} in schema set {schema.name}")
    if roots[found[0]].value is None:
        raise EncodeError(f"{message.root} is abstract and cannot be sent")
    return found[0]


def named_root(schema: SchemaSet, kind: str, name: str, uri: str | None) -> int:
    """Return the code of the root element of that name, any namespace if None; raises ``DecodeError``."""
    found = [c for c, r in enumerate(roots_of(schema, kind)) if r.name == name and uri in (None, r.uri)]
    if len(found) != 1:
        text = "no such root element" if not found else "several root elements"
        raise DecodeError(f"{name}: {text} in schema set {schema.name}", path=name)
    return found[0]
