"""A host on an emulated power line: a SLAC machine, a codec, one end of a pilot line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from v2xsdk.errors import DecodeError
from v2xsdk.protocol.slac.events import Joining, LinkLost, Matched, RunEnded, SlacEvent
from v2xsdk.protocol.slac.evse_pilot import EvsePilot, LeaveNetwork
from v2xsdk.protocol.slac.pilot import ControlPilot, PilotReading, SetDuty, SetError, SetVehicleState
from v2xsdk.protocol.slac.records import Mme
from v2xsdk_emulator.plc.frames import decode, encode
from v2xsdk_emulator.plc.line import LinePort
from v2xsdk_emulator.plc.mme import mmtype_of

IPV6 = b"\x86\xdd"


class SlacMachine(Protocol):
    """What an EVSE's or EV's SLAC machine offers to its host."""

    mac: bytes

    def start(self, now: float) -> None:
        """Begin."""

    def receive(self, record: Mme, now: float) -> None:
        """Take one record."""

    def to_send(self, now: float) -> list[Mme]:
        """Return what to send now."""

    def next_event(self) -> SlacEvent | None:
        """Return the oldest event."""

    def next_deadline(self) -> float | None:
        """Return when ``handle_timeout`` is due."""

    def handle_timeout(self, now: float) -> None:
        """Take the timers that are due."""

    def pilot_changed(self, reading: PilotReading, now: float) -> None:
        """Note what the pilot shows."""

    def link_changed(self, up: bool, now: float) -> None:
        """Note a link state that the host knows."""

    def leave(self, now: float) -> None:
        """Leave the network."""


class VirtualHost:
    """A host with its machine, its codec, and its end of a pilot line.

    ``events`` keeps what the machine reported, with the time. With ``probes`` the host sends IPv6 frames
    while it joins and takes the first one that arrives for the link: for modems that tell nothing.
    """

    def __init__(
        self,
        port: LinePort,
        machine: SlacMachine,
        pilot: ControlPilot,
        *,
        encode: Callable[[Any], bytes] = encode,
        decode: Callable[[bytes], Any] = decode,
        sequence: EvsePilot | None = None,
        probes: bool = False,
    ) -> None:
        self.port = port
        self.machine = machine
        self.pilot = pilot
        self.sequence = sequence
        self.events: list[tuple[float, Any]] = []
        self.ip_frames: list[bytes] = []
        self.undecodable = 0
        self.encode = encode
        self.decode = decode
        self.joining = False
        self.peer: bytes | None = None
        """With whom the machine is matched, by its last word."""
        self._probes = probes

    def seen(self, kind: type[Any]) -> list[Any]:
        """Return the events of this kind."""
        return [event for _, event in self.events if isinstance(event, kind)]

    def receive(self, frame: bytes, now: float) -> None:
        """Take a frame from the modem."""
        if mmtype_of(frame) is None:
            self.ip_frames.append(frame)
            if self._probes and self.joining:
                self.machine.link_changed(True, now)
            return
        try:
            record = self.decode(frame)
        except DecodeError:
            self.undecodable += 1
            return
        self.machine.receive(record, now)

    def next_deadline(self) -> float | None:
        """Return when ``handle_timeout`` is due."""
        machine = self.machine.next_deadline()
        sequence = self.sequence.next_deadline() if self.sequence is not None else None
        return sequence if machine is None else machine if sequence is None else min(machine, sequence)

    def handle_timeout(self, now: float) -> None:
        """Take the timers that are due, of machine and pilot sequence."""
        self.machine.handle_timeout(now)
        if self.sequence is not None:
            self.sequence.handle_timeout(now)

    def probe(self) -> list[bytes]:
        """Return an IPv6 frame while the link is to come up (or is up) and nobody tells about it."""
        if not self._probes or not self.joining:
            return []
        return [b"\x33\x33" + bytes([0, 0, 0, 1]) + self.machine.mac + IPV6 + bytes(46)]

    def note(self, event: Any, now: float) -> None:
        """Keep an event and do what it asks for."""
        self.events.append((now, event))
        if isinstance(event, SetDuty | SetError | SetVehicleState):
            self.pilot.apply(event)
        elif isinstance(event, LeaveNetwork):
            self.machine.leave(now)
        elif isinstance(event, Joining):
            self.joining = True
        elif isinstance(event, Matched):
            self.peer = event.peer_mac
        elif isinstance(event, RunEnded | LinkLost):
            self.joining, self.peer = False, None
