"""``usb:[VID:PID[:SERIAL]]`` and ``usbip://HOST[:PORT][/VID:PID[:SERIAL]]`` as service ports."""

from __future__ import annotations

from v2xsdk.drivers.usb_diagnostics.port import UsbServicePort
from v2xsdk.transport.usb.selector import UsbSelector, parse_selector


def selector(url: str) -> UsbSelector:
    """Return the device that ``url`` names; raise ``UrlError`` for what names none."""
    if not url.startswith("usbip://"):
        return parse_selector(url.partition(":")[2])
    server, _, device = url.removeprefix("usbip://").partition("/")
    return parse_selector(device, f"usbip://{server}")


def service_port(url: str) -> UsbServicePort:
    """Return the service port of that device, not yet open."""
    return UsbServicePort(selector(url))
