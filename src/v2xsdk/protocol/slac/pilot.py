"""The control pilot as SLAC needs it: what is read, what may be driven, and the interface to hardware.

States are those of IEC 61851-1. X1 means "no PWM now", X2 "PWM" (slac, section 8).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import Enum

import msgspec

HLC_DUTY_PERCENT = 5.0
"""The duty cycle that asks for high level communication."""


class PilotState(Enum):
    """Pilot states: A unplugged, B plugged, C and D the vehicle is ready, E and F errors."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"

    @property
    def plugged(self) -> bool:
        """Whether a vehicle is there and no error is shown (B, C, D)."""
        return self in (PilotState.B, PilotState.C, PilotState.D)

    @property
    def error(self) -> bool:
        """Whether the pilot shows an error (E, F)."""
        return self in (PilotState.E, PilotState.F)


class PilotReading(msgspec.Struct, frozen=True):
    """What one end of the line reads; ``duty_percent`` is ``None`` without PWM (X1)."""

    state: PilotState
    duty_percent: float | None = None

    @property
    def asks_for_hlc(self) -> bool:
        """Whether the duty cycle is the 5 % that asks for high level communication (3 to 7 %)."""
        return self.duty_percent is not None and 3.0 <= self.duty_percent <= 7.0


class SetDuty(msgspec.Struct, frozen=True):
    """EVSE: drive PWM with this duty cycle (X2), or none (X1) when ``None``."""

    duty_percent: float | None


class SetError(msgspec.Struct, frozen=True):
    """EVSE: drive state E or F."""

    state: PilotState


class SetVehicleState(msgspec.Struct, frozen=True):
    """EV: load the line for state B or C."""

    state: PilotState


PilotCommand = SetDuty | SetError | SetVehicleState


class ControlPilot(ABC):
    """One end of the pilot line, as the owner of a SLAC machine drives it.

    The owner hands each changed reading to the machine's ``pilot_changed`` and applies the commands among its
    events. Protection (pilot loss, contactors) is not its business: certified hardware does that.
    """

    @abstractmethod
    def reading(self) -> PilotReading:
        """Return what this end reads now."""

    @abstractmethod
    def apply(self, command: PilotCommand) -> None:
        """Drive the line; raises :class:`DeviceRefused` for a command of the other end."""
