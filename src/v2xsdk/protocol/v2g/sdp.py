"""SECC discovery without I/O: requests, answers, retries and the choice between TLS and plain TCP.

ISO 15118-2 clause 7.10.1, ISO 15118-20 clause 7.10.1; reference/iso15118, section 1.
"""

from __future__ import annotations

import ipaddress
from enum import IntEnum, StrEnum

import msgspec

from v2xsdk.errors import DecodeError
from v2xsdk.protocol.v2g.v2gtp import SDP_REQUEST, SDP_RESPONSE, Deframer, Frame, pack

PORT = 15118
MULTICAST = "ff02::1"
RETRY_S = 0.25
"""A new request after this time without an answer ([V2G2-159])."""
MAX_REQUESTS = 50
REQUEST_BYTES = 2
RESPONSE_BYTES = 20


class Security(IntEnum):
    """Security byte of both messages."""

    TLS = 0x00
    NONE = 0x10


class Transport(IntEnum):
    """Transport byte of both messages; UDP is reserved."""

    TCP = 0x00
    UDP = 0x10


class LinkPolicy(StrEnum):
    """What a side allows: plain links only, TLS only, or TLS where the peer can."""

    PLAIN = "plain"
    TLS = "tls"
    ANY = "any"


class SdpRequest(msgspec.Struct, frozen=True):
    """What the vehicle asks for."""

    security: Security
    transport: Transport = Transport.TCP


class SdpResponse(msgspec.Struct, frozen=True):
    """Where the charger listens: a link-local address without zone, and a TCP port."""

    address: str
    port: int
    security: Security
    transport: Transport = Transport.TCP


def encode_request(request: SdpRequest) -> bytes:
    """Return the datagram of a request."""
    return pack(SDP_REQUEST, bytes((request.security, request.transport)))


def decode_request(datagram: bytes) -> SdpRequest:
    """Return the request in a datagram; raises ``DecodeError``."""
    frame = _only_frame(datagram)
    if frame.payload_type != SDP_REQUEST or len(frame.payload) != REQUEST_BYTES:
        raise DecodeError(f"no SDP request: payload type {frame.payload_type:#06x}, {len(frame.payload)} bytes")
    return SdpRequest(_security(frame.payload[0]), _transport(frame.payload[1]))


def encode_response(response: SdpResponse) -> bytes:
    """Return the datagram of an answer; raises ``ValueError`` for what is no IPv6 address."""
    address = ipaddress.IPv6Address(response.address).packed
    tail = bytes((response.security, response.transport))
    return pack(SDP_RESPONSE, address + response.port.to_bytes(2, "big") + tail)


def decode_response(datagram: bytes) -> SdpResponse:
    """Return the answer in a datagram; raises ``DecodeError``."""
    frame = _only_frame(datagram)
    if frame.payload_type != SDP_RESPONSE or len(frame.payload) != RESPONSE_BYTES:
        raise DecodeError(f"no SDP answer: payload type {frame.payload_type:#06x}, {len(frame.payload)} bytes")
    payload = frame.payload
    port = int.from_bytes(payload[16:18], "big")
    if port == 0:
        raise DecodeError("an SDP answer with port 0")
    address = str(ipaddress.IPv6Address(payload[:16]))
    return SdpResponse(address, port, _security(payload[18]), _transport(payload[19]))


def _only_frame(datagram: bytes) -> Frame:
    deframer = Deframer()
    frames = deframer.receive(datagram)
    if len(frames) != 1 or deframer.pending or not isinstance(frames[0], Frame):
        raise DecodeError(f"a datagram of {len(datagram)} bytes that is not one V2GTP message")
    return frames[0]


def _security(value: int) -> Security:
    try:
        return Security(value)
    except ValueError:
        raise DecodeError(f"security byte {value:#04x}; 0x00 is TLS, 0x10 none") from None


def _transport(value: int) -> Transport:
    try:
        return Transport(value)
    except ValueError:
        raise DecodeError(f"transport byte {value:#04x}; 0x00 is TCP, 0x10 UDP") from None


class SdpServer:
    """The charger's side: one answer to each request that can be served; it keeps nothing between requests."""

    def __init__(self, address: str, policy: LinkPolicy, plain_port: int | None, tls_port: int | None) -> None:
        self._address = address
        self._policy = policy
        self._ports = {Security.NONE: plain_port, Security.TLS: tls_port}

    def answer(self, datagram: bytes) -> bytes | None:
        """Return the answer to a datagram, ``None`` for one that asks nothing we serve.

        A TLS request to a charger without TLS is answered with "no TLS"; the vehicle then decides. A request
        without TLS gets TLS only where the policy forces it.
        """
        try:
            request = decode_request(datagram)
        except DecodeError:
            return None
        if request.transport is not Transport.TCP:
            return None
        security = self._choose(request.security)
        port = self._ports[security]
        return None if port is None else encode_response(SdpResponse(self._address, port, security))

    def _choose(self, wanted: Security) -> Security:
        if self._policy is LinkPolicy.PLAIN:
            return Security.NONE
        if self._policy is LinkPolicy.TLS:
            return Security.TLS
        return wanted if self._ports[wanted] is not None else _other(wanted)


def _other(security: Security) -> Security:
    return Security.NONE if security is Security.TLS else Security.TLS


class SdpOutcome(StrEnum):
    """State of a discovery."""

    SEARCHING = "searching"
    FOUND = "found"
    FAILED = "failed"


class SdpClient:
    """The vehicle's side: asks again every 250 ms, at most 50 times, and takes the first answer its policy allows.

    ``refused`` lists answers that the policy does not allow (a downgrade from TLS), ``others`` further, different
    answers: a second charger, or somebody who plays one.
    """

    def __init__(self, policy: LinkPolicy, max_requests: int = MAX_REQUESTS) -> None:
        self.policy = policy
        self.outcome = SdpOutcome.SEARCHING
        self.response: SdpResponse | None = None
        self.refused: list[SdpResponse] = []
        self.others: list[SdpResponse] = []
        self.requests = 0
        self._max_requests = max_requests
        self._next_s: float | None = None
        security = Security.NONE if policy is LinkPolicy.PLAIN else Security.TLS
        self._datagram = encode_request(SdpRequest(security))

    def start(self, now: float) -> bytes:
        """Return the first request."""
        self.requests = 1
        self._next_s = now + RETRY_S
        return self._datagram

    def next_deadline(self) -> float | None:
        """When to call ``handle_timeout``."""
        return self._next_s

    def handle_timeout(self, now: float) -> bytes | None:
        """Return the next request, ``None`` when none is due or all were in vain."""
        if self._next_s is None or now < self._next_s:
            return None
        if self.requests >= self._max_requests:
            self._next_s = None
            self.outcome = SdpOutcome.FAILED
            return None
        self.requests += 1
        self._next_s = now + RETRY_S
        return self._datagram

    def receive(self, datagram: bytes) -> None:
        """Take an answer; what is none is ignored."""
        try:
            response = decode_response(datagram)
        except DecodeError:
            return
        if response.transport is not Transport.TCP or not self._allows(response.security):
            _keep(self.refused, response)
        elif self.response is None:
            self.response = response
            self.outcome = SdpOutcome.FOUND
            self._next_s = None
        elif response != self.response:
            _keep(self.others, response)

    def _allows(self, security: Security) -> bool:
        wanted = {LinkPolicy.PLAIN: Security.NONE, LinkPolicy.TLS: Security.TLS}
        return self.policy is LinkPolicy.ANY or security is wanted[self.policy]


def _keep(answers: list[SdpResponse], response: SdpResponse) -> None:
    if response not in answers and len(answers) < 16:
        answers.append(response)
