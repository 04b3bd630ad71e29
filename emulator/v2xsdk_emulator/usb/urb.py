"""A USB request block: one transfer as the host's controller hands it to a device."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum


class Status(IntEnum):
    """How a transfer ended; the numbers are Linux errnos, which USB/IP uses on the wire."""

    OK = 0
    NO_ENDPOINT = -2
    NO_DEVICE = -19
    STALL = -32
    BUS_ERROR = -71
    OVERFLOW = -75
    CRC_ERROR = -84
    CANCELLED = -104


class Stall(Exception):
    """Raised by a function to refuse a request; the device answers with a STALL handshake."""


class Urb:
    """One transfer.

    ``endpoint`` is the address with its direction bit; ``setup`` holds the 8 bytes of a control request.
    ``data`` is what goes out, or after completion what came in; ``length`` is the room for IN data.
    ``complete`` is called exactly once, possibly before ``submit`` returns, with the device locked.
    """

    __slots__ = ("complete", "data", "endpoint", "length", "setup", "status")

    def __init__(
        self,
        endpoint: int,
        complete: Callable[[Urb], None],
        setup: bytes = b"",
        data: bytes = b"",
        length: int = 0,
    ) -> None:
        self.endpoint = endpoint
        self.complete = complete
        self.setup = setup
        self.data = data
        self.length = length
        self.status: Status | None = None

    def finish(self, status: Status) -> None:
        """End the transfer."""
        self.status = status
        self.complete(self)
