"""From a URL to a driver with its transports; nothing is opened yet."""

from __future__ import annotations

from typing import Any

import msgspec

from v2xsdk import registry
from v2xsdk.charger.url import ChargerUrl, listening
from v2xsdk.errors import ConfigError, UrlError
from v2xsdk.spi import ChargerDriver, DriverKind, DriverSpec, PowerStage, VehicleLink
from v2xsdk.station import Station
from v2xsdk.transport.can import open_bus
from v2xsdk.transport.can.bus import CanBus


class Assembly(msgspec.Struct, frozen=True):
    """A driver, the buses it runs on, and whether they lead to an emulator."""

    driver: ChargerDriver
    buses: tuple[CanBus, ...]
    emulated: bool


def assemble(url: ChargerUrl) -> Assembly:
    """Make the driver that ``url`` names.

    Raises ``DriverNotFound``, ``PluginError``, ``ConfigError`` or ``UrlError``; touches no hardware.
    """
    spec = registry.load(url.driver)
    bus = open_bus(url.transport)
    driver = spec.make(bus, registry.read_options(url.driver, spec.options, url.options))
    if isinstance(driver, ChargerDriver):
        if url.link:
            raise ConfigError(f"{url.driver} is a whole charger and takes no link={url.link}")
        return Assembly(driver, (bus,), _emulated(bus))
    if not isinstance(driver, PowerStage):
        raise UrlError(f"{url.driver} is a {spec.kind}, not a charger; it can only be given as link={url.driver}")
    link, link_bus = _link(url, bus)
    buses = (bus,) if link_bus is bus or link_bus is None else (bus, link_bus)
    return Assembly(Station(driver, link), buses, all(_emulated(each) for each in buses))


def _link(url: ChargerUrl, bus: CanBus) -> tuple[VehicleLink, CanBus | None]:
    if not url.link:
        raise ConfigError(
            f"{url.driver} is a power stage and never energises alone: add link=..., such as link=battery-can, or "
            "link=fixed&link.voltage_min_v=550&link.voltage_max_v=780"
        )
    spec: DriverSpec = registry.load(url.link)
    if spec.kind is not DriverKind.LINK:
        raise ConfigError(f"link={url.link}: {url.link} is a {spec.kind}, not a vehicle link")
    own_bus = url.link_options.get("bus")
    if own_bus and spec.listen_only:
        own_bus = listening(own_bus)
    link_bus = open_bus(own_bus) if own_bus else bus if spec.needs_bus else None
    link: Any = spec.make(link_bus, registry.read_options(f"link {url.link}", spec.options, url.link_options))
    return link, link_bus


def _emulated(bus: CanBus) -> bool:
    return bus.virtual or bus.name.startswith("v2xlink:")
