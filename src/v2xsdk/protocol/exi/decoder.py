"""The reference decoder: plain Python over the grammar tables, with full reports.

The native engine gives the same results; wherever it stops, this decoder runs again and says why.
"""

from __future__ import annotations

from typing import NoReturn

from v2xsdk.errors import DecodeError
from v2xsdk.protocol.exi.assembly import Assembly
from v2xsdk.protocol.exi.bits import BitReader
from v2xsdk.protocol.exi.fields import Kind, ValueType
from v2xsdk.protocol.exi.grammar import Event, Production, RecordGrammar, State
from v2xsdk.protocol.exi.report import CHANGES_SIGNED, DecodeWarning, Tolerance
from v2xsdk.protocol.exi.walk import BODY_PREFIX
from v2xsdk.protocol.v2g.messages.declare import Record
from v2xsdk.protocol.v2g.messages.namespaces import XMLDSIG

SECOND_LEVEL_WIDTH = 3
"""Width of a second-level event code where character content is possible (reference/exi, section 6)."""
SIGNATURE_REFERENCE = ("Reference", XMLDSIG.uri)
TABLE_HITS = 2
"""String lengths 0 and 1 refer to string tables, which are always empty."""


class Decoder:
    """Decodes elements from one stream.

    ``unbounded_from`` reads lists of at least that maximum as if they had none, as some encoders write them.
    """

    def __init__(self, data: bytes, strict: bool, unbounded_from: int | None = None) -> None:
        self.reader = BitReader(data)
        self.strict = strict
        self.unbounded_from = unbounded_from
        self.path: list[str] = []
        self.warnings: list[DecodeWarning] = []
        self.full_list = False
        """Whether some list reached its maximum."""
        self.identifiers: list[str] = []
        """Id attributes of the elements around the current position."""
        self.signed: list[str] = []
        """URIs of the references of a signature."""
        self.suspects: list[tuple[DecodeWarning, tuple[str, ...]]] = []

    def fail(self, problem: str, expected: str = "", position: int | None = None) -> NoReturn:
        """Raise a ``DecodeError`` for the current element."""
        where = self.where()
        at = self.reader.position if position is None else position
        text = f"bit {at}, {where or 'start'}: {problem}" + (f"; expected {expected}" if expected else "")
        raise DecodeError(text, position=at, path=where, expected=expected)

    def where(self) -> str:
        """Return the path of the current element."""
        return "/".join(self.path).removeprefix(BODY_PREFIX)

    def tolerate(self, tolerance: Tolerance, problem: str, position: int) -> None:
        """Note a deviation, or refuse it in strict mode."""
        if self.strict:
            self.fail(problem, position=position)
        warning = DecodeWarning(tolerance, self.where(), position, problem)
        self.warnings.append(warning)
        if tolerance in CHANGES_SIGNED:
            self.suspects.append((warning, tuple(self.identifiers)))

    def check_signed(self) -> None:
        """Refuse deviations inside elements that a signature refers to."""
        for warning, identifiers in self.suspects:
            if any(uri in ("", *("#" + i for i in identifiers)) for uri in self.signed):
                text = f"bit {warning.position}, {warning.path}: {warning.message} in a signed element"
                raise DecodeError(text, position=warning.position, path=warning.path)

    def read(self, count: int, expected: str) -> int:
        """Return so many bits."""
        try:
            return self.reader.read(count)
        except EOFError:
            self.fail("the stream ends", expected, self.reader.end)

    def varint(self, expected: str, limit: int | None = 10) -> int:
        """Return a variable-length number."""
        start = self.reader.position
        try:
            return self.reader.read_varint(limit)
        except EOFError:
            self.fail("the stream ends", expected, self.reader.end)
        except OverflowError:
            self.fail(f"a number of more than {limit} bytes", expected, start)

    def element(self, name: str, kind: ValueType | RecordGrammar) -> object:
        """Return the value of the element whose start was read."""
        self.path.append(name)
        value = self.record(kind) if isinstance(kind, RecordGrammar) else self.simple(kind)
        self.path.pop()
        return value

    def simple(self, kind: ValueType) -> object:
        """Return the value of an element of a simple type."""
        start = self.reader.position
        if self.read(1, "content"):
            return self.empty(kind, start)
        value = self.value(kind)
        if self.read(1, "the end of the element"):
            self.fail("no end of the element", "event code 0", self.reader.position - 1)
        return value

    def empty(self, kind: ValueType, start: int) -> object:
        """Return the empty value written as an element without content."""
        code = self.read(SECOND_LEVEL_WIDTH, "a second-level event code")
        if code or not kind.may_be_empty:
            self.fail("an event that no V2G message has", "content", start)
        self.tolerate(Tolerance.EMPTY, "an empty value without content", start)
        return self.checked(kind, "" if kind.kind is Kind.TEXT else b"", start)

    def record(self, grammar: RecordGrammar) -> Record:
        """Return the record of an element with attributes or children."""
        parts = Assembly(grammar)
        depth = len(self.identifiers)
        while True:
            start = self.reader.position
            code = self.read(parts.state.width, expectation(parts.state))
            if code >= len(parts.state.productions):
                self.escape(parts, code, start)
                break
            production = parts.state.productions[code]
            if production.event is Event.END:
                break
            parts.add(production, self.take(production, parts, start))
            parts.advance(production, goes_on=self.goes_on(production, parts))
        del self.identifiers[depth:]
        return parts.finish()

    def take(self, production: Production, parts: Assembly, start: int) -> object:
        """Return what a production announces."""
        kind = production.value
        if kind is None:
            self.fail(f"an element that is in no V2G message: {production.name or 'foreign'}", position=start)
        if production.tolerated:
            self.tolerate(Tolerance.ABSTRACT, f"the abstract element {production.name}", start)
        if production.event is Event.ELEMENT:
            if parts.is_full(production):
                self.fail(f"more than {production.maximum} items", "the end of the list", start)
            position = f"[{parts.count(production) + 1}]" if production.many else ""
            value = self.element(production.name + position, kind)
            if (production.name, production.uri) == SIGNATURE_REFERENCE:
                self.signed.append(getattr(value, "URI", None) or "")
            return value
        if isinstance(kind, RecordGrammar):
            raise TypeError(f"{production.name} cannot hold a record")
        attribute = production.event is Event.ATTRIBUTE
        self.path.append(f"@{production.name}" if attribute else production.name)
        value = self.value(kind)
        self.path.pop()
        if attribute and production.name == "Id":
            self.identifiers.append(str(value))
        return value

    def goes_on(self, production: Production, parts: Assembly) -> bool:
        """Tell whether a list that is full is to be read as if there could be more."""
        if not parts.is_full(production):
            return False
        self.full_list = True
        if self.unbounded_from is None or (production.maximum or 0) < self.unbounded_from:
            return False
        self.tolerate(Tolerance.FULL_LIST, f"a full list of {production.maximum} goes on", self.reader.position)
        return True

    def escape(self, parts: Assembly, code: int, start: int) -> None:
        """Read what follows the escape code: only an empty value is known there."""
        productions = parts.state.productions
        content = next((p for p in productions if p.event is Event.CONTENT), None)
        if content is None or not isinstance(content.value, ValueType) or code > len(productions):
            self.fail(f"event code {code}", expectation(parts.state), start)
        parts.add(content, self.empty(content.value, start))

    def value(self, kind: ValueType) -> object:
        """Return a simple value."""
        start = self.reader.position
        if kind.kind is Kind.BOOLEAN:
            return bool(self.read(1, "a boolean"))
        if kind.kind is Kind.ENUMERATION:
            index = self.read(kind.bits, "an enumeration value")
            if index >= len(kind.members):
                self.fail(f"enumeration value {index}", f"0 to {len(kind.members) - 1}", start)
            return kind.members[index]
        if kind.kind is Kind.TEXT:
            return self.checked(kind, self.text(), start)
        if kind.kind is Kind.BINARY:
            return self.checked(kind, self.binary(), start)
        return self.checked(kind, self.integer(kind), start)

    def integer(self, kind: ValueType) -> int:
        """Return a number, in its range or not."""
        if kind.kind is Kind.SMALL:
            return self.read(kind.bits, "a number") + (kind.minimum or 0)
        negative = self.read(1, "a sign") if kind.kind is Kind.SIGNED else 0
        unbounded = kind.minimum is None and kind.maximum is None
        magnitude = self.varint("a number", None if unbounded else 10)
        return -magnitude - 1 if negative else magnitude

    def text(self) -> str:
        """Return a string of any characters XML knows, and control characters."""
        start = self.reader.position
        length = self.varint("the length of a string") - TABLE_HITS
        if length < 0:
            self.fail("a reference into an empty string table", "a string", start)
        if 8 * length > self.reader.remaining:
            self.fail(f"a string of {length} characters in {self.reader.remaining} bits", position=start)
        return "".join(self.character() for _ in range(length))

    def character(self) -> str:
        """Return one character of a string."""
        start = self.reader.position
        point = self.varint("a character")
        if point > 0x10FFFF or 0xD800 <= point <= 0xDFFF:
            self.fail(f"code point {point:#x}", "a Unicode character", start)
        return chr(point)

    def binary(self) -> bytes:
        """Return a byte string."""
        start = self.reader.position
        length = self.varint("the length of a binary")
        if 8 * length > self.reader.remaining:
            self.fail(f"{length} bytes in {self.reader.remaining} bits", position=start)
        return self.reader.read_bytes(length)

    def checked(self, kind: ValueType, value: object, start: int) -> object:
        """Return a value after comparing it, or its length, with the facets of its type."""
        measure = value if isinstance(value, int) else len(value) if isinstance(value, str | bytes) else 0
        low, high = kind.minimum, kind.maximum
        if (low is not None and measure < low) or (high is not None and measure > high):
            number = isinstance(value, int)
            problem = f"{'value' if number else 'length'} {measure} is not within {low} to {high}"
            self.tolerate(Tolerance.RANGE if number else Tolerance.LENGTH, problem, start)
        return value


def expectation(state: State) -> str:
    """Return what may stand in a state, for an error message."""
    names = [p.name for p in state.productions if p.value is not None]
    if any(p.event is Event.END for p in state.productions):
        names.append("the end of the element")
    if len(names) > 6:
        names[5:] = [f"{len(names) - 5} others"]
    return " or ".join(name or "content" for name in names)
