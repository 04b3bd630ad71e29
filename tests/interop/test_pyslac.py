"""A foreign charging station: our EV against PyPI's ``pyslac`` in a network namespace, over veth."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.interop.pyslac_venv import pyslac_python
from tests.support.slac_veth import ip, require_veth, until, veth_pairs
from v2xsdk.protocol.slac import codec
from v2xsdk.protocol.slac.ev import EvSlac
from v2xsdk.protocol.slac.events import Matched
from v2xsdk.protocol.slac.params import EvSettings, SlacTimers
from v2xsdk.protocol.slac.pilot import PilotReading, PilotState
from v2xsdk.transport.ethernet.pump import EthernetPump
from v2xsdk.transport.ethernet.raw import open_raw
from v2xsdk_emulator.plc.line import LinePort, PowerLine
from v2xsdk_emulator.plc.modem import ModemQuirks
from v2xsdk_emulator.plc.veth import VethLine

pytestmark = [pytest.mark.interop, pytest.mark.timeout(240)]
NAMESPACE = "v2xpyslac"
ROUNDS = 3


@pytest.fixture(scope="module")
def python() -> Path:
    require_veth()
    found = pyslac_python()
    if isinstance(found, str):
        pytest.skip(found)
    return found


@asynccontextmanager
async def foreign_station(python: Path, interface: str, rounds: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run pyslac in its namespace; yields the process, which says and hears lines."""
    program = str(Path(__file__).with_name("pyslac_evse.py"))
    command = ["ip", "netns", "exec", NAMESPACE, str(python), program, interface, str(rounds)]
    process = await asyncio.create_subprocess_exec(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def said(station: asyncio.subprocess.Process) -> dict[str, Any]:
    assert station.stdout is not None
    line = await asyncio.wait_for(station.stdout.readline(), 30.0)
    assert line, "pyslac ended"
    answer: dict[str, Any] = json.loads(line)
    return answer


def prepare(gap_s: float) -> tuple[VethLine, LinePort, EvSlac, EthernetPump, list[Any]]:
    line = PowerLine(seed=2)
    served = VethLine(line)
    quirks = ModemQuirks(answers_as_local=True)
    evse, ev = line.attach("evse", quirks=quirks), line.attach("ev", quirks=quirks)
    line.couple(evse, ev, 8.0)
    served.serve(evse, "slp0l")
    served.serve(ev, "slp1l")
    port = open_raw("slp1")
    machine = EvSlac(port.mac, EvSettings(timers=SlacTimers(tp_ev_batch_msg_interval_s=gap_s)))
    events: list[Any] = []
    pump = EthernetPump(machine, port, codec.decode, codec.encode, events.append)
    pump.start(machine.start)
    return served, ev, machine, pump, events


@pytest.mark.parametrize("gap_s", [0.02, 0.04])
async def test_our_ev_matches_with_pyslac_round_after_round(python: Path, gap_s: float) -> None:
    ip("netns", "add", NAMESPACE)
    try:
        with veth_pairs("slp0", "slp1"):
            ip("link", "set", "slp0", "netns", NAMESPACE)
            ip("-n", NAMESPACE, "link", "set", "slp0", "up")
            served, ev_port, machine, pump, events = prepare(gap_s)
            try:
                async with foreign_station(python, "slp0", ROUNDS) as station:
                    for number in range(ROUNDS):
                        await one_round(station, number, ev_port, machine, pump, events)
            finally:
                pump.close()
                served.close()
    finally:
        ip("netns", "del", NAMESPACE)


async def one_round(
    station: asyncio.subprocess.Process,
    number: int,
    ev_port: LinePort,
    machine: EvSlac,
    pump: EthernetPump,
    events: list[Any],
) -> None:
    assert (await said(station))["ready"] == number
    events.clear()
    pump.do(lambda now: machine.pilot_changed(PilotReading(PilotState.B, 5.0), now))
    assert await until(lambda: any(isinstance(event, Matched) for event in events), 10.0), events
    done = await said(station)
    assert (done["done"], done["matched"], done["error"]) == (number, True, "")
    assert done["sounds"] == 10
    assert ev_port.modem.nmk.hex() == done["nmk"]
    (event,) = (event for event in events if isinstance(event, Matched))
    assert event.nid.hex() == done["nid"]
    assert event.duration_s < 1.5
    pump.do(lambda now: machine.pilot_changed(PilotReading(PilotState.A), now))
    assert station.stdin is not None
    station.stdin.write(b"next\n")
    await station.stdin.drain()
