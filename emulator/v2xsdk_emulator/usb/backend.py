"""The in-process door: a pyusb backend straight on a bus of emulated devices, for tests and virtual time."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from v2xsdk.transport.usb.backend import DeviceRef, UrbBackend
from v2xsdk.transport.usb.descriptors import DeviceDescriptor
from v2xsdk.transport.usb.link import UrbLink
from v2xsdk.transport.usb.status import no_device_error, timeout_error, transfer_error
from v2xsdk_emulator.usb.bus import Attached, UsbBus
from v2xsdk_emulator.usb.urb import Status, Urb


class InProcessLink(UrbLink):
    """Transfers handed to the device by the caller's own thread."""

    def __init__(self, attached: Attached) -> None:
        self._device = attached.device
        self._plug_count = attached.device.plug_count
        self._changed = threading.Condition(attached.device.lock)
        self._open: list[Urb] = []
        self._closed = False

    def transfer(self, address: int, view: memoryview, setup: bytes, timeout_ms: int) -> int:
        """Submit one transfer and wait for its end on the device's clock."""
        if self._closed or self._plug_count != self._device.plug_count:
            raise no_device_error()
        if address & 0x80:
            urb = Urb(address, self._ended, setup=setup, length=len(view))
        else:
            urb = Urb(address, self._ended, setup=setup, data=bytes(view))
        self._device.submit(urb)
        if urb.status is None:
            self._wait(urb, timeout_ms)
        if urb.status:
            raise transfer_error(urb.status)
        if not address & 0x80:
            return len(view)
        count = len(urb.data)
        view[:count] = urb.data
        return count

    def cancel(self, address: int) -> int:
        """Cancel what is open on ``address``."""
        with self._changed:
            return sum(self._cancel(urb) for urb in list(self._open) if urb.endpoint == address)

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

    def _wait(self, urb: Urb, timeout_ms: int) -> None:
        timeout_s = timeout_ms / 1000 if timeout_ms else None
        with self._changed:
            self._open.append(urb)
            ended = self._device.timebase.wait(self._changed, lambda: urb.status is not None, timeout_s)
            self._open.remove(urb)
            if not ended and self._device.cancel(urb) and not (urb.data and urb.endpoint & 0x8F > 0x80):
                raise timeout_error()  # bytes already moved count as a success (usb, section 4)
            if not ended and urb.status is None:
                urb.status = Status.OK


class InProcessRef(DeviceRef):
    """A device on the bus."""

    def __init__(self, attached: Attached) -> None:
        spec = attached.device.spec
        super().__init__(
            DeviceDescriptor(
                18,
                1,
                spec.usb_release,
                spec.device_class,
                spec.subclass,
                spec.protocol,
                64,
                spec.vendor_id,
                spec.product_id,
                spec.device_release,
                0,
                0,
                0,
                1,
                bus=UsbBus.NUMBER,
                address=attached.address,
                port_number=attached.port,
                port_numbers=(attached.port,),
                speed=spec.speed,
            )
        )
        self.attached = attached


class InProcessBackend(UrbBackend):
    """Hand it to ``usb.core.find(backend=...)``."""

    def __init__(self, bus: UsbBus) -> None:
        self._bus = bus
        self._refs: dict[int, InProcessRef] = {}

    def enumerate_devices(self) -> Iterator[InProcessRef]:
        """Return what is plugged in now."""
        attached = {a.address: a for a in self._bus.attached()}
        self._refs = {
            address: ref if (ref := self._refs.get(address)) and ref.attached.device is a.device else InProcessRef(a)
            for address, a in attached.items()
        }
        yield from list(self._refs.values())

    def connect(self, ref: DeviceRef) -> InProcessLink:
        """Open the device; "no such device" once it was unplugged or plugged again."""
        if not isinstance(ref, InProcessRef) or ref.attached not in self._bus.attached():
            raise no_device_error()
        return InProcessLink(ref.attached)
