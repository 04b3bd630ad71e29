"""Our vehicle against our charger over loopback: discovery, TCP or TLS, EXI, both machines."""

from __future__ import annotations

import asyncio
import datetime
import itertools
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.support.v2g_bench import bench
from v2xsdk.pki.make import Names, make
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g.effects import ControlMode, EndReason
from v2xsdk.protocol.v2g.ev import EvSettings
from v2xsdk.protocol.v2g.evse import SeccSettings
from v2xsdk.protocol.v2g.timers import Protocol
from v2xsdk.runtime.v2g.pki_link import TlsMode

FAST = EvSettings(loop_period_s=0.01, poll_period_s=0.01)
SERVICES = ("dc-bpt", "dc", "ac-bpt", "ac")


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("pki")
    make(directory, datetime.datetime.now(datetime.UTC), Names())
    return directory


async def session(
    settings: EvSettings,
    protocol: Protocol,
    secc: TlsMode = TlsMode.NONE,
    evcc: TlsMode = TlsMode.NONE,
    pki: Path | None = None,
) -> None:
    async with bench(tls=secc, pki=pki) as running:
        end, ev = await running.drive(settings, protocols=(protocol,), tls=evcc, pki=pki)
        assert end.reason is EndReason.NORMAL, end
        assert [e.reason for e in running.ends] == [EndReason.NORMAL], running.ends
        assert ev.pairs >= 3
    assert len(asyncio.all_tasks()) == 1


@pytest.mark.parametrize("tls", [TlsMode.NONE, TlsMode.TLS12])
@pytest.mark.parametrize("mode", ["DC_extended", "AC_three_phase_core"])
async def test_iso2(mode: str, tls: TlsMode, pki: Path) -> None:
    await session(replace(FAST, energy_mode=mode), Protocol.ISO2, tls, tls, pki)


async def test_din() -> None:
    await session(FAST, Protocol.DIN)


@pytest.mark.parametrize("tls", [TlsMode.NONE, TlsMode.TLS13])
@pytest.mark.parametrize(("service", "control"), list(itertools.product(SERVICES, ControlMode)))
async def test_iso20(service: str, control: ControlMode, tls: TlsMode, pki: Path) -> None:
    await session(replace(FAST, service=service, control_mode=control), Protocol.ISO20, tls, tls, pki)


@pytest.mark.parametrize("evcc", [TlsMode.TLS12, TlsMode.TLS13, TlsMode.NONE])
async def test_one_charger_serves_both_generations(evcc: TlsMode, pki: Path) -> None:
    protocol = Protocol.ISO2 if evcc is TlsMode.TLS12 else Protocol.ISO20
    await session(FAST, protocol, TlsMode.AUTO, evcc, pki)


CONTRACT = SeccSettings(eim=False, plug_and_charge=True, certificate_installation=True)


async def contract_session(pki: Path, protocol: Protocol, tls: TlsMode, settings: EvSettings) -> None:
    async with bench(CONTRACT, tls=tls, pki=pki, contracts=True) as running:
        end, _ = await running.drive(settings, protocols=(protocol,), tls=tls, pki=pki, contracts=True)
        assert end.reason is EndReason.NORMAL, (end, running.ends)
        assert [e.reason for e in running.ends] == [EndReason.NORMAL], running.ends
        wanted = [e for e in running.effects if isinstance(e, fx.AuthorizationWanted)]
        assert [e.contract for e in wanted] == ["DEV2XC00000001X"]


@pytest.mark.parametrize("install", [False, True])
@pytest.mark.parametrize("mode", ["DC_extended", "AC_three_phase_core"])
async def test_plug_and_charge_iso2(mode: str, install: bool, pki: Path) -> None:
    settings = replace(FAST, energy_mode=mode, plug_and_charge=True, install_certificate=install)
    await contract_session(pki, Protocol.ISO2, TlsMode.TLS12, settings)


async def test_certificate_update_iso2(pki: Path) -> None:
    settings = replace(FAST, plug_and_charge=True, update_certificate=True)
    await contract_session(pki, Protocol.ISO2, TlsMode.TLS12, settings)


@pytest.mark.parametrize("install", [False, True])
@pytest.mark.parametrize("service", ["dc-bpt", "ac"])
async def test_plug_and_charge_iso20(service: str, install: bool, pki: Path) -> None:
    settings = replace(FAST, service=service, plug_and_charge=True, install_certificate=install)
    await contract_session(pki, Protocol.ISO20, TlsMode.TLS13, settings)
