"""The TLS version a client offers, read off its first bytes: one port serves -2 (1.2) and -20 (1.3) vehicles.

The two generations need different certificates, and OpenSSL picks one before it knows the version.
"""

from __future__ import annotations

HANDSHAKE, CLIENT_HELLO = 0x16, 0x01
SUPPORTED_VERSIONS = 43
TLS13 = b"\x03\x04"
MAX_HELLO_BYTES = 16_384


def offers_tls13(record: bytes) -> bool | None:
    """Return whether a ClientHello offers TLS 1.3; ``None`` while its beginning is incomplete.

    What is no ClientHello, or is malformed, counts as an old one: the handshake itself will refuse it.
    """
    if len(record) < 9:
        return None
    if record[0] != HANDSHAKE or record[5] != CLIENT_HELLO:
        return False
    end = 9 + int.from_bytes(record[6:9], "big")
    if len(record) < min(end, MAX_HELLO_BYTES):
        return None
    return TLS13 in _versions(record[9:end])


def _versions(hello: bytes) -> list[bytes]:
    """Return the versions of the supported_versions extension, none where the message is cut short."""
    at = 34
    at = _skip(hello, at, 1)
    at = _skip(hello, at, 2)
    at = _skip(hello, at, 1) + 2
    while at + 4 <= len(hello):
        kind, size = int.from_bytes(hello[at : at + 2], "big"), int.from_bytes(hello[at + 2 : at + 4], "big")
        if kind == SUPPORTED_VERSIONS:
            listed = hello[at + 5 : at + 4 + size]
            return [listed[i : i + 2] for i in range(0, len(listed), 2)]
        at += 4 + size
    return []


def _skip(data: bytes, at: int, width: int) -> int:
    """Return the position after a vector whose length stands in ``width`` bytes at ``at``."""
    return at + width + int.from_bytes(data[at : at + width], "big")
