"""`v2x monitor`."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

import click

from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.options import common_options
from v2xsdk.cli.units import DURATION, POWER

_QUIET_S = 3.0


@click.command()
@click.argument("url")
@click.option("--for", "for_s", type=DURATION, metavar="S", help="End after this time; else on Ctrl-C.")
@click.option(
    "--scale", "full_scale_w", type=POWER, default=60_000.0, show_default=True, metavar="W", help="Length of the bar."
)
@common_options
def monitor(url: str, for_s: float | None, full_scale_w: float, as_json: bool) -> int:
    """Show what passes on the wires of the unit at URL while somebody else runs it.

    Listens only: it takes no ownership, sends nothing, and so never keeps a unit running.
    """
    with contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(_monitor(url, for_s, full_scale_w, as_json))
    return ExitCode.OK


async def _monitor(url: str, for_s: float | None, full_scale_w: float, as_json: bool) -> ExitCode:
    import v2xsdk
    from v2xsdk.cli.view import Snapshot, open_view

    view = open_view(as_json)
    stream = v2xsdk.listen(url)
    heard = asyncio.Event()
    quiet = asyncio.ensure_future(_say_when_quiet(heard, view.note))
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(for_s):
                async for measurement in stream:
                    heard.set()
                    view.show(Snapshot(title=f"monitor  {url}", measurement=measurement, full_scale_w=full_scale_w))
    finally:
        quiet.cancel()
        await stream.aclose()
        view.close()
    return ExitCode.OK if heard.is_set() else ExitCode.FAILED


async def _say_when_quiet(heard: asyncio.Event, note: Callable[[str], None]) -> None:
    try:
        async with asyncio.timeout(_QUIET_S):
            await heard.wait()
    except TimeoutError:
        note(f"nothing heard for {_QUIET_S:g} s: does anybody run this unit?")
