"""Mutations of EXI streams."""

from __future__ import annotations

import random

INTERESTING = (
    b"\x00",
    b"\x01",
    b"\x02",
    b"\x7f",
    b"\x80",
    b"\xff",
    b"\xff" * 9 + b"\x01",
    b"\x80" * 10 + b"\x00",
)
LONGEST = 4_000


def mutate(data: bytes, other: bytes, dice: random.Random) -> bytes:
    """Return a stream that was changed in one to four places."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 4))):
        change(changed, other, dice)
    return bytes(changed[:LONGEST])


def change(data: bytearray, other: bytes, dice: random.Random) -> None:
    """Change a stream in one place."""
    position = dice.randrange(len(data) + 1)
    choice = dice.randrange(8)
    if choice <= 2 and position < len(data):
        data[position] ^= 0x80 >> dice.randrange(8)
    elif choice == 3 and position < len(data):
        data[position] = dice.randrange(256)
    elif choice == 4:
        data[position:position] = dice.choice(INTERESTING)
    elif choice == 5:
        del data[position : position + dice.randrange(1, 9)]
    elif choice == 6 and other:
        start = dice.randrange(len(other))
        data[position:] = other[start : start + dice.randrange(1, 200)]
    else:
        shift_bits(data, position, dice.randrange(1, 8))


def shift_bits(data: bytearray, position: int, count: int) -> None:
    """Insert zero bits, so that everything behind stands elsewhere within its byte."""
    tail = data[position:]
    if tail:
        shifted = int.from_bytes(tail, "big") << (8 - count)
        data[position:] = shifted.to_bytes(len(tail) + 1, "big")
