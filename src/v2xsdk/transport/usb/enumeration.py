"""What an operating system does with a device that appears: read its descriptors, select a configuration."""

from __future__ import annotations

import struct
import threading

from usb.core import USBError

from v2xsdk.errors import DecodeError
from v2xsdk.transport.usb import descriptors as d
from v2xsdk.transport.usb.link import UrbLink
from v2xsdk.transport.usb.status import NO_DEVICE

CONTROL_TIMEOUT_MS = 1000
MAX_CONFIGURATIONS = 8
GET_DESCRIPTOR, GET_CONFIGURATION, SET_CONFIGURATION, SET_INTERFACE = 6, 8, 9, 11
SETUP = struct.Struct("<BBHHH")


class DeviceRef:
    """A device as the bus knows it; ``listed`` serves while its own descriptors cannot be read."""

    def __init__(self, listed: d.DeviceDescriptor) -> None:
        self.listed = listed
        self.device: d.DeviceDescriptor | None = None
        self.configurations: list[d.ConfigurationDescriptor | DecodeError] = []
        self.link: UrbLink | None = None
        self.users = 0
        self.claimed: dict[int, Handle] = {}
        self.lock = threading.Lock()


class Handle:
    """An open device, as pyusb passes it around."""

    __slots__ = ("link", "open", "ref")

    def __init__(self, ref: DeviceRef, link: UrbLink) -> None:
        self.ref = ref
        self.link = link
        self.open = True


def control(link: UrbLink, request_type: int, request: int, value: int, index: int, length: int = 0) -> bytes:
    """Do a control transfer without data to the device, and return what came from it."""
    buffer = bytearray(length)
    setup = SETUP.pack(request_type, request, value, index, length)
    count = link.transfer(request_type & 0x80, memoryview(buffer), setup, CONTROL_TIMEOUT_MS)
    return bytes(buffer[:count])


def read_descriptors(ref: DeviceRef, link: UrbLink) -> None:
    """Fill ``ref`` with what the device says of itself; what cannot be read or is malformed is kept as its error."""
    try:
        _fetch(ref, link)
    except (USBError, DecodeError) as error:
        ref.configurations = [DecodeError(str(error))]


def select_configuration(ref: DeviceRef, link: UrbLink) -> None:
    """Select the first configuration of an unconfigured device.

    A device that does not take it can still be opened: its next request says what is wrong.
    """
    first = ref.configurations[0] if ref.configurations else None
    if not isinstance(first, d.ConfigurationDescriptor):
        return
    try:
        if control(link, 0x80, GET_CONFIGURATION, 0, 0, 1) == b"\0":
            control(link, 0x00, SET_CONFIGURATION, first.bConfigurationValue, 0)
    except USBError as error:
        if error.backend_error_code == NO_DEVICE:
            raise


def _fetch(ref: DeviceRef, link: UrbLink) -> None:
    listed = ref.listed
    device = d.parse_device(control(link, 0x80, GET_DESCRIPTOR, d.DEVICE << 8, 0, d.DEVICE_SIZE))
    device.bus, device.address, device.speed = listed.bus, listed.address, listed.speed
    device.port_number, device.port_numbers = listed.port_number, listed.port_numbers
    count = min(device.bNumConfigurations, MAX_CONFIGURATIONS)
    ref.configurations = [_configuration(link, index) for index in range(count)]
    ref.device = device
    select_configuration(ref, link)


def _configuration(link: UrbLink, index: int) -> d.ConfigurationDescriptor | DecodeError:
    value = d.CONFIGURATION << 8 | index
    try:
        total = d.total_length(control(link, 0x80, GET_DESCRIPTOR, value, 0, 9))
        return d.parse_configuration(control(link, 0x80, GET_DESCRIPTOR, value, 0, total))
    except (DecodeError, USBError) as error:
        return DecodeError(str(error))
