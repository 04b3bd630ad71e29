"""The emulator process: ready line, commands, log of truth, and every way to end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.emulated.emulator_process import EmulatorProcess


@pytest.fixture
def private(tmp_path: Path) -> Path:
    path = tmp_path / "d"
    path.mkdir(mode=0o700)
    return path


def test_ready_line_commands_log_and_end_of_input(private: Path, tmp_path: Path) -> None:
    log = tmp_path / "truth.jsonl"
    with EmulatorProcess(
        "--dir", str(private), "--log", str(log), "--vehicle", "leaf-40", "--soc", "42", "--modules", "2",
        "--time-scale", "60", "--group", "3", "--house-load", "700",
    ) as emulator:  # fmt: skip
        ready = emulator.ready
        assert emulator.started_in_s < 1.5
        assert ready["ready"] is True
        assert ready["pid"] == emulator.process.pid
        assert ready["time_scale"] == 60
        assert ready["log"] == str(log)
        assert ready["vehicle"]["name"] == "leaf-40"
        url = urlsplit(ready["url"])
        assert url.scheme == "infypower-beg+v2xlink"
        assert Path(url.path) == private / "p.sock"
        assert parse_qs(url.query) == {
            "group": ["3"],
            "link": ["battery-can"],
            "link.bus": [f"v2xlink://{private}/b.sock"],
            "energy_time_scale": ["60"],
            "modules": ["2"],
        }
        for bus in ("power", "battery"):
            assert emulator.path(bus).stat().st_mode & 0o077 == 0
        assert emulator.command({"cmd": "soc", "value": 50}) == {"ok": True, "soc_percent": 50.0}
        truth = emulator.command({"cmd": "truth"})["truth"]
        assert truth["soc_percent"] == pytest.approx(50, abs=0.1)
        assert truth["site_power_w"] == pytest.approx(760)
        assert emulator.command({"cmd": "fault", "kind": "alarm", "module": 1})["ok"] is True
        time.sleep(0.3)
        assert emulator.end() == (0, "")
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    steps = [line for line in lines if line["kind"] == "step"]
    assert [line["name"] for line in lines if line["kind"] == "event"] == ["state of charge set", "fault injected"]
    assert len(steps) >= 3
    assert steps[-1]["plant_s"] == pytest.approx(60 * steps[-1]["t_s"], rel=0.2)
    assert {
        "t_s", "plant_s", "soc_percent", "pack_voltage_v", "dc_current_a", "dc_power_w", "ac_power_w", "loss_w",
        "output_on", "mode", "modules", "energy_charged_wh", "energy_discharged_wh", "balance_error_w",
    } <= steps[0].keys()  # fmt: skip
    assert steps[0]["modules"][1].keys() == {"address", "on", "current_a", "alarms"}
    assert list(private.iterdir()) == []


def test_bad_commands_are_answered_and_the_process_goes_on(private: Path) -> None:
    with EmulatorProcess("--dir", str(private)) as emulator:
        for line in (
            "rubbish",
            "[]",
            '{"cmd": "dance"}',
            '{"cmd": "soc", "value": 101}',
            '{"cmd": "soc", "value": "NaN"}',
            '{"cmd": "fault", "kind": "alrm"}',
            '{"cmd": "fault", "kind": "alarm", "module": 9}',
            '{"cmd": "fault", "kind": "derate", "value": -1}',
            '{"cmd": "fault", "kind": "alarm", "nodule": 1}',
        ):
            answer = emulator.command(line)
            assert answer.keys() == {"error"}, line
            assert answer["error"], line
        assert emulator.command({"cmd": "truth"})["ok"] is True
        assert emulator.command({"cmd": "quit"})["ok"] is True
        assert emulator.wait()[0] == 0


def test_sigterm_ends_cleanly_and_sigint_only_without_child() -> None:
    with EmulatorProcess("--child") as emulator:
        directory = emulator.path("power").parent
        assert directory.stat().st_mode & 0o777 == 0o700
        emulator.process.send_signal(signal.SIGINT)
        assert emulator.command({"cmd": "truth"})["ok"] is True
        emulator.process.send_signal(signal.SIGTERM)
        assert emulator.wait() == (0, "")
        assert not directory.exists()
    with EmulatorProcess() as emulator:
        directory = emulator.path("power").parent
        emulator.process.send_signal(signal.SIGINT)
        assert emulator.wait() == (0, "")
        assert not directory.exists()


def test_it_does_not_outlive_its_parent(private: Path) -> None:
    parent = (
        "import os, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-m', 'v2xsdk_emulator', '--child', '--dir', sys.argv[1]],\n"
        "                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "os.write(1, b'%d' % child.pid)\n"
        "os._exit(0)\n"
    )
    run = subprocess.run([sys.executable, "-c", parent, str(private)], stdout=subprocess.PIPE, check=True)
    pid = int(run.stdout)
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2]:
            break
        time.sleep(0.02)
    else:
        os.kill(pid, signal.SIGKILL)
        pytest.fail("the emulator outlived its parent")


@pytest.mark.parametrize(
    ("arguments", "status", "text"),
    [
        (["--vehicle", "tricycle"], 2, "invalid choice"),
        (["--soc", "140"], 1, "between 0 and 100"),
        (["--modules", "0"], 1, "1 to 63 modules"),
        (["--time-scale", "0"], 1, "above 0"),
        (["--module-power", "-1"], 1, "above zero"),
        (["--module-power", "22000,x"], 2, "invalid"),
        (["--silence-timeout", "nan"], 1, "above zero"),
        (["--slcan", "/proc/self/exe"], 1, "exists"),
        (["--log", "/nonexistent/log"], 1, "No such file"),
    ],
)
def test_bad_options_say_what_is_wrong(arguments: list[str], status: int, text: str) -> None:
    with EmulatorProcess(*arguments) as emulator:
        found, said = emulator.wait()
    assert found == status
    assert text in said
    assert "Traceback" not in said


def test_sockets_want_a_private_directory_of_their_own(tmp_path: Path, private: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    with EmulatorProcess("--dir", str(tmp_path / "open")) as refused:
        assert "mode 0700" in refused.wait()[1]
    with EmulatorProcess("--dir", str(tmp_path / ("x" * 120))) as refused:
        assert "shorter --dir" in refused.wait()[1]
    with EmulatorProcess("--dir", str(private)), EmulatorProcess("--dir", str(private)) as second:
        assert "another emulator" in second.wait()[1]


def test_other_addresses_than_loopback_are_named_in_the_log() -> None:
    with EmulatorProcess("--tcp", "--bind", "0.0.0.0", "--vcan", "nocan0") as emulator:
        assert emulator.ready["buses"]["power"].startswith("v2xlink://0.0.0.0:")
        status, said = emulator.end()
    assert status == 0
    assert "listening on 0.0.0.0" in said
    if emulator.ready["doors"]["vcan"] is None:
        assert "no kernel CAN door" in said
