"""The charger's end of a connection: handshake, then the machine of the chosen message set."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable

import msgspec

from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g import sap
from v2xsdk.protocol.v2g.contracts import ContractDesk
from v2xsdk.protocol.v2g.din.secc import DinSecc
from v2xsdk.protocol.v2g.evse import PausedSession, SeccSettings
from v2xsdk.protocol.v2g.iso2.secc import Iso2Secc
from v2xsdk.protocol.v2g.iso20.secc import Iso20Secc
from v2xsdk.protocol.v2g.messages.app import SupportedAppProtocolReq
from v2xsdk.protocol.v2g.secc_machine import SeccMachine
from v2xsdk.protocol.v2g.timers import Protocol, Role, TimerName, seconds
from v2xsdk.runtime.v2g.charger_side import ChargerSide
from v2xsdk.runtime.v2g.connection import V2gConnection, Watcher

HOLD_TICK_S = 0.02
"""How often a held answer is looked at again."""


class SeccContext(msgspec.Struct):
    """What all connections of a charger share. ``paused`` is the one session that may be resumed."""

    settings: SeccSettings
    protocols: tuple[Protocol, ...]
    iso20_on_plain: bool = True
    desk: Callable[[Protocol], ContractDesk | None] = lambda protocol: None
    paused: PausedSession | None = None
    paused_max_s: float = 24 * 3600.0


class SeccConnection(V2gConnection):
    """One vehicle. ``charger`` gives the state of the power part and does what the session asks for."""

    machine: SeccMachine | None

    def __init__(
        self,
        context: SeccContext,
        charger: ChargerSide,
        on_effect: Callable[[SeccConnection, fx.Effect], None],
        on_closed: Callable[[SeccConnection], None],
        watch: Watcher | None = None,
    ) -> None:
        super().__init__(watch)
        self.context = context
        self.charger = charger
        self.speech: sap.Speech | None = None
        self.last_received_s = 0.0
        self._on_effect = on_effect
        self._on_closed = on_closed
        self._setup_at = 0.0

    @property
    def tls_version(self) -> str:
        """TLS version of the link, empty for a plain one."""
        found = self._ssl()
        return (found.version() or "") if found is not None else ""

    def opened(self, now: float) -> None:
        """Wait for the handshake, but not for ever."""
        self._setup_at = now + seconds(Protocol.ISO2, Role.SECC, TimerName.SETUP)
        self._arm()

    def deadline(self) -> float | None:
        """When something is due."""
        if self.machine is None:
            return self._setup_at
        found = self.machine.next_deadline()
        if self.machine.holding:
            tick = self._loop.time() + HOLD_TICK_S
            return tick if found is None else min(found, tick)
        return found

    def due(self, now: float) -> None:
        """A deadline passed."""
        if self.machine is None:
            self._ended(fx.SessionEnded(fx.EndReason.TIMEOUT, "no handshake in time"))
            self._close(0.0)
        else:
            super().due(now)

    def _tick(self) -> None:
        if self.machine is not None and self.machine.holding and self.end is None:
            self.refresh(self._loop.time())
        super()._tick()

    def handshake(self, message: object, now: float) -> None:
        """Choose a message set and start its machine."""
        if not isinstance(message, SupportedAppProtocolReq):
            self._ended(fx.SessionEnded(fx.EndReason.SEQUENCE_ERROR, f"{type(message).__name__} before the handshake"))
            self._close(0.0)
            return
        choice = sap.choose(message, self._served())
        self.send_message(choice.answer)
        if choice.speech is None:
            wanted = ", ".join(entry.ProtocolNamespace for entry in message.AppProtocol)
            self._ended(fx.SessionEnded(fx.EndReason.NO_NEGOTIATION, f"the vehicle speaks only {wanted}"))
            self._close(0.0)
            return
        self.speech = choice.speech
        self.protocol = choice.speech.protocol
        self.machine = self._make_machine(choice.speech, now)

    def _served(self) -> tuple[sap.Speech, ...]:
        energies = [energy for energy in fx.Energy if self.context.settings.offers(energy)]
        tls13 = self.tls_version == "TLSv1.3"
        return sap.speeches(self.context.protocols, energies, tls13=tls13, iso20_on_plain=self.context.iso20_on_plain)

    def _make_machine(self, speech: sap.Speech, now: float) -> SeccMachine:
        settings, state = self.context.settings, self.charger.state(now)
        paused = self._resumable(now)
        desk, unix_s = self.context.desk(speech.protocol), time.time()
        if speech.protocol is Protocol.DIN:
            return DinSecc(settings, state, now)
        if speech.protocol is Protocol.ISO2:
            tls = bool(self.tls_version)
            return Iso2Secc(settings, state, now, unix_s=unix_s, tls=tls, desk=desk, paused=paused)
        energies = frozenset({speech.energy}) if speech.energy else frozenset(fx.Energy)
        leaf = self.vehicle_leaf()
        return Iso20Secc(
            settings, state, now, unix_s=unix_s, energies=energies, vehicle_leaf=leaf, desk=desk, paused=paused
        )

    def _resumable(self, now: float) -> PausedSession | None:
        paused = self.context.paused
        return paused if paused is not None and now - paused.paused_s <= self.context.paused_max_s else None

    def vehicle_leaf(self) -> bytes | None:
        """The vehicle certificate of the TLS link, DER; ``None`` where none was shown."""
        found = self._ssl()
        return found.getpeercert(binary_form=True) if found is not None else None

    def _ssl(self) -> ssl.SSLObject | None:
        found = self.transport.get_extra_info("ssl_object") if self.transport is not None else None
        return found if isinstance(found, ssl.SSLObject) else None

    def refresh(self, now: float) -> None:
        """Tell the machine the state of the charger."""
        self.last_received_s = now
        if self.machine is not None:
            self.machine.update(self.charger.state(now), now)

    def apply(self, effect: fx.Effect, now: float) -> None:
        """Do what the session asks for, and tell the side above."""
        self.charger.apply(effect, now)
        if isinstance(effect, fx.SessionEnded) and isinstance(self.machine, Iso2Secc | Iso20Secc):
            self.context.paused = self.machine.pause
        self._on_effect(self, effect)

    def closed(self) -> None:
        """The connection is gone."""
        self._on_closed(self)
