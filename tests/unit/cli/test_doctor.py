"""`v2x doctor` says what there is, and what to do about what there is not."""

from __future__ import annotations

import errno
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from v2xsdk.cli.doctor import wires
from v2xsdk.cli.doctor.command import doctor, examine
from v2xsdk.cli.doctor.finding import Finding, State
from v2xsdk.cli.doctor.installation import plug_ins
from v2xsdk.plugins import Entry


def by_name(findings: Iterator[Finding]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


def test_what_does_not_work_says_what_to_do() -> None:
    found = list(examine())
    assert {finding.area for finding in found} == {"sdk", "can", "ethernet", "usb", "tls", "plug-ins"}
    assert not [finding for finding in found if finding.state in (State.ABSENT, State.BROKEN) and not finding.do]


def test_a_kernel_without_can_is_absent_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket

    def refuse(family: int = socket.AF_INET, *rest: Any) -> socket.socket:
        if family == 29:
            raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")
        return real(family, *rest)

    monkeypatch.setattr(socket, "socket", refuse)
    finding = by_name(wires.can())["socketcan"]
    assert finding.state is State.ABSENT
    assert "modprobe" in str(finding.do)
    done = CliRunner().invoke(doctor, ["--json"], standalone_mode=False)
    assert done.return_value == 0


@pytest.mark.parametrize(("can0", "expected"), [("up", State.OK), ("unknown", State.OK), ("down", State.LIMITED)])
def test_interfaces_are_named_with_their_state(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, can0: str, expected: State
) -> None:
    for name, kind, state in (("can0", "280", can0), ("eth0", "1", "up")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "type").write_text(kind + "\n")
        (tmp_path / name / "operstate").write_text(state + "\n")
    monkeypatch.setattr(wires, "_NET", tmp_path)
    real = socket.socket
    monkeypatch.setattr(socket, "socket", lambda *_: real(socket.AF_UNIX))
    finding = by_name(wires.can())["socketcan"]
    assert finding.state is expected
    assert f"can0 ({can0})" in finding.found
    assert "eth0" not in finding.found
    assert (finding.do is None) == (expected is State.OK)


def test_a_broken_plug_in_is_named_and_the_exit_code_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = Entry(name="acme", target="acme_that_is_not_there:SPEC", origin="acme 1.2")
    monkeypatch.setattr("v2xsdk.registry.entries", lambda: [entry])
    finding = by_name(plug_ins())["acme"]
    assert finding.state is State.BROKEN
    assert "acme 1.2" in str(finding.do)
    done = CliRunner().invoke(doctor, ["--json", "--no-all"], standalone_mode=False)
    assert done.return_value == 1
    assert "acme" in [json.loads(line)["name"] for line in done.output.splitlines()]
