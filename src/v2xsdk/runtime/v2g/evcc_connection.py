"""The vehicle's end of a connection: handshake, then the machine of the message set the charger chose."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g import sap
from v2xsdk.protocol.v2g.contracts import Wallet
from v2xsdk.protocol.v2g.din.evcc import DinEvcc
from v2xsdk.protocol.v2g.ev import EvSettings, EvState
from v2xsdk.protocol.v2g.evcc_machine import EvccMachine
from v2xsdk.protocol.v2g.iso2.evcc import Iso2Evcc
from v2xsdk.protocol.v2g.iso20.evcc import Iso20Evcc
from v2xsdk.protocol.v2g.messages.app import SupportedAppProtocolRes
from v2xsdk.protocol.v2g.timers import HANDSHAKE_S, Protocol
from v2xsdk.runtime.v2g.connection import V2gConnection, Watcher

LOOP_STATES = ("charging", "charging_ac")


class VehicleSide(ABC):
    """The vehicle behind the connector, as one session sees it."""

    @abstractmethod
    def state(self, now: float) -> EvState:
        """Return the vehicle as it is now."""

    @abstractmethod
    def apply(self, effect: fx.Effect, now: float) -> None:
        """Take what the charger said and what the session asks of the vehicle."""

    @abstractmethod
    def looped(self) -> None:
        """One pair of the energy loop is done."""


class EvccConnection(V2gConnection):
    """One session of a vehicle. ``wanted`` are the message sets it offers, the best first."""

    machine: EvccMachine | None

    def __init__(
        self,
        settings: EvSettings,
        wanted: Sequence[sap.Speech],
        vehicle: VehicleSide,
        on_effect: Callable[[fx.Effect], None],
        on_closed: Callable[[], None],
        *,
        wallet: Callable[[Protocol], Wallet | None] = lambda protocol: None,
        tls: bool = False,
        watch: Watcher | None = None,
    ) -> None:
        super().__init__(watch)
        self.settings = settings
        self.wanted = tuple(wanted)
        self.vehicle = vehicle
        self._on_effect = on_effect
        self._on_closed = on_closed
        self._wallet = wallet
        self._tls = tls
        self._handshake_at: float | None = None

    def opened(self, now: float) -> None:
        """Offer the message sets."""
        self._handshake_at = now + HANDSHAKE_S
        self.send_message(sap.offer(self.wanted))
        self._arm()

    def deadline(self) -> float | None:
        """When something is due."""
        return self._handshake_at if self.machine is None else self.machine.next_deadline()

    def due(self, now: float) -> None:
        """A deadline passed."""
        if self.machine is None:
            self._ended(fx.SessionEnded(fx.EndReason.TIMEOUT, "the charger did not answer the handshake"))
            self._close(0.0)
        else:
            super().due(now)

    def handshake(self, message: object, now: float) -> None:
        """Start the machine of what the charger chose."""
        speech = sap.accepted(message, self.wanted) if isinstance(message, SupportedAppProtocolRes) else None
        if speech is None:
            self._ended(fx.SessionEnded(fx.EndReason.NO_NEGOTIATION, "the charger speaks nothing of what was offered"))
            self._close(0.0)
            return
        self.protocol = speech.protocol
        self.machine = self._make_machine(speech, now)
        self.machine.start(now)

    def _make_machine(self, speech: sap.Speech, now: float) -> EvccMachine:
        state, wallet = self.vehicle.state(now), self._wallet(speech.protocol)
        if speech.protocol is Protocol.DIN:
            return DinEvcc(self.settings, state)
        if speech.protocol is Protocol.ISO2:
            return Iso2Evcc(self.settings, state, tls=self._tls, wallet=wallet)
        return Iso20Evcc(self.settings, state, unix_s=time.time(), now=now, wallet=wallet)

    def refresh(self, now: float) -> None:
        """Tell the machine the state of the vehicle."""
        if self.machine is not None:
            self.machine.update(self.vehicle.state(now), now)

    def apply(self, effect: fx.Effect, now: float) -> None:
        """Pass on what the charger said and what the session asks of the vehicle."""
        self.vehicle.apply(effect, now)
        self._on_effect(effect)

    def data_received(self, data: bytes) -> None:
        """Bytes of the charger; an answer within the loop counts as one pair."""
        looping = self.machine is not None and self.machine.state in LOOP_STATES
        if looping:
            self.vehicle.looped()
        super().data_received(data)

    def closed(self) -> None:
        """The connection is gone."""
        self._on_closed()
