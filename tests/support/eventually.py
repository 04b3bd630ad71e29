"""Waiting in tests for what must come, and no longer than it may take."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def eventually(condition: Callable[[], object], timeout_s: float = 5.0) -> None:
    """Return once ``condition`` holds; fails after ``timeout_s``."""
    for _ in range(int(timeout_s / 0.001)):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError(f"nothing came within {timeout_s} s")
