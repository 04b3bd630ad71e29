"""Checks of what is installed: interpreter, compiled modules, libraries, plug-ins."""

from __future__ import annotations

import importlib
import importlib.util
import platform
import sys
from collections.abc import Iterator

import v2xsdk
from v2xsdk import plugins, registry
from v2xsdk.cli.doctor.finding import Finding, State
from v2xsdk.errors import PluginError
from v2xsdk.plugins import Entry, PluginGroup

#: Compiled part, and the module whose ``IMPLEMENTATION`` says what is in use.
_NATIVE = (
    ("CAN frames", "v2xsdk.protocol.can.codec"),
    ("EXI", "v2xsdk.protocol.exi"),
    ("SLAC messages", "v2xsdk.protocol.slac.codec"),
)
#: Optional library: import name, distribution or extra to install, what it gives.
_OPTIONAL = (
    ("serial", "v2xsdk[slcan]", "serial CAN adapters (slcan) and serial doors"),
    ("pyarrow", "v2xsdk[parquet]", "reports as Parquet"),
)


def installation() -> Iterator[Finding]:
    """Check interpreter, compiled modules and optional libraries."""
    python = f"v2xsdk {v2xsdk.__version__}, {platform.python_implementation()} {platform.python_version()}"
    yield Finding(area="sdk", name="version", state=State.OK, found=f"{python}, {sys.platform} {platform.machine()}")
    for name, module in _NATIVE:
        yield _native(name, module)
    for module, extra, gives in _OPTIONAL:
        yield _optional(module, extra, gives)
    yield _emulator()


def _native(name: str, module: str) -> Finding:
    implementation = str(importlib.import_module(module).IMPLEMENTATION)
    if implementation == "native":
        return Finding(area="sdk", name=f"{name} codec", state=State.OK, found="compiled")
    return Finding(
        area="sdk",
        name=f"{name} codec",
        state=State.LIMITED,
        found="pure Python: same results, slower",
        do="install a wheel for this platform, or build with a C compiler: pip install --no-binary v2xsdk v2xsdk",
    )


def _optional(module: str, extra: str, gives: str) -> Finding:
    if importlib.util.find_spec(module) is not None:
        return Finding(area="sdk", name=module, state=State.OK, found=gives)
    return Finding(
        area="sdk", name=module, state=State.ABSENT, found=f"not installed: no {gives}", do=f"pip install '{extra}'"
    )


def _emulator() -> Finding:
    if importlib.util.find_spec("v2xsdk_emulator") is not None:
        return Finding(area="sdk", name="emulator", state=State.OK, found="installed; `emulator:` works as a URL")
    return Finding(
        area="sdk",
        name="emulator",
        state=State.ABSENT,
        found="the package v2xsdk_emulator is not importable",
        do="install the whole distribution: pip install --force-reinstall --no-deps v2xsdk",
    )


def plug_ins() -> Iterator[Finding]:
    """Load every installed driver plug-in and say which are broken, and why."""
    foreign = [entry for entry in registry.entries() if entry.origin != plugins.BUILT_IN]
    for entry in foreign:
        yield _plug_in(entry)
    if not foreign:
        group = PluginGroup.DRIVERS.value
        yield Finding(area="plug-ins", name="drivers", state=State.OK, found=f"none installed in the group {group}")


def _plug_in(entry: Entry) -> Finding:
    try:
        spec = registry.load_entry(entry)
    except PluginError as error:
        return Finding(
            area="plug-ins",
            name=entry.name,
            state=State.BROKEN,
            found=str(error),
            do=f"update or remove {entry.origin}; everything else goes on without it",
        )
    return Finding(
        area="plug-ins", name=entry.name, state=State.OK, found=f"{entry.origin}, SPI {plugins.dotted(spec.spi)}"
    )
