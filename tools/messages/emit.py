"""Write one message module as Python text."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

from tools.messages.docs import Docs
from tools.messages.model import Model, Module, particles, reachable, used_types
from tools.messages.xsd import XS, Attribute, ComplexType, Group, Particle, QName, SimpleType

ROOT = "v2xsdk.protocol.v2g.messages"
ALIASES = {
    "byte": "Byte", "short": "Short", "int": "Int", "long": "Long", "unsignedByte": "UnsignedByte",
    "unsignedShort": "UnsignedShort", "unsignedInt": "UnsignedInt", "unsignedLong": "UnsignedLong",
    "integer": "UnboundedInteger", "base64Binary": "Base64Binary", "hexBinary": "HexBinary",
}  # fmt: skip
TEXTS = {"string", "anyURI", "ID", "IDREF", "NCName"}
DECLARED = (
    "Record", "Text", "Binary", "Integer", "Occurs", "Ref",
    "ATTRIBUTE", "CONTENT", "ONE_OF", "ONE_OF_OR_NONE",
)  # fmt: skip


class Emitter:
    """Writes the classes of one module and remembers what they need to import."""

    def __init__(self, model: Model, module: Module, docs: Docs) -> None:
        self.model = model
        self.module = module
        self.docs = docs
        self.done: set[QName] = set()
        self.names: dict[str, set[str]] = {}

    def text(self) -> str:
        """Return the whole module."""
        body = [line for name in self.module.types for line in self.type(name)]
        head = [f'"""{self.module.title}."""', ""]
        source = "\n".join(body)
        if re.search(r"\bAnnotated\[", source):
            self.need("typing", "Annotated")
        for word in DECLARED:
            if re.search(rf"\b{word}\b", source):
                self.need(f"{ROOT}.declare", word)
        for path in sorted(self.names):
            head.append(f"from {path} import {', '.join(sorted(self.names[path]))}")
        return "\n".join([*head, "", *body, ""])

    def need(self, path: str, name: str) -> str:
        """Note an import and return the name."""
        self.names.setdefault(path, set()).add(name)
        return name

    def class_of(self, name: QName) -> str:
        """Return the name of the class or alias of a named type, imported if it lives elsewhere."""
        home = self.model.home[name]
        local = self.model.class_name(name)
        return local if home is self.module else self.need(f"{ROOT}.{home.path}", local)

    def namespace(self, uri: str) -> str:
        """Return the constant of a namespace, imported."""
        return self.need(f"{ROOT}.namespaces", self.model.namespace(uri))

    def type(self, name: QName) -> Iterator[str]:
        """Write a type, and before it those it needs from the same module."""
        if name in self.done:
            return
        self.done.add(name)
        for other in used_types(self.model, name):
            if self.model.home[other] is self.module:
                yield from self.type(other)
        kind = self.model.complex_type(name)
        if kind is None:
            yield from self.simple(name)
        else:
            yield from self.record(kind)

    def simple(self, name: QName) -> Iterator[str]:
        """Write an enumeration or an alias."""
        kind = self.model.simple_type(name)
        if kind.enumeration:
            self.need("enum", "Enum")
            yield f"class {self.model.class_name(name)}(Enum):"
            yield f'    """{self.docs.type(self.module.package, name[1])}"""'
            yield ""
            yield from (f"    {member_name(v)} = {v!r}" for v in kind.enumeration)
            yield ""
        else:
            yield f"{self.model.class_name(name)} = {self.value(kind)}"
            yield f'"""{self.docs.type(self.module.package, name[1])}"""'

    def value(self, kind: SimpleType) -> str:
        """Return the annotation of a simple type without regard to its name."""
        limited = kind.min_length > 0 or kind.max_length is not None
        lengths = [kind.min_length, kind.max_length] if limited else []
        if kind.builtin == "boolean":
            return "bool"
        if kind.builtin in TEXTS:
            return f"Annotated[str, Text({', '.join(map(str, lengths))})]" if lengths else "str"
        if kind.builtin.endswith("Binary") and lengths:
            return f"Annotated[bytes, Binary({kind.builtin == 'hexBinary'}, {lengths[0]}, {lengths[1]})]"
        if kind.minimum is not None or kind.maximum is not None:
            return f"Annotated[int, Integer({kind.minimum}, {kind.maximum})]"
        return self.need(f"{ROOT}.simple_types", ALIASES[kind.builtin])

    def annotation(self, name: QName | SimpleType) -> str:
        """Return the annotation of a field of that type."""
        if isinstance(name, SimpleType):
            return self.value(name)
        return self.value(self.model.simple_type(name)) if name[0] == XS[1:-1] else self.class_of(name)

    def record(self, kind: ComplexType) -> Iterator[str]:
        """Write a complex type as a class, with what it declares globally."""
        fields = list(self.fields(kind))
        base = self.class_of(kind.base) if kind.base else "Record"
        namespace = self.namespace(kind.name[0])
        elements = self.model.elements_of(kind.name)
        if len(elements) == 1:
            yield f"@{namespace}.element({self.declaration(elements[0].name, kind)})"
        else:
            yield f"@{namespace}.abstract" if kind.abstract else f"@{namespace}.type"
        yield f"class {self.model.class_name(kind.name)}({base}, frozen=True, kw_only=True):"
        text = self.docs.type(self.module.package, kind.name[1])
        yield f'    """{text}"""'
        yield ""
        yield from fields
        yield ""
        if len(elements) > 1:
            for element in elements:
                yield f"@{namespace}.element({self.declaration(element.name, kind)})"
                parent = self.model.class_name(kind.name)
                yield f"class {element.name[1]}({parent}, frozen=True, kw_only=True):"
                yield f'    """{self.docs.type(self.module.package, element.name[1])}"""'
                yield ""

    def declaration(self, name: QName, kind: ComplexType) -> str:
        """Return the arguments that declare a global element."""
        element = self.model.element(name)
        arguments = [f'"{name[1]}"']
        if element.head:
            arguments.append(f'substitutes=({self.namespace(element.head[0])}, "{element.head[1]}")')
        if element.abstract or kind.abstract:
            arguments.append("abstract=True")
        if self.model.tolerated(name):
            arguments.append("tolerated=True")
        return ", ".join(arguments)

    def fields(self, kind: ComplexType) -> Iterator[str]:
        """Write the fields that a type adds to its base."""
        for attribute in sorted(kind.attributes, key=lambda a: a.name):
            yield from self.attribute(attribute)
        if kind.simple_content:
            yield f"    value: Annotated[{self.annotation(kind.simple_content)}, CONTENT]"
            yield f'    """{self.docs.field(self.module.package, kind.name[1], "value")}"""'
        for particle, mark in marked(kind.content):
            yield self.field(kind, particle, mark)
            text = self.docs.field(self.module.package, kind.name[1], particle.name)
            if text:
                yield f'    """{text}"""'

    def attribute(self, attribute: Attribute) -> Iterator[str]:
        """Write an attribute."""
        kind = self.annotation(attribute.type)
        if attribute.required:
            yield f"    {attribute.name}: Annotated[{kind}, ATTRIBUTE]"
        else:
            yield f"    {attribute.name}: Annotated[{kind} | None, ATTRIBUTE] = None"
        yield f'    """{self.docs.field(self.module.package, "", attribute.name)}"""'

    def field(self, owner: ComplexType, particle: Particle, mark: str) -> str:
        """Write an element, list, choice or substitution group as a field."""
        extra = []
        if particle.ref:
            kind = self.members(owner, particle.ref)
            extra.append(f"Ref({self.namespace(particle.ref[0])})")
        else:
            kind = self.annotation(particle.type or ("", ""))
        many = particle.maximum is None or particle.maximum > 1
        optional = not many and (particle.minimum == 0 or mark != "")
        if many:
            kind = f"tuple[{kind}, ...]"
            extra.append(f"Occurs({particle.minimum}, {particle.maximum})")
        if optional:
            kind += " | None"
        if mark:
            extra.append(mark)
        line = f"Annotated[{', '.join([kind, *extra])}]" if extra else kind
        default = " = ()" if many and particle.minimum == 0 else " = None" if optional else ""
        return f"    {particle.name}: {line}{default}"

    def members(self, owner: ComplexType, head: QName) -> str:
        """Return the annotation of a substitution group: its concrete members."""
        elements = self.model.members(head, reachable(self.model, owner.name[0]))
        return " | ".join(self.annotation(e.type) for e in elements)


def marked(content: Group | None) -> Iterator[tuple[Particle, str]]:
    """Return the elements of a content model, each with the mark of the choice it stands in."""
    if content is None:
        return
    if content.maximum != 1 or (content.kind == "sequence" and content.minimum != 1):
        raise SystemExit("a repeated or optional group cannot be written as fields")
    if content.kind == "choice":
        yield from ((p, "ONE_OF" if content.minimum else "ONE_OF_OR_NONE") for p in particles(content))
        return
    for child in content.children:
        if isinstance(child, Group):
            yield from marked(child)
        else:
            yield child, ""


def member_name(value: str) -> str:
    """Return the Python name of an enumeration value."""
    name = re.sub(r"\W", "_", value)
    return f"{name}_" if keyword.iskeyword(name) or name in ("mro", "name", "value") else name
