"""The bounded send queue: frames carry their time and old ones never leave."""

from __future__ import annotations

from collections import deque


class TxQueue:
    """Records that wait for the wire, oldest first, each with the time it was queued (seconds)."""

    def __init__(self, limit: int, max_age_s: float) -> None:
        self._limit = limit
        self._max_age_s = max_age_s
        self._entries: deque[tuple[float, bytes]] = deque()

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def limit(self) -> int:
        """How many records may wait."""
        return self._limit

    def put(self, record: bytes, now: float) -> bool:
        """Queue ``record``; False when the queue is full and nothing was queued."""
        if len(self._entries) >= self._limit:
            return False
        self._entries.append((now, record))
        return True

    def drop_stale(self, now: float) -> int:
        """Drop what is older than ``max_age_s``; the answer is how many that were."""
        dropped = 0
        while self._entries and now - self._entries[0][0] > self._max_age_s:
            self._entries.popleft()
            dropped += 1
        return dropped

    def head(self) -> bytes | None:
        """The record to send next."""
        return self._entries[0][1] if self._entries else None

    def pop(self) -> None:
        """Take the head out: it was sent."""
        self._entries.popleft()

    def clear(self) -> int:
        """Drop everything; the answer is how many records that were."""
        dropped = len(self._entries)
        self._entries.clear()
        return dropped
