"""Descriptors as a device sends them, parsed with suspicion into what pyusb expects (usb, section 2)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import msgspec

from v2xsdk.errors import DecodeError

DEVICE, CONFIGURATION, STRING, INTERFACE, ENDPOINT, BOS = 1, 2, 3, 4, 5, 0x0F
DEVICE_SIZE = 18
MAX_CONFIGURATION_SIZE = 4096

_DEVICE = struct.Struct("<BBHBBBBHHHBBBB")


class EndpointDescriptor(msgspec.Struct):
    """Endpoint descriptor, USB 2.0 table 9-13, with pyusb's names."""

    bLength: int
    bDescriptorType: int
    bEndpointAddress: int
    bmAttributes: int
    wMaxPacketSize: int
    bInterval: int
    bRefresh: int = 0
    bSynchAddress: int = 0
    extra_descriptors: list[int] = []


class InterfaceDescriptor(msgspec.Struct):
    """Interface descriptor, USB 2.0 table 9-12, with its endpoints."""

    bLength: int
    bDescriptorType: int
    bInterfaceNumber: int
    bAlternateSetting: int
    bNumEndpoints: int
    bInterfaceClass: int
    bInterfaceSubClass: int
    bInterfaceProtocol: int
    iInterface: int
    extra_descriptors: list[int] = []
    endpoints: list[EndpointDescriptor] = []


class ConfigurationDescriptor(msgspec.Struct):
    """Configuration descriptor, USB 2.0 table 9-10; ``interfaces`` holds the alternates of each interface."""

    bLength: int
    bDescriptorType: int
    wTotalLength: int
    bNumInterfaces: int
    bConfigurationValue: int
    iConfiguration: int
    bmAttributes: int
    bMaxPower: int
    extra_descriptors: list[int] = []
    interfaces: list[list[InterfaceDescriptor]] = []


class DeviceDescriptor(msgspec.Struct):
    """Device descriptor, USB 2.0 table 9-8."""

    bLength: int
    bDescriptorType: int
    bcdUSB: int
    bDeviceClass: int
    bDeviceSubClass: int
    bDeviceProtocol: int
    bMaxPacketSize0: int
    idVendor: int
    idProduct: int
    bcdDevice: int
    iManufacturer: int
    iProduct: int
    iSerialNumber: int
    bNumConfigurations: int
    bus: int | None = None
    address: int | None = None
    port_number: int | None = None
    port_numbers: tuple[int, ...] | None = None
    speed: int | None = None


def parse_device(data: bytes) -> DeviceDescriptor:
    """Return the device descriptor; raise :class:`DecodeError` when the 18 bytes are none."""
    if len(data) < DEVICE_SIZE or data[0] != DEVICE_SIZE or data[1] != DEVICE:
        raise DecodeError(f"USB device descriptor: {data[:2].hex() or 'nothing'} ({len(data)} bytes), expected 1201")
    return DeviceDescriptor(*_DEVICE.unpack_from(data))


def total_length(head: bytes) -> int:
    """Return the length a configuration announces in its first 9 bytes, or raise :class:`DecodeError`."""
    if len(head) < 9 or head[0] != 9 or head[1] != CONFIGURATION:
        raise DecodeError(f"USB configuration descriptor: starts with {head[:2].hex() or 'nothing'}, expected 0902")
    total = int.from_bytes(head[2:4], "little")
    if not 9 <= total <= MAX_CONFIGURATION_SIZE:
        raise DecodeError(f"USB configuration descriptor: announces {total} bytes, {MAX_CONFIGURATION_SIZE} at most")
    return total


def parse_configuration(data: bytes) -> ConfigurationDescriptor:
    """Return a configuration with everything below it.

    Raises :class:`DecodeError` for descriptors that end before they should, point past their end, or
    contradict the counts announced above them.
    What is neither interface nor endpoint is kept as ``extra_descriptors``.
    """
    total = total_length(data)
    if len(data) < total:
        raise DecodeError(f"USB configuration descriptor: announces {total} bytes, the device sent {len(data)}")
    found = ConfigurationDescriptor(9, CONFIGURATION, *struct.unpack_from("<HBBBBB", data, 2))
    last: ConfigurationDescriptor | InterfaceDescriptor | EndpointDescriptor = found
    interface: InterfaceDescriptor | None = None
    for kind, body in _split(data[:total], 9):
        if kind == INTERFACE:
            last = interface = _interface(body)
            _add_interface(found, interface)
        elif kind == ENDPOINT:
            last = _endpoint(body, interface)
        else:
            last.extra_descriptors.extend(body)
    _check_counts(found)
    return found


def _split(data: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    while offset < len(data):
        size = data[offset]
        if size < 2 or offset + size > len(data):
            raise DecodeError(f"USB descriptor at byte {offset}: length {size} of {len(data) - offset} left")
        yield data[offset + 1], data[offset : offset + size]
        offset += size


def _interface(body: bytes) -> InterfaceDescriptor:
    if len(body) < 9:
        raise DecodeError(f"USB interface descriptor: {len(body)} bytes, expected 9")
    return InterfaceDescriptor(*body[:9])


def _endpoint(body: bytes, interface: InterfaceDescriptor | None) -> EndpointDescriptor:
    if len(body) < 7 or interface is None:
        raise DecodeError(f"USB endpoint descriptor: {len(body)} bytes, expected 7 below an interface")
    extra = (body[7], body[8]) if len(body) >= 9 else (0, 0)
    size = int.from_bytes(body[4:6], "little")
    found = EndpointDescriptor(body[0], ENDPOINT, body[2], body[3], size, body[6], *extra, extra_descriptors=[])
    interface.endpoints.append(found)
    return found


def _add_interface(configuration: ConfigurationDescriptor, interface: InterfaceDescriptor) -> None:
    for alternates in configuration.interfaces:
        if alternates[0].bInterfaceNumber == interface.bInterfaceNumber:
            alternates.append(interface)
            return
    configuration.interfaces.append([interface])


def _check_counts(configuration: ConfigurationDescriptor) -> None:
    if len(configuration.interfaces) != configuration.bNumInterfaces:
        have, told = len(configuration.interfaces), configuration.bNumInterfaces
        raise DecodeError(f"USB configuration descriptor: announces {told} interfaces, holds {have}")
    for alternates in configuration.interfaces:
        for interface in alternates:
            if len(interface.endpoints) != interface.bNumEndpoints:
                have, told = len(interface.endpoints), interface.bNumEndpoints
                raise DecodeError(
                    f"USB interface {interface.bInterfaceNumber}: announces {told} endpoints, holds {have}"
                )
