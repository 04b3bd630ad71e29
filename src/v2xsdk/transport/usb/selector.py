"""Which device is meant: ``VID:PID[:SERIAL]`` on libusb or on a USB/IP server."""

from __future__ import annotations

from typing import Protocol

import msgspec

from v2xsdk.errors import UrlError


class Identified(Protocol):
    """What a selector looks at."""

    @property
    def vendor_id(self) -> int:
        """Return idVendor."""

    @property
    def product_id(self) -> int:
        """Return idProduct."""

    @property
    def serial(self) -> str | None:
        """Return the serial number, ``None`` when it cannot be read."""

    @property
    def ports(self) -> tuple[int, ...]:
        """Return the path of hub ports."""


class UsbSelector(msgspec.Struct, frozen=True):
    """Names a device; what is ``None`` does not matter. ``origin`` is ``libusb`` or a USB/IP server's URL."""

    vendor_id: int | None = None
    product_id: int | None = None
    serial: str | None = None
    ports: tuple[int, ...] | None = None
    origin: str = "libusb"

    def fits(self, device: Identified) -> bool:
        """Return whether ``device`` is meant."""
        return (
            self.vendor_id in (None, device.vendor_id)
            and self.product_id in (None, device.product_id)
            and self.serial in (None, device.serial)
            and self.ports in (None, device.ports)
        )

    def __str__(self) -> str:
        numbers = [f"{n:04x}" if n is not None else "*" for n in (self.vendor_id, self.product_id)]
        return ":".join([*numbers, *([self.serial] if self.serial else [])])


def parse_selector(text: str = "", origin: str = "libusb") -> UsbSelector:
    """Return the selector written as ``VID:PID[:SERIAL]`` in hexadecimal; empty means any device.

    Raises :class:`UrlError` for anything else.
    """
    if not text:
        return UsbSelector(origin=origin)
    vendor, _, rest = text.partition(":")
    product, _, serial = rest.partition(":")
    try:
        numbers = [None if part in ("", "*") else int(part, 16) for part in (vendor, product)]
    except ValueError as error:
        raise UrlError(f"{text!r} names no USB device: write VID:PID or VID:PID:SERIAL in hexadecimal") from error
    if any(n is not None and not 0 <= n <= 0xFFFF for n in numbers):
        raise UrlError(f"{text!r}: vendor and product are numbers from 0000 to ffff")
    return UsbSelector(numbers[0], numbers[1], serial=serial or None, origin=origin)


def selector_of(url: str) -> UsbSelector:
    """Return the device that ``url`` names; raise ``UrlError`` for what names none."""
    if not url.startswith("usbip://"):
        return parse_selector(url.partition(":")[2])
    server, _, device = url.removeprefix("usbip://").partition("/")
    return parse_selector(device, f"usbip://{server}")
