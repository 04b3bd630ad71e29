"""Little-endian fields, read with a check at every step."""

from __future__ import annotations

import struct

from v2xsdk.errors import DecodeError, EncodeError

_F64 = struct.Struct("<d")


class FieldReader:
    """Reads fields off a payload; :class:`DecodeError` names the place when it ends too early."""

    def __init__(self, data: bytes, what: str) -> None:
        self._data = data
        self._what = what
        self._offset = 0

    def raw(self, size: int) -> bytes:
        """Return the next ``size`` bytes."""
        end = self._offset + size
        if end > len(self._data):
            raise DecodeError(
                f"{self._what}: {size} bytes expected at byte {self._offset}, {len(self._data) - self._offset} left"
            )
        part = self._data[self._offset : end]
        self._offset = end
        return part

    def unsigned(self, size: int) -> int:
        """Return an unsigned number of ``size`` bytes."""
        return int.from_bytes(self.raw(size), "little")

    def number(self) -> float:
        """Return a float64."""
        return float(_F64.unpack(self.raw(8))[0])

    def text(self, length_size: int = 1) -> str:
        """Return a text with its length in front."""
        raw = self.raw(self.unsigned(length_size))
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            raise DecodeError(f"{self._what}: text at byte {self._offset - len(raw)} is not UTF-8") from error


def text_field(text: str) -> bytes:
    """Return a text with one byte of length in front; at most 255 bytes."""
    raw = text.encode()
    if len(raw) > 255:
        raise EncodeError(f"a text of {len(raw)} bytes does not fit into 255")
    return bytes((len(raw),)) + raw


def number_field(value: float) -> bytes:
    """Return a float64."""
    return _F64.pack(value)
