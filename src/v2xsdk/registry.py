"""Drivers and links by name: the built-in ones, and plug-ins by entry point, imported on use."""

from __future__ import annotations

import difflib
import importlib
from typing import TypeVar

import msgspec

from v2xsdk.errors import ConfigError, DriverNotFound, PluginError
from v2xsdk.spi import SPI_VERSION, DriverSpec

GROUP = "v2xsdk.drivers"
OptionsT = TypeVar("OptionsT", bound=msgspec.Struct)

BUILT_IN = {
    "infypower-beg": "v2xsdk.drivers.infypower_beg:DRIVER",
    "battery-can": "v2xsdk.drivers.battery_can:DRIVER",
    "fixed": "v2xsdk.drivers.fixed_vehicle:DRIVER",
    "iso15118": "v2xsdk.drivers.iso15118:DRIVER",
}


class Entry(msgspec.Struct, frozen=True):
    """Where a driver comes from. ``origin`` is ``built-in`` or the distribution and its version."""

    name: str
    target: str
    origin: str


def entries() -> dict[str, Entry]:
    """Return all known drivers and links by name; plug-ins are found, not imported.

    Raises ``PluginError`` when two distributions, or a distribution and the SDK, claim one name.
    """
    from importlib.metadata import entry_points

    found = {name: Entry(name, target, "built-in") for name, target in BUILT_IN.items()}
    for point in entry_points(group=GROUP):
        origin = f"{point.dist.name} {point.dist.version}" if point.dist else "unknown"
        if point.name in found:
            raise PluginError(
                f"driver {point.name!r} is claimed by {found[point.name].origin} and by {origin}; remove one"
            )
        found[point.name] = Entry(point.name, point.value, origin)
    return found


def load(name: str) -> DriverSpec:
    """Import and return the driver ``name``.

    Raises ``DriverNotFound`` with near matches, ``PluginError`` for a broken plug-in or one of another SPI.
    """
    target = BUILT_IN.get(name)
    entry = Entry(name, target, "built-in") if target else entries().get(name)
    if entry is None:
        raise DriverNotFound(f"there is no driver or link {name!r}; {_near(name)}")
    return load_entry(entry)


def load_entry(entry: Entry) -> DriverSpec:
    """Import one entry and check it; raises ``PluginError``."""
    module_name, _, attribute = entry.target.partition(":")
    try:
        spec = getattr(importlib.import_module(module_name), attribute)
    except Exception as error:
        raise PluginError(f"driver {entry.name!r} ({entry.origin}) cannot be imported: {error!r}") from error
    if not isinstance(spec, DriverSpec):
        raise PluginError(f"driver {entry.name!r} ({entry.origin}): {entry.target} is not a DriverSpec")
    if spec.spi[0] != SPI_VERSION[0] or spec.spi[1] > SPI_VERSION[1]:
        raise PluginError(
            f"driver {entry.name!r} ({entry.origin}) was built for SPI {_dotted(spec.spi)}, this SDK has "
            f"{_dotted(SPI_VERSION)}"
        )
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
    names = sorted(entries())
    near = difflib.get_close_matches(name, names, n=3)
    return f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(names)}"


def _dotted(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"
