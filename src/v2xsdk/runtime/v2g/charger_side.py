"""What a charger's connections need of the charger behind them."""

from __future__ import annotations

from abc import ABC, abstractmethod

from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g.evse import EvseState


class ChargerSide(ABC):
    """The power part and everything else behind the connector, as one session sees it."""

    @abstractmethod
    def state(self, now: float) -> EvseState:
        """Return the charger as it is now; called before every message, so it must be quick."""

    @abstractmethod
    def apply(self, effect: fx.Effect, now: float) -> None:
        """Do what the session asks for; must not block."""
