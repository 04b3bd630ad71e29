"""Writes V2G traffic of both directions as pcapng that Wireshark dissects: IPv6 and TCP are made up around it.

What was encrypted on the wire stands here as plain V2GTP. draft-ietf-opsawg-pcapng, sections 4.1 to 4.3.
"""

from __future__ import annotations

import ipaddress
import struct
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

LINKTYPE_IPV6 = 229
CHARGER_PORT, VEHICLE_PORT = 15118, 49152
MAX_SEGMENT = 60_000
_ACK_PUSH = 0x18
_IPV6 = struct.Struct("!IHBB16s16s")
_TCP = struct.Struct("!HHIIBBHHH")


class PcapngWriter:
    """One trace file. ``write`` takes whole V2GTP frames in the order in which they were seen."""

    def __init__(self, path: Path, charger: str = "fe80::1", vehicle: str = "fe80::2") -> None:
        self._file: BinaryIO = path.open("wb")
        self._ends = (ipaddress.IPv6Address(vehicle).packed, ipaddress.IPv6Address(charger).packed)
        self._sequence = [1, 1]
        self._file.write(_block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)))
        self._file.write(_block(1, struct.pack("<HHI", LINKTYPE_IPV6, 0, 0)))

    def write(self, unix_s: float, from_charger: bool, frame: bytes) -> None:
        """Add one frame."""
        for start in range(0, len(frame), MAX_SEGMENT):
            self._segment(unix_s, int(from_charger), frame[start : start + MAX_SEGMENT])
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> PcapngWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _segment(self, unix_s: float, sender: int, payload: bytes) -> None:
        ports = (VEHICLE_PORT, CHARGER_PORT)
        own, peer = self._sequence[sender], self._sequence[1 - sender]
        header = (ports[sender], ports[1 - sender], own, peer, 0x50, _ACK_PUSH, 65_535)
        source, target = self._ends[sender], self._ends[1 - sender]
        bare = _TCP.pack(*header, 0, 0) + payload
        tcp = _TCP.pack(*header, _checksum(source, target, bare), 0) + payload
        packet = _IPV6.pack(6 << 28, len(tcp), 6, 1, source, target) + tcp
        self._sequence[sender] = (own + len(payload)) & 0xFFFF_FFFF
        micros = int(unix_s * 1e6)
        padding = bytes(-len(packet) % 4)
        body = struct.pack("<IIIII", 0, micros >> 32, micros & 0xFFFF_FFFF, len(packet), len(packet))
        self._file.write(_block(6, body + packet + padding))


def _block(kind: int, body: bytes) -> bytes:
    size = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + size + body + size


def _checksum(source: bytes, target: bytes, segment: bytes) -> int:
    data = source + target + struct.pack("!II", len(segment), 6) + segment
    data += bytes(len(data) % 2)
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
