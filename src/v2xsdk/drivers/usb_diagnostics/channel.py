"""Request and answer on the diagnostics interface; after anything odd the session starts anew."""

from __future__ import annotations

import time

from v2xsdk.errors import DecodeError, DeviceRefused, DeviceTimeout, EndpointStalled, TransferOverflow
from v2xsdk.protocol.usb import diagnostics as wire
from v2xsdk.protocol.usb.diagnostics import Command, ControlRequest, Exchange
from v2xsdk.protocol.usb.fields import FieldReader
from v2xsdk.transport.usb.handle import UsbHandle

ANSWER_TIMEOUT_S = 1.0
_VENDOR_IN, _VENDOR_OUT = 0xC1, 0x41


class Channel:
    """Blocking exchange with one device; for the thread that owns it."""

    def __init__(self, handle: UsbHandle) -> None:
        self.handle = handle
        self._exchange = Exchange()
        self._clean = True  # false from a request until its answer, and for as long as recovery fails
        self.protocol = wire.Protocol(0, wire.LARGEST_MESSAGE, 0)

    def start(self) -> None:
        """Claim the interface, check the version, begin a session."""
        self.handle.claim(wire.INTERFACE)
        raw = self.handle.control_in(_VENDOR_IN, ControlRequest.GET_PROTOCOL, 0, wire.INTERFACE, 8)
        self.protocol = wire.parse_protocol(raw)
        self.reset_session()

    def ask(self, command: Command, payload: bytes = b"") -> FieldReader:
        """Send a request and return the payload of its answer.

        Raises :class:`DeviceRefused` for a refusal; a time-out, a stall or a damaged answer is raised after the
        session was reset, so that the next request meets a clean device.
        """
        if not self._clean:
            self._recover()
        message = self._exchange.request(command, payload)
        self._clean = False
        try:
            self.handle.write(wire.REQUEST_OUT, message, ANSWER_TIMEOUT_S)
            answer = self._receive()
        except EndpointStalled as stall:
            reason = self._last_error()
            self._recover()
            raise DeviceRefused(f"{command.name}: the device could not read the request ({reason})") from stall
        except DeviceRefused:
            self._clean = True
            raise
        except (DecodeError, DeviceTimeout, TransferOverflow):
            self._recover()
            raise
        self._clean = True
        return answer

    def reset_session(self) -> None:
        """Begin a new session: no answer, stream, self-test or transaction of the old one is left."""
        self.handle.control_out(_VENDOR_OUT, ControlRequest.RESET_SESSION, 0, wire.INTERFACE)

    def _receive(self) -> FieldReader:
        deadline = time.monotonic() + ANSWER_TIMEOUT_S
        while True:
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                raise DeviceTimeout("USB diagnostics: only late answers came")
            data = self.handle.read(wire.ANSWER_IN, wire.LARGEST_MESSAGE, left_s)
            answer = self._exchange.receive(data) if data else None
            if answer is not None:
                return answer

    def _recover(self) -> None:
        self.reset_session()
        for endpoint in (wire.REQUEST_OUT, wire.ANSWER_IN, wire.STREAM_IN):
            self.handle.clear_halt(endpoint)
        self._clean = True

    def _last_error(self) -> str:
        raw = self.handle.control_in(_VENDOR_IN, ControlRequest.GET_LAST_ERROR, 0, wire.INTERFACE, 262)
        return wire.parse_last_error(raw)
