"""A street of charging stations and cars on one segment: who is plugged in where, who overhears whom."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from typing import Any

import msgspec

from v2xsdk.protocol.slac.ev import EvSlac
from v2xsdk.protocol.slac.evse import EvseSlac
from v2xsdk.protocol.slac.evse_pilot import EvsePilot, PilotSettings
from v2xsdk.protocol.slac.params import EvseSettings, EvSettings
from v2xsdk_emulator.control_pilot import PilotLine
from v2xsdk_emulator.plc.frames import decode, encode
from v2xsdk_emulator.plc.host import VirtualHost
from v2xsdk_emulator.plc.line import LineSettings, PowerLine
from v2xsdk_emulator.plc.modem import ModemQuirks, ModemVendor
from v2xsdk_emulator.plc.virtual import VirtualSegment

DIRECT_DB = 8.0
CROSSTALK_DB = 45.0


class PairSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One charging station and the car plugged into it."""

    attenuation_db: float = DIRECT_DB
    evse: EvseSettings = EvseSettings()
    ev: EvSettings = EvSettings()
    pilot: PilotSettings = PilotSettings()
    evse_modem: ModemQuirks = ModemQuirks()
    ev_modem: ModemQuirks = ModemQuirks()
    drives_pilot: bool = True
    """The station runs the pilot sequences; without, a test drives the pilot."""


class Pair:
    """A station, its car, and the pilot line between them."""

    def __init__(self, evse: VirtualHost, ev: VirtualHost, pilot: PilotLine) -> None:
        self.evse = evse
        self.ev = ev
        self.pilot = pilot

    @property
    def matched(self) -> bool:
        """Whether both are matched, with each other."""
        return (self.evse.peer, self.ev.peer) == (self.ev.machine.mac, self.evse.machine.mac)


class Street:
    """Builds pairs on one wire, on virtual time, from one seed."""

    def __init__(self, seed: int = 0, line: LineSettings | None = None) -> None:
        self.rng = random.Random(seed)
        self.line = PowerLine(line, self.rng.getrandbits(32))
        self.segment = VirtualSegment(self.line)
        self.pairs: list[Pair] = []
        self._numbers = itertools.count(1)

    def add_pair(
        self,
        settings: PairSettings | None = None,
        *,
        evse_codec: tuple[Callable[[Any], bytes], Callable[[bytes], Any]] = (encode, decode),
    ) -> Pair:
        """Put a station and its car on the street; ``evse_codec`` encodes and decodes for the station."""
        chosen = settings or PairSettings()
        number = next(self._numbers)
        pilot = PilotLine()
        evse_mac, ev_mac = (bytes([2, 0, 0x5E, 0, role, number]) for role in (0x0E, 0x0A))
        evse_port = self.line.attach(f"evse{number}", evse_mac, chosen.evse_modem)
        ev_port = self.line.attach(f"ev{number}", ev_mac, chosen.ev_modem)
        self.line.couple(evse_port, ev_port, chosen.attenuation_db)
        plain = ModemVendor.PLAIN in (chosen.evse_modem.vendor, chosen.ev_modem.vendor)
        evse = VirtualHost(
            evse_port,
            EvseSlac(evse_mac, chosen.evse, self.rng.randbytes),
            pilot.evse,
            encode=evse_codec[0],
            decode=evse_codec[1],
            sequence=EvsePilot(chosen.pilot) if chosen.drives_pilot else None,
            probes=plain,
        )
        ev = VirtualHost(ev_port, EvSlac(ev_mac, chosen.ev, self.rng.randbytes), pilot.ev, probes=plain)
        self.segment.add(evse, pilot)
        self.segment.add(ev, pilot)
        self.pairs.append(Pair(evse, ev, pilot))
        return self.pairs[-1]

    def overhear(self, attenuation_db: float = CROSSTALK_DB) -> None:
        """Couple everyone who is not coupled yet, as cables side by side do."""
        for one, other in itertools.combinations(self.line.ports, 2):
            if not self.line.coupled(one, other):
                self.line.couple(one, other, attenuation_db)
