"""The analog lines of a plug as hardware drives them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from v2xsdk.protocol.can.chademo.lines import EvseOutputs, EvseSensed


class PilotLines(ABC):
    """d1, d2 and the lock out; k and the lock's feedback in.

    ``watchdog_s`` is how long after the last ``drive`` the hardware drops d1 and d2 by itself; ``None`` where it
    does not, and then a frozen or dead program leaves the car's contactors powered.
    """

    watchdog_s: float | None = None

    @abstractmethod
    async def open(self, sensed: Callable[[EvseSensed], None]) -> None:
        """Take the hardware with all outputs off; call ``sensed`` with each change of the inputs."""

    @abstractmethod
    def drive(self, outputs: EvseOutputs) -> None:
        """Drive the outputs; called at least every 100 ms, which feeds the watchdog. Never blocks."""

    @abstractmethod
    async def close(self) -> None:
        """Drop d1 and d2, leave the lock as it is, and let the hardware go."""
