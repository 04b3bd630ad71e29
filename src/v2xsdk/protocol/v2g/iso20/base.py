"""Header, clock and failed answers of a -20 charger."""

from __future__ import annotations

from typing import Any

from v2xsdk.protocol.v2g.messages.iso20.common_types import MessageHeaderType, ResponseCodeType, V2GMessageType
from v2xsdk.protocol.v2g.neutral import neutral, response_type
from v2xsdk.protocol.v2g.secc_machine import Failure, SeccMachine
from v2xsdk.protocol.v2g.timers import Protocol

NO_SESSION = bytes(8)


class Iso20Base(SeccMachine):
    """What all -20 answers need. A -20 message is its own root: there is nothing to unwrap."""

    protocol = Protocol.ISO20
    _unix_offset_s: float

    def _open(self, message: object) -> tuple[Any, bytes] | None:
        return (message, message.Header.SessionID) if isinstance(message, V2GMessageType) else None

    def _wrap(self, response: Any, now: float) -> object:
        del now
        return response

    def _neutral(self, request: Any, code: str) -> Any:
        kind = response_type(request)
        if kind is None:
            raise Failure(code, "no answer exists")
        found = ResponseCodeType.__members__.get(code, ResponseCodeType.FAILED)
        header = MessageHeaderType(SessionID=self.session_id or NO_SESSION, TimeStamp=self._last_unix_s)
        return kind(Header=header, ResponseCode=found, **neutral(kind))

    _last_unix_s = 0

    def _unix_s(self, now: float) -> float:
        return now + self._unix_offset_s

    def _header(self, now: float) -> MessageHeaderType:
        self._last_unix_s = max(0, int(now + self._unix_offset_s))
        return MessageHeaderType(SessionID=self.session_id or NO_SESSION, TimeStamp=self._last_unix_s)
