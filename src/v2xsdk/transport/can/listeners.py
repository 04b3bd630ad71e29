"""A set of callbacks that may change while it is being called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

Unsubscribe = Callable[[], None]


class Listeners(Generic[T]):
    """Callbacks in the order of their coming; iteration sees the set as it was when it began."""

    def __init__(self) -> None:
        self._entries: tuple[tuple[object, T], ...] = ()

    def add(self, callback: T) -> Unsubscribe:
        """Add ``callback``; the answer takes it out again (once or often)."""
        key = object()
        self._entries = (*self._entries, (key, callback))

        def unsubscribe() -> None:
            self._entries = tuple(entry for entry in self._entries if entry[0] is not key)

        return unsubscribe

    def __iter__(self) -> Iterator[T]:
        return (callback for _, callback in self._entries)

    def __len__(self) -> int:
        return len(self._entries)
