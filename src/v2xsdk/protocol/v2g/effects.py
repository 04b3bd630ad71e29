"""What a session machine asks for, in the order in which it must be done.

One ordered queue, not separate ones for sends and events: after a failure the order output zero, answer, contactor,
close is itself a requirement (docs/decisions/0007-ordered-effects.md).
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

import msgspec

from v2xsdk.model import Reason, VehicleStatus
from v2xsdk.protocol.v2g.said import EvseSaid
from v2xsdk.protocol.v2g.timers import Protocol


class Stream(IntEnum):
    """Which of the parallel message streams of -20 a message belongs to; the number is its payload type."""

    MAIN = 0
    SCHEDULE = 0x8101
    METERING = 0x8102
    ACDP_STATUS = 0x8103
    PARKING = 0x8104


class Energy(StrEnum):
    """Kind of energy transfer."""

    AC = "ac"
    DC = "dc"


class ControlMode(StrEnum):
    """Who decides the power of the next moments (-20)."""

    SCHEDULED = "scheduled"
    DYNAMIC = "dynamic"


class EndReason(StrEnum):
    """Why a session ended. ``NORMAL`` and ``PAUSED`` are the good ones."""

    NORMAL = "normal"
    PAUSED = "paused"
    NO_NEGOTIATION = "no_negotiation"
    SEQUENCE_ERROR = "sequence_error"
    UNKNOWN_SESSION = "unknown_session"
    FAILED_ANSWER = "failed_answer"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    PEER_CLOSED = "peer_closed"
    UNREADABLE = "unreadable"
    FAULT = "fault"
    NOT_AUTHORIZED = "not_authorized"
    LOCAL = "local"


class Send(msgspec.Struct, frozen=True):
    """Send a message."""

    message: object
    stream: Stream = Stream.MAIN


class Close(msgspec.Struct, frozen=True):
    """Close the connection; with ``after_s`` above 0 wait that long for the peer to close first."""

    after_s: float = 0.0


class SessionStarted(msgspec.Struct, frozen=True):
    """A session has an id. ``vehicle_id`` is what the vehicle calls itself: never a proof of who it is."""

    protocol: Protocol
    session_id: bytes
    vehicle_id: str
    resumed: bool = False


class ServiceChosen(msgspec.Struct, frozen=True):
    """The vehicle chose how energy flows."""

    energy: Energy
    bidirectional: bool
    control_mode: ControlMode
    service: str
    parameters: tuple[tuple[str, int], ...] = ()


class AuthorizationWanted(msgspec.Struct, frozen=True):
    """Somebody has to say whether this vehicle may charge: ``contract`` is the eMAID, ``None`` with EIM."""

    contract: str | None = None


class CableCheckWanted(msgspec.Struct, frozen=True):
    """Check the isolation of the cable now."""


class PreChargeWanted(msgspec.Struct, frozen=True):
    """Bring the output to this voltage, contactor of the charger closed."""

    voltage_v: float
    current_a: float


class EnergyWanted(msgspec.Struct, frozen=True):
    """Energy may flow: close what is still open. ``profile`` is (seconds from now, W) as the vehicle plans it."""

    profile: tuple[tuple[float, float], ...] = ()
    schedule_id: int | None = None


class TargetWanted(msgspec.Struct, frozen=True):
    """What the vehicle asks for in the loop: a wish, to be served up to the charger's limits.

    ``current_a`` is signed, negative to the grid; ``None`` where the charger decides (Dynamic, AC).
    """

    voltage_v: float | None
    current_a: float | None


class OutputZero(msgspec.Struct, frozen=True):
    """Power to zero at once."""

    reason: Reason
    detail: str = ""


class OpenContactor(msgspec.Struct, frozen=True):
    """Open the contactor once the current is safe, or after the fixed time."""


class CloseContactor(msgspec.Struct, frozen=True):
    """Close the vehicle's (EVCC) or the charger's AC (SECC) contactor."""


class PilotWanted(msgspec.Struct, frozen=True):
    """The vehicle goes to this control pilot state: ``B`` connected, ``C`` ready."""

    state: str


class VehicleSaid(msgspec.Struct, frozen=True):
    """What the vehicle said, in the SDK's model."""

    status: VehicleStatus


class Refused(msgspec.Struct, frozen=True):
    """Something was wanted that this session cannot do; it goes on without."""

    reason: Reason
    detail: str


class Noted(msgspec.Struct, frozen=True):
    """A deviation from the standard, with its clause; for the log."""

    clause: str
    detail: str


class ChargerSaid(msgspec.Struct, frozen=True):
    """What the charger said, in plain values."""

    offer: EvseSaid


class MeterConfirmed(msgspec.Struct, frozen=True):
    """The vehicle signed a meter reading; ``valid`` is ``None`` where nobody verified it."""

    reading_wh: float
    valid: bool | None


class SessionEnded(msgspec.Struct, frozen=True):
    """The session is over; always the last effect but ``Close``."""

    reason: EndReason
    detail: str = ""

    @property
    def normal(self) -> bool:
        """Whether it ended as the standard wants a session to end."""
        return self.reason in (EndReason.NORMAL, EndReason.PAUSED)


Effect = (
    Send
    | Close
    | SessionStarted
    | ServiceChosen
    | AuthorizationWanted
    | CableCheckWanted
    | PreChargeWanted
    | EnergyWanted
    | TargetWanted
    | OutputZero
    | OpenContactor
    | CloseContactor
    | PilotWanted
    | VehicleSaid
    | Refused
    | Noted
    | ChargerSaid
    | MeterConfirmed
    | SessionEnded
)
