"""Service ports by URL: one line for each wire that service and diagnostics run over, and plug-ins."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from v2xsdk import plugins
from v2xsdk.errors import UrlError
from v2xsdk.plugins import Entry, PluginGroup
from v2xsdk.spi_service import ServicePort, ServicePortSpec

#: Scheme of the URL and the function that makes a port from it, imported on use.
SERVICE_PORTS = {
    "usb": "v2xsdk.drivers.usb_diagnostics.urls:service_port",
    "usbip": "v2xsdk.drivers.usb_diagnostics.urls:service_port",
    "uds": "v2xsdk.drivers.uds.urls:service_port",
}


def service_port(url: str) -> ServicePort:
    """Return the service port that ``url`` names, not yet open.

    Raises ``UrlError`` for an unknown wire, ``PluginError`` for a broken plug-in.
    """
    scheme = url.partition(":")[0].partition("+")[0]
    entry = plugins.find(PluginGroup.SERVICE_PORTS, SERVICE_PORTS, scheme)
    if entry is None:
        raise UrlError(f"{url!r}: service runs over {', '.join(SERVICE_PORTS)}; write usb:, usbip://HOST or uds+BUS")
    return _maker(entry)(url)


def _maker(entry: Entry) -> Callable[[str], ServicePort]:
    if entry.origin == plugins.BUILT_IN:
        return cast(Callable[[str], ServicePort], plugins.load(entry))
    return plugins.load_spec(entry, ServicePortSpec).make
