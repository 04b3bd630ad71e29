"""The in-process door: two ends joined on one event loop, whose clock may be a virtual one."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Unpack

from v2xsdk.errors import LinkLost
from v2xsdk.transport.can.bus import BusOptions, BusState, CanBus

if TYPE_CHECKING:
    from v2xsdk.transport.can.url import BusUrl


class MemoryBus(CanBus):
    """One end. What is sent arrives at the other end in order, ``latency_s`` later on the loop's clock."""

    def __init__(self, name: str, *, latency_s: float = 0.0, **options: Unpack[BusOptions]) -> None:
        """``options`` are those of :class:`CanBus`."""
        super().__init__(name, **options)
        self._latency_s = latency_s
        self._peer: MemoryBus | None = None
        self._on_the_way: deque[bytes] = deque()

    @property
    def virtual(self) -> bool:
        """True: both ends live in this process."""
        return True

    def join(self, peer: MemoryBus) -> None:
        """Make this end and ``peer`` the two ends of one wire."""
        self._peer = peer
        peer._peer = self  # noqa: SLF001

    def cut(self) -> None:
        """Break the wire, as a pulled plug would: ``LinkLost`` at both ends."""
        for end in (self, self._peer):
            if end is not None:
                end._lose(LinkLost(f"{end.name}: the wire was cut"))  # noqa: SLF001

    async def _open(self) -> None:
        """Nothing to connect: frames for an end that is not open are lost, as on a real bus."""

    async def _close(self) -> None:
        if self._peer is not None:
            self._peer._lose(LinkLost(f"{self._peer.name}: the far end closed"))  # noqa: SLF001

    def _write(self, record: bytes) -> bool:
        self._on_the_way.append(record)
        self._running_loop().call_later(self._latency_s, self._deliver)
        return True

    def _deliver(self) -> None:
        # Timers of one instant fire in any order; the records keep theirs.
        record = self._on_the_way.popleft()
        peer = self._peer
        if peer is not None and peer.state in (BusState.OPEN, BusState.BUS_OFF):
            peer._received(record)  # noqa: SLF001


def memory_pair(name: str = "memory:", *, latency_s: float = 0.0) -> tuple[MemoryBus, MemoryBus]:
    """Both ends of a wire, not yet opened."""
    first = MemoryBus(f"{name}#0", latency_s=latency_s)
    second = MemoryBus(f"{name}#1", latency_s=latency_s)
    first.join(second)
    return first, second


_HALF_OPEN: dict[str, MemoryBus] = {}


def from_url(url: BusUrl) -> MemoryBus:
    """``memory:NAME``: who names a wire first gets one end, who names it next gets the other."""
    options = url.common()
    first = _HALF_OPEN.pop(url.path, None)
    bus = MemoryBus(f"memory:{url.path}#{0 if first is None else 1}", **options)
    if first is None:
        _HALF_OPEN[url.path] = bus
    else:
        bus.join(first)
    return bus
