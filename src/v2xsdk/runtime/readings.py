"""The latest value of each reading, kept apart by the unit that sent it."""

from __future__ import annotations

from collections.abc import Iterator

from v2xsdk.protocol.can.tables import Value


class Readings:
    """Table of ``(reading, key)`` to value and receive time on the charger's clock."""

    def __init__(self) -> None:
        self._values: dict[str, dict[int, tuple[Value, float]]] = {}

    def put(self, reading: str, key: int, value: Value, time_s: float) -> None:
        """Store one value."""
        self._values.setdefault(reading, {})[key] = (value, time_s)

    def clear(self, reading: str | None = None) -> None:
        """Forget all values, or those of one reading."""
        if reading is None:
            self._values.clear()
        else:
            self._values.pop(reading, None)

    def by_key(self, reading: str, newer_than_s: float = float("-inf")) -> dict[int, Value]:
        """Return the values of ``reading`` received after ``newer_than_s``, by key."""
        found = self._values.get(reading, {})
        return {key: value for key, (value, at) in found.items() if at > newer_than_s}

    def numbers(self, reading: str, newer_than_s: float = float("-inf")) -> Iterator[float]:
        """Yield the numeric values of ``reading`` received after ``newer_than_s``."""
        for value in self.by_key(reading, newer_than_s).values():
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                yield float(value)

    def time_of(self, reading: str, key: int) -> float | None:
        """Return when the value was received, ``None`` if it never was."""
        entry = self._values.get(reading, {}).get(key)
        return None if entry is None else entry[1]
