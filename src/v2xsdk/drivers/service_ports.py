"""Service ports by URL: one line for each wire that service and diagnostics run over."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from v2xsdk.errors import UrlError
from v2xsdk.spi_service import ServicePort

#: Scheme of the URL and the function that makes a port from it, imported on use.
SERVICE_PORTS = {
    "usb": "v2xsdk.drivers.usb_diagnostics.urls:service_port",
    "usbip": "v2xsdk.drivers.usb_diagnostics.urls:service_port",
    "uds": "v2xsdk.drivers.uds.urls:service_port",
}


def service_port(url: str) -> ServicePort:
    """Return the service port that ``url`` names, not yet open; raise :class:`UrlError` for an unknown wire."""
    scheme = url.partition(":")[0].partition("+")[0]
    if scheme not in SERVICE_PORTS:
        raise UrlError(f"{url!r}: service runs over {', '.join(SERVICE_PORTS)}; write usb:, usbip://HOST or uds+BUS")
    module, _, name = SERVICE_PORTS[scheme].partition(":")
    make: Callable[[str], ServicePort] = getattr(importlib.import_module(module), name)
    return make(url)
