"""Two processes: the SDK here, the emulator at the far end of a socket; killed at the worst moment."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import v2xsdk
from v2xsdk.runtime.emulator_child import EmulatorChild

DELIVER = """
import asyncio, sys, v2xsdk
async def main():
    async with v2xsdk.open(sys.argv[1]) as charger:
        await charger.set_power(-20_000, expires_in_s=3600).in_effect()
        print("delivering", flush=True)
        await asyncio.sleep(3600)
asyncio.run(main())
"""


async def test_the_embedded_emulator_charges_and_discharges() -> None:
    async with v2xsdk.open("emulator:school-bus?soc=55&time_scale=20") as charger:
        assert charger.info.module_count == 3
        await charger.set_power(-20_000).in_effect()
        assert charger.emulator is not None
        truth = (await charger.emulator.command({"cmd": "truth"}))["truth"]
        assert truth["dc_power_w"] == pytest.approx(-20_000, rel=0.01)
        assert (await charger.stop()).confirmed


async def test_a_killed_emulator_is_a_lost_link_within_a_second() -> None:
    async with v2xsdk.open("emulator:") as charger:
        await charger.set_power(-20_000).in_effect()
        assert charger.emulator is not None
        stream = charger.measurements()
        await anext(stream)
        killed_s = time.monotonic()
        os.kill(charger.emulator.pid, signal.SIGKILL)
        with pytest.raises(v2xsdk.LinkLost):
            async with asyncio.timeout(1.0):
                async for _ in stream:
                    pass
        with pytest.raises(v2xsdk.LinkLost):
            await charger.set_power(1_000).in_effect()
        closing_s = time.monotonic()
        assert not (await charger.close()).confirmed
        assert time.monotonic() - closing_s < 2.0
        assert time.monotonic() - killed_s < 4.0


@contextlib.asynccontextmanager
async def emulator(**options: str) -> Any:
    child = await EmulatorChild.start(options)
    try:
        yield child
    finally:
        await child.close()


async def truth_of(child: EmulatorChild) -> dict[str, Any]:
    truth = (await child.command({"cmd": "truth"}))["truth"]
    assert isinstance(truth, dict)
    return truth


async def delivering_process(url: str) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", DELIVER, url], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = await asyncio.to_thread(process.stdout.readline)
    assert line.strip() == "delivering"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


async def off_within(child: EmulatorChild, seconds: float) -> None:
    deadline_s = time.monotonic() + seconds
    while (await truth_of(child))["output_on"]:
        assert time.monotonic() < deadline_s, f"still on after {seconds} s"
        await asyncio.sleep(0.05)


async def test_a_killed_sdk_leaves_the_modules_to_their_own_silence_time_out() -> None:
    async with emulator(silence_timeout="2") as child:
        kill(await delivering_process(child.url))
        assert (await truth_of(child))["output_on"]
        await off_within(child, 2.5)


async def test_a_restarted_sdk_does_not_prolong_an_abandoned_delivery() -> None:
    async with emulator(silence_timeout="3") as child:
        kill(await delivering_process(child.url))
        opened_s = time.monotonic()
        async with v2xsdk.open(child.url):
            await off_within(child, 1.0)
            assert time.monotonic() - opened_s < 3.0


async def test_a_second_process_cannot_take_the_same_bus() -> None:
    async with emulator() as child:
        async with v2xsdk.open(child.url):
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", DELIVER, child.url, stderr=asyncio.subprocess.PIPE
            )
            _, said = await asyncio.wait_for(process.communicate(), 10)
        assert process.returncode != 0
        assert b"BusBusy" in said


async def test_the_emulator_ends_with_its_parent(tmp_path: Path) -> None:
    script = (
        "import asyncio, json, os, sys\n"
        "from v2xsdk.runtime.emulator_child import EmulatorChild\n"
        "async def main():\n"
        "    child = await EmulatorChild.start({})\n"
        "    print(json.dumps(child.pid), flush=True)\n"
        "    os._exit(1)\n"
        "asyncio.run(main())\n"
    )
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", script], capture_output=True, text=True, timeout=10
    )
    pid = json.loads(done.stdout)
    deadline_s = time.monotonic() + 2.0
    while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        assert time.monotonic() < deadline_s, "the emulator outlived its parent"
        await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("nonsense", v2xsdk.UrlError),
        ("infypower-beg:", v2xsdk.UrlError),
        ("infypower-beg+:", v2xsdk.UrlError),
        ("infypower-beg+v2xlink:///nowhere?link=fixed&link.voltage_min_v=1&link.voltage_min_v=2", v2xsdk.UrlError),
        ("infypower-bgg+v2xlink:///nowhere", v2xsdk.DriverNotFound),
        ("infypower-beg+v2xlnk:///nowhere?link=battery-can", v2xsdk.UrlError),
        ("infypower-beg+v2xlink:///nowhere", v2xsdk.errors.ConfigError),
        ("infypower-beg+v2xlink:///nowhere?link=fixed", v2xsdk.errors.ConfigError),
        ("infypower-beg+v2xlink:///nowhere?link=fixed&link.voltage_min_v=abc", v2xsdk.errors.ConfigError),
        ("infypower-beg+v2xlink:///nowhere?group=99&link=battery-can", v2xsdk.errors.ConfigError),
        ("infypower-beg+v2xlink:///nowhere?grup=0&link=battery-can", v2xsdk.errors.ConfigError),
        ("infypower-beg+v2xlink:///nowhere?link=battery-can", v2xsdk.LinkLost),
        ("infypower-beg+v2xlink://192.0.2.1:4000?link=battery-can", v2xsdk.errors.V2xError),
        ("emulator:no-such-vehicle", v2xsdk.errors.EmulatorError),
    ],
)
async def test_a_url_that_leads_nowhere_says_why(url: str, error: type[Exception]) -> None:
    with pytest.raises(error) as problem:
        async with v2xsdk.open(url):
            pass
    assert len(str(problem.value)) > 20


async def test_near_matches_are_named() -> None:
    with pytest.raises(v2xsdk.DriverNotFound, match="did you mean infypower-beg"):
        await v2xsdk.open("infypower-bgg+v2xlink:///nowhere")
    with pytest.raises(v2xsdk.errors.ConfigError, match="did you mean group"):
        await v2xsdk.open("infypower-beg+v2xlink:///nowhere?grup=0&link=battery-can")


def test_a_charger_belongs_to_its_loop() -> None:
    loop = asyncio.new_event_loop()
    try:
        charger = loop.run_until_complete(v2xsdk.open("emulator:")._open())

        async def elsewhere() -> None:
            with pytest.raises(v2xsdk.errors.WrongLoop):
                charger.set_power(1_000)

        asyncio.run(elsewhere())
        loop.run_until_complete(charger.close())
    finally:
        loop.close()
