"""pyusb's backend interface on top of links that take transfers (usb, section 10)."""

from __future__ import annotations

import errno
from abc import abstractmethod
from array import array
from collections.abc import Iterable

import usb.backend
from usb.core import USBError

from v2xsdk.errors import DecodeError
from v2xsdk.transport.usb import descriptors as d
from v2xsdk.transport.usb.enumeration import (
    GET_CONFIGURATION,
    SET_CONFIGURATION,
    SET_INTERFACE,
    SETUP,
    DeviceRef,
    Handle,
    control,
    read_descriptors,
    select_configuration,
)
from v2xsdk.transport.usb.link import NO_SETUP, UrbLink
from v2xsdk.transport.usb.status import NO_DEVICE, NOT_FOUND, busy_error, io_error


class UrbBackend(usb.backend.IBackend):  # type: ignore[misc]  # pyusb is not typed
    """All 25 calls of a pyusb backend; subclasses list devices and connect to them."""

    @abstractmethod
    def enumerate_devices(self) -> Iterable[DeviceRef]:
        """Return the devices there are now."""

    @abstractmethod
    def connect(self, ref: DeviceRef) -> UrbLink:
        """Open ``ref``; raise ``USBError`` when that is not possible."""

    def get_parent(self, dev: DeviceRef) -> None:
        """Return ``None``: hubs are not visible."""

    def get_device_descriptor(self, dev: DeviceRef) -> d.DeviceDescriptor:
        """Return the device descriptor; what the bus lists, while the device is busy or gives none."""
        self._read_descriptors(dev)
        return dev.device or dev.listed

    def get_configuration_descriptor(self, dev: DeviceRef, config: int) -> d.ConfigurationDescriptor:
        """Return a configuration by index; ``USBError`` tells what is wrong with a malformed one."""
        self._read_descriptors(dev)
        if not dev.configurations and dev.device is None:
            raise busy_error("the device is in use elsewhere: its configuration cannot be read now")
        found = dev.configurations[config]
        if isinstance(found, DecodeError):
            raise io_error(str(found)) from found
        return found

    def get_interface_descriptor(self, dev: DeviceRef, intf: int, alt: int, config: int) -> d.InterfaceDescriptor:
        """Return an interface by index and alternate index."""
        return self.get_configuration_descriptor(dev, config).interfaces[intf][alt]

    def get_endpoint_descriptor(
        self, dev: DeviceRef, ep: int, intf: int, alt: int, config: int
    ) -> d.EndpointDescriptor:
        """Return an endpoint by index."""
        return self.get_interface_descriptor(dev, intf, alt, config).endpoints[ep]

    def open_device(self, dev: DeviceRef) -> Handle:
        """Open a device; several handles of one process share its link."""
        with dev.lock:
            if dev.link is None:
                dev.link = self._connected(dev)
                dev.claimed.clear()
            dev.users += 1
            return Handle(dev, dev.link)

    def close_device(self, dev_handle: Handle) -> None:
        """Close a handle, and the link with the last one."""
        ref = dev_handle.ref
        with ref.lock:
            if not dev_handle.open:
                return
            dev_handle.open = False
            ref.claimed = {n: owner for n, owner in ref.claimed.items() if owner is not dev_handle}
            ref.users -= 1
            if ref.users == 0 and ref.link is not None:
                ref.link.close()
                ref.link = None

    def set_configuration(self, dev_handle: Handle, config_value: int) -> None:
        """Select a configuration by value; refused while another handle has claimed an interface."""
        if any(owner is not dev_handle for owner in dev_handle.ref.claimed.values()):
            raise busy_error("another handle has claimed an interface of this device")
        control(dev_handle.link, 0x00, SET_CONFIGURATION, max(config_value, 0), 0)

    def get_configuration(self, dev_handle: Handle) -> int:
        """Return the value of the active configuration, 0 for none."""
        answer = control(dev_handle.link, 0x80, GET_CONFIGURATION, 0, 0, 1)
        return answer[0] if answer else 0

    def set_interface_altsetting(self, dev_handle: Handle, intf: int, altsetting: int) -> None:
        """Select an alternate setting by number."""
        control(dev_handle.link, 0x01, SET_INTERFACE, altsetting, intf)

    def claim_interface(self, dev_handle: Handle, intf: int) -> None:
        """Claim an interface; busy when another handle of this process holds it."""
        owner = dev_handle.ref.claimed.setdefault(intf, dev_handle)
        if owner is not dev_handle:
            raise busy_error(f"interface {intf} is claimed by another handle")

    def release_interface(self, dev_handle: Handle, intf: int) -> None:
        """Release a claimed interface."""
        if dev_handle.ref.claimed.pop(intf, None) is None:
            raise USBError(f"interface {intf} was not claimed", NOT_FOUND, errno.ENOENT)

    def bulk_write(self, dev_handle: Handle, ep: int, intf: int, data: array[int], timeout: int) -> int:
        """Write to an OUT endpoint and return the bytes written."""
        return dev_handle.link.transfer(ep & 0x7F, _bytes_of(data), NO_SETUP, timeout)

    def bulk_read(self, dev_handle: Handle, ep: int, intf: int, buff: array[int], timeout: int) -> int:
        """Read from an IN endpoint into ``buff`` and return the bytes read."""
        return dev_handle.link.transfer(ep | 0x80, _bytes_of(buff), NO_SETUP, timeout)

    intr_write = bulk_write
    intr_read = bulk_read

    def ctrl_transfer(
        self,
        dev_handle: Handle,
        bmRequestType: int,
        bRequest: int,
        wValue: int,
        wIndex: int,
        data: array[int],
        timeout: int,
    ) -> int:
        """Do a control transfer and return the bytes moved; IN data is left in ``data``."""
        view = _bytes_of(data)
        setup = SETUP.pack(bmRequestType, bRequest, wValue, wIndex, len(view))
        return dev_handle.link.transfer(bmRequestType & 0x80, view, setup, timeout)

    def clear_halt(self, dev_handle: Handle, ep: int) -> None:
        """Clear the halt of an endpoint, and with it its data toggle."""
        control(dev_handle.link, 0x02, 1, 0, ep)

    def reset_device(self, dev_handle: Handle) -> None:
        """Signal a bus reset and select the configuration again, as an operating system does.

        A device that re-enumerates is gone for this handle: ``ENODEV``.
        """
        configuration = self.get_configuration(dev_handle)
        control(dev_handle.link, 0x23, 3, 4, 0)
        if configuration:
            control(dev_handle.link, 0x00, SET_CONFIGURATION, configuration, 0)

    def is_kernel_driver_active(self, dev_handle: Handle, intf: int) -> bool:
        """Return ``False``: no kernel stands between."""
        return False

    def detach_kernel_driver(self, dev_handle: Handle, intf: int) -> None:
        """Raise "not found", as libusb does where no driver is bound."""
        raise USBError(f"no kernel driver is bound to interface {intf}", NOT_FOUND, errno.ENOENT)

    attach_kernel_driver = detach_kernel_driver

    def cancel(self, dev_handle: Handle, ep: int) -> int:
        """Cancel the transfers open on an endpoint; their callers get ``USBError`` with ``EINTR``."""
        return dev_handle.link.cancel(ep)

    def _read_descriptors(self, ref: DeviceRef) -> None:
        """Ask the device once for its descriptors; one that is busy or silent keeps what was listed."""
        if ref.device is not None or ref.configurations:
            return
        try:
            handle = self.open_device(ref)
        except USBError as error:
            if error.backend_error_code == NO_DEVICE:
                raise
            return
        try:
            read_descriptors(ref, handle.link)
        finally:
            self.close_device(handle)

    def _connected(self, ref: DeviceRef) -> UrbLink:
        link = self.connect(ref)
        try:
            if ref.device is not None:
                select_configuration(ref, link)
        except USBError:
            link.close()
            raise
        return link


def _bytes_of(data: array[int]) -> memoryview:
    view = memoryview(data)
    return view if view.itemsize == 1 else view.cast("B")
