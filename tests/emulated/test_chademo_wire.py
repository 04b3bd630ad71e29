"""The same session over v2xlink sockets, on real time: link on one side, emulated car on the other."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.support.chademo_bench import Bench
from tests.support.chademo_disturbed import QUICK_CAR, QUICK_OUTLET
from v2xsdk.drivers.chademo import DRIVER, ChademoLink
from v2xsdk.errors import ConfigError
from v2xsdk.protocol.can.chademo.evse_states import EvseState
from v2xsdk.registry import read_options
from v2xsdk.transport.can import open_bus
from v2xsdk_emulator.chademo_rig import ChademoRig, ChademoRigOptions
from v2xsdk_emulator.doors.v2xlink import V2xLinkDoor


async def test_charge_and_discharge_over_sockets(tmp_path: Path) -> None:
    rig = ChademoRig(ChademoRigOptions(car=QUICK_CAR, outlet=QUICK_OUTLET))
    plug, lines = V2xLinkDoor(rig.can_bus), V2xLinkDoor(rig.line_bus)
    await plug.open_unix(tmp_path / "c.sock")
    await lines.open_unix(tmp_path / "l.sock")
    given = {"lines": lines.url, "charge_current_max_a": "15", "discharge_current_max_a": "15"}
    bus = open_bus(plug.url)
    link = DRIVER.make(bus, read_options("chademo", DRIVER.options, given))
    assert isinstance(link, ChademoLink)
    bench = Bench(rig, link)
    rig.start()
    async with bus:
        try:
            await link.open(bench.said.append)
            await _session(bench)
        finally:
            await link.close()
    rig.close()
    plug.close()
    lines.close()


async def _session(bench: Bench) -> None:
    async with asyncio.timeout(10.0):
        while bench.link.machine.state is not EvseState.ENERGY:
            await bench.hold(-5000.0, 0.1)
    await bench.hold(-5000.0, 1.5)
    assert bench.rig.plant.current_a < -10.0
    await bench.hold(5000.0, 2.0)
    assert bench.rig.plant.current_a > 10.0
    assert await bench.link.stop() is EvseState.IDLE
    opened = bench.contactor_events()[-1]
    assert opened[1].endswith("opened") and abs(opened[2]["current_a"]) <= 5.0  # type: ignore[arg-type]
    replies = [frame.time_s for frame in bench.frames if frame.can_id == 0x109]
    heard = [frame.time_s for frame in bench.frames if frame.can_id == 0x100]
    assert 0.03 < replies[0] - heard[0] < 0.09


def test_lines_are_not_optional() -> None:
    with pytest.raises(ConfigError, match="lines"):
        DRIVER.make(open_bus("memory:chademo"), read_options("chademo", DRIVER.options, {}))
    with pytest.raises(ConfigError, match="bus"):
        DRIVER.make(None, read_options("chademo", DRIVER.options, {}))
