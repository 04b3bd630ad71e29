"""Reads and writes the fields of a UDS message one after the other, big-endian."""

from __future__ import annotations

from v2xsdk.errors import DecodeError


class Cursor:
    """The bytes of ``data`` not yet taken; ``what`` names the message in errors."""

    def __init__(self, data: bytes, what: str) -> None:
        self._data = data
        self._at = 0
        self._what = what

    def unsigned(self, size: int) -> int:
        """The next ``size`` bytes as a number; raises ``DecodeError`` when there are fewer."""
        return int.from_bytes(self.take(size), "big")

    def hexadecimal(self, size: int) -> str:
        """The next ``size`` bytes as lower-case digits."""
        return self.take(size).hex()

    def take(self, size: int) -> bytes:
        """The next ``size`` bytes; raises ``DecodeError`` when there are fewer."""
        if size > self.left:
            raise DecodeError(f"{self._what}: {size} more bytes expected, {self.left} are left")
        self._at += size
        return self._data[self._at - size : self._at]

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(self.left)

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return len(self._data) - self._at

    def done(self) -> None:
        """Raise ``DecodeError`` when anything is left."""
        if self.left:
            raise DecodeError(f"{self._what}: {self.left} bytes too many")
