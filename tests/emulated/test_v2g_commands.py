"""`v2x secc` against `v2x ev`, two processes over loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import dpkt
import pytest

from tests.support.v2g_bench import free_udp_port
from v2xsdk.cli.ev import read_profile
from v2xsdk.cli.secc import check_simulation
from v2xsdk.cli.v2g_options import protocols, words
from v2xsdk.errors import ConfigError, NotArmed

ENTRY = """
import sys
from v2xsdk.cli.{0} import {0}_command
sys.exit({0}_command.main(sys.argv[1:], standalone_mode=False))
"""


def start(command: str, *options: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-c", ENTRY.format(command), "--interface", "lo", *options]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_session_between_two_processes(tmp_path: Path) -> None:
    port, trace = str(free_udp_port()), tmp_path / "session.pcapng"
    secc = start("secc", "--sdp-port", port, "--sessions", "1", "--power", "-7000", "--json")
    try:
        ev = start(
            "ev", "--sdp-port", port, "--discharge", "--loops", "4", "--control", "scheduled", "--json",
            "--trace", str(trace),
        )  # fmt: skip
        ours, errors = ev.communicate(timeout=20)
        assert ev.returncode == 0, errors
        theirs, errors = secc.communicate(timeout=10)
        assert secc.returncode == 0, errors
    finally:
        secc.kill()
        secc.communicate()
    records = [json.loads(line) for line in ours.splitlines()]
    assert {"message", "session_started", "charger_said", "session_ended"} <= {record["kind"] for record in records}
    said = [record["offer"] for record in records if record["kind"] == "charger_said"]
    assert said[-1]["discharge_power_max_w"] == 7000.0
    ended = [json.loads(line) for line in theirs.splitlines() if '"session_ended"' in line]
    assert [record["reason"] for record in ended] == ["normal"]
    with trace.open("rb") as file:
        packets = [dpkt.ip6.IP6(data) for _, data in dpkt.pcapng.Reader(file)]
    assert len(packets) == sum(record["kind"] == "message" for record in records)


def test_a_charger_that_is_told_to_end_ends() -> None:
    secc = start("secc", "--sdp-port", str(free_udp_port()))
    assert secc.stdout is not None and secc.stdout.readline().startswith("listening on ::1")
    secc.terminate()
    secc.communicate(timeout=5)
    assert secc.returncode == 130


def test_options_say_what_they_want(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--protocols"):
        protocols("iso20,iso3")
    assert words("a, b", ("a", "b"), "--x") == ("a", "b")
    with pytest.raises(NotArmed, match="--simulate-power"):
        check_simulation("eth0", False)
    check_simulation("lo", False)
    check_simulation("eth0", True)
    file = tmp_path / "car.toml"
    file.write_text("capacity_wh = 77000.0\ncolour = 'red'\n")
    with pytest.raises(ConfigError, match="colour"):
        read_profile(file)
    file.write_text("capacity_wh = 77000.0\n")
    assert read_profile(file).capacity_wh == 77_000.0
