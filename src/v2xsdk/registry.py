"""Drivers and links by name: the built-in ones, and plug-ins by entry point, imported on use."""

from __future__ import annotations

import difflib
from typing import TypeVar

import msgspec

from v2xsdk import plugins
from v2xsdk.errors import ConfigError, DriverNotFound, PluginError
from v2xsdk.plugins import Entry, PluginGroup
from v2xsdk.spi import DriverSpec

OptionsT = TypeVar("OptionsT", bound=msgspec.Struct)

BUILT_IN = {
    "infypower-beg": "v2xsdk.drivers.infypower_beg:DRIVER",
    "battery-can": "v2xsdk.drivers.battery_can:DRIVER",
    "fixed": "v2xsdk.drivers.fixed_vehicle:DRIVER",
    "iso15118": "v2xsdk.drivers.iso15118:DRIVER",
}


def entries() -> tuple[Entry, ...]:
    """Return all known drivers and links; plug-ins are found, not imported, and doubtful ones say their ``problem``."""
    return plugins.entries(PluginGroup.DRIVERS, BUILT_IN)


def load(name: str) -> DriverSpec:
    """Import and return the driver ``name``.

    Raises ``DriverNotFound`` with near matches, ``PluginError`` for a broken plug-in or one of another SPI.
    """
    entry = plugins.find(PluginGroup.DRIVERS, BUILT_IN, name)
    if entry is None:
        raise DriverNotFound(f"there is no driver or link {name!r}; {_near(name)}")
    return load_entry(entry)


def load_entry(entry: Entry) -> DriverSpec:
    """Import one entry and check it; raises ``PluginError``."""
    spec = plugins.load_spec(entry, DriverSpec)
    if spec.name != entry.name:
        raise PluginError(f"{entry.name!r} ({entry.origin}): its DriverSpec calls itself {spec.name!r}; use one name")
    return spec


def read_options(owner: str, kind: type[OptionsT], given: dict[str, str]) -> OptionsT:
    """Turn URL options into the driver's typed options.

    Raises ``ConfigError`` naming an unknown key (with near matches), a missing one, or a value of the wrong type.
    """
    known = [field.encode_name for field in msgspec.structs.fields(kind)]
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(known) or 'none'}"
            raise ConfigError(f"{owner}: unknown option {key!r}; {hint}")
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{owner}: {error}") from error


def _near(name: str) -> str:
    names = sorted({entry.name for entry in entries()})
    near = difflib.get_close_matches(name, names, n=3)
    return f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(names)}"
