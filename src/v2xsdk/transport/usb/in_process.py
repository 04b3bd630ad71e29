"""A pyusb backend on devices in the same process; what they are is seen by their shape only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from v2xsdk.transport.usb.backend import UrbBackend
from v2xsdk.transport.usb.descriptors import parse_device
from v2xsdk.transport.usb.enumeration import DeviceRef
from v2xsdk.transport.usb.link import UrbLink
from v2xsdk.transport.usb.status import no_device_error, transfer_error


class LocalConnection(Protocol):
    """An open device: results are byte counts, or negative Linux errnos."""

    def transfer(self, address: int, view: memoryview, setup: bytes, timeout_ms: int) -> int:
        """Move ``view`` to or from an endpoint."""

    def cancel(self, address: int) -> int:
        """Cancel what is open on an endpoint; return how many transfers."""

    def close(self) -> None:
        """End everything with "no such device"."""


class LocalDevice(Protocol):
    """A device that can be opened, and what a bus knows about it."""

    bus_number: int
    address: int
    port: int

    @property
    def speed(self) -> int:
        """1 low, 2 full, 3 high."""

    @property
    def descriptor(self) -> bytes:
        """The 18 bytes of the device descriptor."""

    def present(self) -> bool:
        """Return whether it is still plugged in."""

    def open(self) -> LocalConnection:
        """Open it."""


class LocalDoor(Protocol):
    """Where local devices are."""

    def devices(self) -> Sequence[LocalDevice]:
        """Return what is plugged in now."""


class InProcessLink(UrbLink):
    """An open local device."""

    def __init__(self, connection: LocalConnection) -> None:
        self.connection = connection

    def transfer(self, address: int, view: memoryview, setup: bytes, timeout_ms: int) -> int:
        """Submit one transfer in the caller's own thread."""
        result = self.connection.transfer(address, view, setup, timeout_ms)
        if result < 0:
            raise transfer_error(result)
        return result

    def cancel(self, address: int) -> int:
        """Cancel what is open on ``address``."""
        return self.connection.cancel(address)

    def close(self) -> None:
        """Close the device."""
        self.connection.close()


class InProcessRef(DeviceRef):
    """A local device."""

    def __init__(self, device: LocalDevice) -> None:
        listed = parse_device(device.descriptor)
        listed.bus, listed.address, listed.speed = device.bus_number, device.address, device.speed
        listed.port_number, listed.port_numbers = device.port, (device.port,)
        super().__init__(listed)
        self.local = device


class InProcessBackend(UrbBackend):
    """Hand it to ``usb.core.find(backend=...)``."""

    def __init__(self, door: LocalDoor) -> None:
        self._door = door
        self._refs: dict[int, InProcessRef] = {}

    def enumerate_devices(self) -> Iterator[InProcessRef]:
        """Return what is plugged in now."""
        devices = self._door.devices()
        self._refs = {id(device): self._refs.get(id(device)) or InProcessRef(device) for device in devices}
        yield from list(self._refs.values())

    def connect(self, ref: DeviceRef) -> InProcessLink:
        """Open the device; "no such device" once it was unplugged or plugged again."""
        if not isinstance(ref, InProcessRef) or not ref.local.present():
            raise no_device_error()
        return InProcessLink(ref.local.open())
