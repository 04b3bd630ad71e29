"""A record while it is being read: its values so far, and which state follows each of them."""

from __future__ import annotations

from v2xsdk.protocol.exi.grammar import Production, RecordGrammar, State
from v2xsdk.protocol.v2g.messages.declare import Record


class Assembly:
    """Collects the values of one record in the order its grammar allows."""

    def __init__(self, grammar: RecordGrammar) -> None:
        self.grammar = grammar
        self.state: State = grammar.states[0]
        self.values: list[object] = [None] * len(grammar.names)
        self.lists: dict[int, list[object]] = {}

    def count(self, production: Production) -> int:
        """Return how many items of a list are there."""
        return len(self.lists.get(production.slot, ()))

    def is_full(self, production: Production) -> bool:
        """Tell whether a list has its largest number of items."""
        return production.many and production.maximum is not None and self.count(production) >= production.maximum

    def add(self, production: Production, value: object) -> None:
        """Store a value."""
        if not production.many:
            self.values[production.slot] = value
            return
        if production.item is not None:
            record, slot = production.item
            value = record(**{record.__struct_fields__[slot]: value})
        self.lists.setdefault(production.slot, []).append(value)

    def advance(self, production: Production, *, goes_on: bool = False) -> None:
        """Go to the state after a production; ``goes_on`` reads a full list as if there could be more."""
        self.state = self.grammar.states[self.following(production, goes_on)]

    def following(self, production: Production, goes_on: bool) -> int:
        """Return the number of that state."""
        if self.is_full(production) and not goes_on:
            return production.full
        if production.many and self.count(production) < production.minimum:
            return production.below
        return production.next

    def finish(self) -> Record:
        """Return the record; absent fields become ``None`` or an empty tuple."""
        for slot, items in self.lists.items():
            self.values[slot] = tuple(items)
        fields = zip(self.grammar.names, self.values, self.grammar.defaults, strict=True)
        return self.grammar.record(**{n: d if v is None else v for n, v, d in fields})
