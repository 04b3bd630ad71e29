"""What an import does beside defining things: threads, signal handlers, output, environment, logging."""

from __future__ import annotations

import contextlib
import importlib
import io
import logging
import os
import signal
import sys
import threading
from types import ModuleType
from typing import Any


class _World:
    def __init__(self) -> None:
        self.threads = set(threading.enumerate())
        self.handlers = _handlers()
        self.environment = dict(os.environ)
        self.directory = _directory()
        self.log_handlers = list(logging.getLogger().handlers)


_effects: dict[str, list[str]] = {}


def watched_import(name: str) -> tuple[ModuleType, list[str]]:
    """Import ``name``; return the module, and in words what its import changed in the process.

    The same is told again of a module that was watched before. Environment, directory, log and signal handlers are
    put back, also where the import fails.
    """
    if name in sys.modules:
        return sys.modules[name], _effects.get(name, [])
    before, said = _World(), io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            module = importlib.import_module(name)
    finally:
        after = _World()
        effects = _lasting(before, after, said.getvalue()) + _undone(before, after)
    _effects[name] = effects
    return module, effects


def _lasting(before: _World, after: _World, said: str) -> list[str]:
    effects = []
    if started := sorted(thread.name for thread in after.threads - before.threads):
        effects.append(f"starts threads ({', '.join(started)})")
    if said:
        effects.append(f"prints {said.strip()[:40]!r}")
    return effects


def _undone(before: _World, after: _World) -> list[str]:
    effects = []
    for number, handler in before.handlers.items():
        if after.handlers[number] is not handler and after.handlers[number] != handler:
            signal.signal(number, handler)
            effects.append(f"takes over signal {signal.Signals(number).name}")
    if changed := sorted(before.environment.items() ^ after.environment.items()):
        os.environ.clear()
        os.environ.update(before.environment)
        effects.append(f"changes the environment ({changed[0][0]})")
    if after.directory != before.directory:
        os.chdir(before.directory)
        effects.append("changes the working directory")
    if after.log_handlers != before.log_handlers:
        logging.getLogger().handlers[:] = before.log_handlers
        effects.append("adds log handlers")
    return effects


def _handlers() -> dict[int, Any]:
    if threading.current_thread() is not threading.main_thread():
        return {}  # only the main thread may set them
    return {number: signal.getsignal(number) for number in signal.valid_signals()}


def _directory() -> str:
    try:
        return os.getcwd()
    except FileNotFoundError:
        return ""
