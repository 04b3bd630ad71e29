"""All timers of DIN 70121, ISO 15118-2 and -20 as one table (reference/iso15118, section 7)."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Protocol(StrEnum):
    """Message sets that a session can speak."""

    DIN = "din"
    ISO2 = "iso2"
    ISO20 = "iso20"


class Role(StrEnum):
    """Side of a session."""

    SECC = "secc"
    EVCC = "evcc"


class TimerName(StrEnum):
    """What a timer watches."""

    SEQUENCE = "sequence"
    LOOP_SEQUENCE = "loop_sequence"
    LOOP_OUTPUT = "loop_output"
    SETUP = "communication_setup"
    MESSAGE = "message"
    ONGOING = "ongoing"
    CABLE_CHECK = "cable_check"
    PRE_CHARGE = "pre_charge"
    READY_TO_CHARGE = "ready_to_charge"
    TCP_CLOSE = "tcp_close"
    HOLD = "hold"
    AUTHORIZATION = "authorization"
    STOP_AFTER_FAILURE = "stop_after_failure"


class Timer(msgspec.Struct, frozen=True):
    """One timer: whose, how long, and where it is written. ``message`` is empty where it holds for all."""

    protocol: Protocol
    role: Role
    name: TimerName
    seconds: float
    clause: str
    message: str = ""


_ALL = (Protocol.DIN, Protocol.ISO2, Protocol.ISO20)
_TWO_SECONDS: dict[Protocol, tuple[str, ...]] = {
    Protocol.DIN: (
        "SessionSetupReq", "ServiceDiscoveryReq", "ServicePaymentSelectionReq", "ContractAuthenticationReq",
        "ChargeParameterDiscoveryReq", "CableCheckReq", "PreChargeReq", "PowerDeliveryReq", "WeldingDetectionReq",
        "SessionStopReq",
    ),
    Protocol.ISO2: (
        "SessionSetupReq", "ServiceDiscoveryReq", "PaymentServiceSelectionReq", "AuthorizationReq",
        "ChargeParameterDiscoveryReq", "CableCheckReq", "PreChargeReq", "ChargingStatusReq", "MeteringReceiptReq",
        "WeldingDetectionReq", "SessionStopReq",
    ),
    Protocol.ISO20: (
        "SessionSetupReq", "AuthorizationSetupReq", "AuthorizationReq", "ServiceDiscoveryReq", "ServiceSelectionReq",
        "AC_ChargeParameterDiscoveryReq", "DC_ChargeParameterDiscoveryReq", "ScheduleExchangeReq", "DC_CableCheckReq",
        "DC_PreChargeReq", "PowerDeliveryReq", "DC_WeldingDetectionReq", "MeteringConfirmationReq", "SessionStopReq",
        "VehicleCheckInReq", "VehicleCheckOutReq",
    ),
}  # fmt: skip
_OTHERS: dict[tuple[Protocol, float], tuple[str, ...]] = {
    (Protocol.DIN, 0.25): ("CurrentDemandReq",),
    (Protocol.ISO2, 0.25): ("CurrentDemandReq",),
    (Protocol.ISO2, 5.0): (
        "ServiceDetailReq", "PaymentDetailsReq", "CertificateInstallationReq", "CertificateUpdateReq",
        "PowerDeliveryReq",
    ),
    (Protocol.ISO20, 0.5): ("AC_ChargeLoopReq", "DC_ChargeLoopReq"),
    (Protocol.ISO20, 5.0): ("ServiceDetailReq", "CertificateInstallationReq"),
}  # fmt: skip
_MESSAGE_CLAUSE = {Protocol.DIN: "DIN table 75", Protocol.ISO2: "-2 table 108", Protocol.ISO20: "-20 tables 215-217"}


def _messages() -> list[Timer]:
    seconds = {(p, 2.0): names for p, names in _TWO_SECONDS.items()} | _OTHERS
    return [
        Timer(protocol, Role.EVCC, TimerName.MESSAGE, limit, _MESSAGE_CLAUSE[protocol], name)
        for (protocol, limit), names in seconds.items()
        for name in names
    ]


def _each(role: Role, name: TimerName, clause: str, *seconds: float) -> list[Timer]:
    return [Timer(p, role, name, s, clause) for p, s in zip(_ALL, seconds, strict=True)]


_SEQUENCE = "[V2G-DC-432], [V2G2-443], [V2G20-443]"
_TABLE: list[Timer] = [
    *_messages(),
    *_each(Role.SECC, TimerName.SEQUENCE, _SEQUENCE, 60.0, 60.0, 60.0),
    Timer(Protocol.ISO20, Role.SECC, TimerName.LOOP_SEQUENCE, 0.5, "[V2G20-1500], [V2G20-1502]"),
    *_each(Role.SECC, TimerName.LOOP_OUTPUT, "output to zero without a valid loop request", 1.0, 1.0, 0.5),
    *_each(Role.EVCC, TimerName.SETUP, "[V2G2-714]", 20.0, 20.0, 20.0),
    *_each(Role.SECC, TimerName.SETUP, "[V2G2-714]", 20.0, 18.0, 18.0),
    *_each(Role.EVCC, TimerName.ONGOING, "-2 table 109, -20 table 215", 60.0, 60.0, 60.0),
    *_each(Role.SECC, TimerName.ONGOING, "-2 table 109, -20 table 215", 55.0, 55.0, 55.0),
    *_each(Role.EVCC, TimerName.CABLE_CHECK, "DIN table 77, -2 table 109, -20 table 217", 40.0, 40.0, 40.0),
    *_each(Role.EVCC, TimerName.PRE_CHARGE, "DIN table 77, -2 table 109, -20 table 217", 7.0, 7.0, 10.0),
    Timer(Protocol.DIN, Role.EVCC, TimerName.READY_TO_CHARGE, 150.0, "DIN table 77"),
    *_each(Role.SECC, TimerName.TCP_CLOSE, "[V2G20-1643], [V2G20-1633]", 5.0, 5.0, 5.0),
    Timer(Protocol.ISO2, Role.SECC, TimerName.HOLD, 3.0, "[V2G2-860]: AC contactor"),
    Timer(Protocol.ISO20, Role.SECC, TimerName.HOLD, 1.4, "-20 table 215: a 2 s pair, answered within 1.5 s"),
    Timer(Protocol.ISO2, Role.SECC, TimerName.STOP_AFTER_FAILURE, 5.0, "[V2G2-734]: waits for SessionStop"),
    *_each(Role.SECC, TimerName.AUTHORIZATION, "own policy: EIM given up", 120.0, 300.0, 180.0),
]
TIMERS: dict[tuple[Protocol, Role, TimerName, str], Timer] = {
    (t.protocol, t.role, t.name, t.message): t for t in _TABLE
}
"""Every timer by protocol, side, name and request."""


def seconds(protocol: Protocol, role: Role, name: TimerName, message: str = "") -> float:
    """Return how long a timer runs; raises ``KeyError`` for one that the table does not have."""
    return TIMERS[protocol, role, name, message].seconds


MESSAGE_SECONDS: dict[tuple[Protocol, str], float] = {
    (t.protocol, t.message): t.seconds for t in _TABLE if t.name is TimerName.MESSAGE
}
"""How long the vehicle waits for an answer, by protocol and request."""

HANDSHAKE_S = 2.0
"""How long the vehicle waits for the answer to supportedAppProtocolReq."""
