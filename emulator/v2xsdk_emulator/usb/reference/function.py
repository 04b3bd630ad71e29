"""The diagnostics interface of the reference charger: endpoints, session and interlocks."""

from __future__ import annotations

import struct
from typing import Protocol

from v2xsdk_emulator.usb import microsoft
from v2xsdk_emulator.usb.descriptors import INTERRUPT, EndpointSpec, InterfaceSpec
from v2xsdk_emulator.usb.function import TO_DEVICE, VENDOR, Function, Setup
from v2xsdk_emulator.usb.reference.commands import COMMANDS, Entry
from v2xsdk_emulator.usb.reference.controller import SlotReport
from v2xsdk_emulator.usb.reference.model import ChargerModel
from v2xsdk_emulator.usb.reference.packing import (
    LARGEST_MESSAGE,
    Arguments,
    Malformed,
    Refused,
    Request,
    message,
    parse_request,
    string,
)
from v2xsdk_emulator.usb.reference.security import Lock
from v2xsdk_emulator.usb.reference.selftest import SelfTestRunner
from v2xsdk_emulator.usb.reference.settings import Transaction
from v2xsdk_emulator.usb.reference.stream import BlockQueue, LiveStream
from v2xsdk_emulator.usb.timebase import Timebase
from v2xsdk_emulator.usb.urb import Stall

REQUESTS, ANSWERS, STREAM, EVENTS = 0x01, 0x81, 0x82, 0x83
INTERFACE_GUID = "6bb4c0c6-98ee-4c3f-a12b-9f8f1f9d2a10"
MS_VENDOR_CODE = 0x20
DESCRIPTOR_SET = microsoft.descriptor_set(0, INTERFACE_GUID)
RESTART_DELAY_S = 0.05

INTERFACE = InterfaceSpec(
    0,
    0xFF,
    0x56,
    0x01,
    endpoints=(
        EndpointSpec(REQUESTS),
        EndpointSpec(ANSWERS),
        EndpointSpec(STREAM),
        EndpointSpec(EVENTS, INTERRUPT, 8, 4),
    ),
    name="v2xsdk diagnostics",
)


class Firmware(Protocol):
    """What the diagnostics interface needs to know of the firmware."""

    product: str
    bootloader_version: str

    def running_version(self) -> str:
        """Return the version that runs."""

    def security_counter(self) -> int:
        """Return the lowest counter still accepted."""

    def active_slot(self) -> int:
        """Return the number of the slot that runs."""

    def slot_reports(self) -> list[SlotReport]:
        """Return what the slots hold."""

    def restart(self) -> None:
        """Restart the charger."""


class DiagnosticsFunction(Function):
    """Interface 0 of the reference charger."""

    answers_device_requests = True

    def __init__(self, model: ChargerModel, firmware: Firmware, security: Lock, timebase: Timebase) -> None:
        super().__init__((INTERFACE,))
        self.model = model
        self.firmware = firmware
        self.security = security
        self.transaction = Transaction(model)
        self.selftest = SelfTestRunner(model.tests, timebase, lambda number, percent: self.event(1, number, percent))
        self._timebase = timebase
        self._stream: LiveStream | None = None
        self._streams_started = 0
        self._blocks = BlockQueue(self._send_block, self._blocks_waiting)
        self._reported_drops = 0
        self._session = 1
        self._last_error = (0, 0, 0, "")

    def now(self) -> float:
        """Return the time in seconds."""
        return self._timebase.now()

    def control(self, setup: Setup, data: bytes) -> bytes:
        """Answer the vendor requests of section 2, and the one for MS OS 2.0 descriptors."""
        if setup.request_type & 0x60 != VENDOR:
            raise Stall
        if setup.request_type & 0x1F == TO_DEVICE:
            if (setup.request, setup.w_index) != (MS_VENDOR_CODE, microsoft.DESCRIPTOR_INDEX):
                raise Stall
            return DESCRIPTOR_SET
        if (setup.request, setup.request_type) == (1, 0xC1):
            return struct.pack("<HHI", 0x0100, LARGEST_MESSAGE, self._session)
        if (setup.request, setup.request_type) == (2, 0xC1):
            *numbers, text = self._last_error
            return struct.pack("<HHH", *numbers) + string(text)
        if (setup.request, setup.request_type) == (3, 0x41):
            self.reset()
            return b""
        raise Stall

    def receive(self, endpoint: int, data: bytes) -> None:
        """Take one request and queue its answer."""
        try:
            request = parse_request(data)
        except Malformed as error:
            self._last_error = (3 if "checksum" in str(error) else 2, 0, 0, str(error))
            raise Stall from error
        self.transaction.touch(self.now())
        try:
            answer = message(1, request, self._answer(request))
        except Refused as refusal:
            text = string(str(refusal))
            answer = message(2, request, struct.pack("<H", refusal.code) + text)
        self.send(ANSWERS, answer)

    def reset(self) -> None:
        """Begin a new session: nothing of the last one is left."""
        self._session += 1
        self.stop_stream()
        self._blocks.clear()
        for endpoint in (ANSWERS, STREAM):
            if self._device is not None and (pipe := self._device.in_pipe(endpoint)) is not None:
                pipe.clear()
        self.selftest.abort()
        self.lock()

    def unplugged(self) -> None:
        """Roll back and lock when the cable is pulled."""
        self.reset()

    def lock(self) -> None:
        """Lock writing; an open transaction is rolled back."""
        self.transaction.roll_back()
        self.security.lock()

    def start_stream(self, numbers: list[int], period_s: float) -> LiveStream:
        """Start a stream in place of the running one."""
        self.stop_stream()
        self._blocks.clear()
        if (pipe := self.device.in_pipe(STREAM)) is not None:
            pipe.clear()
        self._streams_started = self._streams_started % 0xFFFF + 1
        values = [self.model.values[number] for number in numbers]
        self._stream = LiveStream(
            self._streams_started, self.model, values, period_s, self._timebase, self._queue_block
        )
        return self._stream

    def stop_stream(self) -> int:
        """Stop the stream; return the number its next sample would have had."""
        stream, self._stream = self._stream, None
        return stream.stop() if stream is not None else 0

    def event(self, kind: int, argument: int, value: int) -> None:
        """Queue an event on the interrupt endpoint."""
        with self.device.lock:
            self.send(EVENTS, struct.pack("<BBHI", kind, argument, 0, value))

    def restart_soon(self) -> None:
        """Restart once the answer has had time to leave."""
        self.model.log(self.now(), 1, "restart on request")
        self._timebase.call_later(RESTART_DELAY_S, self.firmware.restart)

    def _answer(self, request: Request) -> bytes:
        entry = COMMANDS.get(request.command)
        if entry is None:
            raise Refused(1, f"no command {request.command:#06x}")
        self._permit(entry)
        return entry.handler(self, Arguments(request.payload))

    def _permit(self, entry: Entry) -> None:
        if entry.idle_only and self.model.energised:
            raise Refused(7, "a session runs, contactors are closed or the output is on")
        if self.security.level < entry.level:
            raise Refused(6, "locked")

    def _queue_block(self, block: bytes) -> None:
        with self.device.lock:
            self._blocks.put(block)
            dropped = self._blocks.dropped - self._reported_drops
        if dropped:
            self._reported_drops += dropped
            self.event(4, 0, dropped)

    def _send_block(self, block: bytes) -> bool:
        return self.send(STREAM, block)

    def _blocks_waiting(self) -> int:
        pipe = self.device.in_pipe(STREAM)
        return len(pipe) if pipe is not None else 2
