"""A plain vendor-class device that gives back what it is sent: the first thing to try a USB set-up with."""

from __future__ import annotations

from v2xsdk_emulator.usb.bus import Attached, UsbBus
from v2xsdk_emulator.usb.descriptors import INTERRUPT, DeviceSpec, EndpointSpec, InterfaceSpec
from v2xsdk_emulator.usb.device import UsbDevice
from v2xsdk_emulator.usb.function import VENDOR, Function, Setup
from v2xsdk_emulator.usb.timebase import Timebase
from v2xsdk_emulator.usb.urb import Stall

BULK_IN, BULK_OUT, INTERRUPT_IN = 0x81, 0x02, 0x83
READ, WRITE, HALT, NOTIFY = 0x10, 0x11, 0x12, 0x13

SPEC = DeviceSpec(
    vendor_id=0x1209,
    product_id=0x0001,
    manufacturer="v2xsdk",
    product="emulated loop-back",
    serial="LOOP0001",
)


class LoopbackFunction(Function):
    """Bulk OUT comes back on bulk IN; control requests read, write, halt an endpoint, or notify.

    Alternate setting 1 has smaller packets and no interrupt endpoint.
    """

    def __init__(self) -> None:
        bulk = (EndpointSpec(BULK_IN), EndpointSpec(BULK_OUT))
        small = (EndpointSpec(BULK_IN, max_packet=64), EndpointSpec(BULK_OUT, max_packet=64))
        notify = EndpointSpec(INTERRUPT_IN, INTERRUPT, 16, 4)
        first = InterfaceSpec(0, 0xFF, 0x5A, 1, endpoints=(*bulk, notify), name="loop-back")
        super().__init__((first, InterfaceSpec(0, 0xFF, 0x5A, 1, alternate=1, endpoints=small)))
        self.memory = b""

    def control(self, setup: Setup, data: bytes) -> bytes:
        """Carry out a vendor request to the interface."""
        if setup.request_type & 0x60 != VENDOR:
            raise Stall
        if setup.request == READ:
            return self.memory or bytes((setup.w_value & 0xFF, setup.w_index & 0xFF)) * 4
        if setup.request == WRITE:
            self.memory = data
        elif setup.request == HALT:
            self.device.halt(setup.w_value)
        elif setup.request == NOTIFY:
            self.send(INTERRUPT_IN, data)
        else:
            raise Stall
        return b""

    def receive(self, endpoint: int, data: bytes) -> None:
        """Give the transfer back."""
        self.send(BULK_IN, data)


def plug(bus: UsbBus, timebase: Timebase | None = None) -> Attached:
    """Plug a loop-back device into ``bus``."""
    return bus.plug(UsbDevice(SPEC, (LoopbackFunction(),), timebase))
