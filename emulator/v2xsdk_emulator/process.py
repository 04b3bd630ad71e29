"""The emulator as a process: doors open, ready line out, commands in, until standard input ends."""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
import logging
import os
import signal
import stat
import sys
import tempfile
from contextlib import AsyncExitStack, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from v2xsdk.errors import ConfigError
from v2xsdk_emulator.commands import execute, read_lines
from v2xsdk_emulator.doors.v2xlink import V2xLinkServer
from v2xsdk_emulator.rig import Rig, RigOptions

log = logging.getLogger("v2xsdk_emulator")


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
            doors = await self._open_doors(rig, stack)
            rig.start()
            self._say(self._ready(rig, doors))
            self._listen(rig)
            await self._until_end(rig)

    async def _until_end(self, rig: Rig) -> None:
        rig.failed.add_done_callback(lambda _: self._ended.set())
        await self._ended.wait()
        if rig.failed.done():
            rig.failed.result()

    async def _open_doors(self, rig: Rig, stack: AsyncExitStack) -> dict[str, Any]:
        """Open what was asked for and return its addresses by name; the stack closes it all."""
        args = self._args
        if not _is_loopback(args.bind):
            log.warning("listening on %s: anyone who reaches it controls the emulated power", args.bind)
        doors: dict[str, Any] = {}
        directory = None if args.tcp else _private_directory(args.dir, stack)
        for bus, name in ((rig.power_bus, "p.sock"), (rig.battery_bus, "b.sock")):
            server = V2xLinkServer(bus)
            stack.push_async_callback(server.close)
            if directory is None:
                await server.listen_tcp(args.bind)
            else:
                await server.listen_unix(directory / name)
            doors[bus.name] = server.url
        return doors

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


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _private_directory(path: Path | None, stack: AsyncExitStack) -> Path:
    """Return a directory that only this user may enter; one made here is removed at the end."""
    if path is None:
        path = Path(tempfile.mkdtemp(prefix="v2x"))
        stack.callback(_remove_directory, path)
        return path
    if not path.exists():
        path.mkdir(mode=0o700, parents=True)
        stack.callback(_remove_directory, path)
    found = path.stat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise ConfigError(
            f"{path} must be a directory of yours with mode 0700: whoever enters controls power"
        )
    return path


def _remove_directory(path: Path) -> None:
    with suppress(OSError):  # something of others lies in it: theirs to keep
        path.rmdir()


def _version() -> str:
    try:
        return version("v2xsdk")
    except PackageNotFoundError:
        return "unknown"
