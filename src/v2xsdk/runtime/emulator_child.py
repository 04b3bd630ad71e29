"""The emulator as a child process, for ``emulator:`` URLs and the command line."""

from __future__ import annotations

import asyncio
import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from v2xsdk.errors import EmulatorError

READY_TIMEOUT_S = 5.0
COMMAND_TIMEOUT_S = 2.0
END_TIMEOUT_S = 1.0
_PACKAGE = "v2xsdk_emulator"


class EmulatorChild:
    """One running emulator. It lives in a session of its own, so that Ctrl-C reaches the SDK first.

    It ends when its standard input does, so it never outlives this process.
    """

    def __init__(self, process: asyncio.subprocess.Process, directory: Path, ready: dict[str, Any]) -> None:
        self._process = process
        self._directory = directory
        self._lock = asyncio.Lock()
        self.ready = ready

    @property
    def url(self) -> str:
        """The charger URL that reaches the emulated unit over its wire."""
        return str(self.ready["url"])

    @property
    def pid(self) -> int:
        """Process id of the emulator."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process still runs."""
        return self._process.returncode is None

    @classmethod
    async def start(cls, options: dict[str, str]) -> EmulatorChild:
        """Start an emulator and wait for its ready line.

        ``options`` become ``--key value`` arguments, ``_`` written as ``-``. Raises ``EmulatorError`` when it does
        not become ready within 5 s; its own words are in the text.
        """
        if importlib.util.find_spec(_PACKAGE) is None:
            raise EmulatorError(f"the emulator package {_PACKAGE} is not installed beside v2xsdk")
        directory = Path(tempfile.mkdtemp(prefix="v2x"))
        arguments = [word for key, value in options.items() for word in (f"--{key.replace('_', '-')}", value)]
        words = directory / "stderr"
        with words.open("wb") as stderr:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", _PACKAGE, "--child", "--dir", str(directory), *arguments,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=stderr,
                start_new_session=True,
            )  # fmt: skip
        try:
            return cls(process, directory, await _ready(process, words))
        except BaseException:
            await _end(process)
            shutil.rmtree(directory, ignore_errors=True)
            raise

    async def command(self, command: dict[str, Any]) -> dict[str, Any]:
        """Send one command (see ``docs/reference/emulator.md``) and return its answer.

        Raises ``EmulatorError`` when the emulator refuses it, is gone, or does not answer within 2 s.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None or not self.running:
            raise EmulatorError("the emulator is no longer running")
        async with self._lock:
            try:
                stdin.write(msgspec.json.encode(command) + b"\n")
                await stdin.drain()
                line = await asyncio.wait_for(stdout.readline(), COMMAND_TIMEOUT_S)
            except (TimeoutError, OSError) as error:
                raise EmulatorError(f"the emulator did not answer {command!r}: {error!r}") from error
        answer = _object(line)
        if "error" in answer:
            raise EmulatorError(f"the emulator refused {command!r}: {answer['error']}")
        return answer

    async def close(self) -> None:
        """End the emulator by closing its standard input; kill it when it does not end within 1 s."""
        await _end(self._process)
        shutil.rmtree(self._directory, ignore_errors=True)


async def _ready(process: asyncio.subprocess.Process, words: Path) -> dict[str, Any]:
    stdout = process.stdout
    if stdout is None:
        raise EmulatorError("the emulator has no standard output")
    try:
        line = await asyncio.wait_for(stdout.readline(), READY_TIMEOUT_S)
    except TimeoutError as error:
        raise EmulatorError(f"the emulator was not ready within {READY_TIMEOUT_S} s") from error
    if not line:
        await process.wait()
        said = await asyncio.to_thread(words.read_text, errors="replace")
        raise EmulatorError(f"the emulator ended before it was ready: {said.strip() or 'without a word'}")
    return _object(line)


def _object(line: bytes) -> dict[str, Any]:
    if not line:
        raise EmulatorError("the emulator ended")
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise EmulatorError(f"the emulator wrote {line!r} where a JSON object was expected") from error


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), END_TIMEOUT_S)
    except TimeoutError:
        process.kill()
        await process.wait()
