"""The wire: who hears whom and how weakly, noise, losses, delays; IP only inside one key (slac, section 12).

No clock and no socket: frames and ``now`` go in, frames with their time come out, so that the same wire works
on virtual time and behind real interfaces.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterable

import msgspec

from v2xsdk.errors import DecodeError
from v2xsdk.protocol.slac.addresses import BROADCAST
from v2xsdk.protocol.slac.records import MnbcSoundInd
from v2xsdk_emulator.plc.mme import decode_mme, mmtype_of
from v2xsdk_emulator.plc.modem import EmulatedModem, ModemQuirks

GROUPS = 58
_GROUP_BIT = 0x01


class LineSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How good the wire is; chances are 0 to 1."""

    loss: float = 0.0
    duplication: float = 0.0
    delay_s: float = 0.002
    jitter_s: float = 0.0
    """Each frame takes up to this longer, so frames may overtake one another."""
    noise_db: float = 0.5
    """Standard deviation of each measured group."""


Fate = Callable[["LinePort", "LinePort", bytes], list[float]]


class LinePort:
    """Where a host meets the wire: its modem, and its address, which the modem learns from traffic."""

    def __init__(self, name: str, host_mac: bytes | None, modem: EmulatedModem) -> None:
        self.name = name
        self.host_mac = host_mac
        self.modem = modem

    def takes(self, frame: bytes) -> bool:
        """Return whether the modem hands ``frame`` to its host."""
        return bool(frame[0] & _GROUP_BIT) or self.host_mac in (None, frame[:6])


class PowerLine:
    """Modems and what couples them. Ports that nobody coupled do not hear each other."""

    def __init__(self, settings: LineSettings | None = None, seed: int = 0) -> None:
        self.settings = settings or LineSettings()
        self.ports: list[LinePort] = []
        self.jammed = False
        """Brokenwire: nothing gets through and every link goes down."""
        self.bridged = 0
        """Frames other than HomePlug's that crossed."""
        self.fate: Fate = self._by_chance
        """Says for each frame how long each of its copies travels; a script may stand here."""
        self._rng = random.Random(seed)
        self._coupling: dict[frozenset[str], bytes] = {}
        self._queue: list[tuple[float, int, LinePort, bytes]] = []
        self._order = itertools.count()
        self._clear_since = 0.0

    def attach(self, name: str, host_mac: bytes | None = None, quirks: ModemQuirks | None = None) -> LinePort:
        """Return a new port for a host; its modem has an address of its own."""
        modem_mac = b"\x02\x00\x5e\x01" + self._rng.randbytes(2)
        port = LinePort(name, host_mac, EmulatedModem(modem_mac, quirks or ModemQuirks(), self._rng))
        self.ports.append(port)
        return port

    def couple(self, one: LinePort, other: LinePort, attenuation_db: float | Iterable[float]) -> None:
        """Let two ports hear each other with this attenuation, one value or one a tone group."""
        if isinstance(attenuation_db, int | float):
            groups = [float(attenuation_db)] * GROUPS
        else:
            groups = list(attenuation_db)
        self._coupling[_pair(one, other)] = bytes(round(min(255.0, max(0.0, db))) for db in groups)

    def coupled(self, one: LinePort, other: LinePort) -> bool:
        """Return whether two ports hear each other."""
        return _pair(one, other) in self._coupling

    def decouple(self, one: LinePort, other: LinePort) -> None:
        """Cut two ports apart."""
        self._coupling.pop(_pair(one, other), None)

    def detach(self, port: LinePort) -> None:
        """Take a port and its modem off the wire."""
        self.ports.remove(port)
        for pair in [pair for pair in self._coupling if port.name in pair]:
            del self._coupling[pair]

    def jam(self, jammed: bool, now: float) -> None:
        """Begin or end the noise that drowns everything."""
        if self.jammed and not jammed:
            self._clear_since = now
        self.jammed = jammed

    def linked(self, one: LinePort, other: LinePort, now: float) -> bool:
        """Whether two ports are in one network: same key, long enough, and they hear each other."""
        if self.jammed or _pair(one, other) not in self._coupling or not one.modem.nmk:
            return False
        since = max(self._clear_since, one.modem.keyed_s, other.modem.keyed_s)
        join_s = max(one.modem.quirks.join_s, other.modem.quirks.join_s)
        return one.modem.nmk == other.modem.nmk and now >= since + join_s

    def link_up(self, port: LinePort, now: float) -> bool:
        """Whether the port's modem has a link to any other."""
        return any(self.linked(port, other, now) for other in self.ports if other is not port)

    def from_host(self, port: LinePort, frame: bytes, now: float) -> None:
        """Take a frame that the host of ``port`` sent."""
        port.host_mac = port.host_mac or frame[6:12]
        if port.modem.is_for_me(frame):
            for answer in port.modem.from_host(frame, self.link_up(port, now), now):
                self._queue_up(now + port.modem.quirks.answer_s, port, answer)
        elif mmtype_of(frame) is None:
            for other in self.bridge_targets(port, frame, now):
                self._queue_up(now + self.settings.delay_s, other, frame)
        else:
            self.inject(port, frame, now)

    def bridge_targets(self, port: LinePort, frame: bytes, now: float) -> list[LinePort]:
        """Return the ports that an ordinary Ethernet frame from ``port`` crosses to."""
        others = [other for other in self.ports if other is not port and other.takes(frame)]
        targets = [other for other in others if self.linked(port, other, now)]
        self.bridged += len(targets)
        return targets

    def inject(self, port: LinePort, frame: bytes, now: float) -> None:
        """Put a frame on the wire at ``port``, also one that an honest modem would keep for itself."""
        if self.jammed:
            return
        for other in self.ports:
            groups = self._coupling.get(_pair(port, other)) if other is not port else None
            if groups is None or not other.takes(frame):
                continue
            for travel_s in self.fate(port, other, frame):
                self._arrive(other, frame, groups, now + travel_s)

    def _by_chance(self, port: LinePort, other: LinePort, frame: bytes) -> list[float]:
        settings, rng = self.settings, self._rng
        copies = 1 + (rng.random() < settings.duplication)
        travels = [settings.delay_s + rng.random() * settings.jitter_s for _ in range(copies)]
        return [travel_s for travel_s in travels if rng.random() >= settings.loss]

    def _arrive(self, port: LinePort, frame: bytes, groups: bytes, at_s: float) -> None:
        self._queue_up(at_s, port, frame)
        try:
            record = decode_mme(frame)
        except DecodeError:
            return
        if isinstance(record, MnbcSoundInd):
            for told in port.modem.hears(record, self._noisy(groups), port.host_mac or BROADCAST):
                self._queue_up(at_s + port.modem.quirks.answer_s, port, told)

    def _noisy(self, groups: bytes) -> bytes:
        noise_db = self.settings.noise_db
        return bytes(min(255, max(0, round(db + self._rng.gauss(0.0, noise_db)))) for db in groups)

    def _queue_up(self, at_s: float, port: LinePort, frame: bytes) -> None:
        heapq.heappush(self._queue, (at_s, next(self._order), port, frame))

    def next_due(self) -> float | None:
        """Return when the next frame arrives somewhere."""
        return self._queue[0][0] if self._queue else None

    def arrivals(self, now: float) -> list[tuple[LinePort, bytes]]:
        """Return the frames that reached their hosts by ``now``, in order."""
        found = []
        while self._queue and self._queue[0][0] <= now:
            _, _, port, frame = heapq.heappop(self._queue)
            found.append((port, frame))
        return found


def _pair(one: LinePort, other: LinePort) -> frozenset[str]:
    return frozenset((one.name, other.name))
