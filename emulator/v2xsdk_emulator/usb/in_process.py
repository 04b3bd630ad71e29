"""The in-process door: transfers by plain calls, for tests and virtual time.

It knows nothing of pyusb. ``v2xsdk.transport.usb.in_process`` makes a pyusb backend of it.
"""

from __future__ import annotations

import threading

from v2xsdk_emulator.usb.bus import Attached, UsbBus
from v2xsdk_emulator.usb.descriptors import DeviceSpec, device_descriptor
from v2xsdk_emulator.usb.urb import Status, Urb

TIMED_OUT = -110


class InProcessConnection:
    """One open device; results are byte counts, or negative Linux errnos."""

    def __init__(self, attached: Attached) -> None:
        self._device = attached.device
        self._plug_count = attached.device.plug_count
        self._changed = threading.Condition(attached.device.lock)
        self._open: list[Urb] = []
        self._closed = False

    def transfer(self, address: int, view: memoryview, setup: bytes, timeout_ms: int) -> int:
        """Submit one transfer and wait for its end on the device's clock; a time-out of 0 waits for ever."""
        if self._closed or self._plug_count != self._device.plug_count:
            return Status.NO_DEVICE
        if address & 0x80:
            urb = Urb(address, self._ended, setup=setup, length=len(view))
        else:
            urb = Urb(address, self._ended, setup=setup, data=bytes(view))
        self._device.submit(urb)
        if urb.status is None and not self._wait(urb, timeout_ms):
            return TIMED_OUT
        if urb.status:
            return urb.status
        if not address & 0x80:
            return len(view)
        count = len(urb.data)
        view[:count] = urb.data
        return count

    def cancel(self, address: int) -> int:
        """Cancel what is open on ``address``; return how many transfers."""
        with self._changed:
            return sum(self._cancel(urb) for urb in list(self._open) if urb.endpoint == address)

    def open_transfers(self) -> int:
        """Return how many transfers wait for the device."""
        return len(self._open)

    def close(self) -> None:
        """End everything with "no such device"."""
        with self._changed:
            self._closed = True
            for urb in list(self._open):
                if self._device.cancel(urb):
                    urb.finish(Status.NO_DEVICE)

    def _ended(self, urb: Urb) -> None:
        if urb in self._open:
            self._changed.notify_all()

    def _cancel(self, urb: Urb) -> bool:
        cancelled = self._device.cancel(urb)
        if cancelled:
            urb.finish(Status.CANCELLED)
        return cancelled

    def _wait(self, urb: Urb, timeout_ms: int) -> bool:
        """Wait; return ``False`` on time-out. Bytes moved before it count as a success (usb, section 4)."""
        timeout_s = timeout_ms / 1000 if timeout_ms else None
        with self._changed:
            self._open.append(urb)
            ended = self._device.timebase.wait(self._changed, lambda: urb.status is not None, timeout_s)
            self._open.remove(urb)
            if ended or not self._device.cancel(urb):
                return urb.status is not None
            return bool(urb.data) and urb.endpoint > 0x80


class InProcessDevice:
    """A device that can be opened; one that was plugged again is another one."""

    def __init__(self, attached: Attached) -> None:
        self._attached = attached
        self._plug_count = attached.device.plug_count
        self.bus_number, self.address, self.port = UsbBus.NUMBER, attached.address, attached.port

    @property
    def speed(self) -> int:
        """1 low, 2 full, 3 high."""
        return self._spec.speed

    @property
    def descriptor(self) -> bytes:
        """The device descriptor as it should be, whatever the device answers."""
        return device_descriptor(self._spec, (0, 0, 0))

    def present(self) -> bool:
        """Return whether it is still plugged in."""
        device = self._attached.device
        return device.plugged and device.plug_count == self._plug_count

    def open(self) -> InProcessConnection:
        """Open it."""
        return InProcessConnection(self._attached)

    @property
    def _spec(self) -> DeviceSpec:
        return self._attached.device.spec


class InProcessDoor:
    """The devices of one bus."""

    def __init__(self, bus: UsbBus) -> None:
        self._bus = bus
        self._known: dict[int, InProcessDevice] = {}

    def devices(self) -> list[InProcessDevice]:
        """Return what is plugged in; the same object for as long as it stays plugged."""
        attached = {a.address: a for a in self._bus.attached()}
        self._known = {
            address: known if (known := self._known.get(address)) and known.present() else InProcessDevice(a)
            for address, a in attached.items()
        }
        return list(self._known.values())
