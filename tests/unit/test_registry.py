"""Drivers by name, and plug-ins that are broken."""

from __future__ import annotations

import sys
import types

import msgspec
import pytest

from v2xsdk import registry
from v2xsdk.errors import ConfigError, DriverNotFound, PluginError
from v2xsdk.plugins import Entry
from v2xsdk.spi import DriverKind, DriverSpec


class Options(msgspec.Struct, frozen=True):
    group: int = 0
    ratio: float = 1.0


def spec(**changes: object) -> DriverSpec:
    base = DriverSpec("x", DriverKind.STAGE, "v", "s", Options, lambda bus, options: None)  # type: ignore[arg-type,return-value]
    return msgspec.structs.replace(base, **changes)


@pytest.fixture
def plug_in(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    module = types.ModuleType("a_plug_in")
    monkeypatch.setitem(sys.modules, "a_plug_in", module)
    return module


def entry(attribute: str = "DRIVER") -> Entry:
    return Entry("x", f"a_plug_in:{attribute}", "a-plug-in 1.0")


@pytest.mark.parametrize("name", sorted(registry.BUILT_IN))
def test_every_built_in_driver_loads_and_carries_its_name(name: str) -> None:
    assert registry.load(name).name == name


def test_an_unknown_name_is_answered_with_near_ones() -> None:
    with pytest.raises(DriverNotFound, match="infypower-beg"):
        registry.load("infypower-bge")


def test_a_plug_in_without_its_attribute_is_named(plug_in: types.ModuleType) -> None:
    with pytest.raises(PluginError, match=r"a-plug-in 1\.0"):
        registry.load_entry(entry())


def test_a_plug_in_of_another_spi_is_refused(plug_in: types.ModuleType) -> None:
    plug_in.DRIVER = spec(spi=(99, 0))  # type: ignore[attr-defined]
    with pytest.raises(PluginError, match=r"SPI 99\.0"):
        registry.load_entry(entry())


def test_something_else_than_a_spec_is_refused(plug_in: types.ModuleType) -> None:
    plug_in.DRIVER = object()  # type: ignore[attr-defined]
    with pytest.raises(PluginError, match="DriverSpec"):
        registry.load_entry(entry())


def test_a_spec_of_another_name_is_refused(plug_in: types.ModuleType) -> None:
    plug_in.DRIVER = spec(name="y")  # type: ignore[attr-defined]
    with pytest.raises(PluginError, match="calls itself 'y'"):
        registry.load_entry(entry())


def test_options_are_read_into_their_types() -> None:
    assert registry.read_options("x", Options, {"group": "3", "ratio": "0.5"}) == Options(3, 0.5)


@pytest.mark.parametrize("given", [{"grup": "1"}, {"group": "three"}, {"ratio": "1e"}, {"other": "1"}])
def test_a_wrong_option_is_named(given: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"x: .*(group|ratio|other)"):
        registry.read_options("x", Options, given)
