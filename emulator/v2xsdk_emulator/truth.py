"""The emulator's own log of what really happened: JSON lines, independent of anything said on a wire."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import msgspec

STEP_PERIOD_S = 0.1


class TruthLog:
    """Writes ``step`` and ``event`` objects to ``path`` (none without a path); each line is flushed.

    ``clock`` returns seconds since start. Events also stay in ``events`` for tests in the same process.
    """

    def __init__(self, path: Path | None, clock: Callable[[], float]) -> None:
        self.events: list[dict[str, Any]] = []
        self._clock = clock
        self._encode = msgspec.json.Encoder().encode
        self._file: IO[bytes] | None = path.open("wb") if path is not None else None

    def event(self, name: str, **fields: Any) -> None:
        """Log that ``name`` happened now."""
        record = {"kind": "event", "t_s": round(self._clock(), 4), "name": name, **fields}
        self.events.append(record)
        self._write(record)

    def step(self, record: dict[str, Any]) -> None:
        """Log the state of the plant at one moment."""
        if self._file is not None:
            self._write({"kind": "step", **record})

    def _write(self, record: dict[str, Any]) -> None:
        if self._file is not None:
            self._file.write(self._encode(record) + b"\n")
            self._file.flush()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> TruthLog:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
