"""Read XML Schema files into plain records: the subset of XML Schema that V2G schemas use."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree import ElementTree as ET

XS = "{http://www.w3.org/2001/XMLSchema}"
QName = tuple[str, str]

BUILTINS = {
    "string", "anyURI", "ID", "IDREF", "NCName", "boolean", "base64Binary", "hexBinary", "byte", "short",
    "int", "long", "unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong", "integer",
}  # fmt: skip


@dataclass(frozen=True)
class SimpleType:
    """A named or anonymous simple type, flattened to its builtin base and its facets."""

    name: QName | None
    builtin: str
    enumeration: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    min_length: int = 0
    max_length: int | None = None


@dataclass(frozen=True)
class Particle:
    """An element, a reference to one, or a wildcard (``name`` empty), with its number of occurrences."""

    name: str
    type: QName | SimpleType | None
    minimum: int = 1
    maximum: int | None = 1
    ref: QName | None = None


@dataclass(frozen=True)
class Group:
    """A sequence or choice."""

    kind: str
    children: tuple[Group | Particle, ...]
    minimum: int = 1
    maximum: int | None = 1


@dataclass(frozen=True)
class Attribute:
    """An attribute of a complex type."""

    name: str
    type: QName
    required: bool


@dataclass
class ComplexType:
    """A complex type: what it adds to its base."""

    name: QName
    base: QName | None = None
    content: Group | None = None
    simple_content: QName | None = None
    attributes: list[Attribute] = field(default_factory=list)
    mixed: bool = False
    abstract: bool = False


@dataclass(frozen=True)
class Element:
    """A global element."""

    name: QName
    type: QName
    head: QName | None
    abstract: bool


@dataclass
class Schema:
    """All declarations of one schema file."""

    uri: str
    qualified_elements: bool
    qualified_attributes: bool
    simple_types: dict[QName, SimpleType] = field(default_factory=dict)
    complex_types: dict[QName, ComplexType] = field(default_factory=dict)
    elements: dict[QName, Element] = field(default_factory=dict)


class Reader:
    """Reads one file; simple types of imported files are found in ``known``."""

    def __init__(self, path: Path, known: dict[QName, SimpleType]) -> None:
        self.prefixes: dict[str, str] = {}
        for _, (prefix, uri) in ET.iterparse(path, ["start-ns"]):
            self.prefixes.setdefault(prefix, uri)
        self.root = ET.parse(path).getroot()
        self.known = known
        self.schema = Schema(
            self.root.get("targetNamespace", ""),
            self.root.get("elementFormDefault") == "qualified",
            self.root.get("attributeFormDefault") == "qualified",
        )

    def read(self) -> Schema:
        """Return the declarations of the file."""
        for node in self.root.findall(f"{XS}simpleType"):
            self.simple_type(node, self.own(node))
        for node in self.root.findall(f"{XS}complexType"):
            self.complex_type(node, self.own(node))
        for node in self.root.findall(f"{XS}element"):
            self.element(node)
        return self.schema

    def own(self, node: ET.Element) -> QName:
        """Return the qualified name of a declaration."""
        return self.schema.uri, node.get("name", "")

    def resolve(self, text: str) -> QName:
        """Return the qualified name that a prefixed name stands for."""
        prefix, _, local = text.rpartition(":")
        return self.prefixes[prefix], local

    def simple_type(self, node: ET.Element, name: QName | None) -> SimpleType:
        """Read a restriction and merge its facets with those of its base."""
        restriction = node.find(f"{XS}restriction")
        if restriction is None:
            raise SystemExit(f"simple type {name} is no restriction")
        base = self.find_simple(self.resolve(restriction.get("base", "")))
        facets = {child.tag.removeprefix(XS): child.get("value", "") for child in restriction}
        shortest = facets.get("length") or facets.get("minLength")
        longest = facets.get("length") or facets.get("maxLength")
        read = replace(
            base,
            name=name,
            enumeration=tuple(e.get("value", "") for e in restriction.findall(f"{XS}enumeration")),
            minimum=int(facets["minInclusive"]) if "minInclusive" in facets else base.minimum,
            maximum=int(facets["maxInclusive"]) if "maxInclusive" in facets else base.maximum,
            min_length=int(shortest) if shortest else base.min_length,
            max_length=int(longest) if longest else base.max_length,
        )
        if name:
            self.schema.simple_types[name] = self.known[name] = read
        return read

    def find_simple(self, name: QName) -> SimpleType:
        """Return a simple type by name, a builtin one included; types may be declared in any order."""
        if name[0] == XS[1:-1]:
            return SimpleType(None, name[1])
        if name not in self.known:
            for node in self.root.findall(f"{XS}simpleType"):
                if self.own(node) == name:
                    return self.simple_type(node, name)
        return self.known[name]

    def complex_type(self, node: ET.Element, name: QName) -> None:
        """Read a complex type, an extension, or simple content with attributes."""
        found = ComplexType(name, mixed=node.get("mixed") == "true", abstract=node.get("abstract") == "true")
        body = node
        for kind in ("complexContent", "simpleContent"):
            extension = node.find(f"{XS}{kind}/{XS}extension")
            if extension is not None:
                body = extension
                base = self.resolve(extension.get("base", ""))
                if kind == "simpleContent":
                    found.simple_content = base
                else:
                    found.base = base
        for kind in ("sequence", "choice"):
            content = body.find(f"{XS}{kind}")
            if content is not None:
                found.content = self.group(content)
        for attribute in body.findall(f"{XS}attribute"):
            value = self.resolve(attribute.get("type", ""))
            required = attribute.get("use") == "required"
            found.attributes.append(Attribute(attribute.get("name", ""), value, required))
        self.schema.complex_types[name] = found

    def group(self, node: ET.Element) -> Group:
        """Read a sequence or choice with everything inside."""
        children: list[Group | Particle] = []
        for child in node:
            kind = child.tag.removeprefix(XS)
            if kind in ("sequence", "choice"):
                children.append(self.group(child))
            elif kind == "any":
                children.append(Particle("", None, *occurs(child)))
            else:
                children.append(self.particle(child))
        return Group(node.tag.removeprefix(XS), tuple(children), *occurs(node))

    def particle(self, node: ET.Element) -> Particle:
        """Read a local element or a reference to a global one."""
        ref = node.get("ref")
        if ref:
            name = self.resolve(ref)
            return Particle(name[1], None, *occurs(node), ref=name)
        anonymous = node.find(f"{XS}simpleType")
        kind: QName | SimpleType
        if anonymous is not None:
            kind = self.simple_type(anonymous, None)
        else:
            kind = self.resolve(node.get("type", ""))
        return Particle(node.get("name", ""), kind, *occurs(node))

    def element(self, node: ET.Element) -> None:
        """Read a global element."""
        name = self.own(node)
        anonymous = node.find(f"{XS}complexType")
        if anonymous is not None:
            self.complex_type(anonymous, name)
        kind = self.resolve(node.get("type", "")) if anonymous is None else name
        head = node.get("substitutionGroup")
        abstract = node.get("abstract") == "true"
        self.schema.elements[name] = Element(name, kind, self.resolve(head) if head else None, abstract)


def occurs(node: ET.Element) -> tuple[int, int | None]:
    """Return minOccurs and maxOccurs."""
    maximum = node.get("maxOccurs", "1")
    return int(node.get("minOccurs", "1")), None if maximum == "unbounded" else int(maximum)
