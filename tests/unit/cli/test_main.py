from __future__ import annotations

import json
from collections.abc import Callable

import click
import pytest

from v2xsdk import errors
from v2xsdk.cli import main as main_module
from v2xsdk.cli.commands import COMMANDS
from v2xsdk.cli.exits import ExitCode, exit_code_of
from v2xsdk.cli.main import cli, run

REAL = "infypower-beg+socketcan://can0?link=battery-can"

ERRORS: list[tuple[Exception, ExitCode]] = [
    (errors.UrlError("x"), ExitCode.USAGE),
    (errors.ConfigError("x"), ExitCode.USAGE),
    (errors.LimitError("x"), ExitCode.USAGE),
    (errors.DriverNotFound("x"), ExitCode.USAGE),
    (errors.OrderRefused("x", reason="soc_reserve", source="soc"), ExitCode.REFUSED),
    (errors.NotArmed("x"), ExitCode.REFUSED),
    (errors.BusBusy("x"), ExitCode.REFUSED),
    (errors.LinkLost("x"), ExitCode.LINK_LOST),
    (errors.DeviceTimeout("x"), ExitCode.LINK_LOST),
    (errors.OutputNotConfirmed("x", may_deliver_s=10.0), ExitCode.NOT_CONFIRMED),
    (errors.EmulatorError("x"), ExitCode.FAILED),
    (RuntimeError("x"), ExitCode.FAILED),
]


@pytest.mark.parametrize(("error", "code"), ERRORS, ids=lambda value: getattr(value, "name", type(value).__name__))
def test_every_error_has_its_exit_code(error: Exception, code: ExitCode) -> None:
    assert exit_code_of(error) is code


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_loads_and_takes_json(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    commands = command.commands.values() if isinstance(command, click.Group) else [command]
    for one in commands:
        assert "--json" in {option for parameter in one.params for option in parameter.opts}


def test_the_help_lists_every_command_with_its_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    for name, entry in COMMANDS.items():
        assert f"{name} {entry.summary}" in text


def test_an_unknown_command_is_answered_with_near_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dischrge"]) == ExitCode.USAGE
    assert "Did you mean discharge" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["info", "no-scheme"], ExitCode.USAGE, "has no scheme"),
        (["info", "infypower-bgg+v2xlink:///x?link=fixed"], ExitCode.USAGE, "infypower-beg"),
        (["charge", "emulator:", "--power", "nan"], ExitCode.USAGE, "nan"),
        (["charge", "emulator:"], ExitCode.USAGE, "--power"),
        (["charge", REAL, "--power", "1kW"], ExitCode.REFUSED, "--armed"),
        (
            [
                "charge",
                "infypower-beg+socketcan://can0?link=battery-can",
                "--power",
                "3kW",
                "--armed",
                "--max-power",
                "2kW",
            ],
            ExitCode.USAGE,
            "more than --max-power",
        ),
        (["discover", "--active"], ExitCode.REFUSED, "--armed"),
        (["monitor", "emulator:"], ExitCode.USAGE, "running one"),
        (["info", "infypower-beg+v2xlink:///nowhere/p.sock?link=battery-can"], ExitCode.LINK_LOST, "/nowhere/p.sock"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_an_exit_code(
    arguments: list[str], code: ExitCode, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == code
    said = capsys.readouterr()
    assert words in said.err
    assert "Traceback" not in said.err
    assert said.out == ""


def test_with_json_an_error_is_a_record_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["info", "no-scheme", "--json"]) == ExitCode.USAGE
    record = json.loads(capsys.readouterr().out)
    assert record["kind"] == "error"
    assert record["error"] == "UrlError"


def _fail_with(error: BaseException) -> Callable[..., None]:
    def fail(**_given: object) -> None:
        raise error

    return fail


def test_a_bug_says_so_in_one_line_and_debug_shows_the_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main_module.cli, "main", _fail_with(ZeroDivisionError("oh\nno")))
    monkeypatch.setattr("signal.signal", lambda *arguments: None)
    assert run(["info", "x"]) == ExitCode.FAILED
    assert "internal error: ZeroDivisionError: oh no" in capsys.readouterr().err
    with pytest.raises(ZeroDivisionError):
        run(["info", "x", "--debug"])


def test_an_interrupt_before_anything_was_opened_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main_module.cli, "main", _fail_with(KeyboardInterrupt()))
    monkeypatch.setattr("signal.signal", lambda *arguments: None)
    assert run(["info", "x"]) == ExitCode.INTERRUPTED
    assert "nothing was energised" in capsys.readouterr().err
