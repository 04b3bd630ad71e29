"""Control protocol numbers and what each version can do (chademo, section 2)."""

from __future__ import annotations

from enum import IntEnum

import msgspec


class ProtocolNumber(IntEnum):
    """Byte 0 of 0x102 and 0x109; each side works at the lower of the two."""

    BEFORE_0_9 = 0
    V0_9 = 1
    V1_0 = 2
    V2_0 = 3


class Version(msgspec.Struct, frozen=True):
    """What a version has: the contactor flag in 0x102, frames 0x110/0x118, and its greatest current (A)."""

    contactor_flag: bool
    extended_frames: bool
    current_max_a: int


VERSIONS = {
    ProtocolNumber.BEFORE_0_9: Version(contactor_flag=False, extended_frames=False, current_max_a=125),
    ProtocolNumber.V0_9: Version(contactor_flag=False, extended_frames=False, current_max_a=125),
    ProtocolNumber.V1_0: Version(contactor_flag=True, extended_frames=True, current_max_a=200),
    ProtocolNumber.V2_0: Version(contactor_flag=True, extended_frames=True, current_max_a=400),
}


def common_version(own: int, peer: int) -> Version:
    """The version both sides work at; a number from the future counts as the newest known one."""
    return VERSIONS[ProtocolNumber(max(0, min(own, peer, max(ProtocolNumber))))]
