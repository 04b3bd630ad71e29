"""``usb:[VID:PID[:SERIAL]]`` and ``usbip://HOST[:PORT][/VID:PID[:SERIAL]]`` as service ports."""

from __future__ import annotations

from v2xsdk.drivers.usb_diagnostics.port import UsbServicePort
from v2xsdk.transport.usb.selector import selector_of


def service_port(url: str) -> UsbServicePort:
    """Return the service port of that device, not yet open."""
    return UsbServicePort(selector_of(url))
