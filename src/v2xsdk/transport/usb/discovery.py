"""Which devices there are, over libusb and USB/IP alike."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import usb.core
import usb.util
from usb.core import USBError

from v2xsdk.errors import DriverNotFound
from v2xsdk.transport.usb import status
from v2xsdk.transport.usb.known import UsbInterfaceInfo, UsbRole, roles_of
from v2xsdk.transport.usb.permissions import explain_denial
from v2xsdk.transport.usb.selector import UsbSelector
from v2xsdk.transport.usb.translate import translated
from v2xsdk.transport.usb.usbip import UsbipBackend, get_backend

LIBUSB = "libusb"


class UsbDeviceInfo(msgspec.Struct, frozen=True):
    """One device. ``origin`` is ``libusb`` or the URL of a USB/IP server; ``problem`` says why it cannot be opened.

    Texts are ``None`` when they could not be read; ``ports`` is the path of hub ports that leads to the device.
    """

    origin: str
    bus: int | None
    address: int | None
    ports: tuple[int, ...]
    vendor_id: int
    product_id: int
    release: int
    manufacturer: str | None
    product: str | None
    serial: str | None
    interfaces: tuple[UsbInterfaceInfo, ...]
    roles: tuple[UsbRole, ...]
    problem: str = ""


class Found(msgspec.Struct, frozen=True):
    """A pyusb device and what it said about itself."""

    device: Any
    info: UsbDeviceInfo


def libusb_backend() -> Any:
    """Return pyusb's libusb backend, from the ``libusb_package`` wheel if installed; ``None`` without libusb."""
    from usb.backend import libusb1

    try:
        bundled = importlib.import_module("libusb_package")
    except ImportError:
        return libusb1.get_backend()
    return libusb1.get_backend(find_library=bundled.find_library)


def backend_of(origin: str) -> Any:
    """Return the pyusb backend of ``libusb`` or ``usbip://HOST[:PORT]``; ``None`` where there is no libusb."""
    return libusb_backend() if origin == LIBUSB else _server(origin)


@functools.lru_cache(64)
def _server(origin: str) -> UsbipBackend:
    """Return one backend per server, so that a second look at a device shares the connection of the first."""
    return get_backend(origin)


def scan(origins: Sequence[str] = (LIBUSB,)) -> Iterator[Found]:
    """Yield all devices of these origins; a machine without libusb or USB has none."""
    for origin in origins:
        backend = backend_of(origin)
        if backend is None:
            continue
        try:
            for device in usb.core.find(find_all=True, backend=backend):
                yield Found(device, describe(device, origin))
        except USBError as error:
            raise translated(error, f"listing {origin}") from error


def find(selector: UsbSelector, role: UsbRole | None = None) -> Found:
    """Return the one device that ``selector`` names.

    Raises :class:`DriverNotFound` when there is none, or more than one: then the text lists them.
    """
    seen = list(scan((selector.origin,)))
    fitting = [f for f in seen if selector.fits(f.info) and (role is None or role in f.info.roles)]
    if len(fitting) == 1:
        return fitting[0]
    listed = ", ".join(name_of(f.info) for f in fitting or seen) or "none at all"
    if fitting:
        raise DriverNotFound(f"{selector} names {len(fitting)} USB devices ({listed}): add the serial number")
    wanted = f" with {role.value}" if role else ""
    raise DriverNotFound(f"no USB device {selector}{wanted} at {selector.origin}; there are: {listed}")


def describe(device: Any, origin: str) -> UsbDeviceInfo:
    """Return what ``device`` says about itself, as far as it can be read."""
    interfaces, problem = _interfaces(device)
    texts = dict.fromkeys(("manufacturer", "product", "serial"))
    if not problem:
        indexes = (device.iManufacturer, device.iProduct, device.iSerialNumber)
        texts = dict(zip(texts, (_text(device, index) for index in indexes), strict=True))
        usb.util.dispose_resources(device)
    return UsbDeviceInfo(
        origin=origin,
        bus=device.bus,
        address=device.address,
        ports=tuple(device.port_numbers or ()),
        vendor_id=device.idVendor,
        product_id=device.idProduct,
        release=device.bcdDevice,
        **texts,
        interfaces=interfaces,
        roles=roles_of(device.idVendor, device.idProduct, interfaces),
        problem=problem,
    )


def name_of(info: UsbDeviceInfo) -> str:
    """Return ``VID:PID:SERIAL`` of a device."""
    serial = f":{info.serial}" if info.serial else ""
    return f"{info.vendor_id:04x}:{info.product_id:04x}{serial}"


def _interfaces(device: Any) -> tuple[tuple[UsbInterfaceInfo, ...], str]:
    try:
        found = {
            interface.bInterfaceNumber: UsbInterfaceInfo(
                interface.bInterfaceNumber,
                interface.bInterfaceClass,
                interface.bInterfaceSubClass,
                interface.bInterfaceProtocol,
            )
            for configuration in device
            for interface in configuration
        }
        device.backend.close_device(device.backend.open_device(device._ctx.dev))  # noqa: SLF001
    except USBError as error:
        denied = error.backend_error_code == status.ACCESS
        return (), explain_denial() if denied else str(error.strerror)
    return tuple(found.values()), ""


def _text(device: Any, index: int) -> str | None:
    if not index:
        return ""
    try:
        return str(usb.util.get_string(device, index))
    except (USBError, ValueError):  # pyusb says "no langid" by ValueError
        return None
