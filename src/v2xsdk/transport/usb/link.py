"""What the pyusb backends stand on: an open device that takes transfers."""

from __future__ import annotations

from abc import ABC, abstractmethod

NO_SETUP = bytes(8)


class UrbLink(ABC):
    """One open device; calls may come from several threads, each blocks until its own transfer ended.

    Errors are pyusb's ``USBError`` with libusb's code and the local errno; a time-out of 0 ms waits for ever.
    """

    @abstractmethod
    def transfer(self, address: int, view: memoryview, setup: bytes, timeout_ms: int) -> int:
        """Move ``view`` to or from the endpoint ``address`` and return the bytes moved.

        ``setup`` holds the setup packet when the endpoint number is 0.
        """

    @abstractmethod
    def cancel(self, address: int) -> int:
        """Cancel all transfers open on an endpoint; return how many. Their callers get ``EINTR``."""

    @abstractmethod
    def close(self) -> None:
        """Close the device; transfers still open end with "no such device"."""
