"""The commands of `v2x` against emulated hardware in another process, as a user runs them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from tests.emulated.emulator_process import EmulatorProcess
from tests.support.programs import Scenario, Scenarios
from v2xsdk.cli.exits import ExitCode

V2X = (sys.executable, "-m", "v2xsdk.cli")


SCENARIOS = Scenarios()


@contextlib.contextmanager
def emulated(folder: Path, *options: str) -> Iterator[EmulatorProcess]:
    """One emulated unit; its sockets lie in a short path of their own."""
    with EmulatorProcess("--silence-timeout", "2", "--time-scale", "60", *options) as unit:
        yield unit
        unit.end()


@contextlib.contextmanager
def charging(unit: EmulatorProcess, power: str = "10kW") -> Iterator[subprocess.Popen[str]]:
    """Another program that charges; it is killed at the end, if it still runs."""
    with subprocess.Popen(
        (*V2X, "charge", unit.ready["url"], "--power", power), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        while "in effect" not in other.stdout.readline():
            assert other.poll() is None
        try:
            yield other
        finally:
            other.kill()


def v2x(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """Run a command with ``--json``; return its status, records and errors."""
    done = subprocess.run((*V2X, *arguments, "--json"), capture_output=True, text=True, timeout=40)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def truth(unit: EmulatorProcess) -> dict[str, Any]:
    found = unit.command({"cmd": "truth"})["truth"]
    assert isinstance(found, dict)
    return found


@SCENARIOS.add(3.0)
def info_tells_what_the_unit_is_and_leaves_it_off(folder: Path) -> None:
    with emulated(folder) as unit:
        status, records, _ = v2x("info", unit.ready["url"])
        kinds = {record["kind"]: record for record in records}
        assert status == ExitCode.OK
        assert kinds["info"]["module_count"] == 3
        assert kinds["nominal"]["charge_power_max_w"] == 66_000
        assert kinds["status"]["vehicle"]["soc_percent"] == pytest.approx(60, abs=0.5)
        assert not truth(unit)["output_on"]


@SCENARIOS.add(5.0)
def charge_holds_the_power_for_its_time_and_ends_off(folder: Path) -> None:
    with emulated(folder) as unit:
        before = truth(unit)
        status, records, errors = v2x("charge", unit.ready["url"], "--power", "30kW", "--for", "1s", "--expires", "1s")
        assert status == ExitCode.OK, errors
        last = [record for record in records if record["kind"] in ("order", "off")]
        assert [record["kind"] for record in last] == ["order", "off"]
        assert last[0]["state"] == "in_effect"
        assert last[1]["confirmed"] is True
        numbers = {record["order"]["number"] for record in records if record.get("event") == "OrderChanged"}
        assert len(numbers) > 3, "the order was not given again"
        assert not truth(unit)["output_on"]
        assert truth(unit)["soc_percent"] > before["soc_percent"]


@SCENARIOS.add(5.0)
def a_power_that_is_only_granted_in_part_ends_with_status_1(folder: Path) -> None:
    with emulated(folder) as unit:
        status, records, errors = v2x("charge", unit.ready["url"], "--power", "200kW", "--for", "0.3s")
    assert status == ExitCode.FAILED
    order = next(record for record in records if record["kind"] == "order")
    assert (order["state"], order["reason"]) == ("limited", "charger_limit")
    assert "off confirmed" in errors


@SCENARIOS.add(3.0)
def a_discharge_below_the_reserve_is_not_granted(folder: Path) -> None:
    with emulated(folder) as unit:
        status, records, _ = v2x("discharge", unit.ready["url"], "--power", "5kW", "--for", "0.3s", "--reserve", "90")
        assert truth(unit)["energy_discharged_wh"] == 0
    assert status in (ExitCode.FAILED, ExitCode.REFUSED)
    changes = [record["order"] for record in records if record.get("event") == "OrderChanged"]
    assert "soc_reserve" in {record.get("reason") for record in (*records, *changes)}


@SCENARIOS.add(6.0)
def stop_ends_what_a_killed_controller_left_running(folder: Path) -> None:
    with emulated(folder, "--silence-timeout", "20") as unit:
        with charging(unit):
            pass
        assert truth(unit)["output_on"]
        status, records, _ = v2x("stop", unit.ready["url"])
        assert status == ExitCode.OK
        assert records[-1] == {"kind": "off", "confirmed": True, "may_deliver_s": None, "detail": ""}
        assert not truth(unit)["output_on"]


@SCENARIOS.add(9.0)
def monitor_shows_what_another_program_does_and_prolongs_nothing(folder: Path) -> None:
    with emulated(folder) as unit:
        arguments = (*V2X, "monitor", unit.ready["url"], "--json")
        with (
            charging(unit),
            subprocess.Popen((*arguments, "--for", "5s"), stdout=subprocess.PIPE, text=True) as monitor,
        ):
            assert monitor.stdout is not None
            records = [json.loads(monitor.stdout.readline()) for _ in range(4)]
            killed_s = time.monotonic()
        powers = [record["dc_power_w"] for record in records if record["kind"] == "measurement"]
        assert any(power == pytest.approx(10_000, rel=0.03) for power in powers if power is not None)
        while truth(unit)["output_on"]:
            assert time.monotonic() - killed_s < 3.0, "the silence time-out of 2 s did not run out"
            time.sleep(0.05)


@SCENARIOS.add(4.0)
def discover_finds_silent_modules_only_by_asking(folder: Path) -> None:
    with emulated(folder) as unit:
        bus = unit.ready["buses"]["power"]
        status, records, _ = v2x("discover", bus, "--listen", "0.3")
        assert status == ExitCode.FAILED
        assert [record["driver"] for record in records] == [""]
        status, records, _ = v2x("discover", bus, "--active", "--listen", "0.3")
    assert status == ExitCode.OK
    assert [(record["driver"], record["how"]) for record in records] == [("infypower-beg", "asked")] * 3
    assert records[0]["url"].startswith("infypower-beg+v2xlink:")


@SCENARIOS.add(1.0)
def drivers_lists_what_urls_can_name(folder: Path) -> None:
    status, records, _ = v2x("drivers")
    assert status == ExitCode.OK
    by_name = {record["name"]: record for record in records}
    assert by_name["infypower-beg"]["can_discharge"] is True
    assert by_name["infypower-beg"]["evidence"] == "not run on hardware"
    assert by_name["battery-can"]["makes"] == "link"


@SCENARIOS.add(5.0)
def a_unit_has_one_owner_at_a_time(folder: Path) -> None:
    with emulated(folder) as unit, charging(unit) as owner:
        status, records, errors = v2x("info", unit.ready["url"])
        assert status == ExitCode.REFUSED
        assert records[0]["error"] == "BusBusy"
        assert str(owner.pid) in errors
        assert truth(unit)["output_on"]


@SCENARIOS.add(6.0)
def a_killed_emulator_ends_the_command_as_a_lost_link(folder: Path) -> None:
    with EmulatorProcess() as process, charging(process) as command:
        os.kill(process.ready["pid"], signal.SIGKILL)
        killed_s = time.monotonic()
        _, errors = command.communicate(timeout=10)
        assert time.monotonic() - killed_s < 4.0
        assert command.returncode in (ExitCode.LINK_LOST, ExitCode.NOT_CONFIRMED)
        assert "Traceback" not in errors


@SCENARIOS.add(4.0)
def the_emulator_command_says_how_to_attach_and_takes_commands(folder: Path) -> None:
    arguments = (*V2X, "emulator", "--vehicle", "home-car", "--soc", "40")
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        lines = [process.stdout.readline() for _ in range(8)]
        assert "home-car" in lines[0]
        assert "v2x diag identify --device 'uds+v2xlink://" in lines[7]
        status, records, _ = v2x("info", lines[4].split("'")[1])
        assert status == ExitCode.OK
        assert records[-1]["vehicle"]["soc_percent"] == pytest.approx(40, abs=0.1)
        process.stdin.write('{"cmd": "soc", "value": 70}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["soc_percent"] == 70
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == ExitCode.OK


@pytest.mark.timeout(180)  # the first one waits for all that were started before it
@pytest.mark.parametrize("program", SCENARIOS, ids=lambda scenario: str(scenario.name))
def test_command(started: dict[str, Future[Any]], program: Scenario) -> None:
    started[program.name].result()
