"""A candleLight adapter on an emulated CAN bus: the USB side runs in threads, the bus on its event loop."""

from __future__ import annotations

import asyncio

import msgspec

from v2xsdk.model.can import CanFrame
from v2xsdk_emulator.bus.can_bus import BusPort, CanBus
from v2xsdk_emulator.doors.backlog import Backlog
from v2xsdk_emulator.usb.bus import Attached, UsbBus
from v2xsdk_emulator.usb.device import UsbDevice
from v2xsdk_emulator.usb.gs_usb import FRAMES_OUT, SPEC, GsUsbFunction
from v2xsdk_emulator.usb.timebase import RealTime


class CanAdapter:
    """One adapter on one bus, in a port of ``usb_bus``; make it on the bus's event loop."""

    def __init__(self, bus: CanBus, usb_bus: UsbBus, serial: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._usb_bus = usb_bus
        timebase = RealTime()
        self._function = GsUsbFunction(self._from_host, bus.bit_rate, timebase)
        spec = msgspec.structs.replace(SPEC, serial=serial)
        self._port: BusPort = bus.open_port(f"gs_usb {serial}")
        self._backlog = Backlog(bus, self._port, self._pause, self._resume)
        self.attached: Attached = usb_bus.plug(UsbDevice(spec, (self._function,), timebase))
        self._port.subscribe(self._function.deliver)

    def close(self) -> None:
        """Take the adapter away."""
        self._usb_bus.unplug(self.attached.port)
        self._backlog.close()
        self._port.close()

    def _from_host(self, frame: CanFrame) -> None:
        self._loop.call_soon_threadsafe(self._backlog.add, (frame,))

    def _pause(self) -> None:
        device = self.attached.device
        with device.lock:
            if (pipe := device.out_pipe(FRAMES_OUT)) is not None:
                pipe.hold()

    def _resume(self) -> None:
        device = self.attached.device
        with device.lock:
            if (pipe := device.out_pipe(FRAMES_OUT)) is not None:
                pipe.resume()
