"""What goes where and under which name: the plan of the generated message modules."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from tools.messages.xsd import XS, ComplexType, Element, Group, Particle, QName, Reader, Schema, SimpleType

HERE = Path(__file__).parent
CLASH = {
    "valueType": "ParameterValueType",
    "EVRequestedEnergyTransferType": "RequestedEnergyTransferType",
    "eMAIDType": "EmaidType",
}
"""Types that would otherwise bear the name of a field of the same class, or of another type."""


@dataclass
class Module:
    """One module to write."""

    package: str
    name: str
    title: str
    patterns: list[str]
    types: list[QName] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Return the dotted name below the messages package."""
        return self.package if self.package == self.name else f"{self.package}.{self.name}"


@dataclass
class Model:
    """All schemas, all modules, and the module of each type."""

    layout: dict[str, Any]
    schemas: dict[str, Schema]
    modules: dict[str, list[Module]]
    home: dict[QName, Module]

    def complex_type(self, name: QName) -> ComplexType | None:
        """Return the complex type of that name."""
        return next((s.complex_types[name] for s in self.schemas.values() if name in s.complex_types), None)

    def simple_type(self, name: QName) -> SimpleType:
        """Return the simple type of that name, a builtin one included."""
        if name[0] == XS[1:-1]:
            return SimpleType(None, name[1])
        return next(s.simple_types[name] for s in self.schemas.values() if name in s.simple_types)

    def element(self, name: QName) -> Element:
        """Return the global element of that name."""
        return next(s.elements[name] for s in self.schemas.values() if name in s.elements)

    def elements_of(self, type_name: QName) -> list[Element]:
        """Return the global elements of a type, in schema order."""
        return [e for s in self.schemas.values() for e in s.elements.values() if e.type == type_name]

    def members(self, head: QName, uris: set[str]) -> list[Element]:
        """Return the concrete members of a substitution group that those namespaces declare, head first."""
        found = []
        pending = [self.element(head)]
        while pending:
            element = pending.pop(0)
            kind = self.complex_type(element.type)
            if self.tolerated(element.name) or not (element.abstract or (kind and kind.abstract)):
                found.append(element)
            pending += [
                e for s in self.schemas.values() if s.uri in uris for e in s.elements.values()
                if e.head == element.name
            ]  # fmt: skip
        return found

    def tolerated(self, name: QName) -> bool:
        """Tell whether an abstract element is accepted because real peers send it."""
        return any(
            name[1] in package.get("tolerated", ()) and name[0] in {self.schemas[p].uri for p in package["schemas"]}
            for package in self.layout["package"]
        )

    def class_name(self, name: QName) -> str:
        """Return the Python name: messages are named as their element, other types as in the schema."""
        elements = self.elements_of(name)
        if len(elements) == 1 and elements[0].name[1].endswith(("Req", "Res")):
            local = elements[0].name[1]
        else:
            local = CLASH.get(name[1], name[1])
        return local[0].upper() + local[1:]

    def namespace(self, uri: str) -> str:
        """Return the constant that holds a namespace."""
        path = next(p for p, s in self.schemas.items() if s.uri == uri)
        return str(self.layout["namespaces"][path])


def particles(group: Group | Particle | None) -> list[Particle]:
    """Return all elements of a content model, in schema order, wildcards left out."""
    if group is None:
        return []
    if isinstance(group, Particle):
        return [group] if group.name else []
    return [p for child in group.children for p in particles(child)]


def used_types(model: Model, name: QName) -> list[QName]:
    """Return the named types that a complex type needs, its base first."""
    kind = model.complex_type(name)
    if kind is None:
        return []
    found = [n for n in (kind.base, kind.simple_content) if n]
    found += [a.type for a in kind.attributes]
    for particle in particles(kind.content):
        if particle.ref:
            found += [e.type for e in model.members(particle.ref, reachable(model, name[0]))]
        elif isinstance(particle.type, tuple):
            found.append(particle.type)
    return [n for n in found if n[0] != XS[1:-1]]


def reachable(model: Model, uri: str) -> set[str]:
    """Return the namespaces whose substitution members count for a schema file: those of its package."""
    for package in model.layout["package"]:
        uris = {model.schemas[p].uri for p in package["schemas"]}
        if uri in uris:
            return uris
    return {uri}


def load(root: Path) -> Model:
    """Read the schema files below ``root`` and plan the modules."""
    layout = tomllib.loads((HERE / "layout.toml").read_text(encoding="utf-8"))
    known: dict[QName, SimpleType] = {}
    schemas = {}
    files = list(layout["namespaces"])
    for path in sorted(files, key=lambda p: ("DataTypes" not in p, files.index(p))):
        schemas[path] = Reader(root / path, known).read()
    model = Model(layout, {p: schemas[p] for p in files}, {}, {})
    for package in layout["package"]:
        plan_package(model, package)
    return model


def plan_package(model: Model, package: dict[str, Any]) -> None:
    """Find a module for every type of a package."""
    modules = [Module(package["name"], n, title, patterns) for n, (title, *patterns) in package["modules"].items()]
    if len(modules) == 1:
        modules[0].name = modules[0].package
    model.modules[package["name"]] = modules
    schemas = [model.schemas[p] for p in package["schemas"]]
    names = [n for s in schemas for n in (*s.complex_types, *s.simple_types)]
    for name in names:
        for module in modules:
            if any(fnmatchcase(name[1], pattern) for pattern in module.patterns):
                model.home[name] = module
                break
    users = {n: [u for u in names if n in used_types(model, u)] for n in names}
    outside = {n for n in names for s in model.schemas.values() if s not in schemas
               for u in s.complex_types if n in used_types(model, u)}  # fmt: skip
    settle(model, modules, names, users, outside)


def settle(
    model: Model,
    modules: list[Module],
    names: list[QName],
    users: dict[QName, list[QName]],
    outside: set[QName],
) -> None:
    """Put each remaining type where its only user is, or into the first module."""
    moved = True
    while moved:
        moved = False
        for name in names:
            homes = {id(model.home[u]): model.home[u] for u in users[name] if u in model.home}
            complete = all(u in model.home for u in users[name])
            if name not in model.home and complete and len(homes) == 1 and name not in outside:
                model.home[name] = next(iter(homes.values()))
                moved = True
        if not moved:
            shared = [n for n in names if n not in model.home and all(u in model.home for u in users[n])]
            for name in shared or [n for n in names if n not in model.home][:1]:
                model.home[name] = modules[0]
                moved = True
    for name in names:
        if model.complex_type(name) or users[name] or name in outside:
            model.home[name].types.append(name)
