"""One function of a device: its interfaces, its endpoints, and what it does with requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from v2xsdk_emulator.usb.descriptors import InterfaceSpec
from v2xsdk_emulator.usb.urb import Stall

if TYPE_CHECKING:
    from v2xsdk_emulator.usb.device import UsbDevice

STANDARD, CLASS, VENDOR = 0x00, 0x20, 0x40
TO_DEVICE, TO_INTERFACE, TO_ENDPOINT = 0, 1, 2


class Setup(NamedTuple):
    """The setup packet of a control transfer (USB 2.0, table 9-2)."""

    request_type: int
    request: int
    w_value: int
    w_index: int
    w_length: int


class Function:
    """Base of all functions; whatever is not overridden is refused with a STALL."""

    answers_device_requests = False

    def __init__(self, interfaces: Sequence[InterfaceSpec]) -> None:
        self.interfaces = tuple(interfaces)
        self._device: UsbDevice | None = None

    @property
    def device(self) -> UsbDevice:
        """The device this function is part of."""
        if self._device is None:
            raise RuntimeError("this function is not yet part of a device")
        return self._device

    def attach(self, device: UsbDevice) -> None:
        """Become part of ``device``."""
        self._device = device

    def control(self, setup: Setup, data: bytes) -> bytes:
        """Answer a class or vendor request; raise :class:`Stall` to refuse it."""
        raise Stall

    def receive(self, endpoint: int, data: bytes) -> None:
        """Take one OUT transfer; raise :class:`Stall` to halt the endpoint."""
        raise Stall

    def descriptor(self, kind: int, index: int, interface: int) -> bytes | None:
        """Return a class descriptor asked for by GET_DESCRIPTOR to an interface."""
        return None

    def halt_cleared(self, endpoint: int) -> None:
        """Take note that the host cleared a halt."""

    def reset(self) -> None:
        """Go back to the state after power-on: bus reset, new configuration or alternate setting."""

    def bus_reset(self) -> None:
        """Take note of a reset signalled by the host, after :meth:`reset`."""

    def unplugged(self) -> None:
        """Take note that the cable is gone."""

    def send(self, endpoint: int, data: bytes, *, zero_length_packet: bool = True) -> bool:
        """Queue a message on an IN endpoint; ``False`` when it is not there or full."""
        pipe = self.device.in_pipe(endpoint)
        return pipe is not None and pipe.send(data, zero_length_packet=zero_length_packet)
