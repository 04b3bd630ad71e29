"""Plug-ins as installed distributions: broken ones are held apart, and an import that does more is refused."""

from __future__ import annotations

import logging
import os
import signal
import sys
from pathlib import Path

import pytest

from v2xsdk import plugins
from v2xsdk.drivers.service_ports import service_port
from v2xsdk.errors import PluginError, UrlError
from v2xsdk.plugins import PluginGroup
from v2xsdk.transport.can import open_bus

GROUP = PluginGroup.DRIVERS
SPEC = """
from v2xsdk.transport.can.url import TransportSpec
from v2xsdk.transport.can.memory import MemoryBus, from_url
THING = TransportSpec("a wire of its own", from_url, spi={spi})
"""


class Site:
    """A directory of installed distributions on ``sys.path``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def install(self, name: str, point: str, code: str = "THING = 1", group: str = GROUP.value) -> None:
        module = name.replace("-", "_")
        (self.path / f"{module}.py").write_text(code)
        info = self.path / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[{group}]\n{point} = {module}:THING\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Site:
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)

    def forget() -> None:
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path)):
                del sys.modules[name]

    request.addfinalizer(forget)
    return Site(tmp_path)


def load(name: str) -> object:
    entry = plugins.find(GROUP, {}, name)
    assert entry is not None
    return plugins.load(entry)


def test_a_plug_in_is_found_with_its_origin_and_not_imported(site: Site) -> None:
    site.install("acme-home", "acme")
    entry = plugins.find(GROUP, {}, "acme")
    assert entry is not None
    assert (entry.origin, "acme_home" in sys.modules) == ("acme-home 1.0", False)
    assert plugins.load(entry) == 1


def test_two_claims_of_a_name_make_neither_usable_and_leave_the_others(site: Site) -> None:
    site.install("one", "same")
    site.install("two", "same")
    site.install("three", "other")
    with pytest.raises(PluginError, match=r"claimed by (one|two) 1\.0 and by"):
        plugins.find(GROUP, {}, "same")
    assert load("other") == 1


def test_a_claim_on_a_name_of_the_sdk_is_listed_and_changes_nothing(site: Site) -> None:
    site.install("greedy", "ours")
    own = {"ours": "os:sep"}
    found = plugins.find(GROUP, own, "ours")
    assert found is not None
    assert plugins.load(found) == os.sep
    listed = [entry for entry in plugins.entries(GROUP, own) if entry.problem]
    assert [entry.origin for entry in listed] == ["greedy 1.0"]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import nowhere_at_all", "nowhere_at_all"),
        ("1/0", "ZeroDivisionError"),
        ("raise SystemExit(3)", "SystemExit"),
        ("OTHER = 1", "THING"),
        ("def (", "SyntaxError"),
    ],
)
def test_a_broken_plug_in_is_explained(site: Site, code: str, says: str) -> None:
    site.install("broken", "broken", code)
    with pytest.raises(PluginError, match=rf"broken 1\.0.*{says}"):
        load("broken")


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("print('hello')", "prints 'hello'"),
        ("import threading, time; threading.Thread(target=time.sleep, args=(0.2,), name='hum').start()", "hum"),
        ("import signal; signal.signal(signal.SIGUSR1, lambda *a: None)", "SIGUSR1"),
        ("import os; os.environ['ACME'] = '1'", "ACME"),
        ("import os; os.chdir('/')", "working directory"),
        ("import logging; logging.getLogger().addHandler(logging.NullHandler())", "log handlers"),
    ],
)
def test_an_import_with_effects_is_refused_and_its_effects_are_undone(site: Site, code: str, says: str) -> None:
    handler, directory = signal.getsignal(signal.SIGUSR1), os.getcwd()
    handlers = list(logging.getLogger().handlers)
    site.install("busy", "busy", f"{code}\nTHING = 1")
    with pytest.raises(PluginError, match=says):
        load("busy")
    with pytest.raises(PluginError, match=says):  # imported by now, and still refused
        load("busy")
    assert signal.getsignal(signal.SIGUSR1) == handler
    assert (os.getcwd(), "ACME" in os.environ) == (directory, False)
    assert logging.getLogger().handlers == handlers


def test_an_import_that_fails_leaves_nothing_behind(site: Site) -> None:
    site.install("half", "half", "import os; os.environ['ACME'] = '1'; 1/0")
    with pytest.raises(PluginError, match="ZeroDivisionError"):
        load("half")
    assert "ACME" not in os.environ


def test_a_transport_of_a_plug_in_opens_by_its_scheme(site: Site) -> None:
    site.install("wire", "acmewire", SPEC.format(spi=(1, 0)), PluginGroup.TRANSPORTS)
    assert open_bus("acmewire:NAME") is not None


@pytest.mark.parametrize("spi", [(1, 1), (0, 9), (2, 0)])
def test_a_transport_of_another_spi_is_refused(site: Site, spi: tuple[int, int]) -> None:
    site.install("wire", "acmewire", SPEC.format(spi=spi), PluginGroup.TRANSPORTS)
    with pytest.raises(PluginError, match=r"this SDK has 1\.0"):
        open_bus("acmewire:NAME")


def test_something_else_than_a_spec_is_refused(site: Site) -> None:
    site.install("wire", "acmewire", group=PluginGroup.TRANSPORTS)
    site.install("port", "acmeport", group=PluginGroup.SERVICE_PORTS)
    with pytest.raises(PluginError, match="TransportSpec"):
        open_bus("acmewire:NAME")
    with pytest.raises(PluginError, match="ServicePortSpec"):
        service_port("acmeport:NAME")


def test_an_unknown_scheme_says_what_there_is() -> None:
    with pytest.raises(UrlError, match="v2xlink"):
        open_bus("carrier-pigeon:coop")
