"""Bits of a stream, most significant first (EXI 1.0, section 7)."""

from __future__ import annotations

MAX_VARINT_BYTES = 10
"""Longest variable-length number, save for integers without bounds (reference/exi, section 8)."""


class BitReader:
    """Reads a byte string bit by bit; ``position`` counts bits."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0
        self.end = 8 * len(data)

    @property
    def remaining(self) -> int:
        """Number of bits not yet read."""
        return self.end - self.position

    def read(self, count: int) -> int:
        """Return ``count`` bits as a number; raises ``EOFError`` if there are fewer."""
        end = self.position + count
        if end > self.end:
            raise EOFError
        last = (end + 7) >> 3
        word = int.from_bytes(self.data[self.position >> 3 : last], "big")
        self.position = end
        return word >> (8 * last - end) & ((1 << count) - 1)

    def read_bytes(self, count: int) -> bytes:
        """Return ``count`` bytes from any bit offset; raises ``EOFError`` if there are fewer."""
        return self.read(8 * count).to_bytes(count, "big")

    def read_varint(self, limit: int | None = MAX_VARINT_BYTES) -> int:
        """Return an unsigned number of seven bits a byte, least significant first.

        Raises ``EOFError`` at the end of the data and ``OverflowError`` beyond ``limit`` bytes.
        """
        groups = bytearray()
        while True:
            byte = self.read(8)
            groups.append(byte & 0x7F)
            if byte < 0x80:
                return join_groups(groups)
            if limit is not None and len(groups) == limit:
                raise OverflowError


def join_groups(groups: bytearray) -> int:
    """Return the number whose seven-bit groups these are, least significant first, in linear time."""
    packed = bytearray()
    held = width = 0
    for group in groups:
        held |= group << width
        width += 7
        if width >= 8:
            packed.append(held & 0xFF)
            held >>= 8
            width -= 8
    packed.append(held)
    return int.from_bytes(packed, "little")


def split_groups(value: int) -> bytearray:
    """Return the seven-bit groups of a number, least significant first, each with the continuation bit."""
    packed = value.to_bytes(value.bit_length() // 8 + 1, "little")
    count = max(1, -(-value.bit_length() // 7))
    groups = bytearray()
    held = width = 0
    for byte in packed:
        held |= byte << width
        width += 8
        while width >= 7:
            groups.append(held & 0x7F | 0x80)
            held >>= 7
            width -= 7
    groups.append(held | 0x80)
    del groups[count:]
    groups[-1] &= 0x7F
    return groups


class BitWriter:
    """Collects bits into bytes."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.held = 0
        self.width = 0

    def write(self, value: int, count: int) -> None:
        """Append a number of ``count`` bits."""
        self.held = self.held << count | value
        self.width += count
        whole = self.width >> 3
        if whole:
            self.width &= 7
            self.data += (self.held >> self.width).to_bytes(whole, "big")
            self.held &= (1 << self.width) - 1

    def write_bytes(self, data: bytes | bytearray) -> None:
        """Append bytes at any bit offset."""
        self.write(int.from_bytes(data, "big"), 8 * len(data))

    def write_varint(self, value: int) -> None:
        """Append an unsigned number of seven bits a byte, least significant first."""
        self.write_bytes(split_groups(value))

    def finish(self) -> bytes:
        """Return the bytes, the last one filled with zero bits."""
        if self.width:
            self.write(0, 8 - self.width)
        return bytes(self.data)
