"""What an emulated device says about itself, encoded as the USB 2.0 specification, chapter 9, lays it out."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import msgspec

DEVICE, CONFIGURATION, STRING, INTERFACE, ENDPOINT, ASSOCIATION, BOS = 1, 2, 3, 4, 5, 0x0B, 0x0F
BULK, INTERRUPT = 2, 3
LOW_SPEED, FULL_SPEED, HIGH_SPEED = 1, 2, 3
US_ENGLISH = 0x0409

_DEVICE = struct.Struct("<BBHBBBBHHHBBBB")
_CONFIGURATION = struct.Struct("<BBHBBBBB")
_ENDPOINT = struct.Struct("<BBBBHB")


class EndpointSpec(msgspec.Struct, frozen=True):
    """One endpoint: address with bit 7 for IN, transfer type, largest packet in bytes."""

    address: int
    kind: int = BULK
    max_packet: int = 512
    interval: int = 0


class InterfaceSpec(msgspec.Struct, frozen=True):
    """One alternate setting of an interface; ``extra`` holds its class descriptors as bytes."""

    number: int
    interface_class: int
    subclass: int = 0
    protocol: int = 0
    alternate: int = 0
    endpoints: tuple[EndpointSpec, ...] = ()
    name: str = ""
    extra: bytes = b""

    def encode(self, name_index: int) -> bytes:
        """Return the interface descriptor, its class descriptors and its endpoints."""
        head = bytes(
            (9, INTERFACE, self.number, self.alternate, len(self.endpoints))
            + (self.interface_class, self.subclass, self.protocol, name_index)
        )
        tail = b"".join(
            _ENDPOINT.pack(7, ENDPOINT, e.address, e.kind, e.max_packet, e.interval) for e in self.endpoints
        )
        return head + self.extra + tail


class DeviceSpec(msgspec.Struct, frozen=True):
    """The identity of a device; ``overrides`` replaces descriptors by (type, index), for bad devices."""

    vendor_id: int
    product_id: int
    device_release: int = 0x0100
    manufacturer: str = ""
    product: str = ""
    serial: str = ""
    usb_release: int = 0x0210
    device_class: int = 0
    subclass: int = 0
    protocol: int = 0
    speed: int = HIGH_SPEED
    self_powered: bool = True
    bos: bytes = b""
    overrides: dict[tuple[int, int], bytes] = {}


class DescriptorSet:
    """All descriptors of one device, encoded once."""

    def __init__(self, spec: DeviceSpec, interfaces: Sequence[InterfaceSpec], groups: Sequence[int] = ()) -> None:
        """``groups`` gives the number of interfaces of each function, for interface association."""
        self.spec = spec
        self._strings: list[str] = []
        self._table = {
            (DEVICE, 0): self._device(),
            (CONFIGURATION, 0): self._configuration(interfaces, groups),
        }
        self._table[STRING, 0] = struct.pack("<BBH", 4, STRING, US_ENGLISH)
        for index, text in enumerate(self._strings, start=1):
            self._table[STRING, index] = encode_string(text)
        if spec.bos:
            self._table[BOS, 0] = spec.bos
        self._table.update(spec.overrides)

    def get(self, kind: int, index: int) -> bytes | None:
        """Return one whole descriptor, ``None`` where there is none."""
        return self._table.get((kind, index))

    def _index(self, text: str) -> int:
        if not text:
            return 0
        if text not in self._strings:
            self._strings.append(text)
        return self._strings.index(text) + 1

    def _device(self) -> bytes:
        spec = self.spec
        manufacturer, product, serial = (self._index(t) for t in (spec.manufacturer, spec.product, spec.serial))
        return device_descriptor(spec, (manufacturer, product, serial))

    def _configuration(self, interfaces: Sequence[InterfaceSpec], groups: Sequence[int]) -> bytes:
        firsts = {interface.number for interface in interfaces}
        associations = _associations(interfaces, groups)
        body = b""
        for interface in interfaces:
            if interface.alternate == 0:
                body += associations.get(interface.number, b"")
            body += interface.encode(self._index(interface.name))
        attributes = 0xC0 if self.spec.self_powered else 0x80
        total = _CONFIGURATION.size + len(body)
        return _CONFIGURATION.pack(9, CONFIGURATION, total, len(firsts), 1, 0, attributes, 50) + body


def device_descriptor(spec: DeviceSpec, names: tuple[int, int, int]) -> bytes:
    """Return the device descriptor with these string indexes."""
    kind = (spec.device_class, spec.subclass, spec.protocol)
    ids = (spec.vendor_id, spec.product_id, spec.device_release)
    return _DEVICE.pack(18, DEVICE, spec.usb_release, *kind, 64, *ids, *names, 1)


def encode_string(text: str) -> bytes:
    """Return a string descriptor (UTF-16LE, at most 126 code units)."""
    body = text.encode("utf-16-le")[:252]
    return bytes((2 + len(body), STRING)) + body


def _associations(interfaces: Sequence[InterfaceSpec], groups: Sequence[int]) -> dict[int, bytes]:
    """Return the association descriptors of functions with several interfaces, by first interface."""
    found: dict[int, bytes] = {}
    first = 0
    for count in groups:
        if count > 1:
            head = next(i for i in interfaces if i.number == first)
            kind = (head.interface_class, head.subclass, head.protocol)
            found[first] = bytes((8, ASSOCIATION, first, count, *kind, 0))
        first += count
    return found
