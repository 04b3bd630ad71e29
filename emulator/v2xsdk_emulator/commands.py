"""Commands on standard input: one JSON object a line, one JSON answer a line."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

import msgspec

from v2xsdk.errors import ConfigError
from v2xsdk_emulator.rig import Rig

READ_SIZE = 65536
#: Longest command line; more without a line end is not a command.
LINE_MAX = 65536


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One command; which fields count depends on ``cmd``."""

    cmd: str
    kind: str = ""
    on: bool = True
    module: int | None = None
    value: float | str | None = None


def execute(rig: Rig, line: bytes) -> dict[str, Any]:
    """Execute one command line and return the answer; ``{"ok": true, "quit": true}`` asks to end."""
    try:
        command = msgspec.json.decode(line, type=Command)
        return {"ok": True, **_execute(rig, command)}
    except (msgspec.DecodeError, ConfigError) as error:
        return {"error": str(error)}


def _execute(rig: Rig, command: Command) -> dict[str, Any]:
    if command.cmd == "fault":
        rig.faults.apply(command.kind, on=command.on, module=command.module, value=command.value)
        return {}
    if command.cmd == "truth":
        return {"truth": rig.truth()}
    if command.cmd == "soc":
        return _set_soc(rig, command.value)
    if command.cmd == "quit":
        return {"quit": True}
    raise ConfigError(f"no command {command.cmd!r}: choose one of fault, truth, soc, quit")


def _set_soc(rig: Rig, value: float | str | None) -> dict[str, Any]:
    if not isinstance(value, int | float) or not 0.0 <= value <= 100.0:
        raise ConfigError(f"a state of charge between 0 and 100 % is needed, not {value!r}")
    rig.vehicle.set_soc(float(value))
    rig.truth_log.event("state of charge set", soc_percent=float(value))
    return {"soc_percent": float(value)}


def read_lines(descriptor: int, on_line: Callable[[bytes], None], on_end: Callable[[], None]) -> None:
    """Read lines from ``descriptor`` in a thread of its own, whatever kind of file it is.

    A thread, since a loop cannot watch regular files and must not make a shared terminal non-blocking.
    """

    def pump() -> None:
        rest = b""
        while True:
            try:
                data = os.read(descriptor, READ_SIZE)
            except OSError:
                data = b""
            if not data:
                break
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                if line.strip():
                    on_line(line)
            if len(rest) > LINE_MAX:
                on_line(rest)
                rest = b""
        if rest.strip():
            on_line(rest)
        on_end()

    threading.Thread(target=pump, name="standard input", daemon=True).start()
