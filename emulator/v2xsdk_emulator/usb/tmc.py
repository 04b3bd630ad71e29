"""A USBTMC / USB488 interface with a SCPI instrument behind it (usb, section 7)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Protocol

from v2xsdk_emulator.usb.descriptors import INTERRUPT, EndpointSpec, InterfaceSpec
from v2xsdk_emulator.usb.function import CLASS, Function, Setup
from v2xsdk_emulator.usb.urb import Stall

BULK_OUT, BULK_IN, INTERRUPT_IN = 0x02, 0x82, 0x81
OUT, REQUEST_IN, TRIGGER = 1, 2, 128
SUCCESS, FAILED, NOT_IN_PROGRESS = 0x01, 0x80, 0x81
LARGEST_MESSAGE = 1 << 16
_CAPABILITIES = struct.pack("<BBHBB6xHBB8x", SUCCESS, 0, 0x0100, 0x04, 0x01, 0x0100, 0x07, 0x0F)


class Instrument(Protocol):
    """What stands behind the interface."""

    on_service_request: Callable[[], None] | None

    def execute(self, message: str) -> None:
        """Carry out one program message."""

    def take_output(self, size: int) -> tuple[bytes, bool]:
        """Return at most ``size`` bytes of the response and whether it ends there."""

    def has_output(self) -> bool:
        """Return whether a response waits."""

    def status_byte(self) -> int:
        """Return the status byte, as a serial poll reads it."""

    def trigger(self) -> None:
        """Take a group execute trigger."""

    def clear(self) -> None:
        """Empty input and output."""


class TmcFunction(Function):
    """Interface FE/03/01."""

    def __init__(self, instrument: Instrument) -> None:
        endpoints = (EndpointSpec(BULK_OUT), EndpointSpec(BULK_IN), EndpointSpec(INTERRUPT_IN, INTERRUPT, 2, 4))
        super().__init__((InterfaceSpec(0, 0xFE, 3, 1, endpoints=endpoints, name="USBTMC"),))
        self._instrument = instrument
        self._input = bytearray()
        self._wanted: tuple[int, int] | None = None
        self._last_out_tag = 0
        self._requests: dict[int, Callable[[Setup], bytes]] = {
            1: self._abort_out,
            2: lambda _: struct.pack("<BxxxI", SUCCESS, 0),
            3: self._abort_in,
            4: lambda _: struct.pack("<BBxxI", SUCCESS, 0, 0),
            5: self._clear,
            6: lambda _: bytes((SUCCESS, 0)),
            7: lambda _: _CAPABILITIES,
            64: lambda _: bytes((SUCCESS,)),
            128: self._read_status_byte,
            160: lambda _: bytes((SUCCESS,)),
            161: lambda _: bytes((SUCCESS,)),
            162: lambda _: bytes((SUCCESS,)),
        }
        instrument.on_service_request = self._service_request

    def control(self, setup: Setup, data: bytes) -> bytes:
        """Answer a class request."""
        handler = self._requests.get(setup.request)
        if setup.request_type & 0x60 != CLASS or handler is None:
            raise Stall
        return handler(setup)

    def receive(self, endpoint: int, data: bytes) -> None:
        """Take one bulk OUT transfer; a bad header halts the endpoint."""
        if len(data) < 12 or data[1] != ~data[2] & 0xFF or not data[1]:
            raise Stall
        kind, tag, size = data[0], data[1], int.from_bytes(data[4:8], "little")
        if kind == OUT:
            self._take(tag, data[12 : 12 + size], size, bool(data[8] & 1))
        elif kind == REQUEST_IN:
            self._wanted = (tag, size)
            self._answer()
        elif kind == TRIGGER:
            self._instrument.trigger()
        else:
            raise Stall

    def reset(self) -> None:
        """Forget half messages."""
        self._input.clear()
        self._wanted = None

    def _take(self, tag: int, part: bytes, size: int, ends: bool) -> None:
        if len(part) != size or len(self._input) + size > LARGEST_MESSAGE:
            self._input.clear()
            raise Stall
        self._last_out_tag = tag
        self._input += part
        if ends:
            message, self._input = bytes(self._input), bytearray()
            self._instrument.execute(message.decode("latin-1"))
            self._answer()

    def _answer(self) -> None:
        if self._wanted is None or not self._instrument.has_output():
            return
        (tag, size), self._wanted = self._wanted, None
        part, ends = self._instrument.take_output(size)
        head = struct.pack("<BBBxIBxxx", REQUEST_IN, tag, ~tag & 0xFF, len(part), ends)
        self.send(BULK_IN, head + part + bytes(-len(part) % 4))

    def _abort_out(self, setup: Setup) -> bytes:
        if setup.w_value & 0xFF != self._last_out_tag or not self._input:
            return bytes((NOT_IN_PROGRESS, self._last_out_tag))
        self._input.clear()
        return bytes((SUCCESS, self._last_out_tag))

    def _abort_in(self, setup: Setup) -> bytes:
        if self._wanted is None:
            return bytes((NOT_IN_PROGRESS, 0))
        tag, self._wanted = self._wanted[0], None
        self.send(BULK_IN, b"")
        return bytes((SUCCESS, tag))

    def _clear(self, _: Setup) -> bytes:
        self.reset()
        self._instrument.clear()
        if (pipe := self.device.in_pipe(BULK_IN)) is not None:
            pipe.clear()
        return bytes((SUCCESS,))

    def _read_status_byte(self, setup: Setup) -> bytes:
        tag = setup.w_value & 0x7F
        if tag < 2:
            return bytes((FAILED, tag, 0))
        self.send(INTERRUPT_IN, bytes((0x80 | tag, self._instrument.status_byte())))
        return bytes((SUCCESS, tag, 0))

    def _service_request(self) -> None:
        self.send(INTERRUPT_IN, bytes((0x81, self._instrument.status_byte() | 0x40)))
