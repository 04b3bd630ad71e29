"""Identifiers and data fields as a module reads and writes them (can-power-modules, sections 2.1 and 2.2)."""

from __future__ import annotations

from enum import IntEnum

import msgspec

from v2xsdk.model.can import CanFrame

READ = 0x23
WRITE = 0x24
ONE_MODULE = 0x0A
GROUP = 0x0B
ALL = 0x3F
MODULE_ADDRESSES = range(0x3F)
CONTROLLERS = range(0xF0, 0xF9)
#: Identifiers of what modules tell each other; the lowest byte is the module's address.
INTERNAL_ID = 0x0757_F800


class Refusal(IntEnum):
    """Error field of an answer."""

    NONE = 0
    COMMAND_INVALID = 2
    DATA_INVALID = 3
    STARTING = 7


class Identifier(msgspec.Struct, frozen=True):
    """The fields of a 29-bit identifier."""

    error: int
    device: int
    command: int
    destination: int
    source: int

    @property
    def from_controller(self) -> bool:
        """Whether a controller sent it, to a module or a group."""
        return self.source in CONTROLLERS and self.destination not in CONTROLLERS


def split_identifier(can_id: int) -> Identifier:
    """Return the fields of ``can_id``."""
    return Identifier(
        error=can_id >> 26 & 0x7,
        device=can_id >> 22 & 0xF,
        command=can_id >> 16 & 0x3F,
        destination=can_id >> 8 & 0xFF,
        source=can_id & 0xFF,
    )


def answer_frame(request: Identifier, address: int, index: int, value: int, error: Refusal = Refusal.NONE) -> CanFrame:
    """Return the answer of module ``address`` to ``request``; ``value`` is 32 bit, signed or not."""
    can_id = error << 26 | request.device << 22 | request.command << 16 | request.source << 8 | address
    return CanFrame(can_id=can_id, data=index.to_bytes(2) + b"\0\0" + word(value))


def internal_frame(address: int, voltage_v: float, current_a: float) -> CanFrame:
    """Return one frame of the traffic between modules."""
    return CanFrame(can_id=INTERNAL_ID | address, data=word(milli(voltage_v)) + word(milli(abs(current_a))))


def word(value: int) -> bytes:
    """Return ``value`` as 32 bit, big-endian, two's complement, cut off at the ends of what 32 bit hold."""
    return (min(max(value, -0x8000_0000), 0xFFFF_FFFF) & 0xFFFF_FFFF).to_bytes(4)


def milli(value: float) -> int:
    """Return ``value`` in thousandths, rounded as modules do."""
    return round(value * 1000.0)


def signed(raw: int) -> int:
    """Return a 32-bit word as a signed number."""
    return raw - 0x1_0000_0000 if raw & 0x8000_0000 else raw
