"""What carries Ethernet frames, whatever is behind it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

FrameHandler = Callable[[bytes], None]
CloseHandler = Callable[[str], None]


class EthernetPort(ABC):
    """A door to an Ethernet segment. Frames begin at the destination MAC and have no check sequence."""

    @property
    @abstractmethod
    def mac(self) -> bytes:
        """The port's own address, 6 bytes."""

    @abstractmethod
    def listen(self, on_frame: FrameHandler, on_close: CloseHandler) -> None:
        """Hand each received frame to ``on_frame``; ``on_close`` gets the reason when the port is lost."""

    @abstractmethod
    def send(self, frame: bytes) -> None:
        """Send one frame, at least 60 bytes. Raises :class:`LinkLost` when the interface is gone.

        A frame for which the kernel has no buffer now is dropped, as the wire might: protocols repeat.
        """

    @abstractmethod
    def close(self) -> None:
        """Stop listening and free the port; further calls do nothing."""
