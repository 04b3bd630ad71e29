"""What EVSE and EV machines share: the own modem, the link, the amplitude maps, and one set of queues."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from enum import Enum, auto
from typing import Any

from v2xsdk.errors import ConfigError
from v2xsdk.protocol.slac.addresses import MAC_SIZE
from v2xsdk.protocol.slac.amplitudes import AmplitudeExchange
from v2xsdk.protocol.slac.events import ModemReady, Reason
from v2xsdk.protocol.slac.machine import Machine
from v2xsdk.protocol.slac.modem import ModemClient, ModemStep, RandomBytes
from v2xsdk.protocol.slac.params import SlacCounters, SlacTimers
from v2xsdk.protocol.slac.pilot import PilotReading, PilotState
from v2xsdk.protocol.slac.records import AmpMapCnf, AmpMapReq, Mme


class PilotEvent(Enum):
    """Changes of the pilot that matter to matching."""

    READY = auto()
    """Plugged, and communication is asked for."""
    UNPLUGGED = auto()
    ERROR = auto()


class Owner(Enum):
    """What the owner asks for."""

    START = auto()
    LEAVE = auto()
    WAKE = auto()


class Station(Machine, ABC):
    """A host with a modem. Subclasses add the states of matching."""

    def __init__(
        self,
        state: Enum,
        host_mac: bytes,
        timers: SlacTimers,
        counters: SlacCounters,
        random_bytes: RandomBytes = secrets.token_bytes,
    ) -> None:
        super().__init__(state)
        if len(host_mac) != MAC_SIZE:
            raise ConfigError(f"the host's MAC has {MAC_SIZE} bytes, not {len(host_mac)}")
        self.mac = host_mac
        self.timers = timers
        self.counters = counters
        self.random_bytes = random_bytes
        self.modem = ModemClient(host_mac, timers, counters, random_bytes)
        self.amplitudes = AmplitudeExchange(host_mac, timers, counters)
        self.pilot = PilotReading(PilotState.A)
        self._parts: tuple[Machine, ...] = (self.modem, self.amplitudes)

    def receive(self, record: Mme, now: float) -> None:
        """Take one record from the wire."""
        if record.src == self.mac:
            self.ignored["own address"] += 1
        elif isinstance(record, AmpMapReq | AmpMapCnf):
            self.receive_amplitudes(record, now)
        elif not self.modem.receive(record, now):
            self.receive_slac(record, now)
        self._settle(now)

    @abstractmethod
    def start(self, now: float) -> None:
        """Begin; once before anything else."""

    @abstractmethod
    def pilot_changed(self, reading: PilotReading, now: float) -> None:
        """Note what the pilot shows."""

    @abstractmethod
    def peer_closed(self, now: float) -> None:
        """The interface is gone: everything ends."""

    @abstractmethod
    def receive_slac(self, record: Mme, now: float) -> None:
        """Take a record that is neither from the own modem nor about amplitudes."""

    def receive_amplitudes(self, record: AmpMapReq | AmpMapCnf, now: float) -> None:
        """Take a message of the amplitude map exchange; only a linked station does."""
        self.amplitudes.receive(record, now)

    def link_changed(self, up: bool, now: float) -> None:
        """Note a link state that the owner knows (first IPv6 traffic, carrier of the interface)."""
        self.take(ModemStep.LINK_UP if up else ModemStep.LINK_DOWN, Reason.LINK_DOWN, now)
        self._settle(now)

    def leave(self, now: float) -> None:
        """Leave the network and end what is under way; matching starts over with the next pilot trigger."""
        self.take(Owner.LEAVE, Reason.LEFT, now)
        self._settle(now)

    def handle_timeout(self, now: float) -> None:
        """Take all timers that are due, of all parts."""
        for part in self._parts:
            part.handle_timeout(now)
        super().handle_timeout(now)
        self._settle(now)

    def next_deadline(self) -> float | None:
        """Return the earliest deadline of all parts."""
        found = [part.next_deadline() for part in self._parts] + [super().next_deadline()]
        return min((deadline for deadline in found if deadline is not None), default=None)

    def to_send(self, now: float) -> list[Any]:
        """Return the records of all parts, the modem's first."""
        sending: list[Any] = []
        for part in self._parts:
            sending += part.to_send(now)
        return sending + super().to_send(now)

    def halt_parts(self) -> None:
        """Stop modem and amplitude exchange where they are."""
        for part in self._parts:
            part.halt(part.initial)

    def _settle(self, now: float) -> None:
        """Hand what the parts report on until nothing is left."""
        while (step := self.modem.next_event()) is not None:
            if step is ModemStep.KEY_SET:
                vendor = self.modem.vendor
                self.emit(ModemReady(vendor.value if vendor else None, self.modem.mac))
            self.take(step, Reason.LINK_DOWN, now)
        while (event := self.amplitudes.next_event()) is not None:
            self.emit(event)
