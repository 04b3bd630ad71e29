"""Programs and scenarios that take their time: started together, looked at one by one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TIMEOUT_S = 110.0


@dataclass(frozen=True)
class Outcome:
    """How a program ended; ``folder`` was its working directory."""

    status: int
    output: str
    errors: str
    lasted_s: float
    folder: Path


@dataclass(frozen=True)
class Program:
    """A command line to run; ``takes_s`` lets the long ones begin first."""

    name: str
    arguments: tuple[str, ...]
    takes_s: float = 10.0

    def run(self, folder: Path) -> Outcome:
        """Run it in ``folder``, with the scripts of this environment on the path."""
        start_s = time.monotonic()
        environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        done = subprocess.run(
            self.arguments,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
        )
        return Outcome(done.returncode, done.stdout, done.stderr, time.monotonic() - start_s, folder)


@dataclass(frozen=True)
class Scenario:
    """A test body that waits most of its time; what it asserts is raised where its result is asked for."""

    name: str
    body: Callable[[Path], None]
    takes_s: float = 5.0

    def run(self, folder: Path) -> None:
        """Play it with ``folder`` for its files."""
        self.body(folder)


class Scenarios(list[Scenario]):
    """The scenarios of one test file, collected by decorating their functions."""

    def add(self, takes_s: float) -> Callable[[Callable[[Path], None]], Callable[[Path], None]]:
        """Add the decorated function."""

        def decorate(body: Callable[[Path], None]) -> Callable[[Path], None]:
            self.append(Scenario(body.__name__, body, takes_s))
            return body

        return decorate
