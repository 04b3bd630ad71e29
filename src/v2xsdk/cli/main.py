"""The entry point `v2x`: runs a command, turns its result or error into an exit code."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

import click

from v2xsdk.cli.commands import COMMANDS
from v2xsdk.cli.exits import ExitCode, exit_code_of
from v2xsdk.cli.lazy import LazyGroup
from v2xsdk.errors import V2xError

_EPILOG = "Exit codes: 0 done, 1 not reached, 2 usage, 3 refused, 4 link lost, 5 off not confirmed, 130 interrupted."


def _version(ctx: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        click.echo(f"v2x {version('v2xsdk')}")
        ctx.exit(0)


@click.group(cls=LazyGroup, table=COMMANDS, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show tracebacks.")
def cli() -> None:
    """Charge and discharge electric vehicles through bidirectional chargers.

    Positive power flows to the vehicle. Every command takes --json for machine-readable lines.
    """


def _report_error(error: Exception, args: Sequence[str]) -> None:
    """Print ``error`` as one line on stderr, and as one JSON line on stdout where JSON was asked for."""
    known = isinstance(error, V2xError)
    text = " ".join(str(error).split()) or type(error).__name__
    click.echo(f"v2x: {text}" if known else f"v2x: internal error: {type(error).__name__}: {text}", err=True)
    if "--json" in args:
        from v2xsdk.cli.output import error_record, print_json

        print_json(error_record(error))
    if not known and "--debug" not in args:
        click.echo("v2x: run it again with --debug for the traceback", err=True)


def run(args: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    # Until a command installs its own handler, SIGTERM ends it like Ctrl-C: through the clean-up, not around it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        result = cli.main(args=list(args), prog_name="v2x", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("v2x: interrupted; nothing was energised by this command", err=True)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.FAILED
    except Exception as error:
        if "--debug" in args:
            raise
        _report_error(error, args)
        return exit_code_of(error)
    return int(result) if isinstance(result, int) else ExitCode.OK


def main() -> None:
    """Console script `v2x`."""
    sys.exit(run(sys.argv[1:]))
