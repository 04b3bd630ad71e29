"""What a SLAC machine tells its owner, beside pilot commands. No event carries a network key."""

from __future__ import annotations

from enum import Enum

import msgspec

from v2xsdk.protocol.slac.pilot import PilotCommand


class Reason(Enum):
    """Why a run, a matching or a link ended."""

    NO_REQUEST = "no vehicle sent CM_SLAC_PARM.REQ in TT_EVSE_SLAC_init"
    NO_MATCH = "no run came to a match in time"
    NO_EVSE = "no charging station answered CM_SLAC_PARM.REQ"
    NO_START = "no CM_START_ATTEN_CHAR.IND in TT_match_sequence"
    NO_MEASUREMENT = "no attenuation was measured"
    NO_RESPONSE = "no CM_ATTEN_CHAR.RSP"
    NO_MATCH_REQUEST = "no CM_SLAC_MATCH.REQ in TT_EVSE_match_session"
    NO_RESULTS = "no CM_ATTEN_CHAR.IND in TT_EV_atten_results"
    TOO_FAR = "every charging station that answered is too far away"
    NOT_VALIDATED = "no candidate passed the validation"
    NO_CONFIRMATION = "no CM_SLAC_MATCH.CNF"
    NO_LINK = "no link in TT_match_join"
    CONTRADICTION = "two messages of the run contradict each other"
    REPLACED = "the vehicle began another run"
    OTHER_MATCHED = "another vehicle was matched"
    UNPLUGGED = "the vehicle was unplugged"
    PILOT_ERROR = "the pilot shows an error"
    NO_PWM = "the pilot no longer asks for communication"
    MODEM_SILENT = "the own modem does not answer"
    LINK_DOWN = "the power-line link went down"
    LEFT = "the network was left on request"
    CLOSED = "the interface was closed"


class ModemReady(msgspec.Struct, frozen=True):
    """The own modem took a key. ``vendor`` is ``qualcomm``, ``lumissil`` or ``None`` (did not say)."""

    vendor: str | None
    mac: bytes | None


class ModemSilent(msgspec.Struct, frozen=True):
    """The own modem did not confirm a key; ``attempts`` requests went out."""

    attempts: int


class MatchingStarted(msgspec.Struct, frozen=True):
    """A run began: EVSE, on the first CM_SLAC_PARM.REQ; EV, on sending it."""

    ev_mac: bytes
    run_id: bytes


class Measured(msgspec.Struct, frozen=True):
    """Attenuation between an EV and an EVSE, mean over the tone groups, from ``sounds`` sounds."""

    ev_mac: bytes
    evse_mac: bytes
    attenuation_db: float
    sounds: int


class RunEnded(msgspec.Struct, frozen=True):
    """A run ended without a match; others may go on or follow."""

    peer_mac: bytes | None
    run_id: bytes
    reason: Reason


class Joining(msgspec.Struct, frozen=True):
    """The peer is chosen and the key handed over; the modems now form the network ``nid``.

    Where no modem tells about its link, the owner reports it with ``link_changed`` (first IPv6 traffic).
    """

    peer_mac: bytes
    nid: bytes


class Matched(msgspec.Struct, frozen=True):
    """The link is up. ``duration_s`` runs from the first message of the run."""

    peer_mac: bytes
    nid: bytes
    attenuation_db: float
    duration_s: float


class MatchingFailed(msgspec.Struct, frozen=True):
    """No further attempt follows until the pilot triggers one."""

    reason: Reason


class LinkLost(msgspec.Struct, frozen=True):
    """The link is gone; whatever ran over it must end safely."""

    peer_mac: bytes
    reason: Reason


class AmplitudesReceived(msgspec.Struct, frozen=True):
    """The peer asks for this transmit power, 0 to 15 a carrier."""

    amplitudes: bytes


class AmplitudesAnswered(msgspec.Struct, frozen=True):
    """The peer's answer to our amplitude map; ``None`` when none came."""

    taken: bool | None


SlacEvent = (
    ModemReady
    | ModemSilent
    | MatchingStarted
    | Measured
    | RunEnded
    | Joining
    | Matched
    | MatchingFailed
    | LinkLost
    | AmplitudesReceived
    | AmplitudesAnswered
    | PilotCommand
)
