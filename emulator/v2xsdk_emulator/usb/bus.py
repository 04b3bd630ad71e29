"""The ports that emulated devices are plugged into."""

from __future__ import annotations

import threading

import msgspec

from v2xsdk_emulator.usb.device import UsbDevice


class Attached(msgspec.Struct, frozen=True):
    """A device in its port; a new address at every plug tells the old connection from the new one."""

    device: UsbDevice
    port: int
    address: int

    @property
    def busid(self) -> str:
        """The bus id of USB/IP and sysfs, ``bus-port``."""
        return f"{UsbBus.NUMBER}-{self.port}"


class UsbBus:
    """One bus with any number of ports; devices come and go."""

    NUMBER = 1

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ports: dict[int, Attached] = {}
        self._last_address = 1

    def plug(self, device: UsbDevice, port: int | None = None) -> Attached:
        """Put ``device`` into ``port`` (the first free one) and return where it is."""
        with self._lock:
            if port is None:
                port = next(n for n in range(1, len(self._ports) + 2) if n not in self._ports)
            if port in self._ports:
                raise ValueError(f"port {port} already holds a device")
            self._last_address = self._last_address % 127 + 1
            attached = self._ports[port] = Attached(device, port, self._last_address)
        device.plug()
        return attached

    def unplug(self, port: int) -> None:
        """Pull whatever is in ``port``."""
        with self._lock:
            attached = self._ports.pop(port, None)
        if attached is not None:
            attached.device.unplug()

    def replace(self, port: int, device: UsbDevice) -> Attached:
        """Re-enumerate: the old device leaves ``port``, the new one appears in it."""
        self.unplug(port)
        return self.plug(device, port)

    def attached(self) -> list[Attached]:
        """Return what is plugged in, by port; a device that dropped off by itself is not."""
        with self._lock:
            return [a for _, a in sorted(self._ports.items()) if a.device.plugged]

    def find(self, busid: str) -> Attached | None:
        """Return the device of a bus id."""
        return next((a for a in self.attached() if a.busid == busid), None)
