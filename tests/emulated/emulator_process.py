"""The emulator as a child process, for tests of its doors."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any


class EmulatorProcess:
    """One emulator process; ends with its standard input."""

    def __init__(self, *arguments: str) -> None:
        start = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "v2xsdk_emulator", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.ready = self._line()
        self.started_in_s = time.monotonic() - start

    def _line(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        answer: dict[str, Any] = json.loads(self.process.stdout.readline() or b"{}")
        return answer

    def command(self, line: dict[str, Any] | str) -> dict[str, Any]:
        """Send one command line and return its answer."""
        assert self.process.stdin is not None
        text = line if isinstance(line, str) else json.dumps(line)
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()
        return self._line()

    def path(self, bus: str) -> Path:
        """Return the socket of ``bus``."""
        return Path(self.ready["buses"][bus].removeprefix("v2xlink://"))

    def end(self) -> tuple[int, str]:
        """Close standard input; return exit status and what was said on standard error."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.wait()

    def wait(self) -> tuple[int, str]:
        """Wait for the end; return exit status and what was said on standard error."""
        assert self.process.stderr is not None
        assert self.process.stdout is not None
        said = self.process.stderr.read().decode()
        status = self.process.wait(5)
        self.process.stdout.close()
        self.process.stderr.close()
        if self.process.stdin is not None and not self.process.stdin.closed:
            self.process.stdin.close()
        return status, said

    def __enter__(self) -> EmulatorProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        if self.process.stderr is not None and not self.process.stderr.closed:
            self.wait()
