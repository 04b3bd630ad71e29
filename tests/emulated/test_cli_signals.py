"""A signal at any moment ends in "off confirmed", or in how long the unit may go on; judged by the emulator's log."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from tests.support.programs import Scenario, Scenarios
from v2xsdk.cli.exits import ExitCode

SCENARIOS = Scenarios()
V2X = (sys.executable, "-m", "v2xsdk.cli")


class Running:
    """A `v2x` command whose output is read line by line."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            (*V2X, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL
        )
        self.lines: list[str] = []

    def until(self, words: str) -> None:
        """Read lines until one holds ``words``."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if words in line:
                return
        raise AssertionError(f"{words!r} never came: {self.lines}")

    def end(self, *signals: signal.Signals) -> tuple[int, str, str]:
        """Send ``signals`` and return exit status, the rest of the output, and the errors."""
        for number in signals:
            self.process.send_signal(number)
        output, errors = self.process.communicate(timeout=20)
        return self.process.returncode, output, errors

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


def steps(log: Path) -> list[dict[str, Any]]:
    """Return the steps of a truth log."""
    records = [json.loads(line) for line in log.read_text().splitlines()]
    return [record for record in records if record["kind"] == "step"]


def _mid_discharge(number: signal.Signals, folder: Path) -> None:
    log = folder / "truth.jsonl"
    with Running("discharge", f"emulator:?log={log}", "--power", "20kW") as command:
        command.until("in effect")
        status, output, _ = command.end(number)
    assert status == ExitCode.INTERRUPTED
    assert output.rstrip().endswith("off confirmed")
    seen = steps(log)
    assert min(step["dc_power_w"] for step in seen) < -18_000
    assert not seen[-1]["output_on"]


@SCENARIOS.add(6.0)
def ctrl_c_in_mid_discharge_switches_off(folder: Path) -> None:
    _mid_discharge(signal.SIGINT, folder)


@SCENARIOS.add(6.0)
def sigterm_in_mid_discharge_switches_off(folder: Path) -> None:
    _mid_discharge(signal.SIGTERM, folder)


@SCENARIOS.add(6.0)
def a_lost_terminal_in_mid_discharge_switches_off(folder: Path) -> None:
    _mid_discharge(signal.SIGHUP, folder)


@SCENARIOS.add(4.0)
def a_signal_while_the_output_is_being_switched_on_switches_off(folder: Path) -> None:
    log = folder / "truth.jsonl"
    with Running("charge", f"emulator:?log={log}", "--power", "20kW") as command:
        command.until("starting")
        status, output, _ = command.end(signal.SIGINT)
    assert status == ExitCode.INTERRUPTED
    assert output.rstrip().endswith("off confirmed")
    assert not steps(log)[-1]["output_on"]


@SCENARIOS.add(9.0)
def a_signal_to_a_unit_that_ignores_off_says_how_long_it_may_deliver(folder: Path) -> None:
    log = folder / "truth.jsonl"
    with Running("charge", f"emulator:?log={log}&sabotage=ignored-off", "--power", "20kW", "--json") as command:
        command.until('"state":"in_effect"')
        status, output, errors = command.end(signal.SIGTERM)
    assert status == ExitCode.NOT_CONFIRMED
    assert "not confirmed: the unit may deliver up to 10 s" in errors
    last = json.loads(output.splitlines()[-1])
    assert (last["kind"], last["confirmed"], last["may_deliver_s"]) == ("off", False, 10.0)
    assert steps(log)[-1]["output_on"]


@SCENARIOS.add(6.0)
def a_signal_during_start_up_leaves_neither_a_traceback_nor_a_running_unit(folder: Path) -> None:
    for after_s in (0.01, 0.1, 0.2, 0.4, 0.8):
        log = folder / f"{after_s}.jsonl"
        with Running("charge", f"emulator:?log={log}", "--power", "20kW") as command:
            with contextlib.suppress(subprocess.TimeoutExpired):
                command.process.wait(after_s)
            status, output, errors = command.end(signal.SIGTERM)
        # Before Python runs a single line of ours the default handler is still in place.
        assert status in (ExitCode.INTERRUPTED, ExitCode.NOT_CONFIRMED, -signal.SIGTERM)
        assert "Traceback" not in errors
        if status == ExitCode.INTERRUPTED:
            assert "off confirmed" in output or "nothing was energised" in errors
        assert not any(step["output_on"] for step in (steps(log) if log.exists() else []))


@SCENARIOS.add(5.0)
def ctrl_c_in_the_demo_switches_off_and_writes_no_verdict(folder: Path) -> None:
    with Running("demo", "--out", str(folder)) as command:
        command.until("running ")
        status, output, _ = command.end(signal.SIGINT)
    assert status == ExitCode.INTERRUPTED
    assert "off confirmed" in output
    assert not (folder / "report.html").exists()
    assert not steps(folder / "truth.jsonl")[-1]["output_on"]


@pytest.mark.timeout(180)  # the first one waits for all that were started before it
@pytest.mark.parametrize("program", SCENARIOS, ids=lambda scenario: str(scenario.name))
def test_signal(started: dict[str, Future[Any]], program: Scenario) -> None:
    started[program.name].result()
