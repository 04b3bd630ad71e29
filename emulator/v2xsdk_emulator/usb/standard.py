"""The standard requests every device answers on endpoint 0 (USB 2.0, section 9.4)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TYPE_CHECKING

from v2xsdk_emulator.usb.function import Setup
from v2xsdk_emulator.usb.urb import Stall

if TYPE_CHECKING:
    from v2xsdk_emulator.usb.device import UsbDevice

ENDPOINT_HALT, REMOTE_WAKEUP = 0, 1
CLASS_DESCRIPTORS = range(0x21, 0x30)


class StandardRequests:
    """Answers to the standard requests of one device."""

    def __init__(self, device: UsbDevice) -> None:
        self._device = device
        self._handlers: dict[tuple[int, int], Callable[[Setup], bytes]] = {
            (0x80, 0x00): self._device_status,
            (0x81, 0x00): self._interface_status,
            (0x82, 0x00): self._endpoint_status,
            (0x00, 0x01): self._device_feature,
            (0x00, 0x03): self._device_feature,
            (0x02, 0x01): self._clear_halt,
            (0x02, 0x03): self._set_halt,
            (0x00, 0x05): self._set_address,
            (0x80, 0x06): self._get_descriptor,
            (0x81, 0x06): self._get_class_descriptor,
            (0x80, 0x08): self._get_configuration,
            (0x00, 0x09): self._set_configuration,
            (0x81, 0x0A): self._get_interface,
            (0x01, 0x0B): self._set_interface,
        }

    def handle(self, setup: Setup) -> bytes:
        """Return the answer; raise :class:`Stall` for what is not offered."""
        handler = self._handlers.get((setup.request_type, setup.request))
        if handler is None:
            raise Stall
        return handler(setup)

    def _device_status(self, setup: Setup) -> bytes:
        return struct.pack("<H", int(self._device.spec.self_powered))

    def _interface_status(self, setup: Setup) -> bytes:
        self._device.function_of(setup.w_index)
        return b"\0\0"

    def _endpoint_status(self, setup: Setup) -> bytes:
        halted = setup.w_index & 0x7F and self._device.is_halted(setup.w_index)
        return struct.pack("<H", int(halted))

    def _device_feature(self, setup: Setup) -> bytes:
        if setup.w_value != REMOTE_WAKEUP:
            raise Stall
        return b""

    def _clear_halt(self, setup: Setup) -> bytes:
        if setup.w_value != ENDPOINT_HALT:
            raise Stall
        if setup.w_index & 0x7F:
            self._device.clear_halt(setup.w_index)
        return b""

    def _set_halt(self, setup: Setup) -> bytes:
        if setup.w_value != ENDPOINT_HALT:
            raise Stall
        self._device.is_halted(setup.w_index)
        self._device.halt(setup.w_index)
        return b""

    def _set_address(self, setup: Setup) -> bytes:
        return b""  # the host's controller gives addresses; over USB/IP this request never arrives

    def _get_descriptor(self, setup: Setup) -> bytes:
        found = self._device.descriptors.get(setup.w_value >> 8, setup.w_value & 0xFF)
        if found is None:
            raise Stall
        return found

    def _get_class_descriptor(self, setup: Setup) -> bytes:
        kind, index = setup.w_value >> 8, setup.w_value & 0xFF
        if kind not in CLASS_DESCRIPTORS:
            raise Stall
        found = self._device.function_of(setup.w_index).descriptor(kind, index, setup.w_index)
        if found is None:
            raise Stall
        return found

    def _get_configuration(self, setup: Setup) -> bytes:
        return bytes((self._device.configuration,))

    def _set_configuration(self, setup: Setup) -> bytes:
        if setup.w_value not in (0, 1):
            raise Stall
        self._device.configure(setup.w_value)
        return b""

    def _get_interface(self, setup: Setup) -> bytes:
        if setup.w_index not in self._device.alternates:
            raise Stall
        return bytes((self._device.alternates[setup.w_index],))

    def _set_interface(self, setup: Setup) -> bytes:
        self._device.select_alternate(setup.w_index, setup.w_value)
        return b""
