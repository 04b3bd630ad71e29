"""An open device for drivers: bytes in, bytes out, and errors that say what happened."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
import usb.util
from usb.core import USBError

from v2xsdk.errors import DriverNotFound, LinkLost, V2xError
from v2xsdk.transport.usb import discovery
from v2xsdk.transport.usb.discovery import Found, UsbDeviceInfo, name_of
from v2xsdk.transport.usb.known import UsbRole
from v2xsdk.transport.usb.selector import UsbSelector
from v2xsdk.transport.usb.translate import is_doubtful, translated

T = TypeVar("T")
POLL_S = 0.1


class UsbHandle:
    """One open device. All calls block, each at most for its time-out; one thread owns each endpoint."""

    def __init__(self, found: Found) -> None:
        """Take over a device that was found; its first configuration is selected if none is."""
        self.info: UsbDeviceInfo = found.info
        self._device: Any = found.device
        self._name = f"USB device {name_of(found.info)}"
        self._guard("opening", self._configure)

    @property
    def pyusb(self) -> Any:
        """The pyusb device, for what is not offered here."""
        return self._device

    def control_in(
        self, request_type: int, request: int, value: int, index: int, length: int, timeout_s: float = 1.0
    ) -> bytes:
        """Do a control read and return what came, at most ``length`` bytes."""
        return self._guard(
            f"control request {request:#04x}",
            lambda: bytes(
                self._device.ctrl_transfer(request_type | 0x80, request, value, index, length, _ms(timeout_s))
            ),
        )

    def control_out(
        self, request_type: int, request: int, value: int, index: int, data: bytes = b"", timeout_s: float = 1.0
    ) -> None:
        """Do a control write."""
        self._guard(
            f"control request {request:#04x}",
            lambda: self._device.ctrl_transfer(request_type & 0x7F, request, value, index, data, _ms(timeout_s)),
        )

    def read(self, endpoint: int, size: int, timeout_s: float) -> bytes:
        """Read one bulk or interrupt transfer of at most ``size`` bytes, a multiple of the largest packet."""
        return self._guard(
            f"reading endpoint {endpoint:#04x}",
            lambda: bytes(self._device.read(endpoint, size, _ms(timeout_s))),
        )

    def write(self, endpoint: int, data: bytes, timeout_s: float) -> int:
        """Write one bulk or interrupt transfer and return the bytes taken."""
        return self._guard(
            f"writing endpoint {endpoint:#04x}", lambda: int(self._device.write(endpoint, data, _ms(timeout_s)))
        )

    def clear_halt(self, endpoint: int) -> None:
        """Clear the halt that a STALL left behind."""
        self._guard(f"clearing endpoint {endpoint:#04x}", lambda: self._device.clear_halt(endpoint))

    def claim(self, interface: int) -> None:
        """Claim an interface for this process."""
        self._guard(f"claiming interface {interface}", lambda: usb.util.claim_interface(self._device, interface))

    def interrupt(self, endpoint: int) -> None:
        """Cancel what another thread reads from ``endpoint``, where the backend can; else its time-out ends it."""
        cancel = getattr(self._device.backend, "cancel", None)
        handle = self._device._ctx.handle  # noqa: SLF001  # pyusb has no public way to the handle
        if cancel is not None and handle is not None:
            cancel(handle, endpoint)

    def reset(self) -> None:
        """Signal a bus reset; afterwards the device may have another address, or another identity."""
        try:
            self._device.reset()
        except USBError as error:
            if not is_doubtful(error):
                raise translated(error, f"{self._name}: reset") from error

    def close(self) -> None:
        """Release the device."""
        usb.util.dispose_resources(self._device)

    def __enter__(self) -> UsbHandle:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _configure(self) -> None:
        backend, context = self._device.backend, self._device._ctx  # noqa: SLF001
        context.managed_open()
        # selecting the active configuration again would be a light reset
        if not backend.get_configuration(context.handle):
            self._device.set_configuration()

    def _guard(self, what: str, action: Callable[[], T]) -> T:
        try:
            return action()
        except USBError as error:
            raise self._diagnosed(error, f"{self._name}: {what}") from error

    def _diagnosed(self, error: USBError, what: str) -> V2xError:
        """Return the error, after a look whether the device is still there when that is in doubt."""
        if not is_doubtful(error):
            return translated(error, what)
        try:
            now = discovery.find(same_device(self.info)).info
        except (DriverNotFound, V2xError):
            return LinkLost(f"{what}: the device was unplugged")
        if now.address != self.info.address:
            return LinkLost(f"{what}: the device re-enumerated (address {self.info.address} is now {now.address})")
        return translated(error, what)


def open_device(selector: UsbSelector, role: UsbRole | None = None) -> UsbHandle:
    """Find and open the one device that ``selector`` names."""
    return UsbHandle(discovery.find(selector, role))


def same_device(info: UsbDeviceInfo) -> UsbSelector:
    """Return what finds this unit again: its serial number, or its port where it has none."""
    place = {"serial": info.serial} if info.serial else {"ports": info.ports}
    return UsbSelector(info.vendor_id, info.product_id, origin=info.origin, **place)


def wait_for(
    selector: UsbSelector,
    role: UsbRole | None,
    timeout_s: float,
    sleep: Callable[[float], None] = time.sleep,
    *,
    other_than: int | None = None,
) -> UsbHandle:
    """Open a device that re-enumerates, within ``timeout_s``; ``other_than`` is the address it had before."""
    waited_s = 0.0
    while True:
        try:
            found = discovery.find(selector, role)
            if other_than is None or found.info.address != other_than:
                return UsbHandle(found)
            raise DriverNotFound(f"{selector} is still at address {other_than}")
        except (DriverNotFound, LinkLost):
            if waited_s >= timeout_s:
                raise
        sleep(POLL_S)
        waited_s += POLL_S


def any_identity(info: UsbDeviceInfo) -> UsbSelector:
    """Return what finds this unit again although its product number changes, as with DFU."""
    return msgspec.structs.replace(same_device(info), vendor_id=None, product_id=None)


def _ms(timeout_s: float) -> int:
    return max(1, round(timeout_s * 1000))
