from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from tests.unit.cli.dataset import measurements, truth_steps
from v2xsdk.cli.demo.causes import FROZEN_SOC, IGNORED_OFF, SIGN_FLIPPED, SILENT_MODULE, UNDER_DELIVERY
from v2xsdk.cli.demo.evidence import Seen, TruthReader
from v2xsdk.cli.demo.expect import (
    Expectation,
    GridPower,
    InEffect,
    Limited,
    Measured,
    Off,
    Power,
    ReserveKept,
    SocMoves,
)
from v2xsdk.cli.demo.script import SCRIPT
from v2xsdk.cli.report.data import TruthStep
from v2xsdk.errors import DecodeError
from v2xsdk.model import Fault, FaultKind, OrderState, OrderStatus, Reason, Severity

TRUTH = truth_steps()


def order(state: OrderState, reason: Reason = Reason.NONE) -> OrderStatus:
    return OrderStatus(1, "grid", state, -60_000, reason=reason, source="site")


def seen(start_s: float, end_s: float, truth: tuple[TruthStep, ...] = TRUTH, **changes: object) -> Seen:
    part = tuple(step for step in truth if start_s <= step.t_s <= end_s)
    told = tuple(entry for entry in measurements(TRUTH) if start_s <= entry.time_s <= end_s)
    base = Seen("step", start_s, end_s, part, told, {"grid": order(OrderState.IN_EFFECT)})
    return msgspec.structs.replace(base, **changes)


def altered(factor: float) -> tuple[TruthStep, ...]:
    return tuple(
        msgspec.structs.replace(step, dc_power_w=step.dc_power_w * factor, ac_power_w=step.ac_power_w * factor)
        for step in TRUTH
    )


CHARGE, DISCHARGE, OFF = (1.0, 9.0), (9.0, 16.0), (24.0, 26.9)
MET: list[tuple[Expectation, Seen]] = [
    (Power(57_200, within_s=3), seen(*CHARGE)),
    (Power(-60_000, within_s=6), seen(*DISCHARGE)),
    (GridPower(60_000), seen(*CHARGE)),
    (Measured(), seen(*CHARGE)),
    (SocMoves(+4), seen(*CHARGE)),
    (SocMoves(-4), seen(11.0, 24.0)),
    (InEffect("grid"), seen(*DISCHARGE)),
    (
        Limited("grid", (Reason.SITE_LIMIT,)),
        seen(*CHARGE, orders={"grid": order(OrderState.LIMITED, Reason.SITE_LIMIT)}),
    ),
    (ReserveKept(54.5, above=1, below=0.5), seen(*OFF)),
    (Off(within_s=3), seen(*OFF)),
]


@pytest.mark.parametrize(("expectation", "evidence"), MET, ids=lambda value: type(value).__name__)
def test_what_was_reached_passes(expectation: Expectation, evidence: Seen) -> None:
    check = expectation.judge(evidence)
    assert check.passed, check
    assert check.cause == ""


SILENT = Fault(FaultKind.MODULE_SILENT, "module 2", Severity.STOP, "no status")
MISSED: list[tuple[Expectation, Seen, str]] = [
    (Power(57_200, within_s=3), seen(*CHARGE, truth=altered(-1)), SIGN_FLIPPED),
    (Power(57_200, within_s=3), seen(*CHARGE, truth=altered(0.9)), UNDER_DELIVERY),
    (GridPower(60_000), seen(*CHARGE, truth=altered(0.9)), UNDER_DELIVERY),
    (GridPower(60_000), seen(*CHARGE, truth=altered(1.1)), "no explanation"),
    (Measured(), seen(*CHARGE, truth=altered(0.9)), UNDER_DELIVERY),
    (Measured(), seen(*CHARGE, measurements=()), "no explanation"),
    (Power(57_200, within_s=1), seen(*CHARGE), "no explanation"),
    (Power(57_200, within_s=3), seen(*CHARGE, truth=(), faults=(SILENT,)), SILENT_MODULE),
    (SocMoves(+4), seen(*DISCHARGE), "no explanation"),
    (
        SocMoves(+4),
        seen(*CHARGE, measurements=tuple(msgspec.structs.replace(m, soc_percent=58.0) for m in measurements(TRUTH))),
        FROZEN_SOC,
    ),
    (InEffect("grid"), seen(*CHARGE, orders={}, problem="LinkLost: gone"), "LinkLost: gone"),
    (Limited("grid", (Reason.SITE_LIMIT,)), seen(*CHARGE), "no explanation"),
    (ReserveKept(56.0, above=1, below=0.5), seen(*OFF), "no explanation"),
    (ReserveKept(50.0, above=1, below=0.5), seen(*OFF), "no explanation"),
    (Off(within_s=3), seen(*CHARGE), IGNORED_OFF),
    (Off(within_s=0.1), seen(*OFF), "no explanation"),
    (Off(within_s=3), seen(*OFF, problem="OutputNotConfirmed: x"), "OutputNotConfirmed"),
    (Off(within_s=3), seen(*OFF, truth=()), IGNORED_OFF),
]


@pytest.mark.parametrize(("expectation", "evidence", "cause"), MISSED, ids=lambda value: str(value)[:24])
def test_what_was_not_reached_fails_and_says_why(expectation: Expectation, evidence: Seen, cause: str) -> None:
    check = expectation.judge(evidence)
    assert not check.passed, check
    assert check.cause.startswith(cause)


def test_every_step_of_the_script_expects_something_and_the_last_one_stops() -> None:
    assert all(step.expect for step in SCRIPT)
    assert [step.stop for step in SCRIPT] == [False] * (len(SCRIPT) - 1) + [True]


def test_the_log_is_read_while_it_is_written(tmp_path: Path) -> None:
    log = tmp_path / "truth.jsonl"
    lines = [msgspec.json.encode(step) + b"\n" for step in TRUTH[:3]]
    event = json.dumps({"kind": "event", "t_s": 0.1, "name": "module on", "module": 1}).encode() + b"\n"
    log.write_bytes(lines[0] + event + lines[1][:20])
    reader = TruthReader(log)
    reader.read()
    assert (len(reader.steps), len(reader.events)) == (1, 1)
    with log.open("ab") as stream:
        stream.write(lines[1][20:] + lines[2])
    reader.read()
    assert reader.steps == list(TRUTH[:3])
    assert reader.between(0.05, 0.15) == (TRUTH[1],)


def test_a_log_that_is_none_is_an_error_with_its_line(tmp_path: Path) -> None:
    log = tmp_path / "truth.jsonl"
    log.write_bytes(b"Traceback (most recent call last)\n")
    with pytest.raises(DecodeError, match="Traceback"):
        TruthReader(log).read()
