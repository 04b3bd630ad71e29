"""What a decoder gives: a message and its values."""

from __future__ import annotations

from v2xsdk.protocol.can.tables import Value


class Decoded:
    """One decoded frame: its values by signal name, read-only.

    Every engine gives an object of this shape; the native one keeps the values in its own form. A signal
    that a multiplexer switched off is absent, one marked unused is ``None``.
    """

    __slots__ = ("_values", "direction", "message")

    def __init__(self, message: str, direction: str, values: dict[str, Value]) -> None:
        self.message = message
        self.direction = direction
        self._values = values

    @property
    def values(self) -> dict[str, Value]:
        """A new dict of the values by signal name."""
        return dict(self._values)

    def get(self, name: str, default: Value = None) -> Value:
        """The value of ``name``, ``default`` where the frame has none."""
        return self._values.get(name, default)

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Decoded):
            return NotImplemented
        return self.message == other.message and self._values == other._values  # noqa: SLF001

    def __hash__(self) -> int:
        return hash(self.message)

    def __repr__(self) -> str:
        return f"Decoded({self.message!r}, {self.direction!r}, {self._values!r})"
