"""The commands of `v2x` against emulated hardware in another process, as a user runs them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.emulated.emulator_process import EmulatorProcess
from v2xsdk.cli.exits import ExitCode

V2X = (sys.executable, "-m", "v2xsdk.cli")


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatorProcess]:
    """One emulated unit that keeps running between commands."""
    folder = tmp_path_factory.mktemp("unit")
    folder.chmod(0o700)
    with EmulatorProcess("--dir", str(folder), "--silence-timeout", "2", "--time-scale", "60") as process:
        yield process
        process.end()


def v2x(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """Run a command with ``--json``; return its status, records and errors."""
    done = subprocess.run((*V2X, *arguments, "--json"), capture_output=True, text=True, timeout=40)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def truth(unit: EmulatorProcess) -> dict[str, Any]:
    found = unit.command({"cmd": "truth"})["truth"]
    assert isinstance(found, dict)
    return found


def test_info_tells_what_the_unit_is_and_leaves_it_off(unit: EmulatorProcess) -> None:
    status, records, _ = v2x("info", unit.ready["url"])
    kinds = {record["kind"]: record for record in records}
    assert status == ExitCode.OK
    assert kinds["info"]["module_count"] == 3
    assert kinds["nominal"]["charge_power_max_w"] == 66_000
    assert kinds["status"]["vehicle"]["soc_percent"] == pytest.approx(60, abs=0.5)
    assert not truth(unit)["output_on"]


def test_charge_holds_the_power_for_its_time_and_ends_off(unit: EmulatorProcess) -> None:
    before = truth(unit)
    status, records, errors = v2x("charge", unit.ready["url"], "--power", "30kW", "--for", "1s", "--expires", "1s")
    assert status == ExitCode.OK, errors
    last = [record for record in records if record["kind"] in ("order", "off")]
    assert [record["kind"] for record in last] == ["order", "off"]
    assert last[0]["state"] == "in_effect"
    assert last[1]["confirmed"] is True
    numbers = {record["order"]["number"] for record in records if record.get("event") == "OrderChanged"}
    assert len(numbers) > 3, "the order was not given again"
    after = truth(unit)
    assert not after["output_on"]
    assert after["soc_percent"] > before["soc_percent"]


def test_a_power_that_is_only_granted_in_part_ends_with_status_1(unit: EmulatorProcess) -> None:
    status, records, errors = v2x("charge", unit.ready["url"], "--power", "200kW", "--for", "0.3s")
    assert status == ExitCode.FAILED
    order = next(record for record in records if record["kind"] == "order")
    assert (order["state"], order["reason"]) == ("limited", "charger_limit")
    assert "off confirmed" in errors


def test_a_discharge_below_the_reserve_is_not_granted(unit: EmulatorProcess) -> None:
    status, records, _ = v2x("discharge", unit.ready["url"], "--power", "5kW", "--for", "0.3s", "--reserve", "90")
    assert status in (ExitCode.FAILED, ExitCode.REFUSED)
    reasons = {record.get("reason") for record in records} | {
        record["order"]["reason"] for record in records if record.get("event") == "OrderChanged"
    }
    assert "soc_reserve" in reasons
    assert truth(unit)["energy_discharged_wh"] == 0


def test_stop_ends_what_a_killed_controller_left_running(unit: EmulatorProcess) -> None:
    with subprocess.Popen((*V2X, "charge", unit.ready["url"], "--power", "10kW"), stdout=subprocess.PIPE) as left:
        assert left.stdout is not None
        while b"in effect" not in left.stdout.readline():
            pass
        os.kill(left.pid, signal.SIGKILL)
    assert truth(unit)["output_on"]
    status, records, _ = v2x("stop", unit.ready["url"])
    assert status == ExitCode.OK
    assert records[-1] == {"kind": "off", "confirmed": True, "may_deliver_s": None, "detail": ""}
    assert not truth(unit)["output_on"]


def test_monitor_shows_what_another_program_does_and_prolongs_nothing(unit: EmulatorProcess) -> None:
    with subprocess.Popen((*V2X, "charge", unit.ready["url"], "--power", "10kW"), stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        while b"in effect" not in other.stdout.readline():
            pass
        status, records, _ = v2x("monitor", unit.ready["url"], "--for", "1.5s")
        assert status == ExitCode.OK
        powers = [record["dc_power_w"] for record in records if record["kind"] == "measurement"]
        assert any(power == pytest.approx(10_000, rel=0.03) for power in powers if power is not None)
        listening = subprocess.Popen((*V2X, "monitor", unit.ready["url"], "--for", "4s"), stdout=subprocess.DEVNULL)
        time.sleep(0.5)
        os.kill(other.pid, signal.SIGKILL)
        killed_s = time.monotonic()
    while truth(unit)["output_on"]:
        assert time.monotonic() - killed_s < 3.0, "the silence time-out of 2 s did not run out"
        time.sleep(0.05)
    listening.wait(10)


def test_discover_hears_modules_only_while_somebody_asks_them(unit: EmulatorProcess) -> None:
    bus = unit.ready["buses"]["power"]
    status, records, _ = v2x("discover", bus, "--active")
    assert status == ExitCode.OK
    assert [(record["driver"], record["how"]) for record in records] == [("infypower-beg", "asked")] * 3
    assert records[0]["url"].startswith("infypower-beg+v2xlink:")


def test_drivers_lists_what_urls_can_name() -> None:
    status, records, _ = v2x("drivers")
    assert status == ExitCode.OK
    by_name = {record["name"]: record for record in records}
    assert by_name["infypower-beg"]["can_discharge"] is True
    assert by_name["infypower-beg"]["evidence"] == "not run on hardware"
    assert by_name["battery-can"]["makes"] == "link"


def test_a_unit_has_one_owner_at_a_time(unit: EmulatorProcess) -> None:
    with subprocess.Popen((*V2X, "charge", unit.ready["url"], "--power", "10kW"), stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        while b"in effect" not in owner.stdout.readline():
            pass
        status, records, errors = v2x("info", unit.ready["url"])
        assert status == ExitCode.REFUSED
        assert records[0]["error"] == "BusBusy"
        assert str(owner.pid) in errors
        assert truth(unit)["output_on"]
        owner.send_signal(signal.SIGINT)


def test_a_killed_emulator_ends_the_command_as_a_lost_link(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with EmulatorProcess("--dir", str(tmp_path)) as process:
        with subprocess.Popen(
            (*V2X, "charge", process.ready["url"], "--power", "10kW"),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as command:  # fmt: skip
            assert command.stdout is not None
            while "in effect" not in command.stdout.readline():
                pass
            os.kill(process.ready["pid"], signal.SIGKILL)
            killed_s = time.monotonic()
            _, errors = command.communicate(timeout=10)
        assert time.monotonic() - killed_s < 4.0
        assert command.returncode in (ExitCode.LINK_LOST, ExitCode.NOT_CONFIRMED)
        assert "Traceback" not in errors


def test_the_emulator_command_says_how_to_attach_and_takes_commands() -> None:
    with subprocess.Popen(
        (*V2X, "emulator", "--vehicle", "home-car", "--soc", "40"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        lines = [process.stdout.readline() for _ in range(6)]
        assert "home-car" in lines[0]
        url = lines[4].split("'")[1]
        status, records, _ = v2x("info", url)
        assert status == ExitCode.OK
        assert records[-1]["vehicle"]["soc_percent"] == pytest.approx(40, abs=0.1)
        process.stdin.write('{"cmd": "soc", "value": 70}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["soc_percent"] == 70
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == ExitCode.OK
