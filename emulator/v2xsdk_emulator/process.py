"""The emulator as a process: doors open, ready line out, commands in, until standard input ends."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from contextlib import AsyncExitStack, suppress
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import quote

import msgspec

from v2xsdk_emulator.commands import execute, read_lines
from v2xsdk_emulator.doors.opening import open_doors
from v2xsdk_emulator.rig import POWER_BIT_RATE, Rig, RigOptions


def run(args: argparse.Namespace, options: RigOptions) -> int:
    """Run the process to its end; return the exit status. Raises ``OSError`` or ``V2xError`` at start-up."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(name)s: %(message)s")
    if args.child:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(KeyboardInterrupt):
        asyncio.run(Process(args, options).live())
    return 0


class Process:
    """One emulator process."""

    def __init__(self, args: argparse.Namespace, options: RigOptions) -> None:
        self._args = args
        self._options = options
        self._ended = asyncio.Event()

    async def live(self) -> None:
        """Open everything, say so, and live until told to end or the rig breaks."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._ended.set)
        async with AsyncExitStack() as stack:
            rig = Rig(self._options)
            stack.callback(rig.close)
            doors = await open_doors(rig, self._args, stack)
            rig.start()
            self._say(self._ready(rig, doors))
            self._listen(rig)
            await self._until_end(rig)

    async def _until_end(self, rig: Rig) -> None:
        rig.failed.add_done_callback(lambda _: self._ended.set())
        await self._ended.wait()
        if rig.failed.done():
            rig.failed.result()

    def _ready(self, rig: Rig, doors: dict[str, Any]) -> dict[str, Any]:
        options = self._options
        power, battery = doors["power"], doors["battery"]
        url = (
            f"infypower-beg+{power}?group={options.group}&link=battery-can"
            f"&link.bus={quote(battery, safe='')}&energy_time_scale={options.time_scale:g}"
            f"&modules={options.modules}"
        )
        kind = rig.vehicle.kind
        return {
            "ready": True,
            "pid": os.getpid(),
            "url": url,
            "service_url": _service_url(power, options),
            "buses": {"power": power, "battery": battery},
            "doors": {name: where for name, where in doors.items() if name not in ("power", "battery")},
            "time_scale": options.time_scale,
            "log": str(options.log) if options.log is not None else None,
            "vehicle": {
                "name": kind.name,
                "usable_wh": kind.usable_wh,
                "voltage_min_v": kind.voltage_min_v,
                "voltage_max_v": kind.voltage_max_v,
                "soc_percent": options.soc_percent,
            },
            "version": _version(),
        }

    def _listen(self, rig: Rig) -> None:
        loop = asyncio.get_running_loop()

        def on_line(line: bytes) -> None:
            loop.call_soon_threadsafe(self._command, rig, line)

        def on_end() -> None:
            with suppress(RuntimeError):  # the loop may be closed already
                loop.call_soon_threadsafe(self._ended.set)

        read_lines(sys.stdin.fileno(), on_line, on_end)

    def _command(self, rig: Rig, line: bytes) -> None:
        answer = execute(rig, line)
        self._say(answer)
        if answer.get("quit"):
            self._ended.set()

    def _say(self, answer: dict[str, Any]) -> None:
        try:
            sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
            sys.stdout.buffer.flush()
        except OSError:
            self._ended.set()


def _service_url(power: str, options: RigOptions) -> str:
    """Return the URL of the ECU on the power bus; the bit rate lets a tester keep its frames apart."""
    url = f"uds+{power}?tx=0x7E0&rx=0x7E8"
    return f"{url}&bus.bitrate={POWER_BIT_RATE:.0f}" if options.pacing else url


def _version() -> str:
    try:
        return version("v2xsdk")
    except PackageNotFoundError:
        return "unknown"
