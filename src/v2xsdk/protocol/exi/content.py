"""Content models: particles of a record in their order, and what may come next after some of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from v2xsdk.protocol.exi.fields import Field, fields_of, is_element
from v2xsdk.protocol.v2g.messages.declare import ATTRIBUTE, ITEMS, ONE_OF, ONE_OF_OR_NONE, Record

TOKEN = re.compile(r"#?\w+|[()|?*+]")


class Leaf(NamedTuple):
    """An attribute, an element, or the character content; without a field, an element of a foreign schema.

    ``item`` is the field of the tuple of alternatives the leaf belongs to.
    """

    field: Field | None
    item: Field | None = None


class Repeat(NamedTuple):
    """A particle that comes at least and at most so many times."""

    child: Particle
    minimum: int
    maximum: int | None


class Sequence(NamedTuple):
    """Particles one after the other."""

    children: tuple[Particle, ...]


class Choice(NamedTuple):
    """One of several particles."""

    children: tuple[Particle, ...]


Particle: TypeAlias = Leaf | Repeat | Sequence | Choice
Rest = tuple[Particle, ...]
"""What is still to come in an element."""


class Step(NamedTuple):
    """A leaf that may come next, and what is to come after it.

    For an item of a counted list, ``below`` is what follows while the minimum is not reached, and ``full``
    what follows the last allowed item.
    """

    leaf: Leaf
    rest: Rest
    below: Rest | None = None
    full: Rest | None = None
    repeat: Repeat | None = None


def content_of(record: type[Record]) -> Rest:
    """Return the particles of a record: attributes by name and namespace, then the content."""
    fields = fields_of(record)
    attributes = sorted((f for f in fields if f.mark is ATTRIBUTE), key=lambda f: (f.name, f.uri))
    items = next((f for f in fields if f.mark is ITEMS), None)
    content: list[Particle] = [occurring(f) for f in attributes]
    if record.CONTENT_MODEL is not None:
        inner = fields_of(items.value) if items and isinstance(items.value, type) else fields
        by_name = {f.name: Leaf(f, items) for f in inner if is_element(f)}
        content.append(parse_model(record.CONTENT_MODEL, by_name))
    else:
        content += gather(f for f in fields if f.mark is not ATTRIBUTE)
    return tuple(content)


def occurring(field: Field) -> Particle:
    """Return a field as particle."""
    if field.many or field.minimum == 0:
        return Repeat(Leaf(field), field.minimum, field.maximum)
    return Leaf(field)


def gather(fields: Iterable[Field]) -> Iterator[Particle]:
    """Yield fields as particles, neighbouring ones of one choice as one."""
    pending: list[Leaf] = []
    optional = False
    for field in fields:
        if field.mark in (ONE_OF, ONE_OF_OR_NONE):
            pending.append(Leaf(field))
            optional = field.mark is ONE_OF_OR_NONE
            continue
        if pending:
            yield close(pending, optional)
            pending = []
        yield occurring(field)
    if pending:
        yield close(pending, optional)


def close(alternatives: list[Leaf], optional: bool) -> Particle:
    """Return a finished choice."""
    choice = Choice(tuple(alternatives))
    return Repeat(choice, 0, 1) if optional else choice


def parse_model(text: str, leaves: dict[str, Leaf]) -> Particle:
    """Read a content model expression (see ``Record.CONTENT_MODEL``)."""
    tokens = TOKEN.findall(text)

    def expression() -> Particle:
        sequence: list[Particle] = []
        alternatives: list[Particle] = []
        while tokens and tokens[0] != ")":
            token = tokens.pop(0)
            if token == "|":
                alternatives.append(Sequence(tuple(sequence)))
                sequence = []
                continue
            atom: Particle
            if token == "(":
                atom = expression()
                tokens.pop(0)
            else:
                atom = leaves.get(token, Leaf(None))
            if tokens and tokens[0] in "?*+":
                sign = tokens.pop(0)
                atom = Repeat(atom, int(sign == "+"), 1 if sign == "?" else None)
            sequence.append(atom)
        if not alternatives:
            return Sequence(tuple(sequence))
        return Choice((*alternatives, Sequence(tuple(sequence))))

    return expression()


def steps(rest: Rest, found: list[Step]) -> bool:
    """Collect what may come next; tell whether the element may also end here."""
    if not rest:
        return True
    head, tail = rest[0], rest[1:]
    if isinstance(head, Leaf):
        found.append(Step(head, tail))
        return False
    if isinstance(head, Sequence):
        return steps((*head.children, *tail), found)
    if isinstance(head, Choice):
        ends = [steps((child, *tail), found) for child in head.children]
        return any(ends)
    return repeat_steps(head, tail, found)


def repeat_steps(head: Repeat, tail: Rest, found: list[Step]) -> bool:
    """Collect what may come next where something may be repeated."""
    child, minimum, maximum = head
    if isinstance(child, Leaf) and child.field and maximum != 1:
        again = (Repeat(child, 0, maximum), *tail)
        below = (head, *tail) if minimum > 1 else None
        found.append(Step(child, again, below, tail if maximum else None, head))
    elif maximum == 1:
        steps((child, *tail), found)
    else:
        steps((child, Repeat(child, 0, None), *tail), found)
    return steps(tail, found) if minimum == 0 else False
