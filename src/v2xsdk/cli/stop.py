"""`v2x stop`."""

from __future__ import annotations

import asyncio

import click

import v2xsdk
from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.options import common_options
from v2xsdk.cli.session import run_session
from v2xsdk.cli.view import open_view


@click.command()
@click.argument("url")
@common_options
def stop(url: str, as_json: bool) -> int:
    """Switch the unit at URL off and say whether it confirmed.

    Needs no --armed: it only ever takes energy away.
    """

    async def nothing(_charger: object) -> ExitCode:
        return ExitCode.OK

    view = open_view(as_json)
    try:
        return asyncio.run(run_session(v2xsdk.open(url), nothing, view))
    finally:
        view.close()
