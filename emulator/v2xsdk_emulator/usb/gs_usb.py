"""The gs_usb protocol of candleLight adapters, device side: classic CAN, one channel.

Layouts as in Linux ``drivers/net/can/usb/gs_usb.c``; everything little endian.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from v2xsdk.model.can import CAN_EFF_FLAG, CAN_EFF_MASK, CAN_ERR_FLAG, CAN_RTR_FLAG, CanFrame
from v2xsdk_emulator.usb.descriptors import DeviceSpec, EndpointSpec, InterfaceSpec
from v2xsdk_emulator.usb.function import VENDOR, Function, Setup
from v2xsdk_emulator.usb.timebase import Timebase
from v2xsdk_emulator.usb.urb import Stall

FRAMES_IN, FRAMES_OUT = 0x81, 0x02
HOST_FORMAT, BIT_TIMING, MODE, BUS_ERRORS, TIMING_LIMITS, DEVICE_CONFIG, TIMESTAMP, IDENTIFY = range(8)
LISTEN_ONLY, LOOP_BACK, HARDWARE_TIMESTAMP = 1, 2, 16
NOT_AN_ECHO = 0xFFFF_FFFF
CLOCK_HZ = 48_000_000
BIT_RATE_TOLERANCE = 0.005
_FRAME = struct.Struct("<IIBBBB8s")
_LIMITS = struct.pack("<10I", LISTEN_ONLY | LOOP_BACK | HARDWARE_TIMESTAMP, CLOCK_HZ, 1, 16, 1, 8, 4, 1, 1024, 1)
_CONFIG = struct.pack("<4B2I", 0, 0, 0, 0, 2, 1)

SPEC = DeviceSpec(0x1209, 0x2323, manufacturer="v2xsdk", product="emulated candleLight", usb_release=0x0200)


class GsUsbFunction(Function):
    """One adapter. ``transmit`` puts a frame on the bus, which runs at ``bit_rate`` bit/s (``None``: any)."""

    def __init__(self, transmit: Callable[[CanFrame], None], bit_rate: float | None, timebase: Timebase) -> None:
        ends = (EndpointSpec(FRAMES_IN, max_packet=512), EndpointSpec(FRAMES_OUT, max_packet=512))
        super().__init__((InterfaceSpec(0, 0xFF, 0xFF, 0xFF, endpoints=ends, name="gs_usb"),))
        self._transmit = transmit
        self._bus_bit_rate = bit_rate
        self._timebase = timebase
        self._host_bit_rate: float | None = None
        self._started = False
        self._flags = 0

    def control(self, setup: Setup, data: bytes) -> bytes:
        """Answer the vendor requests of the protocol."""
        if setup.request_type & 0x60 != VENDOR:
            raise Stall
        if setup.request_type & 0x80:
            return self._read(setup.request)
        self._write(setup.request, data)
        return b""

    def receive(self, endpoint: int, data: bytes) -> None:
        """Take a frame for the bus; it comes back as an echo, which tells the host that it was sent."""
        if len(data) < _FRAME.size:
            raise Stall
        echo, can_id, length, channel, flags, _, body = _FRAME.unpack_from(data)
        if not self._started or channel or length > 8 or self._flags & LISTEN_ONLY:
            return
        frame = CanFrame(can_id & CAN_EFF_MASK, body[:length], bool(can_id & CAN_EFF_FLAG), bool(can_id & CAN_RTR_FLAG))
        if self._flags & LOOP_BACK:
            self._send(NOT_AN_ECHO, frame)
        elif self._hears():
            self._transmit(frame)
        self._send(echo, frame)

    def deliver(self, frame: CanFrame) -> None:
        """Hand a frame of the bus to the host; the device is locked here."""
        with self.device.lock:
            if self._started and self._hears() and not self._flags & LOOP_BACK:
                self._send(NOT_AN_ECHO, frame)

    def reset(self) -> None:
        """Stop the channel."""
        self._started = False

    def _read(self, request: int) -> bytes:
        if request == TIMING_LIMITS:
            return _LIMITS
        if request == DEVICE_CONFIG:
            return _CONFIG
        if request == TIMESTAMP:
            return self._timestamp()
        raise Stall

    def _write(self, request: int, data: bytes) -> None:
        if request == BIT_TIMING and len(data) >= 20:
            propagation, first, second, _, prescaler = struct.unpack_from("<5I", data)
            quanta = 1 + propagation + first + second
            self._host_bit_rate = CLOCK_HZ / (max(prescaler, 1) * quanta)
        elif request == MODE and len(data) >= 8:
            mode, self._flags = struct.unpack_from("<II", data)
            self._started = mode == 1
            if not self._started and (pipe := self.device.in_pipe(FRAMES_IN)) is not None:
                pipe.clear()
        elif request not in (HOST_FORMAT, BUS_ERRORS, IDENTIFY):
            raise Stall

    def _hears(self) -> bool:
        """Return whether both run at one bit rate: with another one a real adapter is deaf as well."""
        if self._bus_bit_rate is None or self._host_bit_rate is None:
            return self._bus_bit_rate is None
        return abs(self._host_bit_rate / self._bus_bit_rate - 1) < BIT_RATE_TOLERANCE

    def _send(self, echo: int, frame: CanFrame) -> None:
        can_id = frame.can_id | CAN_EFF_FLAG * (frame.extended and not frame.error)
        can_id |= CAN_RTR_FLAG * frame.remote | CAN_ERR_FLAG * frame.error
        raw = _FRAME.pack(echo, can_id, len(frame.data), 0, 0, 0, frame.data)
        self.send(FRAMES_IN, raw + (self._timestamp() if self._flags & HARDWARE_TIMESTAMP else b""))

    def _timestamp(self) -> bytes:
        return struct.pack("<I", round(self._timebase.now() * 1e6) & 0xFFFF_FFFF)
