"""The wires of a CHAdeMO plug beside CAN, and the log of when each of them changed."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

WireListener = Callable[[str, bool], None]


class WireChange(msgspec.Struct, frozen=True):
    """Wire ``name`` went on or off at ``time_s``."""

    time_s: float
    name: str
    on: bool


class PlugWires:
    """d1, d2, lock and its feedback, k, proximity. What drives them calls :meth:`set`.

    ``log`` holds every change, ``stuck`` the names that no longer change. d1 and d2 fall by themselves when
    :meth:`refresh` was not called for ``watchdog_s`` (seconds; ``None``: no watchdog): the charger's outputs then
    belong to nobody.
    """

    NAMES = ("d1", "d2", "lock", "locked", "k", "proximity")

    def __init__(self, clock: Callable[[], float], *, watchdog_s: float | None = 0.5) -> None:
        self.log: list[WireChange] = []
        self.stuck: set[str] = set()
        self.watchdog_s = watchdog_s
        self.clock = clock
        self._on = dict.fromkeys(self.NAMES, False)
        self._refreshed_s = clock()
        self._listeners: list[WireListener] = []

    def __getitem__(self, name: str) -> bool:
        return self._on[name]

    def listen(self, listener: WireListener) -> None:
        """Call ``listener`` with the name and the state of each wire that changes."""
        self._listeners.append(listener)

    def set(self, name: str, on: bool) -> None:
        """Drive a wire."""
        if self._on[name] == on or name in self.stuck:
            return
        self._on[name] = on
        self.log.append(WireChange(self.clock(), name, on))
        for listener in tuple(self._listeners):
            listener(name, on)

    def refresh(self) -> None:
        """The charger's outputs are alive."""
        self._refreshed_s = self.clock()

    def tick(self, now: float) -> None:
        """Let the watchdog act."""
        if self.watchdog_s is not None and now - self._refreshed_s > self.watchdog_s:
            self.set("d2", False)
            self.set("d1", False)

    @property
    def coil(self) -> bool:
        """Whether the car's contactors have power: d1 and d2 both on."""
        return self._on["d1"] and self._on["d2"]
