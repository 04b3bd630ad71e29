"""One source, many readers: each reader has a queue of its own and never holds up the source."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Subscription(AsyncIterator[T]):
    """What one reader has not read yet. A reader that lags loses the oldest items; ``dropped`` counts them."""

    def __init__(self, limit: int) -> None:
        self._items: deque[T] = deque()
        self._limit = limit
        self._changed = asyncio.Event()
        self._ended = False
        self.dropped = 0

    def put(self, item: T) -> None:
        """Add one item for this reader."""
        if len(self._items) >= self._limit:
            self._items.popleft()
            self.dropped += 1
        self._items.append(item)
        self._changed.set()

    def end(self) -> None:
        """No more items: the reader ends after those that wait."""
        self._ended = True
        self._changed.set()

    def __aiter__(self) -> Subscription[T]:
        return self

    async def __anext__(self) -> T:
        while not self._items:
            if self._ended:
                raise StopAsyncIteration
            self._changed.clear()
            await self._changed.wait()
        return self._items.popleft()


class Broadcast(Generic[T]):
    """Hands each item to all present readers."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._readers: list[Subscription[T]] = []
        self._ended = False

    def publish(self, item: T) -> None:
        """Give ``item`` to every reader."""
        for reader in self._readers:
            reader.put(item)

    def subscribe(self) -> Subscription[T]:
        """Return a new reader that sees what is published from now on."""
        reader: Subscription[T] = Subscription(self._limit)
        self._readers.append(reader)
        if self._ended:
            reader.end()
        return reader

    def unsubscribe(self, reader: Subscription[T]) -> None:
        """Forget ``reader``; its iteration ends."""
        if reader in self._readers:
            self._readers.remove(reader)
        reader.end()

    def end(self) -> None:
        """End every reader, now and later."""
        self._ended = True
        for reader in self._readers:
            reader.end()
