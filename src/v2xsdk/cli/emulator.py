"""`v2x emulator`."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import click
import msgspec

from v2xsdk.cli.exits import ExitCode
from v2xsdk.cli.interrupt import Interrupts
from v2xsdk.cli.options import common_options


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@common_options
def emulator(options: tuple[str, ...], as_json: bool) -> int:
    """Run emulated hardware in the foreground and say how to attach to it.

    OPTIONS go to the emulator as they are, such as --vehicle school-bus --soc 60 --time-scale 60; `v2x emulator
    -- --help` lists them. Lines typed here reach it as commands, one JSON object a line, such as
    {"cmd": "fault", "kind": "derate", "value": 0.5}. Ctrl-C ends it.
    """
    return asyncio.run(_run(options, as_json))


async def _run(options: tuple[str, ...], as_json: bool) -> int:
    with Interrupts() as interrupts:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "v2xsdk_emulator", *options, "--child",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        tasks = [
            asyncio.ensure_future(_print_answers(process, as_json)),
            asyncio.ensure_future(_forward_commands(process)),
        ]
        ended = asyncio.ensure_future(process.wait())
        interrupted = asyncio.ensure_future(interrupts.happened.wait())
        await asyncio.wait({ended, interrupted}, return_when=asyncio.FIRST_COMPLETED)
        if not ended.done() and process.stdin is not None:
            process.stdin.close()
        code = await ended
        for task in (*tasks, interrupted):
            task.cancel()
        await asyncio.wait(tasks)
    return ExitCode.OK if code == 0 or interrupts.happened.is_set() else ExitCode.FAILED


async def _print_answers(process: asyncio.subprocess.Process, as_json: bool) -> None:
    while process.stdout is not None and (line := await process.stdout.readline()):
        text = line.decode().rstrip()
        if as_json:
            click.echo(text)
            continue
        answer: dict[str, Any] = msgspec.json.decode(line)
        click.echo(_how_to_attach(answer) if answer.get("ready") else text)
        sys.stdout.flush()


def _how_to_attach(ready: dict[str, Any]) -> str:
    url = ready["url"]
    lines = [
        f"ready: {ready.get('vehicle', {}).get('name', 'vehicle')}, plant at {ready['time_scale']:g} times real time"
    ]
    lines += [f"  {name + ' bus':<13}{bus}" for name, bus in ready["buses"].items()]
    lines += ["attach from another terminal:", f"  v2x info '{url}'", f"  v2x charge '{url}' --power 20kW --for 30s"]
    if service := ready.get("service_url"):
        lines += ["service its controller over the power bus:", f"  v2x diag identify --device '{service}'"]
    return "\n".join(lines)


async def _forward_commands(process: asyncio.subprocess.Process) -> None:
    """Hand on lines from standard input; its end is no reason to end the emulator."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    try:
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    except ValueError:
        return  # a regular file as standard input has nothing to wait for
    while process.stdin is not None and (line := await reader.readline()):
        process.stdin.write(line)
        await process.stdin.drain()
