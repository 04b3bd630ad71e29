"""The protocol handshake: which message set a session speaks (-2 clause 8.2, -20 clause 8.2; reference section 3)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from v2xsdk.protocol.v2g.effects import Energy
from v2xsdk.protocol.v2g.messages.app import (
    AppProtocolType,
    ResponseCodeType,
    SupportedAppProtocolReq,
    SupportedAppProtocolRes,
)
from v2xsdk.protocol.v2g.timers import Protocol

OK = ResponseCodeType.OK_SuccessfulNegotiation
MINOR = ResponseCodeType.OK_SuccessfulNegotiationWithMinorDeviation
FAILED = ResponseCodeType.Failed_NoNegotiation


class Speech(msgspec.Struct, frozen=True):
    """A message set as the handshake names it. ``energy`` is set where the namespace fixes it (-20)."""

    protocol: Protocol
    namespace: str
    major: int
    minor: int
    energy: Energy | None = None


DIN = Speech(Protocol.DIN, "urn:din:70121:2012:MsgDef", 2, 0)
ISO2 = Speech(Protocol.ISO2, "urn:iso:15118:2:2013:MsgDef", 2, 0)
ISO20_DC = Speech(Protocol.ISO20, "urn:iso:std:iso:15118:-20:DC", 1, 0, Energy.DC)
ISO20_AC = Speech(Protocol.ISO20, "urn:iso:std:iso:15118:-20:AC", 1, 0, Energy.AC)
ALL = (ISO20_DC, ISO20_AC, ISO2, DIN)


class Choice(msgspec.Struct, frozen=True):
    """The charger's answer, and what it chose; ``None`` where nothing fits."""

    answer: SupportedAppProtocolRes
    speech: Speech | None = None


def choose(request: SupportedAppProtocolReq, served: Sequence[Speech]) -> Choice:
    """Drop what cannot be served, then take the vehicle's best priority of the rest ([V2G2-169], [V2G20-169]).

    Namespace and major version must match; the minor version may differ. Of equal priorities the first one wins.
    """
    fitting = [
        (entry, speech)
        for entry in request.AppProtocol
        for speech in served
        if entry.ProtocolNamespace == speech.namespace and entry.VersionNumberMajor == speech.major
    ]
    if not fitting:
        return Choice(SupportedAppProtocolRes(ResponseCode=FAILED))
    entry, speech = min(fitting, key=lambda pair: pair[0].Priority)
    code = OK if entry.VersionNumberMinor == speech.minor else MINOR
    return Choice(SupportedAppProtocolRes(ResponseCode=code, SchemaID=entry.SchemaID), speech)


def offer(wanted: Sequence[Speech]) -> SupportedAppProtocolReq:
    """Return the vehicle's request, the best first; SchemaIDs count from 1."""
    entries = tuple(
        AppProtocolType(
            ProtocolNamespace=speech.namespace,
            VersionNumberMajor=speech.major,
            VersionNumberMinor=speech.minor,
            SchemaID=number,
            Priority=number,
        )
        for number, speech in enumerate(wanted, start=1)
    )
    return SupportedAppProtocolReq(AppProtocol=entries)


def accepted(answer: SupportedAppProtocolRes, wanted: Sequence[Speech]) -> Speech | None:
    """Return what the charger chose of ``wanted``; ``None`` for a refusal or an id that was not offered."""
    if answer.ResponseCode is FAILED or answer.SchemaID is None or not 1 <= answer.SchemaID <= len(wanted):
        return None
    return wanted[answer.SchemaID - 1]


def speeches(
    protocols: Sequence[Protocol], energies: Sequence[Energy], *, tls13: bool, iso20_on_plain: bool = True
) -> tuple[Speech, ...]:
    """Return the message sets for a link, the newest first.

    -20 belongs on TLS 1.3 alone ([V2G20-1237], [V2G20-2356]); ``iso20_on_plain`` lifts that for test benches.
    """
    return tuple(
        speech
        for speech in ALL
        if speech.protocol in protocols
        and (speech.energy is None or speech.energy in energies)
        and (speech.protocol is not Protocol.DIN or Energy.DC in energies)
        and (speech.protocol is not Protocol.ISO20 or tls13 or iso20_on_plain)
    )
