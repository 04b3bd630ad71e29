"""CHAdeMO as a vehicle link: charge and discharge through a CHAdeMO plug."""

from __future__ import annotations

from typing import Any

from v2xsdk.drivers.chademo.line_module import LineModule
from v2xsdk.drivers.chademo.link import ChademoLink
from v2xsdk.drivers.chademo.options import ChademoOptions
from v2xsdk.drivers.chademo.pilot_lines import PilotLines
from v2xsdk.errors import ConfigError
from v2xsdk.model import Deadman
from v2xsdk.spi import CanBus, DriverKind, DriverSpec
from v2xsdk.transport.can import open_bus

__all__ = ["DRIVER", "ChademoLink", "ChademoOptions", "LineModule", "PilotLines"]


def _make(bus: CanBus | None, options: Any) -> ChademoLink:
    if bus is None:
        raise ConfigError("chademo needs the plug's CAN bus: add link.bus=...")
    if not options.lines:
        raise ConfigError("chademo needs d1, d2, k and the lock: add link.lines=BUS_URL of the line module")
    return ChademoLink(bus, LineModule(open_bus(options.lines)), options)


DRIVER = DriverSpec(
    name="chademo",
    kind=DriverKind.LINK,
    vendor="any",
    summary="a car on a CHAdeMO plug, charging and discharging",
    options=ChademoOptions,
    make=_make,
    can_discharge=True,
    deadman=Deadman.DEVICE,
)
