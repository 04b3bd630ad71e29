"""Options that `v2x secc` and `v2x ev` share, and how their words become values."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import click

from v2xsdk.errors import ConfigError
from v2xsdk.protocol.v2g.timers import Protocol
from v2xsdk.runtime.v2g.pki_link import TlsMode

CommandT = TypeVar("CommandT", bound=Callable[..., Any])
TLS = click.Choice([mode.value for mode in TlsMode])
FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)


def link_options(command: CommandT) -> CommandT:
    """Add the options of the link to a command."""
    for option in reversed(
        (
            click.option("--interface", required=True, help="Network interface: the PLC modem's, or lo."),
            click.option("--protocols", default="iso20,iso2,din", show_default=True, help="Message sets, best first."),
            click.option("--tls", type=TLS, default="none", show_default=True, help="TLS policy of this side."),
            click.option("--pki", type=FOLDER, help="Folder made by `v2x pki make`."),
            click.option("--sdp-port", default=15118, show_default=True, help="UDP port of discovery."),
            click.option("--trace", type=FILE, help="Write both directions to FILE (pcapng)."),
            click.option("--keylog", type=FILE, help="Write TLS secrets to FILE (for Wireshark)."),
            click.option("--json", "as_json", is_flag=True, help="One JSON object an event."),
        )
    ):
        command = option(command)
    return command


def words(text: str, known: tuple[str, ...], option: str) -> tuple[str, ...]:
    """Split a comma list and check its words; raises ``ConfigError``."""
    found = tuple(word.strip() for word in text.split(",") if word.strip())
    wrong = [word for word in found if word not in known]
    if wrong or not found:
        raise ConfigError(f"{option} {text!r}: choose from {', '.join(known)}")
    return found


def protocols(text: str) -> tuple[Protocol, ...]:
    """Return the message sets of ``--protocols``."""
    return tuple(Protocol(word) for word in words(text, tuple(p.value for p in Protocol), "--protocols"))


def run_until_told(main: Coroutine[Any, Any, int]) -> int:
    """Run ``main``; SIGINT and SIGTERM cancel it, so that it can end its session first. Returns its exit code."""

    async def guarded() -> int:
        task = asyncio.ensure_future(main)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, task.cancel)
        try:
            return await task
        except asyncio.CancelledError:
            return 130

    return asyncio.run(guarded())
