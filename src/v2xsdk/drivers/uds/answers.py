"""Which answer belongs to which request, and what a refusal becomes."""

from __future__ import annotations

from v2xsdk.errors import AccessDenied, DeviceRefused, NotNow, NotOffered
from v2xsdk.protocol.uds.names import NEGATIVE, POSITIVE, SUPPRESS, WITH_SUB_FUNCTION, code_name, service_name

_ECHOED_AFTER_SUB_FUNCTION = {0x31: 2}
_ECHOED = {0x22: 2, 0x2E: 2, 0x2F: 2, 0x36: 1}
"""Bytes of the request that a positive response repeats right after its service."""

_ACCESS = frozenset({*range(0x33, 0x3B), *range(0x50, 0x5E)})
_STATE = frozenset({0x21, 0x22, 0x71, *range(0x81, 0x94)})
_ABSENT = frozenset({0x11, 0x12, 0x7E, 0x7F})


def refusal(request: bytes, answer: bytes) -> int | None:
    """The negative response code with which ``answer`` refuses ``request``; ``None`` when it does not."""
    if len(answer) >= 3 and answer[0] == NEGATIVE and answer[1] == request[0]:
        return answer[2]
    return None


def answers(request: bytes, answer: bytes) -> bool:
    """Whether ``answer`` is the positive response to just this request, and not a late one to another."""
    service = request[0]
    if not answer or answer[0] != service + POSITIVE:
        return False
    if service not in WITH_SUB_FUNCTION:
        size = 1 + _ECHOED.get(service, 0)
        return answer[1:size] == request[1:size]
    size = 2 + _ECHOED_AFTER_SUB_FUNCTION.get(service, 0)
    return len(answer) >= 2 and answer[1] == request[1] & ~SUPPRESS and answer[2:size] == request[2:size]


def refused(request: bytes, code: int) -> DeviceRefused:
    """The error for a negative response code; ``code`` is kept in it."""
    what = service_name(request[0])
    text = f"UDS {what} ({request[:5].hex(' ')}) was refused: {code:02X} {code_name(code)}"
    return _kind(code)(text, code=code)


def _kind(code: int) -> type[DeviceRefused]:
    if code in _ACCESS:
        return AccessDenied
    if code in _STATE:
        return NotNow
    return NotOffered if code in _ABSENT else DeviceRefused
