"""Plug-ins by entry point: found without importing them, imported on use, and held apart when they are broken.

One rule each way: what a distribution declares is listed; what it breaks, it breaks for itself alone.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol, TypeVar

import msgspec

from v2xsdk.errors import PluginError
from v2xsdk.import_watch import watched_import

SPI_VERSION = (1, 0)
"""The contract that drivers, transports and service ports are written against."""

BUILT_IN = "built-in"


class PluginGroup(StrEnum):
    """The entry-point groups a distribution may name objects in."""

    DRIVERS = "v2xsdk.drivers"
    TRANSPORTS = "v2xsdk.transports"
    SERVICE_PORTS = "v2xsdk.service_ports"


class Spec(Protocol):
    """What every kind of spec has: the version of the contract it was written against."""

    @property
    def spi(self) -> tuple[int, int]:
        """Major and minor version."""


SpecT = TypeVar("SpecT", bound=Spec)


class Entry(msgspec.Struct, frozen=True):
    """Where an object comes from: ``target`` is ``module:attribute``.

    ``origin`` is ``built-in`` or the distribution and its version; ``problem`` says why it cannot be used although
    nothing was imported yet (two claim its name).
    """

    name: str
    target: str
    origin: str
    problem: str = ""


def entries(group: PluginGroup, built_in: Mapping[str, str]) -> tuple[Entry, ...]:
    """Return everything in ``group``, the built-in ones first; nothing is imported.

    A name of the SDK stays the SDK's, whoever else claims it; a name that two distributions claim is neither's.
    """
    ours = [Entry(name, target, BUILT_IN) for name, target in built_in.items()]
    return (*ours, *_installed(group, built_in))


def find(group: PluginGroup, built_in: Mapping[str, str], name: str) -> Entry | None:
    """Return the usable entry ``name``, ``None`` where there is none; raises ``PluginError`` for a doubtful one."""
    if name in built_in:
        return Entry(name, built_in[name], BUILT_IN)
    for entry in _installed(group, built_in):
        if entry.name == name:
            if entry.problem:
                raise PluginError(entry.problem)
            return entry
    return None


def load(entry: Entry) -> object:
    """Import and return what ``entry`` names.

    Raises ``PluginError`` when it cannot be imported, or when its import does more than define things.
    """
    if entry.problem:
        raise PluginError(entry.problem)
    module_name, _, attribute = entry.target.partition(":")
    try:
        if entry.origin == BUILT_IN:
            return getattr(importlib.import_module(module_name), attribute)
        module, effects = watched_import(module_name)
        found = getattr(module, attribute)
    except (Exception, SystemExit) as error:
        raise PluginError(f"{entry.name!r} ({entry.origin}) cannot be imported: {error!r}") from error
    if effects:
        raise PluginError(
            f"{entry.name!r} ({entry.origin}): its import {', '.join(effects)}; a plug-in's import only defines "
            "things, move the rest into open()"
        )
    return found


def load_spec(entry: Entry, kind: type[SpecT]) -> SpecT:
    """Import ``entry`` and return its spec of type ``kind``.

    Raises ``PluginError`` as :func:`load`, for an object of another type, and as :func:`check_spi`.
    """
    spec = load(entry)
    if not isinstance(spec, kind):
        raise PluginError(f"{entry.name!r} ({entry.origin}): {entry.target} is not a {kind.__name__}")
    check_spi(entry, spec.spi)
    return spec


def check_spi(entry: Entry, spi: tuple[int, int]) -> None:
    """Refuse what was built for another major version, or a later minor one, than this SDK has (``PluginError``)."""
    if spi[0] != SPI_VERSION[0] or spi[1] > SPI_VERSION[1]:
        raise PluginError(
            f"{entry.name!r} ({entry.origin}) was built for SPI {dotted(spi)}, this SDK has {dotted(SPI_VERSION)}"
        )


def dotted(version: tuple[int, int]) -> str:
    """Return ``1.0`` for ``(1, 0)``."""
    return f"{version[0]}.{version[1]}"


def _installed(group: PluginGroup, built_in: Mapping[str, str]) -> list[Entry]:
    from importlib.metadata import entry_points

    found: dict[str, list[Entry]] = {}
    for point in entry_points(group=group.value):
        origin = f"{point.dist.name} {point.dist.version}" if point.dist else "unknown"
        claims = found.setdefault(point.name, [])
        if (point.value, origin) not in [(claim.target, claim.origin) for claim in claims]:
            claims.append(Entry(point.name, point.value, origin))
    return [_judged(entry, claims, built_in) for claims in found.values() for entry in claims]


def _judged(entry: Entry, claims: list[Entry], built_in: Mapping[str, str]) -> Entry:
    others = [claim.origin for claim in claims if claim is not entry]
    if entry.name in built_in:
        problem = f"{entry.name!r} is the name of one of the SDK's own; {entry.origin} needs another name for its"
    elif others:
        problem = f"{entry.name!r} is claimed by {entry.origin} and by {' and by '.join(others)}; remove one"
    else:
        return entry
    return msgspec.structs.replace(entry, problem=problem)
