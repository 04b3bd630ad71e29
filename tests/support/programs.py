"""Programs that tests run and look at afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """A command line to run; ``takes_s`` lets the long ones begin first."""

    name: str
    arguments: tuple[str, ...]
    takes_s: float = 10.0


@dataclass(frozen=True)
class Outcome:
    """How a program ended; ``folder`` was its working directory."""

    status: int
    output: str
    errors: str
    lasted_s: float
    folder: Path


def run(program: Program, folder: Path) -> Outcome:
    """Run ``program`` in the new ``folder``."""
    folder.mkdir()
    start_s = time.monotonic()
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        program.arguments,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=110,
    )
    return Outcome(done.returncode, done.stdout, done.stderr, time.monotonic() - start_s, folder)
